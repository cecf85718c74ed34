"""What is asked of the people that a caller may see."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.registry.people.lookup import Question
from services.registry.people.views import COLUMNS, FileRow, PersonRow
from shared.database import Connection

LAST = "\U0010ffff"
"""Follows every character, so that a range of keys covers everything that begins with a prefix."""

_WEIGHED = 30_000
"""Who shares one spelling of a word with more than so many others is not found by it together with another word."""

_ORDERED = 200
"""People who are put into Greek order: where more are found, the one who looks must say more."""

CANDIDATES = 500
"""Records that are compared with a new one at most; more share a key only where the key tells nothing."""

# One range of the index after the other, each bounded: left to itself the planner, who does not know how narrow the
# ranges are, reads the whole municipality.
_FOUND = f"""
    WITH found AS (
        SELECT one.person FROM unnest($2::int[], $3::text[], $4::text[]) AS asked (word, first, last)
        CROSS JOIN LATERAL (
            SELECT f.person FROM person_found_by f
            WHERE f.municipality = $1 AND f.key >= asked.first AND f.key < asked.last
            ORDER BY f.key LIMIT CASE WHEN $5 > 1 THEN {_WEIGHED} ELSE {_ORDERED} END) AS one
        GROUP BY one.person HAVING count(DISTINCT asked.word) = $5 LIMIT {_ORDERED})
    SELECT {COLUMNS} FROM person WHERE id IN (SELECT person FROM found) ORDER BY sort_key, id LIMIT $6"""  # noqa: S608
_ALIKE = f"""
    SELECT {COLUMNS} FROM person WHERE id IN (
        SELECT one.person FROM unnest($2::text[]) AS asked (key) CROSS JOIN LATERAL (
            SELECT f.person FROM person_found_by f
            WHERE f.municipality = $1 AND f.key = asked.key ORDER BY f.key LIMIT $3) AS one
        LIMIT $3)"""  # noqa: S608
_ONE = f"SELECT {COLUMNS} FROM person WHERE id = $1"  # noqa: S608
_SEVERAL = f"SELECT {COLUMNS} FROM person WHERE id = ANY ($1::uuid[])"  # noqa: S608


async def found(connection: Connection, municipality: str, question: Question, limit: int) -> list[PersonRow]:
    """Who answers a question, in Greek order."""
    ranges = [(n, first, first + LAST) for n, word in enumerate(question.words) for first in word]
    rows = await connection.fetch(
        _FOUND,
        municipality,
        [word for word, _, _ in ranges],
        [first for _, first, _ in ranges],
        [last for _, _, last in ranges],
        len(question.words),
        limit,
    )
    return [PersonRow(*row) for row in rows]


async def alike(connection: Connection, municipality: str, keys: Sequence[str]) -> list[PersonRow]:
    """Who shares at least one of these keys, those of the first keys rather than of the last where they are many."""
    return [PersonRow(*row) for row in await connection.fetch(_ALIKE, municipality, list(keys), CANDIDATES)]


async def person(connection: Connection, id: UUID) -> PersonRow | None:  # noqa: A002
    """One person, if the caller may know them."""
    row = await connection.fetchrow(_ONE, id)
    return PersonRow(*row) if row else None


async def file_of(connection: Connection, id: UUID) -> FileRow | None:  # noqa: A002
    """What only who works with the file may know."""
    row = await connection.fetchrow("SELECT id, centre, record, concealed FROM person_file WHERE id = $1", id)
    return FileRow(*row) if row else None


async def several(connection: Connection, ids: Iterable[UUID]) -> list[PersonRow]:
    """Those of them whom the caller may know."""
    return [PersonRow(*row) for row in await connection.fetch(_SEVERAL, list(ids))]
