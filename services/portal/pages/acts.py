"""Πράξεις: what pays a Centre, how much and until when, as a ledger of decisions."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.base import Page
from services.portal.clients.organising import Act
from services.portal.desk import Desk
from services.portal.door import AdminDesk, UpkeepDesk
from services.portal.forms import Form
from services.portal.grants import ADMIN, UPKEEP
from services.portal.money import cents_of
from services.portal.pages.attention import centres_of
from services.portal.places import place_name, places_of

router = APIRouter(include_in_schema=False)

_WORDS = ("title", "programme", "objective", "beneficiary")
_NEW = {
    "/scope": "scope", "/title": "title", "/programme": "programme", "/objective": "objective",
    "/decision/number": "number", "/decision/on": "decided-day", "/budget": "budget", "/ends_on": "ends-day",
    "/beneficiary": "beneficiary",
}  # fmt: skip
_CHANGES = {
    "amend": {
        "/decision/number": "number", "/decision/on": "decided-day", "/budget": "budget", "/ends_on": "ends-day",
    },
    "accept": {"/amendment": "amendment", "/decision/number": "council", "/decision/on": "accepted-day"},
    "spending": {"/on": "stated-day", "/spent": "spent"},
    "end": {"/on": "ended-day"},
}  # fmt: skip
"""Where what a service says of a field stands, by action."""


@router.get("/acts")
async def listed(desk: UpkeepDesk, scope: str = "", cursor: str | None = None) -> Response:
    """The acts that concern the caller's Centres, as they stand today."""
    places = await places_of(desk, UPKEEP)
    chosen = scope if scope in places else next(iter(places), "")
    found = await desk.organising.acts(chosen, cursor) if chosen else Page[Act](())
    return await desk.page(
        "organising/acts.html", found=found, cursor=cursor, places=places, scope=chosen, keeps=desk.may(ADMIN)
    )


@router.get("/acts/new")
async def ask(desk: AdminDesk) -> Response:
    """What the decision of inclusion says."""
    return await _new(desk, await desk.form())


@router.post("/acts/new")
async def take(desk: AdminDesk) -> Response:
    """Includes it, and leads to it."""
    form = await desk.form()
    code = form.get("code")
    if not (code.isascii() and code.isdecimal() and 4 <= len(code) <= 10):
        form.fail("code", "organising.error.code")
    facts = {
        "scope": form.chosen("scope", tuple(await places_of(desk, UPKEEP)), "organising.error.scope"),
        **{name: form.required(name, "organising.error.words") for name in _WORDS},
        "decision": _decision(form),
        "budget": _cents(form, "budget", required=True),
        "ends_on": form.day("ends", required_key="organising.error.day"),
        "centres": form.all("centres"),
    }
    if not form.errors and await form.attempt(desk.organising.include_act(code, facts), _NEW):
        return await desk.go(f"/acts/{code}", saved=1)
    return await _new(desk, form)


@router.get("/acts/{code}")
async def show(desk: UpkeepDesk, code: str, on: date | None = None, saved: str = "") -> Response:
    """One act with its whole ledger, as it stood on a day."""
    return await _show(desk, _code(code), await desk.form(), on=on, saved=bool(saved))


@router.post("/acts/{code}")
async def change(desk: AdminDesk, code: str) -> Response:
    """A decision, the council's acceptance, a statement of spending, or the end."""
    form = await desk.form()
    what, facts = _change(form)
    key, asked, fields = form.command, desk.organising.change_act, _CHANGES.get(form.get("do"), {})
    if not form.errors and what and await form.attempt(asked(_code(code), what, facts, key=key), fields):
        return await desk.go(f"/acts/{code}", saved=1)
    return await _show(desk, _code(code), form)


def _change(form: Form) -> tuple[str, Mapping[str, object]]:
    match form.get("do"):
        case "amend":
            facts = {"decision": _decision(form), "budget": _cents(form, "budget"), "ends_on": form.day("ends")}
            return "amendments", facts
        case "accept":
            amendment = form.required("amendment", "organising.error.amendment")
            return "acceptances", {"amendment": amendment, "decision": _decision(form, "council", "accepted")}
        case "spending":
            on = form.day("stated", required_key="organising.error.day")
            return "spending", {"on": on, "spent": _cents(form, "spent", required=True)}
        case "end":
            return "end", {"on": form.day("ended", required_key="organising.error.day")}
        case _:
            return "", {}


def _decision(form: Form, number: str = "number", day: str = "decided") -> dict[str, object]:
    taken = form.required(number, "organising.error.number")
    return {"number": taken, "on": form.day(day, required_key="organising.error.day")}


def _cents(form: Form, name: str, *, required: bool = False) -> int | None:
    """An amount as it is typed in Greek, such as 289.440,00 or 289440, in whole cents."""
    typed = form.get(name)
    cents = cents_of(typed)
    if cents is None and (typed or required):
        form.fail(name, "organising.error.amount")
    return cents


def _code(code: str) -> str:
    """The code in the path, which no other address is made of. Raises 404."""
    if not (code.isascii() and code.isdecimal() and 4 <= len(code) <= 10):
        raise HTTPException(404)
    return code


async def _new(desk: Desk, form: Form) -> Response:
    places = await places_of(desk, UPKEEP)
    wide = {path: name for path, name in places.items() if path.count("/") < 3}
    return await desk.page(
        "organising/new_act.html",
        status=form.status,
        form=form,
        places=wide or places,
        centres=await centres_of(desk, places),
    )


async def _show(desk: Desk, code: str, form: Form, *, on: date | None = None, saved: bool = False) -> Response:
    act = await desk.organising.act(code, on)
    form.ready()
    return await desk.page(
        "organising/act.html",
        status=form.status,
        form=form,
        act=act,
        on=on or desk.today,
        saved=saved,
        keeps=desk.may(ADMIN),
        ended=any(line.kind == "ended" for line in act.ledger),
        amendments=[line.number for line in act.ledger if line.kind == "amended"],
        accepted={line.of for line in act.ledger if line.kind == "accepted"},
        place=await place_name(desk, act.scope),
    )
