"""One municipality: its facts, its registered citizens, its Social Service, its parts, its feasts; and who is named
for a Centre."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.places import Feast, Municipality, Taken
from services.portal.desk import Desk
from services.portal.door import AdminDesk
from services.portal.forms import Form
from services.portal.grants import ADMIN, FOUND
from shared.ids import uuid7
from shared.scope import covers

router = APIRouter(include_in_schema=False)

DUTIES = ("contact", "team-head", "team-member")
BODY_KINDS = ("municipality", "public-law-entity", "public-benefit-enterprise", "other")
_FACTS = ("edition", "name", "short_name", "regional_unit", "residents")
Code = Annotated[str, Path(pattern=r"^[0-9]{4}$")]
Said = tuple[str, dict[str, Any], dict[str, str]]
"""The last part of the address, the body, and which field each pointer is of."""


@router.get("/organisation/municipalities/{code}")
async def show(desk: AdminDesk, code: Code, saved: str = "") -> Response:
    """What is known of it with its history, and the forms that change it."""
    return await _show(desk, code, await desk.form(), saved=bool(saved))


@router.post("/organisation/municipalities/{code}")
async def tell(desk: AdminDesk, code: Code) -> Response:
    """Takes one of the forms to registry."""
    form = await desk.form()
    reading = _FORMS.get(form.get("do"))
    if reading is None or (form.get("do") == "correction" and not desk.may(FOUND)):
        raise HTTPException(404)
    path, body, fields = reading(form)
    if not form.errors:
        asked = desk.places.tell(
            f"/municipalities/{code}/{path}", body, key=form.command, version=form.optional("version")
        )
        if await form.attempt(asked, fields):
            desk.forget_places()
            return await desk.go(f"/organisation/municipalities/{code}", saved=1)
    return await _show(desk, code, form)


@router.get("/organisation/centres/{centre_id}/people")
async def people(desk: AdminDesk, centre_id: UUID, saved: str = "") -> Response:
    """Who runs the Centre, whom the public asks, and the monitoring team."""
    return await _people(desk, centre_id, await desk.form(), saved=bool(saved))


@router.post("/organisation/centres/{centre_id}/people")
async def name(desk: AdminDesk, centre_id: UUID) -> Response:
    """Names a body or somebody, or names somebody no more."""
    form = await desk.form()
    asked = _naming(desk, centre_id, form)
    if asked and await form.attempt(asked, {"/name": "body-name" if form.get("do") == "body" else "name"}):
        return await desk.go(f"/organisation/centres/{centre_id}/people", saved=1)
    return await _people(desk, centre_id, form)


def _naming(desk: Desk, centre_id: UUID, form: Form) -> Awaitable[Taken] | None:
    key, path = form.command, f"/centres/{centre_id}"
    match form.get("do"):
        case "body":
            kind = form.chosen("kind", BODY_KINDS, "municipality.error.kind")
            body = {"kind": kind, "name": form.required("body-name", "municipality.error.name")}
            return None if form.errors else desk.places.tell(f"{path}/body", body, key=key)
        case "leaving":
            officer = form.id("officer")
            return desk.places.tell(f"{path}/officers/{officer}/leaving", None, key=key) if officer else None
        case _:
            officer = {
                "officer": form.id("officer") or uuid7(),
                "name": form.required("name", "municipality.error.name"),
                "duty": form.chosen("duty", DUTIES, "municipality.error.duty"),
                "office": form.optional("office"),
            }
            return None if form.errors else desk.places.tell(f"{path}/officers", officer, key=key)


async def _people(desk: Desk, centre_id: UUID, form: Form, *, saved: bool = False) -> Response:
    centre = await desk.places.centre(centre_id)
    if not any(covers(grant.path, centre.scope) for grant in desk.scopes(ADMIN)):
        raise HTTPException(404)
    form.fill(officer=str(uuid7()), kind=centre.body_kind or "municipality")
    form.fill(**{"body-name": centre.body_name})
    form.ready()
    return await desk.page(
        "organisation/people.html",
        status=form.status,
        form=form,
        centre=centre,
        kinds=BODY_KINDS,
        duties=DUTIES,
        saved=saved,
    )


async def _show(desk: Desk, code: str, form: Form, *, saved: bool = False) -> Response:
    found = await desk.places.municipality(code)
    if not any(covers(grant.path, found.scope) for grant in desk.scopes(ADMIN)):
        raise HTTPException(404)
    for name in _FACTS:
        form.fill(**{name.replace("_", "-"): str(getattr(found, name))})
    form.ready(found.version)
    return await desk.page(
        "organisation/municipality.html",
        status=form.status,
        form=form,
        municipality=found,
        regional=desk.may(FOUND),
        feasts=_by_day(found),
        today=desk.today,
        saved=saved,
    )


def _by_day(municipality: Municipality) -> list[Feast]:
    """The feasts by the day on which they fall next, those that were given up last."""
    return sorted(municipality.feasts, key=lambda feast: (feast.next is None, str(feast.next), feast.name))


def _correction(form: Form) -> Said:
    fields = {name: name.replace("_", "-") for name in _FACTS}
    body: dict[str, Any] = {name: form.required(field, "municipality.error.fact") for name, field in fields.items()}
    body["residents"] = _number(form, "residents", "municipality.error.number")
    return "correction", body, {f"/{name}": field for name, field in fields.items()}


def _count(form: Form) -> Said:
    body = {
        "count": _number(form, "count", "municipality.error.number"),
        "on": form.day("on", required_key="organisation.error.day"),
        "source": form.required("source", "municipality.error.source"),
    }
    return "registered-citizens", body, {"/count": "count", "/on": "on-day", "/source": "source"}


def _social_service(form: Form) -> Said:
    exists = form.chosen("exists", ("yes", "no"), "municipality.error.exists") == "yes"
    since = form.day("since", required_key="organisation.error.day")
    return "social-service", {"exists": exists, "since": since}, {"/since": "since-day"}


def _unit(form: Form) -> Said:
    return "municipal-units", {"name": form.required("unit", "municipality.error.unit")}, {"/name": "unit"}


def _unit_withdrawn(form: Form) -> Said:
    return "municipal-units/withdrawal", {"name": form.get("gone")}, {}


def _feast(form: Form) -> Said:
    feast = {
        "name": form.required("feast", "municipality.error.feast"),
        "month": _number(form, "feast-month", "municipality.error.month"),
        "day": _number(form, "feast-day", "municipality.error.day"),
    }
    return "feasts", feast, {"/name": "feast", "/month": "feast-month", "/day": "feast-day"}


def _movable(form: Form) -> Said:
    body = {
        "name": form.required("moving", "municipality.error.feast"),
        "days_from_easter": _number(form, "distance", "municipality.error.distance"),
    }
    return "movable-feasts", body, {"/name": "moving", "/days_from_easter": "distance"}


def _ended(form: Form) -> Said:
    """The feast comes back as its list told it; a number that is not there is none."""
    body: dict[str, Any] = {
        "name": form.get("feast-name"),
        "on": form.day("ended", required_key="organisation.error.day"),
    }
    for name in ("month", "day", "days_from_easter"):
        told = form.get(f"ends-{name}")
        body[name] = int(told) if told.lstrip("-").isdecimal() and told.isascii() else None
    return "feasts/ending", body, {"/on": "ended-day"}


_FORMS: Mapping[str, Callable[[Form], Said]] = {
    "correction": _correction,
    "count": _count,
    "social-service": _social_service,
    "unit": _unit,
    "unit-withdrawn": _unit_withdrawn,
    "feast": _feast,
    "movable": _movable,
    "ended": _ended,
}


def _number(form: Form, name: str, key: str) -> int:
    typed = form.get(name).replace(".", "").replace(" ", "")
    if typed.isascii() and typed.removeprefix("-").removeprefix("+").isdecimal() and len(typed) < 10:
        return int(typed)
    form.fail(name, key)
    return 0
