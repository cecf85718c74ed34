"""The feasts of municipalities as registry tells them, and the days that are worked there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.referral.consumes import FeastEnded, FeastSet, MovableFeastSet
from shared.database import Queries
from shared.feasts import LocalFeast, feast_days
from shared.public import Received
from shared.views import Key, View
from shared.workdays import Workdays

_YEARS = 5
"""How far feasts are looked for: longer than the most working days that may be counted at once."""


@dataclass(frozen=True, slots=True)
class FeastRow:
    """A municipality's feast: `rule` is its day, `03-27`, or its distance from Easter, `easter+5`."""

    municipality: str
    rule: str
    name: str
    month: int | None = None
    day: int | None = None
    days_from_easter: int | None = None
    ended_on: date | None = None


def _rule(event: FeastSet | MovableFeastSet | FeastEnded) -> str:
    match event:
        case FeastSet(_, month, day) | FeastEnded(_, _, _, int(month), int(day)):
            return f"{month:02}-{day:02}"
        case MovableFeastSet(_, days) | FeastEnded(_, _, _, _, _, int(days)):
            return f"easter{days:+}"
        case FeastEnded():
            return ""


def _keys(event: Received) -> Iterable[Key]:
    match event.data:
        case FeastSet() | MovableFeastSet() | FeastEnded():
            return [(event.data.municipality, _rule(event.data), event.data.name)]
        case _:
            return []


def _project(key: Key, row: FeastRow | None, event: Received) -> FeastRow | None:
    match event.data:
        case FeastSet(_, month, day):
            return FeastRow(*key, month=month, day=day)
        case MovableFeastSet(_, days):
            return FeastRow(*key, days_from_easter=days)
        case FeastEnded(on=on) if row:
            return replace(row, ended_on=on)
        case _:
            return row


_COLUMNS = "municipality, rule, name, month, day, days_from_easter, ended_on"
_KEYS = "(municipality, rule, name) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))"

FEASTS: View[Received, FeastRow] = View(
    row=FeastRow,
    key_width=3,
    keys=_keys,
    project=_project,
    tables=["feast"],
    read=f"SELECT {_COLUMNS} FROM feast WHERE {_KEYS}",  # noqa: S608
    write=f"""
        INSERT INTO feast ({_COLUMNS})
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::date[])
        ON CONFLICT (municipality, rule, name) DO UPDATE SET (month, day, days_from_easter, ended_on)
            = (excluded.month, excluded.day, excluded.days_from_easter, excluded.ended_on)""",  # noqa: S608
    remove=f"DELETE FROM feast WHERE {_KEYS}",  # noqa: S608
)


async def workdays(queries: Queries, municipality: str, since: date) -> Workdays:
    """The days that are worked there from that day on."""
    rows = await queries.fetch(
        "SELECT name, month, day, days_from_easter, ended_on FROM feast WHERE municipality = $1 ORDER BY rule, name",
        municipality,
    )
    feasts = [LocalFeast(*row) for row in rows]
    return Workdays(once=feast_days(feasts, since, date(since.year + _YEARS, 12, 31)))
