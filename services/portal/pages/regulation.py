"""Κανονισμός: what the council decided about a Centre, what went to the ministry, and what is due."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.desk import Desk
from services.portal.door import AdminDesk, UpkeepDesk
from services.portal.forms import Form
from services.portal.grants import ADMIN

router = APIRouter(include_in_schema=False)

KINDS = ("approved", "supplemented", "amended")
MEETINGS = ("ordinary", "extraordinary", "teleconference", "circulation")
VOTES = ("unanimous", "majority")
WHATS = ("annual-report", "regulation")
_FIELDS = {
    "/kind": "kind", "/number": "number", "/ada": "ada", "/meeting": "meeting", "/vote": "vote", "/of": "of",
    "/to": "to", "/protocol": "protocol", "/what": "what",
}  # fmt: skip
_DATES = {"decide": "decided-day", "submit": "sent-day", "return": "back-day"}


@router.get("/regulation/{centre}")
async def show(desk: UpkeepDesk, centre: UUID, saved: str = "") -> Response:
    """Decisions, submissions, and what is due."""
    return await _show(desk, centre, await desk.form(), saved=bool(saved))


@router.post("/regulation/{centre}")
async def change(desk: AdminDesk, centre: UUID) -> Response:
    """Takes down a decision, a submission, or that one came back."""
    form = await desk.form()
    do = form.get("do")
    what, facts = _change(form, do)
    key, fields = form.command, {**_FIELDS, "/on": _DATES.get(do, "")}
    asked = desk.organising.change_regulation
    if not form.errors and what and await form.attempt(asked(centre, what, facts, key=key), fields):
        return await desk.go(f"/regulation/{centre}", saved=1)
    return await _show(desk, centre, form)


def _change(form: Form, do: str) -> tuple[str, dict[str, object]]:
    match do:
        case "decide":
            return "decisions", {
                "kind": form.chosen("kind", KINDS, "organising.error.kind"),
                "number": form.required("number", "organising.error.number"),
                "on": form.day("decided", required_key="organising.error.day"),
                "meeting": form.chosen("meeting", MEETINGS, "organising.error.meeting"),
                "vote": form.chosen("vote", VOTES, "organising.error.vote"),
                "ada": form.optional("ada"),
            }
        case "submit":
            return "submissions", {
                **_of(form),
                "on": form.day("sent", required_key="organising.error.day"),
                "to": form.required("to", "organising.error.to"),
                "protocol": form.optional("protocol"),
            }
        case "return":
            what, _, of = form.get("submission").partition(" ")
            if what not in WHATS:
                form.fail("submission", "organising.error.submission")
            return "returns", {"what": what, "of": of, "on": form.day("back", required_key="organising.error.day")}
        case _:
            return "", {}


def _of(form: Form) -> dict[str, object]:
    what = form.chosen("what", WHATS, "organising.error.what")
    return {"what": what, "of": form.required("of", "organising.error.of")}


async def _show(desk: Desk, centre: UUID, form: Form, *, saved: bool = False) -> Response:
    regulation = await desk.organising.regulation(centre)
    form.ready()
    form.fill(to=str(desk.text("organising.regulation.ministry")))
    return await desk.page(
        "organising/regulation.html",
        status=form.status,
        form=form,
        regulation=regulation,
        saved=saved,
        keeps=desk.may(ADMIN),
        place=(await desk.places.centre(centre)).name,
        kinds=KINDS if not regulation.decisions else KINDS[1:],
        meetings=MEETINGS,
        votes=VOTES,
        whats=WHATS,
    )
