"""Imports at work: rows are looked at one after the other, and written once a person has seen what they would do.

One process at a time. What it did is noted beside the rows; after a crash it begins at the first again, and finds each
command that it gave already done.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import monotonic
from uuid import UUID

import msgspec

from services.registry.imports import views
from services.registry.imports.domain import Event, Import, ImportForeseen, end, evolve, foresee
from services.registry.imports.planning import SHEETS, ColumnError, Foreseen, Planner, column_error, world_of
from services.registry.imports.sheet import Planned
from services.registry.imports.views import FileRow, ImportRow
from shared.database import Connection, close_quietly, connect
from shared.domain import Refused, derived
from shared.eventstore import Claimed, Command, Loaded
from shared.leader import keep_at, leading
from shared.problems import Problem
from shared.scope import Principal, parse_grants
from shared.service import Running
from shared.workdays import today

LOOK = 1.0
"""Seconds between looks where nothing waits."""

KEPT_DAYS = 30
"""So long it is kept what the rows of files said."""

_NOTED = 100
"""Rows whose notes are written together."""

_SWEEP = 3600.0
_encode = msgspec.json.encode


async def carry_out_imports(running: Running) -> None:
    """Until cancelled."""

    async def lead() -> None:
        url = str(running.settings.projector_database_url)
        async with leading(url, name=running.name, work="imports") as connection:
            swept = -_SWEEP
            while True:
                if not await carry_out(running, connection):
                    await asyncio.sleep(LOOK)
                if monotonic() - swept >= _SWEEP:
                    await views.forget_rows(connection, KEPT_DAYS)
                    swept = monotonic()

    await keep_at("registry imports", lead)


async def keep_rows(running: Running, imported: UUID, scope: str, rows: Sequence[tuple[int, str]]) -> None:
    """Keeps what a file's rows say until they are looked at and written."""
    connection = await connect(str(running.settings.projector_database_url), name=f"{running.name} import")
    try:
        await views.keep(connection, imported, scope, rows)
    finally:
        await close_quietly(connection)


async def carry_out(running: Running, connection: Connection) -> int:
    """Does what waits, and returns how many imports that were."""
    done = 0
    for waiting in await views.at_work(connection):
        rows = await views.rows_kept(connection, waiting.id)
        if len(rows) < waiting.rows:
            continue
        planner = await _planner(running, connection, waiting)
        if waiting.state == "opened":
            await _foresee(running, connection, waiting, planner, rows)
        else:
            await _write(running, connection, waiting, planner, rows)
        done += 1
    return done


async def _planner(running: Running, connection: Connection, waiting: ImportRow) -> Planner:
    sheet = SHEETS[waiting.kind]
    caller = Principal(waiting.by, parse_grants(waiting.grants.split()))
    world = await world_of(connection, running.store, sheet, caller, waiting.scope, today(waiting.opened_at))
    return Planner(sheet, world, running.store)


async def _foresee(
    running: Running, connection: Connection, waiting: ImportRow, planner: Planner, rows: Sequence[FileRow]
) -> None:
    counted: Counter[str] = Counter()
    notes: list[tuple[int, str, str]] = []
    for row in rows:
        foreseen, _ = await planner.foresee(row.number, row.cells)
        counted[foreseen.effect] += 1
        notes.append((row.number, foreseen.effect, _encode(foreseen).decode()))
        if len(notes) == _NOTED:
            await views.note_foreseen(connection, waiting.id, notes)
            notes = []
    if notes:
        await views.note_foreseen(connection, waiting.id, notes)
    foreseen = ImportForeseen(counted["new"], counted["changed"], counted["same"], counted["wrong"])
    await _tell(running, waiting, "foreseen", lambda imported: foresee(imported, foreseen=foreseen))


async def _write(
    running: Running, connection: Connection, waiting: ImportRow, planner: Planner, rows: Sequence[FileRow]
) -> None:
    counted: Counter[str] = Counter()
    notes: list[tuple[int, str, str | None]] = []
    for row in rows:
        outcome, problem = await _written(running, waiting, planner, row)
        counted[outcome] += 1
        notes.append((row.number, outcome, _encode(problem).decode() if problem else None))
        if len(notes) == _NOTED:
            await views.note_outcomes(connection, waiting.id, notes)
            notes = []
    if notes:
        await views.note_outcomes(connection, waiting.id, notes)
    written, refused = counted["written"], counted["refused"]
    await _tell(running, waiting, "ended", lambda imported: end(imported, written=written, refused=refused))


async def _written(
    running: Running, waiting: ImportRow, planner: Planner, row: FileRow
) -> tuple[str, list[ColumnError] | None]:
    """What becomes of one row: its command is given where it would still do what was shown."""
    shown = msgspec.json.decode(row.foreseen or b"{}", type=Foreseen)
    foreseen, planned = await planner.foresee(row.number, row.cells, pinned=shown.thing)
    if planned is None:
        return "refused", list(foreseen.errors)
    command = Command(
        id=derived(waiting.id, f"row/{row.number}"),
        by=waiting.by,
        occurred_on=today(datetime.now(UTC)),
        scope=planned.thing.scope,
        body=row.cells.encode(),
        unit=planned.unit,
    )
    try:
        if not await _done_before(running, command, planned):
            if (foreseen.effect, foreseen.changes) != (shown.effect, shown.changes):
                return "refused", [column_error("", "changed-since-shown")]
            await running.store.handle(command, planned.stream, planned.decide)
    except Refused as refused:
        column = planned.columns.get(refused.code, "")
        return "refused", [column_error(column, refused.code, refused.facts)]
    except Problem as problem:
        return "refused", [column_error("", one.code, one.facts) for one in problem.errors]
    except Claimed:
        return "refused", [column_error("", "taken")]
    finally:
        planner.written(planned)
    return "written", None


async def _done_before(running: Running, command: Command, planned: Planned) -> bool:
    return running.store.repeated(command, await running.store.load(planned.stream)) is not None


async def _tell(running: Running, waiting: ImportRow, what: str, decide: Callable[[Import], Sequence[Event]]) -> None:
    command = Command(
        id=derived(waiting.id, what), by=waiting.by, occurred_on=today(datetime.now(UTC)), scope=waiting.scope
    )

    def deciding(loaded: Loaded) -> Sequence[Event]:
        return decide(loaded.fold(evolve, Import()))

    await running.readable(await running.store.handle(command, f"import-{waiting.id}", deciding))
