"""registry: where the Centres are, when they are open, and how they are reached."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Written


class Premises(msgspec.Struct, frozen=True):
    """Where a unit is."""

    address: str
    near: str | None = None
    rooms: tuple[str, ...] = ()
    accessible: bool = False
    owned: bool = False


class Contacts(msgspec.Struct, frozen=True):
    """How a unit is reached."""

    telephones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


class Hour(msgspec.Struct, frozen=True):
    """Open on a day of the week, from 1 (Monday)."""

    weekday: int
    opens: str
    closes: str


class Hours(msgspec.Struct, frozen=True):
    """A unit's week from a day on."""

    from_day: date
    week: tuple[Hour, ...] = ()


class Closure(msgspec.Struct, frozen=True):
    """Days on which a unit is closed."""

    closure: UUID
    first: date
    last: date
    reason: str
    note: str | None = None


class Stop(msgspec.Struct, frozen=True):
    """Where a mobile unit stands."""

    day: date
    municipal_unit: str
    place: str
    opens: str
    closes: str


class Itinerary(msgspec.Struct, frozen=True):
    """A month's stops, `2026-03`."""

    month: str
    stops: tuple[Stop, ...] = ()


class Open(msgspec.Struct, frozen=True):
    """Open from one time to another; a mobile unit at a place."""

    opens: str
    closes: str
    place: str | None = None
    municipal_unit: str | None = None


class Day(msgspec.Struct, frozen=True):
    """A day of a unit: its hours, or why it is closed."""

    day: date
    hours: tuple[Open, ...] = ()
    why: str | None = None
    reason: str | None = None
    name: str | None = None


class Officer(msgspec.Struct, frozen=True):
    """Somebody who is named in public for a Centre."""

    officer: UUID
    name: str
    duty: str
    office: str | None = None


class PublicPlace(msgspec.Struct, frozen=True):
    """A unit as everybody finds it."""

    id: UUID
    kind: str
    name: str
    contacts: Contacts
    days: tuple[Day, ...]
    premises: Premises | None = None
    closures: tuple[Closure, ...] = ()
    itineraries: tuple[Itinerary, ...] = ()
    last_day: date | None = None


class PublicCentre(msgspec.Struct, frozen=True):
    """A Centre as everybody finds it."""

    id: UUID
    path: str
    name: str
    municipality: str
    municipality_name: str
    version: int
    places: tuple[PublicPlace, ...]
    officers: tuple[Officer, ...] = ()


class Places:
    """Calls about places."""

    def __init__(self, registry: Api) -> None:
        self._registry = registry

    async def public(self, name: str, first: date, last: date) -> PublicCentre:
        """What everybody may know of a Centre, by its id or its public name."""
        return await self._registry.get(f"/public/centres/{name}", PublicCentre, **{"from": first, "to": last})

    async def tell(self, path: str, body: dict[str, Any] | None, *, key: UUID, version: str | None = None) -> Written:
        """A command on a municipality, a Centre or a unit."""
        return await self._registry.post(path, body, key=key, version=version)
