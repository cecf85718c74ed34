"""Tile maps: one square for each municipality, set by hand so that neighbours stay neighbours.

A map of squares needs no boundary data and gives a small municipality the same room as a large one.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TileMap:
    """Columns and rows by municipality code; below the row `gap_after` lies the water that the catalogue names."""

    code: str
    places: Mapping[str, tuple[int, int]]
    columns: int
    rows: int
    gap_after: int | None = None


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
