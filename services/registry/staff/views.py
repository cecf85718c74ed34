"""Members of staff as their colleagues see them named."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from services.registry.staff.domain import StaffNamed, StaffPosted
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View

_DIGRAPHS = ("μπ", "ντ", "γκ", "τζ", "τσ")
"""Two letters that are one sound, and stay together in an initial: «Ντ. Παππάς»."""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff; `places` are scope paths, parted by commas."""

    id: UUID
    name: str
    places: str

    @property
    def where(self) -> frozenset[str]:
        """The places, one by one."""
        return frozenset(self.places.split(",")) if self.places else frozenset()

    @property
    def label(self) -> str:
        """How a colleague is named beside a deed: «Ν. Παπαδοπούλου». A name of one word stays whole."""
        first, _, rest = self.name.partition(" ")
        return f"{_initial(first)}. {rest}" if rest else first


def _initial(word: str) -> str:
    letters = 2 if _bare(word[:2]).casefold() in _DIGRAPHS else 1
    return _bare(word[:letters])


def _bare(text: str) -> str:
    """Without accents, which an initial does not carry."""
    plain = "".join(mark for mark in unicodedata.normalize("NFD", text) if mark != "\u0301")
    return unicodedata.normalize("NFC", plain)


def _project(_: Key, row: StaffRow | None, recorded: Recorded[Any]) -> StaffRow | None:
    match recorded.event:
        case StaffNamed(name):
            return replace(row, name=name) if row else StaffRow(recorded.id, name, "")
        case StaffPosted(place) if row:
            return replace(row, places=",".join(sorted({*row.where, place})))
        case _:
            return row


STAFF: View[Recorded[Any], StaffRow] = View(
    row=StaffRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("staff-") else [],
    project=_project,
    tables=["staff"],
    read="SELECT id, name, places FROM staff WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO staff (id, name, places)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
        ON CONFLICT (id) DO UPDATE SET (name, places) = (excluded.name, excluded.places)""",
    remove="DELETE FROM staff WHERE id = ANY ($1::uuid[])",
    persons=("id",),
)


async def members(connection: Connection, ids: Collection[UUID]) -> list[StaffRow]:
    """Those of them whom the caller may know."""
    rows = await connection.fetch("SELECT id, name, places FROM staff WHERE id = ANY ($1::uuid[])", list(ids))
    return [StaffRow(*row) for row in rows]
