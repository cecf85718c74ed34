"""What is asked of the people that a caller may see."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.registry.merging.views import as_read, file_as_read, kept_of
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
_ONE = f"""
    SELECT {COLUMNS} FROM unnest(known_as($1)) WITH ORDINALITY AS known (as_id, place)
    JOIN person ON person.id = known.as_id ORDER BY known.place LIMIT 1"""  # noqa: S608
_SEVERAL = f"SELECT {COLUMNS} FROM person WHERE id = ANY ($1::uuid[])"  # noqa: S608


async def found(connection: Connection, municipality: str, question: Question, limit: int) -> list[PersonRow]:
    """Who answers a question, in Greek order; who was merged is found as the record that went on."""
    ranges = [(n, first, first + LAST) for n, word in enumerate(question.words) for first in word]
    records = await connection.fetch(
        _FOUND,
        municipality,
        [word for word, _, _ in ranges],
        [first for _, first, _ in ranges],
        [last for _, _, last in ranges],
        len(question.words),
        limit,
    )
    rows = [PersonRow(*record) for record in records]
    read = await read_as(connection, rows)
    return list({read[row.id].id: read[row.id] for row in rows}.values())


async def alike(connection: Connection, municipality: str, keys: Sequence[str]) -> list[PersonRow]:
    """Who shares at least one of these keys, as recorded, those of the first keys rather than of the last."""
    return [PersonRow(*row) for row in await connection.fetch(_ALIKE, municipality, list(keys), CANDIDATES)]


async def person(connection: Connection, id: UUID) -> PersonRow | None:  # noqa: A002
    """One person, if the caller may know them; who was merged is read as the record that went on."""
    row = await connection.fetchrow(_ONE, id)
    return (await as_read(connection, [PersonRow(*row)]))[0] if row else None


async def file_of(connection: Connection, id: UUID) -> FileRow | None:  # noqa: A002
    """What only who works with the file may know, of the record that goes on."""
    return await file_as_read(connection, await file_recorded(connection, id))


async def file_recorded(connection: Connection, id: UUID) -> FileRow | None:  # noqa: A002
    """The same, as it was recorded."""
    row = await connection.fetchrow("SELECT id, centre, record, concealed FROM person_file WHERE id = $1", id)
    return FileRow(*row) if row else None


async def recorded(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, PersonRow]:
    """Those of these records whom the caller may know, as they were recorded."""
    return {row[0]: PersonRow(*row) for row in await connection.fetch(_SEVERAL, list(ids))}


async def several(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, PersonRow]:
    """Those of them whom the caller may know, each as the record that goes on."""
    return await read_as(connection, list((await recorded(connection, ids)).values()))


async def read_as(connection: Connection, rows: Sequence[PersonRow]) -> dict[UUID, PersonRow]:
    """For each of these records, by its id, the card that it is read as."""
    kept = await kept_of(connection, [row.id for row in rows])
    known = {row.id: row for row in rows}
    known |= await recorded(connection, set(kept.values()) - known.keys())
    going_on = [known[one] for one in set(kept.values()) & known.keys()]
    shown = {row.id: row for row in await as_read(connection, going_on)}
    return {row.id: shown.get(kept[row.id], row) for row in rows}
