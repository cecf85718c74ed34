"""Which records are one person's: they are erased together, whoever of the municipality keeps them."""

from uuid import UUID

from shared.aliases import known_as
from shared.scope import Grant, Principal, Role, municipality_of, scoped
from shared.service import Running


async def known_in(service: Running, record: UUID, centre: str) -> tuple[UUID, ...]:
    """The ids under which the person of a record is known in the municipality of that Centre, the kept one's first.

    Whoever decides about the record that goes on decides about those that were merged into it, as they did then.
    """
    everywhere = Principal("erasure", (Grant(Role.DATA_PROTECTION_OFFICER, municipality_of(centre)),))
    async with scoped(service.pool, everywhere) as connection:
        return await known_as(connection, record)
