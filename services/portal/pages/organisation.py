"""Οργάνωση: which municipality has a Centre, what of it is not known, and the forms that keep it current."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.catalogue import Text
from services.portal.clients.places import Centre, Place, Unit
from services.portal.clients.registry import Municipality
from services.portal.desk import Desk
from services.portal.door import PlacesDesk
from services.portal.forms import Form
from services.portal.grants import ADMIN, FOUND, PLACES
from services.portal.place_forms import REASONS, ROOMS, WEEKDAYS, WHAT, forms_for
from services.portal.regions import Tile, TileMap, map_for
from shared.scope import covers

router = APIRouter(include_in_schema=False)

_STATES = {"none": 0, "closed": 1, "lacking": 2, "complete": 4}
"""The shade of a tile; what is complete is darkest."""

What = Annotated[str, Path(pattern=r"^[a-z]{4,10}$")]


@dataclass(frozen=True, slots=True)
class Line:
    """One municipality with its units: whether it has a Centre, and whether all of it is known."""

    municipality: Municipality
    units: tuple[Unit, ...]
    state: str
    lacking: tuple[tuple[str, str], ...]
    """Units that go on, by name, with what is not known of them in words."""


@router.get("/organisation")
async def overview(desk: PlacesDesk) -> Response:
    """The map and the list of the municipalities within the person's grants."""
    units = defaultdict[str, list[Unit]](list)
    for unit in await desk.places.units():
        units[unit.municipality].append(unit)
    known = await desk.municipalities()
    paths = [grant.path for grant in desk.scopes(PLACES)]
    mine = [one for one in known.values() if any(covers(path, one.scope) or covers(one.scope, path) for path in paths)]
    said = _Lacks(desk.text)
    lines = [_line(one, tuple(units[one.code]), desk.today, said) for one in mine]
    tiles = map_for(paths[0].strip("/").split("/")[0], mine) if len(lines) > 1 else None
    return await desk.page(
        "organisation/overview.html",
        lines=lines,
        tiles=[_tile(line, tiles, desk.text) for line in lines] if tiles else [],
        map=tiles,
        states=_STATES,
        administrator=desk.may(ADMIN),
        founder=desk.may(FOUND),
        today=desk.today,
    )


@router.get("/organisation/centres/{centre_id}")
async def centre(desk: PlacesDesk, centre_id: UUID, saved: str = "") -> Response:
    """All that is known of a Centre, each part with the way to change it."""
    found = await _centre(desk, centre_id)
    return await desk.page(
        "organisation/centre.html",
        centre=found,
        administrator=desk.may(ADMIN),
        founder=desk.may(FOUND),
        municipality=(await desk.municipalities()).get(found.municipality),
        forms={place.id: forms_for(place.kind, administrator=desk.may(ADMIN)) for place in found.places},
        public=f"{found.municipality}-{found.scope.rpartition('/')[2]}",
        weekdays=WEEKDAYS,
        today=desk.today,
        saved=bool(saved),
    )


@router.get("/organisation/centres/{centre_id}/{unit_id}/{what}")
async def ask(desk: PlacesDesk, centre_id: UUID, unit_id: UUID, what: What, month: str = "") -> Response:
    """One form about one unit."""
    form = await desk.form()
    if month:
        form.fill(month=month)
    return await _ask(desk, centre_id, unit_id, what, form)


@router.post("/organisation/centres/{centre_id}/{unit_id}/{what}")
async def tell(desk: PlacesDesk, centre_id: UUID, unit_id: UUID, what: What) -> Response:
    """Takes it to registry, which decides."""
    found = await _centre(desk, centre_id)
    _place(desk, found, unit_id, what)
    form = await desk.form()
    key = form.command
    if withdrawn := form.id("withdraw"):
        asked = desk.places.tell(f"/units/{unit_id}/closures/{withdrawn}/withdrawal", None, key=key)
        if await form.attempt(asked):
            return await desk.go(f"/organisation/centres/{centre_id}", saved=1)
        return await _ask(desk, centre_id, unit_id, what, form)
    said = WHAT[what][1](form)
    if not form.errors:
        asked = desk.places.tell(
            f"/units/{unit_id}/{said.path}", said.body, key=key, version=form.get("version") or str(found.version)
        )
        if await form.attempt(asked, said.fields):
            return await desk.go(f"/organisation/centres/{centre_id}", saved=1)
    return await _ask(desk, centre_id, unit_id, what, form)


async def _ask(desk: Desk, centre_id: UUID, unit_id: UUID, what: str, form: Form) -> Response:
    found = await _centre(desk, centre_id)
    place = _place(desk, found, unit_id, what)
    WHAT[what][0](form, place, desk.today)
    form.ready(found.version)
    return await desk.page(
        "organisation/form.html",
        status=form.status,
        form=form,
        centre=found,
        place=place,
        what=what,
        reasons=REASONS,
        rooms=ROOMS,
        weekdays=WEEKDAYS,
        months=[f"{desk.today.year + (desk.today.month - 1 + n) // 12}-{(desk.today.month - 1 + n) % 12 + 1:02}"
                for n in range(6)],
        today=desk.today,
    )  # fmt: skip


async def _centre(desk: Desk, centre_id: UUID) -> Centre:
    """The Centre, for who keeps it; for others it is not there."""
    found = await desk.places.centre(centre_id)
    if not any(covers(grant.path, found.scope) for grant in desk.scopes(PLACES)):
        raise HTTPException(404)
    return found


def _place(desk: Desk, centre: Centre, unit_id: UUID, what: str) -> Place:
    place = next((each for each in centre.places if each.id == unit_id), None)
    if place is None or what not in forms_for(place.kind, administrator=desk.may(ADMIN)):
        raise HTTPException(404)
    return place


class _Lacks(dict[tuple[str, ...], str]):
    """What is not known of a unit, in words, each combination put together once."""

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text

    def __missing__(self, lacks: tuple[str, ...]) -> str:
        said = self[lacks] = ", ".join(self._text.code("organisation.lacks", one).unescape() for one in lacks)
        return said


def _line(municipality: Municipality, units: tuple[Unit, ...], today: date, said: _Lacks) -> Line:
    going = [unit for unit in units if unit.goes_on(today)]
    lacking = tuple((unit.name, said[lacks]) for unit in going if (lacks := unit.lacks()))
    state = "none" if not units else "closed" if not going else "lacking" if lacking else "complete"
    return Line(municipality, units, state, lacking)


def _tile(line: Line, tiles: TileMap, text: Text) -> Tile:
    state = text.code("organisation.short", line.state)
    return Tile(*tiles.corner(line.municipality.code), line.municipality.short_name, state, _STATES[line.state])
