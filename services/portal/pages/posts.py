"""Θέσεις: who holds which post of a Centre, under which contract, and who heads the team."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.base import Page
from services.portal.clients.organising import Post
from services.portal.desk import Desk
from services.portal.door import AdminDesk, UpkeepDesk
from services.portal.forms import Form
from services.portal.grants import ADMIN, UPKEEP
from services.portal.pages.attention import centres_of
from services.portal.places import places_of
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

SPECIALTIES = (
    "social-worker", "psychologist", "school-psychologist", "social-scientist", "health-visitor", "nurse", "economist",
    "learning-support", "mediator", "other",
)  # fmt: skip
CONTRACTS = ("fixed-term", "indefinite", "civil-servant", "project", "secondment")
WHYS = ("contract-ended", "resigned", "transferred", "retired", "other")
_FILL = {"/account": "account", "/contract": "contract", "/since": "since-day", "/until": "until-day"}


@router.get("/posts")
async def listed(desk: UpkeepDesk, scope: str = "", cursor: str | None = None) -> Response:
    """The posts of the caller's Centres, with who holds them."""
    places = await places_of(desk, UPKEEP)
    chosen = scope if scope in places else next(iter(places), "")
    found = await desk.organising.posts(chosen, cursor) if chosen else Page[Post](())
    return await desk.page(
        "organising/posts.html",
        found=found,
        cursor=cursor,
        places=places,
        scope=chosen,
        colleagues=await desk.colleagues(post.holder.account for post in found.items if post.holder),
        keeps=desk.may(ADMIN),
    )


@router.get("/posts/new")
async def ask(desk: AdminDesk) -> Response:
    """What a new post is for."""
    form = await desk.form()
    form.fill(id=str(uuid7()))
    return await _new(desk, form)


@router.post("/posts/new")
async def take(desk: AdminDesk) -> Response:
    """Opens it, and leads to it."""
    form, centres = await desk.form(), await centres_of(desk, await places_of(desk, UPKEEP))
    facts = {
        "centre": form.chosen("centre", tuple(centres), "organising.error.centre"),
        "specialty": form.chosen("specialty", SPECIALTIES, "organising.error.specialty"),
        "act": form.optional("act"),
        "on": form.day("on", required_key="organising.error.day"),
    }
    post = form.id("id") or uuid7()
    fields = {"/act": "act", "/on": "on-day", "/centre": "centre"}
    if not form.errors and await form.attempt(desk.organising.open_post(post, facts), fields):
        return await desk.go(f"/posts/{post}", saved=1)
    return await _new(desk, form)


@router.get("/posts/{post_id}")
async def show(desk: UpkeepDesk, post_id: UUID, saved: str = "") -> Response:
    """One post, everybody who held it, and what can be done."""
    return await _show(desk, post_id, await desk.form(), saved=bool(saved))


@router.post("/posts/{post_id}")
async def change(desk: AdminDesk, post_id: UUID) -> Response:
    """Fills, renews, heads, vacates or abolishes it."""
    form = await desk.form()
    key, version, do = form.command, form.get("version"), form.get("do")
    asked = desk.organising.change_post
    done = None
    match do:
        case "fill":
            facts = {
                "account": form.required("account", "organising.error.account"),
                "contract": form.chosen("contract", CONTRACTS, "organising.error.contract"),
                "since": form.day("since", required_key="organising.error.day"),
                "until": form.day("until"),
            }
            if not form.errors:
                done = await form.attempt(asked(post_id, "filling", facts, key=key), _FILL)
        case "vacate":
            facts = {
                "on": form.day("left", required_key="organising.error.day"),
                "why": form.chosen("why", WHYS, "organising.error.why"),
            }
            if not form.errors:
                done = await form.attempt(
                    asked(post_id, "vacancy", facts, key=key, version=version), {"/on": "left-day"}
                )
        case "renew" | "head" | "release" | "abolish":
            done = await _by_day(desk, post_id, form, do, key, version)
        case _:
            pass
    return await desk.go(f"/posts/{post_id}", saved=1) if done else await _show(desk, post_id, form)


_BY_DAY = {
    "renew": ("renewal", "until", "renewed", True),
    "head": ("head", "since", "head", False),
    "release": ("head/release", "on", "released", False),
    "abolish": ("abolition", "on", "abolished", True),
}
"""By action: the route, the fact, the date's field, and whether it acts on what was shown."""


async def _by_day(desk: Desk, post_id: UUID, form: Form, do: str, key: UUID, version: str) -> bool | None:
    route, fact, field, shown = _BY_DAY[do]
    day = form.day(field, required_key="organising.error.day")
    if form.errors:
        return None
    asked = desk.organising.change_post(post_id, route, {fact: day}, key=key, version=version if shown else None)
    return await form.attempt(asked, {f"/{fact}": f"{field}-day"})


async def _new(desk: Desk, form: Form) -> Response:
    return await desk.page(
        "organising/new_post.html",
        status=form.status,
        form=form,
        centres=await centres_of(desk, await places_of(desk, UPKEEP)),
        specialties=SPECIALTIES,
    )


async def _show(desk: Desk, post_id: UUID, form: Form, *, saved: bool = False) -> Response:
    post: Post = await desk.organising.post(post_id)
    form.ready(post.version)
    keeps = desk.may(ADMIN)
    fills = keeps and post.abolished_on is None and post.to_be_filled(desk.today)
    accounts = await desk.accounts.accounts() if fills else ()
    return await desk.page(
        "organising/post.html",
        status=form.status,
        form=form,
        post=post,
        saved=saved,
        keeps=keeps,
        fills=fills,
        place=(await desk.places.centre(post.centre)).name,
        contracts=CONTRACTS,
        whys=WHYS,
        accounts=[one for one in accounts if one.open],
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues(each.account for each in post.held),
    )
