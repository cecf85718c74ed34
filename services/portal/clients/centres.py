"""registry: the Centres as everybody finds them, without an account."""

from datetime import date
from uuid import UUID

import msgspec

from services.portal.clients.base import Api
from services.portal.clients.places import Closure, Contacts, Itinerary, Officer, Premises


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


class PublicCentres:
    """Calls that need no account."""

    def __init__(self, registry: Api) -> None:
        self._registry = registry

    async def centre(self, name: str, first: date, last: date) -> PublicCentre:
        """What everybody may know of a Centre, by its id or its public name."""
        return await self._registry.get(f"/public/centres/{name}", PublicCentre, **{"from": first, "to": last})
