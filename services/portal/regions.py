"""Tile maps: one square for each municipality, set by hand so that neighbours stay neighbours, or unit by unit.

A map of squares needs no boundary data and gives a small municipality the same room as a large one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.portal.clients.registry import Municipality
from shared.greek import sort_key

_STEP, _GULF, _HEADING = 86, 22, 26
"""From one tile to the next, the water between two shores, and the line above a regional unit's first tile."""

_COLUMNS = 4
_LETTERS = 13


@dataclass(frozen=True, slots=True)
class TileMap:
    """Columns and rows by municipality code; below the row `gap_after` lies the water that the catalogue names.

    `units` are the regional units by the rows that begin with them, where tiles stand unit by unit; where there are
    none, the map was set by hand: neighbours stand side by side.
    """

    code: str
    places: Mapping[str, tuple[int, int]]
    columns: int
    rows: int
    gap_after: int | None = None
    units: Mapping[int, str] | None = None

    def corner(self, code: str) -> tuple[int, int]:
        """The upper left corner of a municipality's tile."""
        column, row = self.places[code]
        return column * _STEP + 1, self._top(row) + 1

    @property
    def size(self) -> tuple[int, int]:
        """Of the whole."""
        return self.columns * _STEP, self._top(self.rows - 1) + _STEP + 4

    @property
    def headings(self) -> list[tuple[int, str]]:
        """The names of regional units, with how far down each is written."""
        return [(self._top(row) - 8, name) for row, name in (self.units or {}).items()]

    @property
    def sea(self) -> tuple[int, int] | None:
        """Where the water's name is written."""
        if self.gap_after is None:
            return None
        return self.size[0] - 129, self._top(self.gap_after) + _STEP + 14

    def _top(self, row: int) -> int:
        gulf = _GULF if self.gap_after is not None and row > self.gap_after else 0
        return row * _STEP + gulf + _HEADING * sum(first <= row for first in self.units or {})


@dataclass(frozen=True, slots=True)
class Tile:
    """One municipality on a map: what is written in it, how dark it is, and whether it is the reader's own."""

    x: int
    y: int
    whole: str
    value: str
    step: int
    own: bool = False

    @property
    def name(self) -> str:
        """As far as the tile has room for it."""
        return on_tile(self.whole)

    @property
    def dark(self) -> bool:
        """Whether its text is white."""
        return self.step >= _DARK


_DARK = 3

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
    begins: dict[int, str] = {}
    rows = 0
    for unit in sorted(units, key=sort_key):
        begins[rows] = unit
        members = sorted(units[unit], key=lambda one: sort_key(one.name))
        places |= {one.code: (at % _COLUMNS, rows + at // _COLUMNS) for at, one in enumerate(members)}
        rows += -(-len(members) // _COLUMNS)
    return TileMap(region, places, _COLUMNS, rows, units=begins) if places else None
