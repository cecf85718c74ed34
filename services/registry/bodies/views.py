"""Bodies and what they offer, as a colleague looks for help."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.registry.bodies.domain import BodyEntered, ServiceOffered
from shared.database import Connection
from shared.envelope import Recorded
from shared.greek import sort_key
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body."""

    id: UUID
    scope: str
    kind: str
    name: str
    municipality: str | None
    sort_key: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service that a body offers; `languages` are codes parted by spaces."""

    id: UUID
    scope: str
    body: UUID
    kind: str
    name: str
    municipality: str | None
    for_whom: str
    how_to_refer: str
    answers_within: int
    email: str
    languages: str
    cost: str | None
    accessible: bool
    sort_key: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A service together with its body."""

    service: ServiceRow
    body_name: str
    body_kind: str


def _body(_: Key, row: BodyRow | None, recorded: Recorded[Any]) -> BodyRow | None:
    match recorded.event:
        case BodyEntered(kind, name, municipality):
            return BodyRow(recorded.id, recorded.metadata.scope, kind, name, municipality, sort_key(name))
        case _:
            return row


def _service(_: Key, row: ServiceRow | None, recorded: Recorded[Any]) -> ServiceRow | None:
    match recorded.event:
        case ServiceOffered() as offered:
            return ServiceRow(
                recorded.id,
                recorded.metadata.scope,
                offered.body,
                offered.kind,
                offered.name,
                offered.municipality,
                offered.for_whom,
                offered.how_to_refer,
                offered.answers_within,
                offered.email,
                " ".join(offered.languages),
                offered.cost,
                offered.accessible,
                sort_key(offered.name),
            )
        case _:
            return row


BODIES: View[Recorded[Any], BodyRow] = View(
    row=BodyRow,
    keys=lambda recorded: [(recorded.id,)] if isinstance(recorded.event, BodyEntered) else [],
    project=_body,
    tables=["body"],
    read="SELECT id, scope, kind, name, municipality, sort_key FROM body WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO body (id, scope, kind, name, municipality, sort_key)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        ON CONFLICT (id) DO NOTHING""",
    remove="DELETE FROM body WHERE id = ANY ($1::uuid[])",
)

SERVICES: View[Recorded[Any], ServiceRow] = View(
    row=ServiceRow,
    keys=lambda recorded: [(recorded.id,)] if isinstance(recorded.event, ServiceOffered) else [],
    project=_service,
    tables=["offered_service"],
    read="""
        SELECT id, scope, body, kind, name, municipality, for_whom, how_to_refer, answers_within, email, languages,
               cost, accessible, sort_key
        FROM offered_service WHERE id = ANY ($1::uuid[])""",
    write="""
        INSERT INTO offered_service (id, scope, body, kind, name, municipality, for_whom, how_to_refer, answers_within,
                                     email, languages, cost, accessible, sort_key)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::int[], $10::text[], $11::text[], $12::text[], $13::bool[], $14::text[])
        ON CONFLICT (id) DO NOTHING""",
    remove="DELETE FROM offered_service WHERE id = ANY ($1::uuid[])",
)

_SELECT = """
    SELECT s.id, s.scope, s.body, s.kind, s.name, s.municipality, s.for_whom, s.how_to_refer, s.answers_within, s.email,
           s.languages, s.cost, s.accessible, s.sort_key, coalesce(b.name, ''), coalesce(b.kind, '')
    FROM offered_service s LEFT JOIN body b ON b.id = s.body"""
_LIST = f"""{_SELECT}
    WHERE ($1::text IS NULL OR s.kind = $1)
      AND ($2::text IS NULL OR s.municipality = $2 OR s.municipality IS NULL)
      AND ($3::text IS NULL OR (s.sort_key, s.id) > ($3, $4))
    ORDER BY s.sort_key, s.id LIMIT $5"""


async def services(
    connection: Connection, *, kind: str | None, municipality: str | None, after: tuple[str, UUID] | None, limit: int
) -> list[Offered]:
    """Services of a kind that take people of a municipality, those for the whole region included, in Greek order."""
    rows = await connection.fetch(_LIST, kind, municipality, *(after or (None, None)), limit)
    return [_offered(row) for row in rows]


async def service(connection: Connection, id: UUID) -> Offered | None:  # noqa: A002
    """One service."""
    row = await connection.fetchrow(f"{_SELECT} WHERE s.id = $1", id)
    return _offered(row) if row else None


def _offered(row: Any) -> Offered:  # noqa: ANN401 - a row of `_SELECT`
    values = tuple(row)
    return Offered(ServiceRow(*values[:-2]), *values[-2:])
