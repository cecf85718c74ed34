"""Read models: rows that events change, fetched once, changed in memory and written once a batch.

A projection is a pure function from a row (named by its key) and an event to the next row, so that replaying, doubling
and rebuilding can be tested without a database. Its SQL stands beside it, in the service.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, Protocol, TypeVar

from shared.database import Connection

V = TypeVar("V")
W = TypeVar("W", contravariant=True)
R = TypeVar("R")
Key = tuple[Any, ...]


class Effect(Protocol[W]):
    """Whatever follows from events batch by batch, in the transaction of their checkpoint."""

    async def apply(self, connection: Connection, events: Sequence[W], /) -> None:
        """Brings it from before these events to after them."""
        ...

    async def empty(self, connection: Connection, source: str, /) -> None:
        """Forgets what followed from that source, before a rebuild."""
        ...


@dataclass(frozen=True, slots=True)
class Children(Generic[R]):
    """Rows of a second table that follow from one row of the view, such as its search terms.

    `clear` removes those of the keys in its arrays; `fill` inserts from one array a column, as `of` yields them.
    """

    of: Callable[[R], Iterable[tuple[Any, ...]]]
    width: int
    clear: str
    fill: str


@dataclass(frozen=True, slots=True)
class View(Generic[V, R]):
    """One read model: which rows an event touches, and what becomes of them.

    The first `key_width` fields of the dataclass `row` are its key. `read` and `remove` take an array for each key
    column, `write` one for each field, in order; `read` yields the fields in order. `tables` are emptied by a rebuild;
    where several sources fill them (`by_source`), a column `source` tells whose rows they are.
    A `project` that returns None removes the row.
    """

    row: type[R]
    keys: Callable[[V], Iterable[Key]]
    project: Callable[[Key, R | None, V], R | None]
    tables: Sequence[str]
    read: str
    write: str
    remove: str
    key_width: int = 1
    children: Children[R] | None = None
    by_source: bool = False

    async def apply(self, connection: Connection, events: Sequence[V]) -> None:
        """Brings the table from before these events to after them."""
        touched = [(key, event) for event in events for key in self.keys(event)]
        if not touched:
            return
        keys = list(dict.fromkeys(key for key, _ in touched))
        found = await connection.fetch(self.read, *_columns(keys, self.key_width))
        before = {tuple(record)[: self.key_width]: self.row(*record) for record in found}
        after: dict[Key, R | None] = dict(before)
        for key, event in touched:
            after[key] = self.project(key, after.get(key), event)
        changed = [(key, row) for key in keys if (row := after.get(key)) is not None and row != before.get(key)]
        gone = [key for key in keys if after.get(key) is None and key in before]
        await self._store(connection, changed, gone)

    async def _store(self, connection: Connection, changed: list[tuple[Key, R]], gone: list[Key]) -> None:
        if gone:
            await connection.execute(self.remove, *_columns(gone, self.key_width))
        if changed:
            names = [field.name for field in fields(self.row)]  # type: ignore[arg-type]
            await connection.execute(self.write, *([getattr(row, name) for _, row in changed] for name in names))
        if self.children and (changed or gone):
            stale = [key for key, _ in changed] + gone
            await connection.execute(self.children.clear, *_columns(stale, self.key_width))
            if filled := [line for _, row in changed for line in self.children.of(row)]:
                await connection.execute(self.children.fill, *_columns(filled, self.children.width))

    async def empty(self, connection: Connection, source: str) -> None:
        """Forgets what followed from that source, before a rebuild."""
        for table in self.tables:
            if self.by_source:
                await connection.execute(f'DELETE FROM "{table}" WHERE source = $1', source)  # noqa: S608
            else:
                await connection.execute(f'DELETE FROM "{table}"')  # noqa: S608


def fold_rows(view: View[V, R], events: Iterable[V]) -> dict[Key, R]:
    """What the view holds after these events, computed in memory: the measure that tables are tested against."""
    rows: dict[Key, R] = {}
    for event in events:
        for key in view.keys(event):
            row = view.project(key, rows.get(key), event)
            if row is None:
                rows.pop(key, None)
            else:
                rows[key] = row
    return rows


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[n] for row in rows] for n in range(width)]
