"""What each person said, in bands, and how many of those who came in a month said what."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.reporting.attendance import consumes
from shared.database import Connection
from shared.public import Received
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class DescribedRow:
    """One person; `born` is a year. None is what nobody said, `refused` what was asked in vain."""

    person: UUID
    scope: str
    sex: str | None = None
    born: int | None = None
    schooling: str | None = None
    employment: str | None = None
    dwelling: str | None = None
    origin: str | None = None
    disability: str | None = None
    roma: str | None = None


def _described(key: Key, row: DescribedRow | None, event: Received) -> DescribedRow:
    before = replace(row, scope=event.scope) if row else DescribedRow(key[0], event.scope)
    match event.data:
        case consumes.SexTold(sex=sex):
            return replace(before, sex=sex)
        case consumes.YearOfBirthTold(year=year):
            return replace(before, born=year)
        case consumes.CircumstancesTold() as told:
            return replace(
                before,
                schooling=told.schooling,
                employment=told.employment,
                dwelling=told.dwelling,
                origin=told.origin,
            )
        case consumes.SpecialCategoriesTold() as told:
            return replace(before, disability=told.disability, roma=told.roma)
        case _:
            return before


_COLUMNS = "person, scope, sex, born, schooling, employment, dwelling, origin, disability, roma"

DESCRIBED: View[Received, DescribedRow] = View(
    row=DescribedRow,
    keys=lambda event: [(event.data.person,)],
    project=_described,
    tables=["described"],
    persons=("person",),
    read=f"SELECT {_COLUMNS} FROM described WHERE person = ANY ($1::uuid[])",  # noqa: S608
    remove="DELETE FROM described WHERE person = ANY ($1::uuid[])",
    write=f"""
        INSERT INTO described ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::text[], $10::text[])
        ON CONFLICT (person) DO UPDATE SET (scope, sex, born, schooling, employment, dwelling, origin, disability, roma)
          = (excluded.scope, excluded.sex, excluded.born, excluded.schooling, excluded.employment, excluded.dwelling,
             excluded.origin, excluded.disability, excluded.roma)""",  # noqa: S608
)

TRAITS = ("sex", "age", "schooling", "employment", "dwelling", "origin", "disability", "roma")
"""In the order in which they are shown."""

_ATTENDANCE = """
    WITH RECURSIVE came (person) AS (
        SELECT DISTINCT person FROM fact
        WHERE indicator = 'visits' AND person IS NOT NULL AND month = $2
          AND (scope = $1 OR starts_with(scope, $1 || '/'))
    ), known (person, id) AS (
        SELECT person, person FROM came
        UNION SELECT known.person, alias.kept FROM known JOIN alias ON alias.merged = known.id
    ), human (id) AS (
        SELECT DISTINCT ON (person) id FROM known
        WHERE NOT EXISTS (SELECT FROM alias WHERE alias.merged = known.id)
        ORDER BY person, id
    ), said AS (
        SELECT coalesce(d.sex, '') AS sex, coalesce(d.schooling, '') AS schooling,
               coalesce(d.employment, '') AS employment, coalesce(d.dwelling, '') AS dwelling,
               coalesce(d.origin, '') AS origin, coalesce(d.disability, '') AS disability,
               coalesce(d.roma, '') AS roma,
               CASE WHEN d.born IS NULL THEN '' WHEN $3 - d.born < 18 THEN '0-17' WHEN $3 - d.born < 30 THEN '18-29'
                    WHEN $3 - d.born < 55 THEN '30-54' WHEN $3 - d.born < 65 THEN '55-64' ELSE '65-' END AS age
        FROM (SELECT DISTINCT id FROM human) AS once LEFT JOIN described d ON d.person = once.id
    )
    SELECT trait, code, count(*) FROM said CROSS JOIN LATERAL (VALUES
        ('sex', sex), ('age', age), ('schooling', schooling), ('employment', employment), ('dwelling', dwelling),
        ('origin', origin), ('disability', disability), ('roma', roma)) AS each (trait, code)
    GROUP BY trait, code ORDER BY trait, count(*) DESC, code"""
"""Everybody who came once, merged records as one, by what they said; empty where nobody said anything."""


async def attendance(connection: Connection, scope: str, month: date) -> dict[str, list[tuple[str, int]]]:
    """Of those who came to that scope in that month, how many said what, by trait and code, largest first.

    An empty code is those who said nothing. Ages are by the year of birth, at the end of the month's year.
    """
    found: dict[str, list[tuple[str, int]]] = {trait: [] for trait in TRAITS}
    for trait, code, count in await connection.fetch(_ATTENDANCE, scope, month, month.year):
        found[trait].append((code, count))
    return found
