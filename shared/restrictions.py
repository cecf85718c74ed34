"""Whose processing is restricted (GDPR, article 18): kept and read for what article 18(2) allows, and not added to.

Registry says of whom; every service that writes about persons follows it and refuses what would be new.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from shared.database import Connection
from shared.problems import Problem
from shared.public import Received
from shared.scope import Principal, scoped
from shared.views import Key, View

if TYPE_CHECKING:
    from shared.service import Running

V = TypeVar("V")

RESTRICTED = "processing-restricted"
"""The problem that a command is refused as."""


@dataclass(frozen=True, slots=True)
class PersonRestricted:
    """From now on nothing new is written about the person, because of that matter; `ground` says why."""

    person: UUID
    matter: UUID
    ground: str


@dataclass(frozen=True, slots=True)
class RestrictionEnded:
    """That matter restricts nobody any more."""

    matter: UUID


TYPES: dict[str, type[Any]] = {
    "kentro.registry.person-restricted": PersonRestricted,
    "kentro.registry.restriction-ended": RestrictionEnded,
}
"""What a service reads of registry's public events, to obey restrictions."""


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """A restriction that stands; `centre` is the scope path at which the person's file is kept."""

    matter: UUID
    person: UUID
    centre: str
    ground: str


def restriction_view(told: Callable[[V], tuple[object, str]]) -> View[V, RestrictionRow]:
    """The read model; `told` gives what an event of the source tells, and its scope."""

    def keys(event: V) -> list[Key]:
        data, _ = told(event)
        return [(data.matter,)] if isinstance(data, PersonRestricted | RestrictionEnded) else []

    def project(_: Key, row: RestrictionRow | None, event: V) -> RestrictionRow | None:
        match told(event):
            case PersonRestricted(person, matter, ground), scope:
                return RestrictionRow(matter, person, scope, ground)
            case RestrictionEnded(), _:
                return None
            case _:
                return row

    return View(
        row=RestrictionRow,
        keys=keys,
        project=project,
        tables=["restriction"],
        read="SELECT matter, person, centre, ground FROM restriction WHERE matter = ANY ($1::uuid[])",
        write="""
            INSERT INTO restriction (matter, person, centre, ground)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) ON CONFLICT (matter) DO NOTHING""",
        remove="DELETE FROM restriction WHERE matter = ANY ($1::uuid[])",
        persons=("person",),
    )


def _heard(event: Received) -> tuple[object, str]:
    return event.data, event.scope


FOLLOWED = restriction_view(_heard)
"""For a service that follows registry."""


async def restrictions_of(connection: Connection, person: UUID) -> list[RestrictionRow]:
    """What restricts the person, under whatever id, as far as the caller may know of them."""
    rows = await connection.fetch(
        "SELECT matter, person, centre, ground FROM restriction WHERE person = ANY (known_as($1)) ORDER BY matter",
        person,
    )
    return [RestrictionRow(*row) for row in rows]


async def must_be_free(service: "Running", caller: Principal, *persons: UUID | None) -> None:
    """Raises `Problem` where nothing new may be written about one of these."""
    for person in dict.fromkeys(persons):
        if person is None:
            continue
        async with scoped(service.pool, caller) as connection:
            if await restrictions_of(connection, person):
                raise Problem(RESTRICTED, extra={"person": str(person)})
