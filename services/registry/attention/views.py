"""The Centres at work and their municipalities, as lines follow from them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.organisation.domain import (
    CentreClosed,
    CentreFounded,
    FeastEnded,
    FeastSet,
    MovableFeastSet,
    RegisteredCitizensCounted,
)
from services.registry.posts.staffing import Counted
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class WorkingRow:
    """A Centre, its first day and its last."""

    id: UUID
    scope: str
    municipality: str
    name: str
    since: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class CitizensRow:
    """So many registered citizens of a municipality, counted on that day."""

    municipality: str
    day: date
    citizens: int


@dataclass(frozen=True, slots=True)
class FeastRow:
    """A municipality keeps that feast, until the day before `ended_on` where it was given up."""

    municipality: str
    feast: str
    ended_on: date | None = None


def _project(_: Key, row: WorkingRow | None, recorded: Recorded[Any]) -> WorkingRow | None:
    match recorded.event:
        case CentreFounded(municipality=municipality, name=name, operating_since=since):
            return WorkingRow(recorded.id, recorded.metadata.scope, municipality, name, since)
        case CentreClosed(last_day=last_day):
            return replace(row, last_day=last_day) if row else None
        case _:
            return row


WORKING: View[Recorded[Any], WorkingRow] = View(
    row=WorkingRow,
    keys=lambda recorded: [(recorded.id,)] if isinstance(recorded.event, CentreFounded | CentreClosed) else [],
    project=_project,
    tables=["working_centre"],
    read="SELECT id, scope, municipality, name, since, last_day FROM working_centre WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO working_centre (id, scope, municipality, name, since, last_day)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[])
        ON CONFLICT (id) DO UPDATE SET last_day = excluded.last_day""",
    remove="DELETE FROM working_centre WHERE id = ANY ($1::uuid[])",
)


def _counted(key: Key, _: CitizensRow | None, recorded: Recorded[Any]) -> CitizensRow:
    event: Any = recorded.event
    return CitizensRow(key[0], key[1], event.count)


CITIZENS: View[Recorded[Any], CitizensRow] = View(
    row=CitizensRow,
    key_width=2,
    keys=lambda recorded: (
        [(recorded.stream.removeprefix("municipality-"), recorded.event.on)]
        if isinstance(recorded.event, RegisteredCitizensCounted)
        else []
    ),
    project=_counted,
    tables=["citizens"],
    read="""
        SELECT municipality, day, citizens FROM citizens
        WHERE (municipality, day) IN (SELECT * FROM unnest($1::text[], $2::date[]))""",
    write="""
        INSERT INTO citizens (municipality, day, citizens) SELECT * FROM unnest($1::text[], $2::date[], $3::int[])
        ON CONFLICT (municipality, day) DO UPDATE SET citizens = excluded.citizens""",
    remove="DELETE FROM citizens WHERE (municipality, day) IN (SELECT * FROM unnest($1::text[], $2::date[]))",
)


def _feast(key: Key, row: FeastRow | None, recorded: Recorded[Any]) -> FeastRow | None:
    if isinstance(recorded.event, FeastEnded):
        return replace(row, ended_on=recorded.event.on) if row else None
    return FeastRow(key[0], key[1])


def _feast_keys(recorded: Recorded[Any]) -> list[Key]:
    event, code = recorded.event, recorded.stream.removeprefix("municipality-")
    match event:
        case FeastSet(name, month, day):
            return [(code, f"{day}/{month} {name}")]
        case MovableFeastSet(name, days):
            return [(code, f"{days} {name}")]
        case FeastEnded(name, _, month, day, days):
            return [(code, f"{day}/{month} {name}" if days is None else f"{days} {name}")]
        case _:
            return []


FEASTS: View[Recorded[Any], FeastRow] = View(
    row=FeastRow,
    key_width=2,
    keys=_feast_keys,
    project=_feast,
    tables=["kept_feast"],
    read="""
        SELECT municipality, feast, ended_on FROM kept_feast
        WHERE (municipality, feast) IN (SELECT * FROM unnest($1::text[], $2::text[]))""",
    write="""
        INSERT INTO kept_feast (municipality, feast, ended_on) SELECT * FROM unnest($1::text[], $2::text[], $3::date[])
        ON CONFLICT (municipality, feast) DO UPDATE SET ended_on = excluded.ended_on""",
    remove="DELETE FROM kept_feast WHERE (municipality, feast) IN (SELECT * FROM unnest($1::text[], $2::text[]))",
)


async def working(connection: Connection, scope: str, today: date) -> list[WorkingRow]:
    """The Centres on that scope and below that are still at work."""
    rows = await connection.fetch(
        "SELECT id, scope, municipality, name, since, last_day FROM working_centre"
        " WHERE (scope = $1 OR scope LIKE $1 || '/%') AND (last_day IS NULL OR last_day >= $2) ORDER BY scope",
        scope,
        today,
    )
    return [WorkingRow(*row) for row in rows]


async def citizens(connection: Connection) -> dict[str, list[Counted]]:
    """How many registered citizens each municipality had, by its code, oldest count first."""
    found = defaultdict[str, list[Counted]](list)
    for row in await connection.fetch("SELECT municipality, day, citizens FROM citizens ORDER BY municipality, day"):
        found[row["municipality"]].append(Counted(row["day"], row["citizens"]))
    return found


async def keeping_feasts(connection: Connection, today: date) -> set[str]:
    """The municipalities that keep a local feast, by their codes."""
    rows = await connection.fetch(
        "SELECT DISTINCT municipality FROM kept_feast WHERE ended_on IS NULL OR ended_on > $1", today
    )
    return {row["municipality"] for row in rows}
