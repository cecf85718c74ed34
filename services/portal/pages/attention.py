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
from services.portal.places import municipality_names, places_of

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
async def attention(desk: UpkeepDesk, scope: str = "", cursor: str | None = None) -> Response:
    """The lines of the caller's widest scope, or of one within it, the late ones first."""
    places = await places_of(desk, UPKEEP)
    chosen = scope if scope in places else next(iter(places), "")
    found = await desk.organising.attention(chosen, cursor) if chosen else None
    names = await names_of(desk)
    centres = {unit.scope: unit.id for unit in await desk.registry.units() if unit.kind == "centre"}
    shown = [
        Shown(line, names.get(line.scope, line.scope), _href(line, centres.get(line.scope)))
        for line in (found.items if found else ())
    ]
    following = found.next if found else None
    return await desk.page(
        "organising/attention.html", shown=shown, places=places, scope=chosen, following=following, cursor=cursor
    )


async def names_of(desk: Desk) -> dict[str, str]:
    """The places by path, those included that one only reads about, such as the municipality of one's Centre."""
    return {**await municipality_names(desk), **await places_of(desk, UPKEEP)}


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
