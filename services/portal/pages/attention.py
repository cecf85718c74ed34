"""Οργάνωση: what of the organisation needs attention, with the day and the reason of each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.organising import Line
from services.portal.desk import Desk
from services.portal.door import UpkeepDesk
from services.portal.grants import ADMIN, HELP, UPKEEP
from services.portal.places import municipality_names, places_of

router = APIRouter(include_in_schema=False)

STAFF = frozenset({"contract-ends", "contract-over", "staff-missing", "head-missing", "head-not-social-worker"})
AGREEMENTS = frozenset({"agreement-ends", "agreement-over"})
ACTS = frozenset({"act-ends", "act-over", "act-overspent", "amendment-not-accepted"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with the name of its place, and the page on which it is mended."""

    line: Line
    place: str
    href: str
    name: str = ""


@router.get("/attention")
async def attention(desk: UpkeepDesk, scope: str = "", cursor: str | None = None) -> Response:
    """The lines of the caller's widest scope, or of one within it, the late ones first."""
    places = await places_of(desk, UPKEEP)
    chosen = scope if scope in places else next(iter(places), "")
    found = await desk.organising.attention(chosen, cursor) if chosen else None
    names = await municipality_names(desk) | places
    centres = {centre.scope: centre.id for centre in await desk.registry.centres()}
    lines = found.items if found else ()
    people = await desk.colleagues(line.of for line in lines if line.kind == "account-without-post")
    shown = [
        Shown(
            line, names.get(line.scope, line.scope), _href(desk, line, centres.get(line.scope)), people.get(line.of, "")
        )
        for line in lines
    ]
    return await desk.page(
        "organising/attention.html",
        shown=shown,
        places=places,
        scope=chosen,
        missing=found.missing if found else (),
        following=found.next if found else None,
        cursor=cursor,
    )


async def centres_of(desk: Desk, places: Mapping[str, str]) -> dict[str, str]:
    """The Centres among those places, by id, with their names."""
    return {str(centre.id): centre.name for centre in await desk.registry.centres() if centre.scope in places}


def _href(desk: Desk, line: Line, centre: UUID | None) -> str:
    """Where it is mended; nothing where that is not a page of the reader's."""
    match line.kind:
        case kind if kind in ACTS:
            return f"/acts/{line.of}"
        case kind if kind in STAFF:
            return f"/posts/{line.of}" if line.of else f"/posts?scope={line.scope}"
        case kind if kind in AGREEMENTS:
            return f"/bodies/{line.of}" if desk.may(HELP) else ""
        case "capacity-stale":
            return f"/services/{line.of}" if desk.may(HELP) else ""
        case "account-without-post":
            return f"/users/{line.of}" if desk.may(ADMIN) else ""
        case "feasts-missing":
            return f"/organisation/municipalities/{line.scope.rpartition('/')[2]}" if desk.may(ADMIN) else ""
        case _:
            return f"/regulation/{centre}" if centre else ""
