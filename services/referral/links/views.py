"""Where a link leads: the only way from a secret to its referral."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.referral.links.domain import LinkIssued
from shared.database import Queries
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link that was issued; `serial` counts the referral's links from 0."""

    token_hash: str
    referral: UUID
    serial: int
    step: str
    expires_on: date
    issued_at: datetime
    person: UUID | None


def _project(_: Key, row: LinkRow | None, recorded: Recorded[Any]) -> LinkRow | None:
    match recorded.event:
        case LinkIssued(token_hash=token_hash, step=step, expires_on=expires_on, serial=serial, person=person):
            return LinkRow(token_hash, recorded.id, serial, step, expires_on, recorded.recorded_at, person)
        case _:
            return row


LINKS: View[Recorded[Any], LinkRow] = View(
    row=LinkRow,
    keys=lambda recorded: [(recorded.event.token_hash,)] if isinstance(recorded.event, LinkIssued) else [],
    project=_project,
    tables=["link"],
    read="""
        SELECT token_hash, referral, serial, step, expires_on, issued_at, person FROM link
        WHERE token_hash = ANY ($1::text[])""",
    write="""
        INSERT INTO link (token_hash, referral, serial, step, expires_on, issued_at, person)
        SELECT * FROM unnest($1::text[], $2::uuid[], $3::int[], $4::text[], $5::date[], $6::timestamptz[], $7::uuid[])
        ON CONFLICT (token_hash) DO NOTHING""",
    remove="DELETE FROM link WHERE token_hash = ANY ($1::text[])",
    persons=("person",),
)


async def referral_of(queries: Queries, token_hash: str) -> UUID | None:
    """The referral that a link was issued for."""
    return await queries.fetchval("SELECT referral FROM link WHERE token_hash = $1", token_hash)
