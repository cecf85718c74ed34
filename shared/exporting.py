"""What a service holds of a person, for the person: a copy in a machine-readable form (GDPR, articles 15 and 20).

Its rows of the read models and, where the log holds more than those, its events as they can be read. Who of the staff
did something is left out: it is about them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path

from shared.callers import allow
from shared.database import Connection
from shared.fields import Out, example
from shared.log import Log
from shared.openapi import refuses
from shared.reading import Shown, reading, ticket_for, ticket_required
from shared.scope import Principal, Role
from shared.service import Blueprint, Serving
from shared.views import View

if TYPE_CHECKING:
    from shared.database import Record

MOST_STREAMS = 5_000
OTHERS = frozenset(
    {
        "account",
        "answered_by",
        "asked_by",
        "filed_by",
        "kept_by",
        "place",
        "proposed_by",
        "received_by",
        "reviewed_by",
        "sent_by",
        "sort_key",
        "token_hash",
    }
)
"""Columns about somebody else, or about our own machinery."""

_GIVES = (Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER)
router = APIRouter(tags=["access request"])


class EventOut(Out):
    """Something that happened, as it is kept."""

    model_config = example(stream="visit", type="VisitReceived", on="2026-03-05", facts={"topic": "housing"})

    stream: str
    """What it happened to."""
    type: str
    """What happened."""
    on: date
    """When."""
    facts: dict[str, Any]
    """What was recorded."""


class ExportOut(Out):
    """Everything that one service holds of a person."""

    model_config = example(service="intake", rows={"visit": [{"topic": "housing"}]})

    service: str
    """Which one."""
    made_at: datetime
    """When it was put together."""
    rows: dict[str, list[dict[str, Any]]]
    """What is kept ready, by table."""
    events: list[EventOut]
    """What happened, in its order."""


@router.get("/people/{person}/export", summary="Everything held of a person", openapi_extra=refuses("ticket-required"))
async def export(
    person: Annotated[UUID, Path(description="The person, by the id in registry.")],
    caller: Annotated[Principal, allow(*_GIVES)],
    serving: Serving,
    shown: Shown = None,
) -> ExportOut:
    """For the person's own request, as far as the ticket shows the file."""
    ticket = await ticket_for(serving, caller, shown, person)
    if not caller.has(_GIVES, on=ticket.scope):
        # The log is read without regard to scope: whoever lost their grant since the file was opened is shown nothing.
        raise ticket_required(person)
    async with reading(serving, caller, shown, person, "export") as read:
        log = serving.store.log if read.ticket.shows_file else None
        return await exported(read.connection, log, serving.blueprint, read.known)


async def exported(connection: Connection, log: Log | None, blueprint: Blueprint, known: Sequence[UUID]) -> ExportOut:
    """What the connection may see of a person known by these ids; events of what it sees, where a log is given."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for view in _views(blueprint):
        found = await _rows(connection, view, known)
        if found:
            rows[view.tables[-1]] = found
    events: list[EventOut] = []
    for stream in _streams(blueprint.streams, rows) if log else ():
        events += await _events(cast(Log, log), stream)
    shown = {table: [_shown(row) for row in found] for table, found in rows.items()}
    return ExportOut(service=blueprint.name, made_at=datetime.now(UTC), rows=shown, events=sorted(events, key=_when))


def _when(event: EventOut) -> date:
    return event.on


def _views(blueprint: Blueprint) -> Iterable[View[Any, Any]]:
    effects: list[object] = [*blueprint.views, *(view for each in blueprint.follows for view in each.views)]
    for each in {id(view): view for view in effects}.values():
        if isinstance(each, View) and (view := cast("View[Any, Any]", each)).persons:
            yield view


async def _rows(connection: Connection, view: View[Any, Any], known: Sequence[UUID]) -> list[dict[str, Any]]:
    theirs = " OR ".join(f'"{column}" = ANY ($1::uuid[])' for column in view.persons)
    found: Sequence[Record] = await connection.fetch(
        f'SELECT to_jsonb(t)::text FROM "{view.tables[-1]}" t WHERE {theirs} ORDER BY 1',  # noqa: S608
        list(known),
    )
    return [msgspec.json.decode(row[0]) for row in found]


def _streams(named: Mapping[str, str], rows: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """The streams that are about the person, by the rows that name them: `named` says which table's ids they have."""
    found = {
        f"{category}-{row['id']}" for table, category in named.items() for row in rows.get(table, ()) if "id" in row
    }
    return sorted(found)[:MOST_STREAMS]


async def _events(log: Log, stream: str) -> list[EventOut]:
    return [
        EventOut(
            stream=stream.partition("-")[0],
            type=type(recorded.event).__name__,
            on=recorded.metadata.occurred_on,
            facts=msgspec.to_builtins(recorded.event),
        )
        for recorded in await log.stream(stream)
        if recorded.event is not None
    ]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in OTHERS and value is not None}
