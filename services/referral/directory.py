"""Which services there are and when their municipalities work, as registry tells it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.referral.consumes import (
    BodyClosed,
    BodyCorrected,
    BodyEntered,
    BodyResumed,
    BodySuspended,
    CapacityReported,
    CentreFounded,
    OfBody,
    OfService,
    ServiceCorrected,
    ServiceEnded,
    ServiceOffered,
    ServicePaused,
    ServiceResumed,
)
from services.referral.feasts import workdays
from shared.database import Connection, Queries
from shared.domain import Refused
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
    paused: bool = False
    paused_until: date | None = None
    ended: bool = False
    places: int | None = None
    waiting: int | None = None
    reported_on: date | None = None
    believed_until: date | None = None


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body's name, and whether people are referred to it."""

    id: UUID
    name: str
    state: str = "active"


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
    body_state: str = "active"
    paused: bool = False
    paused_until: date | None = None
    ended: bool = False
    places: int | None = None
    waiting: int | None = None
    reported_on: date | None = None
    believed_until: date | None = None


def _service(_: Key, row: ServiceRow | None, event: Received) -> ServiceRow | None:
    if isinstance(event.data, ServiceOffered):
        offered = event.data
        return ServiceRow(
            offered.service, offered.body, offered.kind, offered.name, offered.municipality, offered.answers_within,
            offered.email,
        )  # fmt: skip
    if row is None:
        return None
    match event.data:
        case ServiceCorrected(_, kind, name, municipality, answers_within, email):
            return replace(
                row, kind=kind, name=name, municipality=municipality, answers_within=answers_within, email=email
            )
        case CapacityReported(_, places, waiting, on, until):
            return replace(row, places=places, waiting=waiting, reported_on=on, believed_until=until)
        case ServicePaused(_, until):
            return replace(row, paused=True, paused_until=until)
        case ServiceResumed():
            return replace(row, paused=False, paused_until=None)
        case ServiceEnded():
            return replace(row, ended=True)
        case _:
            return row


def _body(_: Key, row: BodyRow | None, event: Received) -> BodyRow | None:
    if isinstance(event.data, BodyEntered):
        return BodyRow(event.data.body, event.data.name)
    if row is None:
        return None
    match event.data:
        case BodyCorrected(_, name):
            return replace(row, name=name)
        case BodySuspended():
            return replace(row, state="suspended")
        case BodyResumed():
            return replace(row, state="active")
        case BodyClosed():
            return replace(row, state="closed")
        case _:
            return row


def _centre(_: Key, row: CentreRow | None, event: Received) -> CentreRow | None:
    return CentreRow(event.scope, event.data.name) if isinstance(event.data, CentreFounded) else row


_SERVICE_COLUMNS = """id, body, kind, name, municipality, answers_within, email, paused, paused_until, ended, places,
    waiting, reported_on, believed_until"""

SERVICES: View[Received, ServiceRow] = View(
    row=ServiceRow,
    keys=lambda event: [(event.data.service,)] if isinstance(event.data, OfService) else [],
    project=_service,
    tables=["offered_service"],
    read=f"SELECT {_SERVICE_COLUMNS} FROM offered_service WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO offered_service ({_SERVICE_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[],
            $8::bool[], $9::date[], $10::bool[], $11::int[], $12::int[], $13::date[], $14::date[])
        ON CONFLICT (id) DO UPDATE SET (body, kind, name, municipality, answers_within, email, paused, paused_until,
                                        ended, places, waiting, reported_on, believed_until)
            = (excluded.body, excluded.kind, excluded.name, excluded.municipality, excluded.answers_within,
               excluded.email, excluded.paused, excluded.paused_until, excluded.ended, excluded.places,
               excluded.waiting, excluded.reported_on, excluded.believed_until)""",  # noqa: S608
    remove="DELETE FROM offered_service WHERE id = ANY ($1::uuid[])",
)

BODIES: View[Received, BodyRow] = View(
    row=BodyRow,
    keys=lambda event: [(event.data.body,)] if isinstance(event.data, OfBody) else [],
    project=_body,
    tables=["body"],
    read="SELECT id, name, state FROM body WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO body (id, name, state) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
        ON CONFLICT (id) DO UPDATE SET (name, state) = (excluded.name, excluded.state)""",
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


_RECEIVER = """
    SELECT s.id, s.name, coalesce(b.name, ''), s.municipality, s.answers_within, s.email, coalesce(b.state, 'active'),
           s.paused, s.paused_until, s.ended, s.places, s.waiting, s.reported_on, s.believed_until
    FROM offered_service s LEFT JOIN body b ON b.id = s.body"""


async def receiver(queries: Queries, service: UUID) -> Receiver | None:
    """The service with its body's name; None where registry has not told of it (yet)."""
    row = await queries.fetchrow(f"{_RECEIVER} WHERE s.id = $1", service)
    return Receiver(*row) if row else None


async def receivers(connection: Connection, services: Iterable[UUID]) -> dict[UUID, Receiver]:
    """Those of these services that registry has told of."""
    rows = await connection.fetch(f"{_RECEIVER} WHERE s.id = ANY ($1::uuid[])", list(services))
    return {row[0]: Receiver(*row) for row in rows}


def must_take(service: Receiver, *, on: date, may_wait: bool) -> None:
    """Raises `Refused` where the service takes nobody that day; a full one takes who may wait.

    What is reported of places counts until the day that registry told, and no longer.
    """
    if service.body_state == "closed":
        raise Refused("body-closed")
    if service.ended:
        raise Refused("service-ended")
    if service.body_state == "suspended":
        raise Refused("body-suspended")
    if service.paused and service.paused_until is None:
        raise Refused("service-paused")
    if service.paused and service.paused_until is not None and on < service.paused_until:
        raise Refused("service-paused-until", until=service.paused_until)
    believed = service.believed_until is not None and on <= service.believed_until
    if believed and service.places == 0 and not may_wait:
        raise Refused("service-full", count=service.waiting or 0, until=service.reported_on or on)


async def centre_name(queries: Queries, scope: str) -> str:
    """The Centre's name; empty where registry has not told of it (yet)."""
    return await queries.fetchval("SELECT name FROM centre WHERE scope = $1", scope) or ""


async def answer_by(queries: Queries, service: Receiver, sender: str, sent_on: date) -> date:
    """The last day for an answer: so many working days of the receiving municipality (R10).

    A service of the whole region is taken to keep the feasts of the sender's municipality.
    """
    municipality = service.municipality or "/".join(sender.split("/")[2:3])
    return (await workdays(queries, municipality, sent_on)).add(sent_on, service.answers_within)
