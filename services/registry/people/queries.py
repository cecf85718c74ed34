"""What is asked of the people that a caller may see."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.registry.people.lookup import Question
from services.registry.people.views import COLUMNS, FileRow, PersonRow
from shared.database import Connection

LAST = "\U0010ffff"
"""Follows every character, so that a range of keys covers everything that begins with a prefix."""

_FOUND = f"""
    WITH asked AS (SELECT * FROM unnest($2::int[], $3::text[], $4::text[]) AS t (word, first, last)),
         found AS (
             SELECT f.person FROM asked
             JOIN person_found_by f ON f.municipality = $1 AND f.key >= asked.first AND f.key < asked.last
             GROUP BY f.person HAVING count(DISTINCT asked.word) = $5)
    SELECT {COLUMNS} FROM person WHERE id IN (SELECT person FROM found) ORDER BY sort_key, id LIMIT $6"""  # noqa: S608
_ALIKE = f"""
    SELECT {COLUMNS} FROM person
    WHERE id IN (SELECT f.person FROM person_found_by f
                 WHERE f.municipality = $1 AND f.key = ANY ($2::text[]) LIMIT $3)"""  # noqa: S608
_ONE = f"SELECT {COLUMNS} FROM person WHERE id = $1"  # noqa: S608
_SEVERAL = f"SELECT {COLUMNS} FROM person WHERE id = ANY ($1::uuid[])"  # noqa: S608

CANDIDATES = 500
"""Records that are compared with a new one at most; more share a key only where the key tells nothing."""


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
    """Who shares at least one of these keys."""
    return [PersonRow(*row) for row in await connection.fetch(_ALIKE, municipality, list(keys), CANDIDATES)]


async def person(connection: Connection, id: UUID) -> PersonRow | None:  # noqa: A002
    """One person, if the caller may know them."""
    row = await connection.fetchrow(_ONE, id)
    return PersonRow(*row) if row else None


async def file_of(connection: Connection, id: UUID) -> FileRow | None:  # noqa: A002
    """What only who works with the file may know."""
    row = await connection.fetchrow("SELECT id, centre, email, address FROM person_file WHERE id = $1", id)
    return FileRow(*row) if row else None


async def several(connection: Connection, ids: Iterable[UUID]) -> list[PersonRow]:
    """Those of them whom the caller may know."""
    return [PersonRow(*row) for row in await connection.fetch(_SEVERAL, list(ids))]
