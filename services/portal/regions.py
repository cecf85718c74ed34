"""Tile maps: one square for each municipality, set by hand so that neighbours stay neighbours, or unit by unit.

A map of squares needs no boundary data and gives a small municipality the same room as a large one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.portal.clients.registry import Municipality
from shared.greek import sort_key


@dataclass(frozen=True, slots=True)
class TileMap:
    """Columns and rows by municipality code; below the row `gap_after` lies the water that the catalogue names.

    `by_hand` says that neighbours stand side by side.
    """

    code: str
    places: Mapping[str, tuple[int, int]]
    columns: int
    rows: int
    gap_after: int | None = None
    by_hand: bool = True


EL63 = TileMap(
    "el63",
    {
        "3803": (0, 0), "3804": (1, 0),
        "3807": (0, 1), "3802": (1, 1), "3805": (2, 1), "3806": (3, 1),
        "3801": (1, 2),
        "3703": (1, 3), "3701": (2, 3), "3702": (3, 3),
        "3902": (0, 4), "3907": (1, 4), "3704": (2, 4), "3705": (3, 4),
        "3906": (0, 5), "3901": (1, 5), "3904": (2, 5),
        "3905": (1, 6), "3903": (2, 6),
    },
    columns=4,
    rows=7,
    gap_after=2,
)  # fmt: skip
"""Western Greece, with the gulfs of Patras and Corinth between its two shores."""

MAPS = {EL63.code: EL63}
_COLUMNS = 6
_LETTERS = 13


def on_tile(name: str) -> str:
    """A name as far as a tile has room for it; the list beside the map has it whole."""
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1].rstrip(' -')}…"


def map_for(region: str, municipalities: Iterable[Municipality]) -> TileMap | None:
    """The region's map that was set by hand, where it has them all; else a row or more for each regional unit."""
    units = defaultdict[str, list[Municipality]](list)
    for one in municipalities:
        units[one.regional_unit].append(one)
    by_hand = MAPS.get(region)
    if by_hand and all(one.code in by_hand.places for members in units.values() for one in members):
        return by_hand
    places: dict[str, tuple[int, int]] = {}
    rows = 0
    for unit in sorted(units, key=sort_key):
        members = sorted(units[unit], key=lambda one: sort_key(one.name))
        places |= {one.code: (at % _COLUMNS, rows + at // _COLUMNS) for at, one in enumerate(members)}
        rows += -(-len(members) // _COLUMNS)
    if not places:
        return None
    columns = 1 + max(column for column, _ in places.values())
    return TileMap(region, places, columns, rows, by_hand=False)
