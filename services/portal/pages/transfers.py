"""People who move to another municipality: offered by the Centre that keeps the file, taken over by the new one."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.base import card
from services.portal.clients.registry import Hit, Unit
from services.portal.clients.transfers import Transfer
from services.portal.desk import Desk
from services.portal.door import TeamDesk
from services.portal.forms import Form
from services.portal.grants import TEAM, municipality_of
from services.portal.opening import opened
from shared.ids import uuid7
from shared.scope import covers

router = APIRouter(include_in_schema=False)

WHYS = ("not-moved", "unknown-here", "other")
NEW = "new"
"""The choice of a record of its own, beside those that are there."""


@dataclass(frozen=True, slots=True)
class Place:
    """A Centre that a person may be offered to, with its municipality's name."""

    scope: str
    name: str
    municipality: str


@router.get("/people/{person_id}/transfer")
async def ask(desk: TeamDesk, person_id: UUID) -> Response:
    """To which Centre the person is offered."""
    form = await desk.form()
    form.fill(id=str(uuid7()))
    return await _ask(desk, person_id, form)


@router.post("/people/{person_id}/transfer")
async def propose(desk: TeamDesk, person_id: UUID) -> Response:
    """Offers the person, who was told that their data go there."""
    await opened(desk, person_id)
    form = await desk.form()
    to_centre = form.required("to_centre", "transfers.error.to_centre")
    if form.get("informed") != "yes":
        form.fail("informed", "transfers.error.informed")
    transfer = form.id("id") or uuid7()
    if not form.errors and await form.attempt(
        desk.transfers.propose(transfer, person_id, to_centre, informed=True), {"/to_centre": "to_centre"}
    ):
        return await desk.go(f"/transfers/{transfer}", saved=1)
    return await _ask(desk, person_id, form)


@router.get("/transfers")
async def listed(desk: TeamDesk, state: str = "proposed", cursor: str | None = None) -> Response:
    """Those that came to my Centre and those that it offered."""
    shown = state if state in ("proposed", "all") else "proposed"
    found = await desk.transfers.list(state=shown, cursor=cursor)
    return await desk.page(
        "transfers/list.html",
        found=found,
        cursor=cursor,
        state=shown,
        ours={one.id for one in found.items if _ours(desk, one.to_centre)},
        places=await _names(desk),
    )


@router.get("/transfers/{transfer_id}")
async def show(desk: TeamDesk, transfer_id: UUID, saved: str = "") -> Response:
    """One of them, with what the own side may do."""
    return await _show(desk, transfer_id, await desk.form(), saved=bool(saved))


@router.post("/transfers/{transfer_id}")
async def answer(desk: TeamDesk, transfer_id: UUID) -> Response:
    """The asked Centre takes the person over or says no; the offering one takes the offer back."""
    form = await desk.form()
    key = form.command
    match form.get("do"):
        case "accept":
            into = form.id("new") if form.get("into") == NEW else form.id("into")
            unit = form.id("unit")
            if into is None:
                form.fail("into", "transfers.error.into")
            if unit is None:
                form.fail("unit", "forms.unit")
            if into and unit:
                asked = desk.transfers.accept(transfer_id, into, unit, key=key)
                if taken := await form.attempt(asked, {"/into": "into", "/unit": "unit"}):
                    return await desk.go(f"/people/{taken.into}", saved=1)
        case "decline":
            why = form.chosen("why", WHYS, "transfers.error.why")
            if not form.errors and await form.attempt(desk.transfers.decline(transfer_id, why, key=key)):
                return await desk.go(f"/transfers/{transfer_id}")
        case _:
            if await form.attempt(desk.transfers.withdraw(transfer_id, key=key)):
                return await desk.go(f"/transfers/{transfer_id}")
    return await _show(desk, transfer_id, form)


def _ours(desk: Desk, centre: str) -> bool:
    return any(covers(grant.path, centre) for grant in desk.scopes(TEAM))


async def _places(desk: Desk) -> list[Place]:
    """All Centres, by their municipalities' names."""
    known = await desk.municipalities()
    places = [
        Place(unit.scope, unit.name, known[unit.municipality].short_name if unit.municipality in known else "")
        for unit in await desk.registry.centres()
    ]
    return sorted(places, key=lambda place: (place.municipality, place.name))


async def _names(desk: Desk) -> dict[str, str]:
    """The names of Centres, as far as they are known."""
    return {place.scope: place.name for place in (await card(_places(desk))).value or ()}


async def _ask(desk: Desk, person_id: UUID, form: Form) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    own = municipality_of(person.centre or "")
    return await desk.page(
        "transfers/new.html",
        status=form.status,
        form=form,
        person=person,
        file=file,
        places=[place for place in await _places(desk) if municipality_of(place.scope) != own],
    )


async def _show(desk: Desk, transfer_id: UUID, form: Form, *, saved: bool = False) -> Response:
    transfer = await desk.transfers.one(transfer_id)
    waits = transfer.state == "proposed"
    answers = waits and _ours(desk, transfer.to_centre)
    form.fill(key=str(uuid7()), new=str(uuid7()), into=NEW, do="")
    return await desk.page(
        "transfers/show.html",
        status=form.status,
        form=form,
        transfer=transfer,
        saved=saved,
        answers=answers,
        withdraws=waits and _ours(desk, transfer.from_centre),
        known=await _known(desk, transfer) if answers else (),
        units=await _units(desk, transfer) if answers else (),
        whys=WHYS,
        places=await _names(desk),
        offered=_ours(desk, transfer.from_centre),
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues([transfer.by]),
    )


async def _known(desk: Desk, transfer: Transfer) -> tuple[Hit, ...]:
    """Records of the asked Centre that may be the person already."""
    found = (await card(desk.registry.search(transfer.label))).value or ()
    return tuple(hit for hit in found if hit.centre == transfer.to_centre)


async def _units(desk: Desk, transfer: Transfer) -> tuple[Unit, ...]:
    return tuple(unit for unit in await desk.units() if unit.scope == transfer.to_centre)
