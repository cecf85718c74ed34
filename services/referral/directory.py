"""Which services there are and when their municipalities work, as registry tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.referral.consumes import BodyEntered, CentreFounded, ServiceOffered
from services.referral.feasts import workdays
from shared.database import Connection, Queries
from shared.public import Received
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service that takes referrals; `municipality` is None where it serves the whole region."""

    id: UUID
    body: UUID
    kind: str
    name: str
    municipality: str | None
    answers_within: int
    email: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body's name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CentreRow:
    """A Centre's name, by its scope path."""

    scope: str
    name: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """A service as a referral to it needs it."""

    id: UUID
    name: str
    body_name: str
    municipality: str | None
    answers_within: int
    email: str


def _service(_: Key, row: ServiceRow | None, event: Received) -> ServiceRow | None:
    match event.data:
        case ServiceOffered(service, body, kind, name, municipality, answers_within, email):
            return ServiceRow(service, body, kind, name, municipality, answers_within, email)
        case _:
            return row


def _body(_: Key, row: BodyRow | None, event: Received) -> BodyRow | None:
    return BodyRow(event.data.body, event.data.name) if isinstance(event.data, BodyEntered) else row


def _centre(_: Key, row: CentreRow | None, event: Received) -> CentreRow | None:
    return CentreRow(event.scope, event.data.name) if isinstance(event.data, CentreFounded) else row


SERVICES: View[Received, ServiceRow] = View(
    row=ServiceRow,
    keys=lambda event: [(event.data.service,)] if isinstance(event.data, ServiceOffered) else [],
    project=_service,
    tables=["offered_service"],
    read="""
        SELECT id, body, kind, name, municipality, answers_within, email FROM offered_service
        WHERE id = ANY ($1::uuid[])""",
    write="""
        INSERT INTO offered_service (id, body, kind, name, municipality, answers_within, email)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[])
        ON CONFLICT (id) DO UPDATE SET (body, kind, name, municipality, answers_within, email)
            = (excluded.body, excluded.kind, excluded.name, excluded.municipality, excluded.answers_within,
               excluded.email)""",
    remove="DELETE FROM offered_service WHERE id = ANY ($1::uuid[])",
)

BODIES: View[Received, BodyRow] = View(
    row=BodyRow,
    keys=lambda event: [(event.data.body,)] if isinstance(event.data, BodyEntered) else [],
    project=_body,
    tables=["body"],
    read="SELECT id, name FROM body WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO body (id, name) SELECT * FROM unnest($1::uuid[], $2::text[])
        ON CONFLICT (id) DO UPDATE SET name = excluded.name""",
    remove="DELETE FROM body WHERE id = ANY ($1::uuid[])",
)

CENTRES: View[Received, CentreRow] = View(
    row=CentreRow,
    keys=lambda event: [(event.scope,)] if isinstance(event.data, CentreFounded) else [],
    project=_centre,
    tables=["centre"],
    read="SELECT scope, name FROM centre WHERE scope = ANY ($1::text[])",
    write="""
        INSERT INTO centre (scope, name) SELECT * FROM unnest($1::text[], $2::text[])
        ON CONFLICT (scope) DO UPDATE SET name = excluded.name""",
    remove="DELETE FROM centre WHERE scope = ANY ($1::text[])",
)


async def receiver(queries: Queries, service: UUID) -> Receiver | None:
    """The service with its body's name; None where registry has not told of it (yet)."""
    row = await queries.fetchrow(
        "SELECT s.id, s.name, coalesce(b.name, ''), s.municipality, s.answers_within, s.email"
        " FROM offered_service s LEFT JOIN body b ON b.id = s.body WHERE s.id = $1",
        service,
    )
    return Receiver(*row) if row else None


async def receivers(connection: Connection, services: Iterable[UUID]) -> dict[UUID, Receiver]:
    """Those of these services that registry has told of."""
    rows = await connection.fetch(
        "SELECT s.id, s.name, coalesce(b.name, ''), s.municipality, s.answers_within, s.email"
        " FROM offered_service s LEFT JOIN body b ON b.id = s.body WHERE s.id = ANY ($1::uuid[])",
        list(services),
    )
    return {row[0]: Receiver(*row) for row in rows}


async def centre_name(queries: Queries, scope: str) -> str:
    """The Centre's name; empty where registry has not told of it (yet)."""
    return await queries.fetchval("SELECT name FROM centre WHERE scope = $1", scope) or ""


async def answer_by(queries: Queries, service: Receiver, sender: str, sent_on: date) -> date:
    """The last day for an answer: so many working days of the receiving municipality (R10).

    A service of the whole region is taken to keep the feasts of the sender's municipality.
    """
    municipality = service.municipality or "/".join(sender.split("/")[2:3])
    return (await workdays(queries, municipality, sent_on)).add(sent_on, service.answers_within)
