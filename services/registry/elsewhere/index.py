"""The index of hashes by which a person is known in several municipalities. No query of a colleague's reads whose they
are: a function of the database compares, and names Centres.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from shared.database import Connection
from shared.vault import Vault

_FORGET = "DELETE FROM known_identifier WHERE person = $1 AND hash <> ALL ($2::bytea[])"
_KEEP = """
    INSERT INTO known_identifier (hash, person, centre)
    SELECT hash, $1, $3 FROM unnest($2::bytea[]) AS known (hash) ON CONFLICT DO NOTHING"""
_SWEEP = """
    DELETE FROM known_identifier WHERE NOT EXISTS (
        SELECT FROM identity WHERE identity.person = known_identifier.person)"""


def hashes_of(vault: Vault, identifiers: Iterable[tuple[str, str]]) -> list[bytes]:
    """Keyed hashes of somebody's numbers, the same in every municipality."""
    return [vault.blind("elsewhere", kind, value) for kind, value in identifiers if kind != "other"]


async def keep(connection: Connection, person: UUID, centre: str, hashes: Sequence[bytes]) -> None:
    """The person is known by these numbers, and by no other any more."""
    await connection.execute(_FORGET, person, list(hashes))
    if hashes:
        await connection.execute(_KEEP, person, list(hashes), centre)


async def sweep(connection: Connection) -> None:
    """Forgets those who are no longer here."""
    await connection.execute(_SWEEP)


async def centres_that_know(connection: Connection, hashes: Sequence[bytes], own: str) -> list[str]:
    """The Centres of other municipalities than `own`'s that know somebody by one of these numbers."""
    if not hashes:
        return []
    return [row[0] for row in await connection.fetch("SELECT known_elsewhere($1, $2)", list(hashes), own)]
