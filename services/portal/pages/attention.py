"""Οργάνωση: what of the organisation needs attention, with the day and the reason of each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.organising import Line
from services.portal.desk import Desk
from services.portal.door import UpkeepDesk
from services.portal.grants import UPKEEP
from shared.scope import covers

router = APIRouter(include_in_schema=False)

STAFF = frozenset({"contract-ends", "contract-over", "staff-missing", "head-missing", "head-not-social-worker"})
ACTS = frozenset({"act-ends", "act-over", "act-overspent", "amendment-not-accepted"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with the name of its place, and the page on which it is mended."""

    line: Line
    place: str
    href: str


@router.get("/attention")
async def attention(desk: UpkeepDesk, scope: str = "") -> Response:
    """The lines of the caller's widest scope, or of one within it, the late ones first."""
    places = await places_of(desk)
    chosen = scope if scope in places else next(iter(places), "")
    found = await desk.organising.attention(chosen) if chosen else None
    names = await names_of(desk)
    centres = {unit.scope: unit.id for unit in await desk.registry.units() if unit.kind == "centre"}
    shown = [
        Shown(line, names.get(line.scope, line.scope), _href(line, centres.get(line.scope)))
        for line in (found.items if found else ())
    ]
    return await desk.page("organising/attention.html", shown=shown, places=places, scope=chosen)


async def names_of(desk: Desk) -> dict[str, str]:
    """The places by path, those included that one only reads about, such as the municipality of one's Centre."""
    return {**await _municipality_names(desk), **await places_of(desk)}


async def places_of(desk: Desk) -> dict[str, str]:
    """The scopes that the caller keeps or reads the organisation of, by path, with their names; the widest first."""
    own = [grant.path for grant in desk.scopes(UPKEEP)]
    named = await _municipality_names(desk)
    named |= {unit.scope: unit.name for unit in await desk.registry.units() if unit.kind == "centre"}
    named |= {path: str(desk.text.code("codes.region", path.strip("/"))) for path in own if path.count("/") == 1}
    mine = {path: name for path, name in named.items() if any(covers(one, path) for one in own)}
    return dict(sorted(mine.items(), key=lambda place: (place[0].count("/"), place[1])))


async def _municipality_names(desk: Desk) -> dict[str, str]:
    municipalities = (await desk.municipalities()).values()
    return {one.scope: desk.text.plain("shell.municipality", name=one.name) for one in municipalities}


async def centres_of(desk: Desk, places: Mapping[str, str]) -> dict[str, str]:
    """The Centres among those places, by id, with their names."""
    units = await desk.registry.units()
    return {str(unit.id): unit.name for unit in units if unit.kind == "centre" and unit.scope in places}


def _href(line: Line, centre: UUID | None) -> str:
    if line.kind in ACTS:
        return f"/acts/{line.of}"
    if line.kind in STAFF:
        return f"/posts/{line.of}" if line.of else f"/posts?scope={line.scope}"
    return f"/regulation/{centre}" if centre else ""
