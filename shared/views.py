"""Read models: rows that events change, fetched once, changed in memory and written once a batch.

A projection is a pure function from a row (named by its key) and an event to the next row, so that replaying, doubling
and rebuilding can be tested without a database. Its SQL stands beside it, in the service.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable
from uuid import UUID

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


@runtime_checkable
class Forgets(Protocol):
    """An effect that holds rows about persons."""

    async def forget(self, connection: Connection, persons: Sequence[UUID], /) -> None:
        """Takes out what it holds of them, in the transaction of the event that says so."""
        ...


@dataclass(frozen=True, slots=True)
class Children(Generic[R]):
    """Rows of a second table that follow from one row of the view, such as its search terms.

    `clear` removes those of the keys in its arrays, by the index of that name; `fill` inserts from one array a column,
    as `of` yields them, always in the same order.
    """

    of: Callable[[R], Iterable[tuple[Any, ...]]]
    clear: str
    index: str
    fill: str


@dataclass(frozen=True, slots=True)
class View(Generic[V, R]):
    """One read model: which rows an event touches, and what becomes of them.

    The first `key_width` fields of the dataclass `row` are its key. `read` and `remove` take an array for each key
    column, `write` one for each field, in order; `read` yields the fields in order. `tables` are emptied by a rebuild;
    where several sources fill them (`by_source`), a column `source` tells whose rows they are.
    A `project` that returns None removes the row. Where each row follows from one event alone and stays, there is
    nothing to `read` or `remove`, and `write` leaves a row that is there as it is.
    `persons` are the fields, and the columns, that name whose the row is; one that names somebody erased is no more.
    """

    row: type[R]
    keys: Callable[[V], Iterable[Key]]
    project: Callable[[Key, R | None, V], R | None]
    tables: Sequence[str]
    write: str
    read: str | None = None
    remove: str | None = None
    key_width: int = 1
    children: Children[R] | None = None
    by_source: bool = False
    persons: tuple[str, ...] = ()

    async def apply(self, connection: Connection, events: Sequence[V]) -> None:
        """Brings the table from before these events to after them."""
        touched = [(key, event) for event in events for key in self.keys(event)]
        if not touched:
            return
        keys = list(dict.fromkeys(key for key, _ in touched))
        before = await self._found(connection, keys)
        after: dict[Key, R | None] = dict(before)
        for key, event in touched:
            after[key] = self.project(key, after.get(key), event)
        changed = [(key, row) for key in keys if (row := after.get(key)) is not None and row != before.get(key)]
        gone = [key for key in keys if after.get(key) is None and key in before]
        if gone and self.remove:
            await connection.execute(self.remove, *_columns(gone))
        if changed:
            values = attrgetter(*(field.name for field in fields(self.row)))  # type: ignore[arg-type]
            await connection.execute(self.write, *_columns([values(row) for _, row in changed]))
        if self.children:
            await self._store_children(connection, self.children, before, changed, gone)

    async def _found(self, connection: Connection, keys: Sequence[Key]) -> Mapping[Key, R]:
        if self.read is None:
            return {}
        records = await connection.fetch(self.read, *_columns(keys))
        return {tuple(record)[: self.key_width]: self.row(*record) for record in records}

    async def _store_children(
        self,
        connection: Connection,
        children: Children[R],
        before: Mapping[Key, R],
        changed: Sequence[tuple[Key, R]],
        gone: Sequence[Key],
    ) -> None:
        """Those of a row that are as they were stay; a row that was not there had none."""
        stale, filled = list(gone), list[tuple[Any, ...]]()
        for key, row in changed:
            lines = list(children.of(row))
            if (old := before.get(key)) is not None:
                if list(children.of(old)) == lines:
                    continue
                stale.append(key)
            filled += lines
        if stale:
            await connection.execute(children.clear, *_columns(stale))
        if filled:
            await connection.execute(children.fill, *_columns(filled))

    async def forget(self, connection: Connection, persons: Sequence[UUID]) -> None:
        """Deletes these persons' rows."""
        if not self.persons:
            return
        table, theirs = self.tables[-1], " OR ".join(f'"{column}" = ANY ($1::uuid[])' for column in self.persons)
        if self.children:
            columns = ", ".join(f'"{field.name}"' for field in fields(self.row)[: self.key_width])  # type: ignore[arg-type]
            keys = await connection.fetch(f'SELECT {columns} FROM "{table}" WHERE {theirs}', persons)  # noqa: S608
            if keys:
                await connection.execute(self.children.clear, *_columns([tuple(key) for key in keys]))
        await connection.execute(f'DELETE FROM "{table}" WHERE {theirs}', persons)  # noqa: S608

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


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True))
