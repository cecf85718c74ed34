"""Referrals as their senders look at them, without what is disclosed in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.referral.domain import (
    AnswerOverdue,
    ReferralAccepted,
    ReferralClosed,
    ReferralDeclined,
    ReferralDelivered,
    ReferralRevoked,
    ReferralSeen,
    ReferralSent,
    ReferralWaitlisted,
)
from shared.aliases import OF_PERSON, WHOSE
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral. `sent_by` is an account's id; `ended_on` the day of closing or revoking."""

    id: UUID
    centre: str
    number: str
    person: UUID
    service: UUID
    unit: UUID | None
    sent_on: date
    sent_at: datetime
    sent_by: str
    answer_by: date
    state: str
    overdue: bool = False
    late: bool = False
    answered_on: date | None = None
    decline_reason: str | None = None
    first_meeting: date | None = None
    delivered_on: date | None = None
    outcome: str | None = None
    ended_on: date | None = None
    closed_outcome: str | None = None
    told: bool | None = None
    version: int = 1


def _project(_: Key, row: ReferralRow | None, recorded: Recorded[Any]) -> ReferralRow | None:
    event, metadata = recorded.event, recorded.metadata
    if isinstance(event, ReferralSent):
        return ReferralRow(
            id=recorded.id,
            centre=metadata.scope,
            number=event.number,
            person=event.person,
            service=event.service,
            unit=metadata.unit,
            sent_on=event.sent_on,
            sent_at=recorded.recorded_at,
            sent_by=metadata.by,
            answer_by=event.answer_by,
            state="sent",
        )
    return None if row is None else replace(_evolved(row, event, metadata.occurred_on), version=recorded.version)


def _evolved(row: ReferralRow, event: object, on: date) -> ReferralRow:
    match event:
        case ReferralSeen():
            return replace(row, state="seen")
        case ReferralAccepted(first_meeting, late):
            return replace(
                row, state="accepted", overdue=False, late=row.late or late, answered_on=on, first_meeting=first_meeting
            )
        case ReferralWaitlisted(late):
            return replace(row, state="waitlisted", overdue=False, late=row.late or late, answered_on=on)
        case ReferralDeclined(_, reason, _, late):
            return replace(
                row, state="declined", overdue=False, late=row.late or late, answered_on=on, decline_reason=reason
            )
        case ReferralDelivered(_, outcome, _):
            return replace(row, state="delivered", delivered_on=on, outcome=outcome)
        case AnswerOverdue():
            return replace(row, overdue=True)
        case ReferralClosed(outcome, told):
            return replace(row, state="closed", overdue=False, ended_on=on, closed_outcome=outcome, told=told)
        case ReferralRevoked():
            return replace(row, state="revoked", overdue=False, ended_on=on)
        case _:
            return row


_COLUMNS = """id, centre, number, person, service, unit, sent_on, sent_at, sent_by, answer_by, state, overdue, late,
    answered_on, decline_reason, first_meeting, delivered_on, outcome, ended_on, closed_outcome, told, version"""

REFERRALS: View[Recorded[Any], ReferralRow] = View(
    row=ReferralRow,
    keys=lambda recorded: [(recorded.id,)],
    project=_project,
    tables=["referral"],
    read=f"SELECT {_COLUMNS} FROM referral WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO referral ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::date[],
            $8::timestamptz[], $9::text[], $10::date[], $11::text[], $12::bool[], $13::bool[], $14::date[], $15::text[],
            $16::date[], $17::date[], $18::text[], $19::date[], $20::text[], $21::bool[], $22::int[])
        ON CONFLICT (id) DO UPDATE SET
            (state, overdue, late, answered_on, decline_reason, first_meeting, delivered_on, outcome, ended_on,
             closed_outcome, told, version)
            = (excluded.state, excluded.overdue, excluded.late, excluded.answered_on, excluded.decline_reason,
               excluded.first_meeting, excluded.delivered_on, excluded.outcome, excluded.ended_on,
               excluded.closed_outcome, excluded.told, excluded.version)""",  # noqa: S608
    remove="DELETE FROM referral WHERE id = ANY ($1::uuid[])",
    persons=("person",),
)

_SHOWN = _COLUMNS.replace("person,", WHOSE.format(table="referral") + " AS person,")
_HIS = OF_PERSON.format(table="referral")
_STATES = """CASE $1
    WHEN 'open' THEN state NOT IN ('closed', 'revoked')
    WHEN 'waiting' THEN state IN ('sent', 'seen')
    WHEN 'overdue' THEN overdue
    WHEN 'answered' THEN state IN ('accepted', 'waitlisted', 'declined', 'delivered')
    WHEN 'ended' THEN state IN ('closed', 'revoked')
    ELSE true END"""
_LIST = f"""
    SELECT page.* FROM reached('file', 'referral') AS own (centre) CROSS JOIN LATERAL (
        SELECT {_SHOWN} FROM referral
        WHERE referral.centre = own.centre AND {_STATES} AND ($2::date IS NULL OR (sent_on, id) < ($2, $3))
        ORDER BY sent_on DESC, id DESC LIMIT $4) AS page
    ORDER BY sent_on DESC, id DESC LIMIT $4"""  # noqa: S608
# Where somebody was sheltered is known to the Centre that sent them alone; of a service that is not in the directory
# yet nobody knows what it is.
_NOT_A_SHELTER = """(sees('file', referral.centre) OR EXISTS (
    SELECT FROM offered_service s
    WHERE s.id = referral.service AND s.kind NOT IN ('abuse-shelter', 'trafficking-shelter')))"""
_OF_PERSON = f"""
    SELECT {_SHOWN} FROM referral
    WHERE {_HIS} AND {_NOT_A_SHELTER} AND {_STATES.replace("$1", "$2")}
      AND ($3::date IS NULL OR (sent_on, id) < ($3, $4))
    ORDER BY sent_on DESC, id DESC LIMIT $5"""  # noqa: S608
_COUNT = f"SELECT count(*) FROM referral WHERE {_HIS} AND {_NOT_A_SHELTER}"  # noqa: S608
_SINCE = f"""
    SELECT {_SHOWN} FROM referral WHERE {_HIS} AND {_NOT_A_SHELTER} AND sent_at > $2
    ORDER BY sent_at DESC LIMIT $3"""  # noqa: S608
_ONE = f"SELECT {_SHOWN} FROM referral WHERE id = $1 AND {_NOT_A_SHELTER}"  # noqa: S608
_WORK = f"""
    SELECT page.* FROM reached('file', 'referral') AS own (centre) CROSS JOIN LATERAL (
        SELECT {_SHOWN} FROM referral
        WHERE referral.centre = own.centre AND state NOT IN ('closed', 'revoked')
          AND (overdue OR state IN ('declined', 'delivered') OR (state IN ('sent', 'seen') AND answer_by <= $1))
        ORDER BY answer_by, id LIMIT $2) AS page
    ORDER BY answer_by, id LIMIT $2"""  # noqa: S608


async def referrals(
    connection: Connection, *, state: str, after: tuple[date, UUID] | None, limit: int
) -> list[ReferralRow]:
    """The referrals of the caller's Centres, newest first, following `after`."""
    rows = await connection.fetch(_LIST, state, *(after or (None, None)), limit)
    return [ReferralRow(*row) for row in rows]


async def referrals_of(
    connection: Connection, known: Sequence[UUID], *, state: str, after: tuple[date, UUID] | None, limit: int
) -> list[ReferralRow]:
    """The referrals of a person with these ids that the caller may see, newest first, following `after`."""
    rows = await connection.fetch(_OF_PERSON, list(known), state, *(after or (None, None)), limit)
    return [ReferralRow(*row) for row in rows]


async def count_of(connection: Connection, known: Sequence[UUID]) -> int:
    """How many referrals a person with these ids has, as far as the caller may see them."""
    return await connection.fetchval(_COUNT, list(known))


async def referrals_since(connection: Connection, known: Sequence[UUID], at: datetime, limit: int) -> list[ReferralRow]:
    """The referrals of a person with these ids that were sent after that moment, newest first."""
    return [ReferralRow(*row) for row in await connection.fetch(_SINCE, list(known), at, limit)]


async def referral(connection: Connection, id: UUID) -> ReferralRow | None:  # noqa: A002
    """One referral, if the caller may see it."""
    row = await connection.fetchrow(_ONE, id)
    return ReferralRow(*row) if row else None


async def waiting(connection: Connection, until: date, limit: int) -> list[ReferralRow]:
    """What its sender must look at: overdue, come back, or due for an answer by then."""
    return [ReferralRow(*row) for row in await connection.fetch(_WORK, until, limit)]
