"""registry: where the Centres are, when they are open, and how they are reached."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, Written


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


class Officer(msgspec.Struct, frozen=True):
    """Somebody who is named in public for a Centre."""

    officer: UUID
    name: str
    duty: str
    office: str | None = None


class Unit(msgspec.Struct, frozen=True):
    """A unit at a glance: what of it is known, and whether it goes on."""

    id: UUID
    kind: str
    name: str
    centre: UUID
    scope: str
    municipality: str
    last_day: date | None = None
    premises: bool = False
    contacts: bool = False
    hours: bool = False

    def goes_on(self, today: date) -> bool:
        """Whether it was not given up by that day."""
        return self.last_day is None or self.last_day >= today

    def lacks(self) -> tuple[str, ...]:
        """What people would look for and not find; a mobile unit's place and hours stand in its itinerary."""
        wanted = ("contacts",) if self.kind == "mobile-unit" else ("premises", "contacts", "hours")
        return tuple(name for name in wanted if not getattr(self, name))


class Supervision(msgspec.Struct, frozen=True):
    """Who supervises a Centre, and why."""

    why: str
    municipality: str | None = None
    name: str | None = None
    since: date | None = None


class Place(msgspec.Struct, frozen=True):
    """A unit with all that is known of it as a place."""

    id: UUID
    kind: str
    name: str
    contacts: Contacts
    reason: str | None = None
    premises: Premises | None = None
    hours: tuple[Hours, ...] = ()
    closures: tuple[Closure, ...] = ()
    itineraries: tuple[Itinerary, ...] = ()
    last_day: date | None = None


class Centre(msgspec.Struct, frozen=True):
    """A Centre with all that is known of it."""

    id: UUID
    municipality: str
    scope: str
    name: str
    operating_since: date
    body_name: str
    supervision: Supervision
    places: tuple[Place, ...]
    version: int
    body_kind: str | None = None
    officers: tuple[Officer, ...] = ()
    last_day: date | None = None
    closed_because: str | None = None


class Count(msgspec.Struct, frozen=True):
    """A count of registered citizens."""

    count: int
    on: date
    source: str


class SocialService(msgspec.Struct, frozen=True):
    """Whether there was a Social Service, since a day."""

    exists: bool
    since: date


class Feast(msgspec.Struct, frozen=True):
    """A local feast, of a fixed day or so many days from Easter; `next` is when it falls next."""

    name: str
    month: int | None = None
    day: int | None = None
    days_from_easter: int | None = None
    ended_on: date | None = None
    next: date | None = None


class Municipality(msgspec.Struct, frozen=True):
    """A municipality with its history."""

    code: str
    scope: str
    edition: str
    name: str
    short_name: str
    regional_unit: str
    residents: int
    version: int
    seat: str | None = None
    registered_citizens: tuple[Count, ...] = ()
    units: tuple[str, ...] = ()
    social_service: tuple[SocialService, ...] = ()
    feasts: tuple[Feast, ...] = ()


class Reference(msgspec.Struct, frozen=True):
    """A municipality of Greece, as the national list has it; names stand in the genitive."""

    code: str
    edition: str
    name: str
    regional_unit: str
    region: str
    residents: int
    entered: bool

    @property
    def scope(self) -> str:
        """Its scope path, entered or not."""
        return f"/{self.region}/{self.code}"


class Taken(msgspec.Struct, frozen=True):
    """What a write answers of a municipality, which has a code instead of an id, or of a unit."""

    id: str
    version: int


class Places:
    """Calls about places."""

    def __init__(self, registry: Api) -> None:
        self._registry = registry

    async def units(self) -> tuple[Unit, ...]:
        """The units within the caller's grants, each Centre before what is attached to it."""
        return (await self._registry.get("/units", Page[Unit])).items

    async def centre(self, centre: UUID) -> Centre:
        """One Centre."""
        return await self._registry.get(f"/centres/{centre}", Centre)

    async def municipality(self, code: str) -> Municipality:
        """One municipality."""
        return await self._registry.get(f"/municipalities/{code}", Municipality)

    async def reference(self) -> tuple[Reference, ...]:
        """The municipalities of Greece, by code, and which of them were entered."""
        return (await self._registry.get("/reference/municipalities", Page[Reference])).items

    async def enter(self, one: Reference, short_name: str) -> Taken:
        """Takes a municipality in as the national list has it. Repeating it changes nothing."""
        body = {name: getattr(one, name) for name in ("edition", "name", "regional_unit", "region", "residents")}
        return await self._registry.create_as(f"/municipalities/{one.code}", body | {"short_name": short_name}, Taken)

    async def found(self, centre: UUID, body: dict[str, Any]) -> Written:
        """A municipality's Centre begins."""
        return await self._registry.create(f"/centres/{centre}", body)

    async def attach(self, unit: UUID, body: dict[str, Any]) -> Written:
        """A Centre gets a branch or a mobile unit."""
        return await self._registry.create(f"/units/{unit}", body)

    async def tell(self, path: str, body: dict[str, Any] | None, *, key: UUID, version: str | None = None) -> Taken:
        """A command on a municipality, a Centre or a unit."""
        return await self._registry.post_as(path, body, Taken, key=key, version=version)
