"""Who decides on the rights of persons (GDPR, articles 15 to 18), and about whom."""

from typing import Annotated
from uuid import UUID

from services.registry.people import queries
from services.registry.people.views import PersonRow
from shared.callers import allow
from shared.eventstore import Loaded
from shared.problems import Problem
from shared.scope import OVERSIGHT, Principal, Role, scoped
from shared.service import Running

DECIDES = (Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER)
Officer = Annotated[Principal, allow(*DECIDES)]
Overseer = Annotated[Principal, allow(*OVERSIGHT)]


async def known_person(service: Running, caller: Principal, person: UUID) -> PersonRow:
    """The person, as far as the caller may know of them. Raises `Problem`."""
    async with scoped(service.pool, caller) as connection:
        row = await queries.person(connection, person)
    if row is None:
        raise Problem("not-found")
    return row


async def decided_person(service: Running, caller: Principal, person: UUID) -> PersonRow:
    """The person, where the caller decides on their rights. Raises `Problem`."""
    row = await known_person(service, caller, person)
    if not caller.has(DECIDES, on=row.centre):
        raise Problem("not-found")
    return row


def must_decide(loaded: Loaded, caller: Principal) -> None:
    """Raises `Problem` where there is no such request, or the caller does not decide on it."""
    if not loaded.recorded or not caller.has(DECIDES, on=loaded.scope):
        raise Problem("not-found")
