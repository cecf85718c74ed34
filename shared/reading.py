"""Reading of a person: only with a ticket, and never without a line in the log that says who read what, and why.

What was read under one ticket is told once, as an event of the service that showed it. The line says who, when, where
and under which opening; registry's opening says for what purpose. Together they hold what the audit record of the
state's interoperability centre (ΚΕΔ) holds: transaction, date, unit, protocol, user, address, and the purpose.
"""

from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import Header

from shared.aliases import known_as
from shared.database import Connection
from shared.domain import derived
from shared.envelope import Recorded
from shared.eventstore import Command
from shared.problems import Problem
from shared.scope import Principal, Reach, scoped
from shared.telemetry import current_traceparent
from shared.tickets import Ticket
from shared.views import Key, View
from shared.workdays import today

if TYPE_CHECKING:
    from shared.service import Running

Shown = Annotated[
    str | None,
    Header(
        alias="Kentro-Ticket",
        description="The file ticket that registry gave when the person's file was opened.",
        examples=[None],
    ),
]
"""The ticket that a request shows, if it shows one."""

_TOLD = 50_000


@dataclass(frozen=True, slots=True)
class FileRead:
    """An account read of a person what `what` names, under the opening `opening`; `item` says which one of several."""

    person: UUID
    opening: UUID
    what: str
    item: UUID | None


@dataclass(frozen=True, slots=True)
class Read:
    """What a read goes on with: a connection on which row-level security knows who reads, and the ticket.

    `known` are all ids of the person, the kept record's first: records may have been merged, and are read as one.
    """

    connection: Connection
    ticket: Ticket
    known: tuple[UUID, ...]


class ToldReads:
    """What this process knows to be in the log already, so that reading again costs nothing."""

    def __init__(self) -> None:
        self._told: OrderedDict[UUID, None] = OrderedDict()

    def __contains__(self, reading: UUID) -> bool:
        return reading in self._told

    def add(self, reading: UUID) -> None:
        """That reading is in the log."""
        self._told[reading] = None
        if len(self._told) > _TOLD:
            self._told.popitem(last=False)


@asynccontextmanager
async def reading(
    service: "Running",
    caller: Principal,
    shown: str | None,
    person: UUID,
    what: str,
    *,
    item: UUID | None = None,
    beside: UUID | None = None,
) -> AsyncGenerator[Read]:
    """Lets the caller read of that person, once the log says so. Raises `Problem` without a ticket for the person.

    Whether there is such a person is not looked at before: who shows no ticket learns nothing from the answer. A ticket
    for one of several records that were merged opens all of them, each within its own Centre's reach. `beside` is
    somebody who is compared with the person: the log says that of them too.
    """
    ticket = await ticket_for(service, caller, shown, person)
    await tell(service, ticket, what, item)
    if beside:
        await _tell(service, ticket, beside, what, person)
    async with looking(service, caller, ticket, person) as read:
        yield read


async def ticket_for(service: "Running", caller: Principal, shown: str | None, person: UUID) -> Ticket:
    """The ticket that the caller holds for the person, or for a record of the same human. Raises `Problem`."""
    ticket = service.tickets.held(shown, caller.id)
    if ticket is None or not (ticket.person == person or await _are_one(service, caller, ticket.person, person)):
        raise ticket_required(person)
    return ticket


async def ticket_to_work(service: "Running", caller: Principal, shown: str | None, person: UUID) -> Ticket:
    """The ticket of somebody who works with the file as it is kept now: what an emergency opened is only read."""
    ticket = await ticket_for(service, caller, shown, person)
    if ticket.emergency or not ticket.shows_file or not caller.reaches(Reach.FILE, ticket.scope):
        raise ticket_required(person)
    return ticket


@asynccontextmanager
async def looking(service: "Running", caller: Principal, ticket: Ticket, person: UUID) -> AsyncGenerator[Read]:
    """Sees what the ticket opens. What is handed out is told first (`tell`); that something is not there is free."""
    async with scoped(service.pool, caller, opened=person if ticket.emergency else None) as connection:
        yield Read(connection, ticket, await known_as(connection, person))


async def tell(service: "Running", ticket: Ticket, what: str, item: UUID | None = None) -> None:
    """Has the log say that the ticket's holder reads that of its person."""
    await _tell(service, ticket, ticket.person, what, item)


async def _are_one(service: "Running", caller: Principal, one: UUID, other: UUID) -> bool:
    async with scoped(service.pool, caller) as connection:
        return one in await known_as(connection, other)


def in_emergency(service: "Running", caller: Principal, shown: str | None) -> UUID | None:
    """The person whose file the caller's ticket opens as an emergency, if it does."""
    ticket = service.tickets.held(shown, caller.id)
    return ticket.person if ticket and ticket.emergency else None


def ticket_required(person: UUID) -> Problem:
    """What is answered where the ticket is missing, over, forged, somebody else's or for another person."""
    return Problem("ticket-required", extra={"person": str(person)})


async def _tell(service: "Running", ticket: Ticket, person: UUID, what: str, item: UUID | None) -> None:
    of = "" if person == ticket.person else f" of {person}"
    reading_id = derived(ticket.id, f"{what} {item or ''}{of}")
    if reading_id in service.told_reads:
        return
    command = Command(
        id=reading_id,
        by=ticket.by,
        occurred_on=today(datetime.now(UTC)),
        scope=ticket.scope,
        trace=current_traceparent(),
    )
    event = FileRead(person, ticket.id, what, item)
    await service.store.handle(command, f"reading-{reading_id}", lambda _: [event], expected=0)
    service.told_reads.add(reading_id)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One line of who read what."""

    id: UUID
    centre: str
    person: UUID
    opening: UUID
    what: str
    item: UUID | None
    account: str
    at: datetime


def _project(_: Key, __: ReadRow | None, recorded: Recorded[Any]) -> ReadRow:
    event: FileRead = recorded.event  # type: ignore[assignment] # `keys` names no other
    metadata = recorded.metadata
    return ReadRow(
        recorded.id, metadata.scope, event.person, event.opening, event.what, event.item, metadata.by,
        recorded.recorded_at,
    )  # fmt: skip


COLUMNS = "id, centre, person, opening, what, item, account, at"

READS: View[Recorded[Any], ReadRow] = View(
    row=ReadRow,
    keys=lambda recorded: [(recorded.id,)] if isinstance(recorded.event, FileRead) else [],
    project=_project,
    tables=["file_read"],
    read=f"SELECT {COLUMNS} FROM file_read WHERE id = ANY ($1::uuid[])",  # noqa: S608
    remove="DELETE FROM file_read WHERE id = ANY ($1::uuid[])",
    persons=("person",),
    write=f"""
        INSERT INTO file_read ({COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::text[],
            $8::timestamptz[])
        ON CONFLICT DO NOTHING""",  # noqa: S608
)
