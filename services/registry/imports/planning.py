"""A file's rows, one after the other: what each would do, as it would do it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.registry.imports.bodies import Bodies
from services.registry.imports.domain import Kind
from services.registry.imports.labels import labels
from services.registry.imports.municipalities import Municipalities
from services.registry.imports.posts import Posts
from services.registry.imports.services import Services
from services.registry.imports.sheet import CellError, Planned, Ref, Sheet, World, Wrong, read_cells, shown, wrong
from services.registry.imports.units import Units
from services.registry.organisation import views
from shared.database import Connection
from shared.domain import Refused
from shared.envelope import Metadata, Recorded
from shared.eventstore import EventStore, Loaded
from shared.greek import fold
from shared.problems import Fact, Problem
from shared.scope import Principal, covers
from shared.sheets import Line

SHEETS: Mapping[Kind, Sheet] = {
    sheet.kind: sheet for sheet in (Municipalities(), Units(), Posts(), Bodies(), Services())
}
"""By kind, in the order in which a region is set up."""

Effect = Literal["new", "changed", "same", "wrong"]
_NOBODY = Metadata("", date.min, "")


class ColumnChange(msgspec.Struct, frozen=True):
    """One cell of a thing, as it is and as it will be; empty where there is none."""

    column: str
    before: str
    after: str


class ColumnError(msgspec.Struct, frozen=True):
    """What is wrong at one column; empty for the whole row."""

    column: str
    code: str
    facts: dict[str, str | int] = {}


class Foreseen(msgspec.Struct, frozen=True):
    """What a row would do; `thing` is the id of what it names, `title` what that is called."""

    effect: Effect
    title: str = ""
    thing: str = ""
    changes: tuple[ColumnChange, ...] = ()
    errors: tuple[ColumnError, ...] = ()


class UnknownColumns(Exception):
    """The header has names that mean nothing here, or one twice. `names` are they."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names


class MissingColumns(Exception):
    """The header lacks columns without which no row says what it names. `names` are they."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names


def columns_of(sheet: Sheet, header: Sequence[str]) -> list[str]:
    """The code of each column of a file, by its Greek or English name or the code. Raises `UnknownColumns`.

    A column without a name is passed over; one that its first required column lacks raises `MissingColumns`.
    """
    names: dict[str, str] = {}
    for column in sheet.columns:
        label = labels().column(sheet.kind, column.code)
        names |= {fold(name): column.code for name in (label.el, label.en, column.code)}
    codes = [names.get(fold(name.strip(" *")), "?" if name.strip() else "") for name in header]
    strange = [name for at, name in enumerate(header) if codes[at] == "?" or (codes[at] and codes[at] in codes[:at])]
    if strange:
        raise UnknownColumns(strange)
    first = sheet.columns[0]
    if first.code not in codes:
        raise MissingColumns([labels().column(sheet.kind, first.code).el])
    return codes


class Planner:
    """Foresees rows one after the other: what the earlier ones bring is there for the later ones."""

    def __init__(self, sheet: Sheet, world: World, store: EventStore) -> None:
        self.sheet = sheet
        self._world = world
        self._store = store
        self._brought: dict[str, list[Recorded[Any]]] = {}
        self._named: dict[str, int] = {}

    async def foresee(self, number: int, kept: str, *, pinned: str | None = None) -> tuple[Foreseen, Planned | None]:
        """What a row would do, told by its number and what `kept_cells` kept, and its command if it is not wrong.

        `pinned` is the id of what it named when it was looked at before.
        """
        cells, formulas = cells_of(kept)
        try:
            return await self._foreseen(number, cells, formulas, pinned)
        except Wrong as found:
            errors = found.errors
        return Foreseen(
            "wrong",
            cells.get("name", ""),
            errors=tuple(column_error(one.column, one.code, one.facts) for one in errors),
        ), None

    async def _foreseen(
        self, number: int, cells: Mapping[str, str], formulas: Iterable[str], pinned: str | None
    ) -> tuple[Foreseen, Planned]:
        if found := [CellError(column, "formula-in-cell") for column in formulas]:
            raise Wrong(*found)
        planned = self.sheet.plan(read_cells(self.sheet.columns, cells), self._world, pinned)
        first = self._named.setdefault(planned.thing.id, number)
        if first != number:
            raise wrong(self.sheet.columns[0].code, "row-repeats", row=first)
        loaded = await self._store.load(planned.stream)
        loaded = Loaded(loaded.name, [*loaded.recorded, *self._brought.get(planned.stream, ())])
        events = self._decided(planned, loaded)
        self._world.take(planned.thing)
        if events:
            self._bring(planned, loaded, events)
        before = shown(self.sheet.columns, planned.before.values) if planned.before else {}
        after = shown(self.sheet.columns, planned.thing.values)
        changes = tuple(
            ColumnChange(column.code, before.get(column.code, ""), after.get(column.code, ""))
            for column in self.sheet.columns
            if before.get(column.code, "") != after.get(column.code, "") and column.code != "id"
        )
        effect: Effect = "new" if planned.before is None else "changed" if events else "same"
        title = after.get("name") or after.get("specialty", "")
        return Foreseen(effect, title, planned.thing.id, changes if events else ()), planned

    def written(self, planned: Planned) -> None:
        """What the row brought stands in the log now."""
        self._brought.pop(planned.stream, None)

    def _decided(self, planned: Planned, loaded: Loaded) -> Sequence[object]:
        try:
            return planned.decide(loaded).events
        except Refused as refused:
            raise Wrong(CellError(planned.columns.get(refused.code, ""), refused.code, refused.facts)) from None
        except Problem as problem:
            raise Wrong(*(CellError("", one.code, one.facts) for one in problem.errors)) from None

    def _bring(self, planned: Planned, loaded: Loaded, events: Sequence[object]) -> None:
        metadata = msgspec.structs.replace(_NOBODY, scope=loaded.scope or planned.thing.scope)
        brought = self._brought.setdefault(planned.stream, [])
        brought += [
            Recorded(0, planned.stream, version, event, metadata, UUID(int=0), datetime.now(UTC))
            for version, event in enumerate(events, loaded.version + 1)
        ]


async def world_of(
    connection: Connection, store: EventStore, sheet: Sheet, caller: Principal, scope: str, on: date
) -> World:
    """What is known as a file of that kind begins."""
    region = "/".join(scope.split("/")[:2])
    things = list(await sheet.known(connection, store, region))
    municipalities = {
        row.code: Ref(row.code, row.scope, row.name)
        for row in await views.municipalities(connection)
        if covers(region, row.scope)
    }
    regional_units = {row.regional_unit for row in await views.municipalities(connection)}
    centres = {
        (row.municipality, row.scope.rpartition("/")[2]): Ref(str(row.id), row.scope, row.name)
        for row in await views.units(connection)
        if row.kind == "centre"
    }
    bodies: dict[str, list[Ref]] = {}
    for id_, name, seat, its_scope in await connection.fetch("SELECT id, name, municipality, scope FROM body"):
        bodies.setdefault(fold(name), []).append(Ref(str(id_), its_scope, name, seat))
    return World(
        caller=caller,
        on=on,
        municipalities=municipalities,
        centres=centres,
        bodies=bodies,
        things={thing.id: thing for thing in things},
        keys={thing.key: thing.id for thing in reversed(things)},
        held={claim: thing.id for thing in things for claim in thing.claims if not thing.over},
        regional_units=regional_units,
    )


def kept_cells(columns: Sequence[str], line: Line) -> str:
    """A row's cells by their columns, and the columns in which it has a formula, as JSON."""
    cells = {code: cell for code, cell in zip(columns, line.cells, strict=False) if code and cell.strip()}
    formulas = [columns[at] for at in sorted(line.formulas) if at < len(columns) and columns[at]]
    return msgspec.json.encode((cells, formulas)).decode()


def cells_of(kept: str) -> tuple[dict[str, str], list[str]]:
    """What `kept_cells` kept."""
    return msgspec.json.decode(kept, type=tuple[dict[str, str], list[str]])


def column_error(column: str, code: str, facts: Mapping[str, Fact] | None = None) -> ColumnError:
    """What is wrong at a column, so that it can be kept."""
    told = {name: f"{fact:%d/%m/%Y}" if isinstance(fact, date) else fact for name, fact in (facts or {}).items()}
    return ColumnError(column, code, told)
