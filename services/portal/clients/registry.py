"""registry: who people are, which units there are, and which services help."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, TimelineItem, Written


class Unit(msgspec.Struct, frozen=True):
    """A Centre, a branch or a mobile unit within the caller's grants."""

    id: UUID
    kind: str
    name: str
    centre: UUID
    scope: str
    municipality: str


class Municipality(msgspec.Struct, frozen=True):
    """A municipality; `name` stands in the genitive."""

    code: str
    name: str
    short_name: str
    regional_unit: str
    residents: int
    scope: str


class Body(msgspec.Struct, frozen=True):
    """A body that offers services."""

    id: UUID
    name: str
    kind: str
    state: str = "active"


class Place(msgspec.Struct, frozen=True):
    """Where a service is given."""

    street: str
    town: str
    postal_code: str
    latitude: float | None = None
    longitude: float | None = None


class Hours(msgspec.Struct, frozen=True):
    """Open on one day of the week, 1 to 7 from Monday."""

    weekday: int
    opens: str
    closes: str


class Week(msgspec.Struct, frozen=True):
    """When a service is open, every week from a day on."""

    since: date
    hours: tuple[Hours, ...]


class Capacity(msgspec.Struct, frozen=True):
    """What a service last said it had; `stale` where that is too long ago."""

    places: int
    waiting: int
    reported_on: date
    stale: bool


class Service(msgspec.Struct, frozen=True):
    """A service that takes referrals; `answers_within` counts working days."""

    id: UUID
    kind: str
    name: str
    body: Body
    municipality: str | None = None
    for_whom: str = ""
    how_to_refer: str = ""
    answers_within: int = 5
    languages: tuple[str, ...] = ()
    cost: str | None = None
    accessible: bool | None = None
    email: str = ""
    telephone: str | None = None
    website: str | None = None
    description: str | None = None
    municipalities: tuple[str, ...] = ()
    regional_units: tuple[str, ...] = ()
    near: str | None = None
    audience: tuple[str, ...] = ()
    minimum_age: int | None = None
    maximum_age: int | None = None
    place: Place | None = None
    hours: tuple[Week, ...] = ()
    capacity: Capacity | None = None
    state: str = "open"
    paused_until: date | None = None
    why: str | None = None
    version: int = 0

    @property
    def full(self) -> bool:
        """Whether it said lately that it has no place."""
        return self.capacity is not None and not self.capacity.stale and self.capacity.places == 0


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """An identifier; the value is masked where the reach is basic."""

    kind: str
    value: str
    expires_on: date | None = None
    ended: str | None = None


class Restriction(msgspec.Struct, frozen=True):
    """Something that restricts the processing of a person; `ground` is `erasure` while one is open."""

    id: UUID
    ground: str


class Person(msgspec.Struct, frozen=True):
    """A person's card, as far as the caller's reach goes."""

    id: UUID
    label: str
    surname: str
    given_name: str
    centre: str
    municipality: str
    version: int
    reach: str
    number: str | None = None
    father_name: str | None = None
    latin_name: str | None = None
    sex: str | None = None
    born_on: date | None = None
    age: int | None = None
    identifiers: tuple[Identifier, ...] = ()
    telephone: str | None = None
    email: str | None = None
    address: str | None = None
    municipal_unit: str | None = None
    informed_on: date | None = None
    since: date | None = None
    merged: tuple[UUID, ...] = ()
    concealed: bool | None = None
    restrictions: tuple[Restriction, ...] = ()
    record: dict[str, Any] = {}
    """Section by section, as registry names the fields."""


class Hit(msgspec.Struct, frozen=True):
    """A person that a search found, and why."""

    id: UUID
    label: str
    number: str | None = None
    born_on: date | None = None
    centre: str | None = None
    reasons: tuple[str, ...] = ()


class Match(msgspec.Struct, frozen=True):
    """A record that may be the same person; score from 0 to 100."""

    id: UUID
    label: str
    score: int
    born_on: date | None = None
    reasons: tuple[str, ...] = ()


class Matches(msgspec.Struct, frozen=True):
    """What a 409 `possible-duplicates` carries."""

    matches: tuple[Match, ...] = ()


class Label(msgspec.Struct, frozen=True):
    """How a person is named in a list."""

    label: str
    number: str | None = None
    centre: str = ""


class _Labels(msgspec.Struct, frozen=True):
    labels: dict[UUID, Label]


class _Colleagues(msgspec.Struct, frozen=True):
    labels: dict[str, str]


class NewPerson(msgspec.Struct, frozen=True, omit_defaults=True):
    """The least that is asked of a person at the desk."""

    centre: str
    unit: UUID
    surname: str
    given_name: str
    informed: bool
    father_name: str | None = None
    born_on: date | None = None
    identifier: Identifier | None = None
    municipal_unit: str | None = None
    telephone: str | None = None
    not_same_as: tuple[UUID, ...] = ()


class Registry:
    """The calls that the portal makes to registry."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._centres: tuple[Unit, ...] | None = None

    async def units(self) -> tuple[Unit, ...]:
        """The units within the caller's grants."""
        return (await self._api.get("/units", Page[Unit])).items

    async def centres(self) -> tuple[Unit, ...]:
        """All Centres, wherever they are; asked for once."""
        if self._centres is None:
            self._centres = (await self._api.get("/centres", Page[Unit])).items
        return self._centres

    async def municipalities(self) -> tuple[Municipality, ...]:
        """All municipalities of the region."""
        return (await self._api.get("/municipalities", Page[Municipality])).items

    async def services(
        self, kind: str | None = None, municipality: str | None = None, cursor: str | None = None
    ) -> Page[Service]:
        """The services of a kind that take people of a municipality."""
        return await self._api.get("/services", Page[Service], kind=kind, municipality=municipality, cursor=cursor)

    async def service(self, service: UUID) -> Service:
        """One service."""
        return await self._api.get(f"/services/{service}", Service)

    async def person(self, person: UUID) -> Person:
        """A person's card."""
        return await self._api.get(f"/people/{person}", Person)

    async def search(self, query: str) -> tuple[Hit, ...]:
        """People who fit a name in either script, an identifier, a telephone or a number; at most 20."""
        return (await self._api.ask("/people/search", {"query": query, "limit": 20}, Page[Hit])).items

    async def labels(self, people: set[UUID]) -> dict[UUID, Label]:
        """How the people of a list are named; who may not be seen is missing."""
        if not people:
            return {}
        ids = sorted(people)
        parts = await asyncio.gather(
            *(self._api.ask("/people/labels", {"ids": ids[at : at + 200]}, _Labels) for at in range(0, len(ids), 200))
        )
        return {person: label for part in parts for person, label in part.labels.items()}

    async def introduce(self, name: str, key: UUID) -> None:
        """Says by which name colleagues know the caller."""
        await self._api.put("/staff/me", {"name": name}, key=key)

    async def colleagues(self, accounts: set[str]) -> dict[str, str]:
        """How the colleagues behind accounts are named; whom the caller may not know is missing."""
        ids = sorted(accounts)
        parts = await asyncio.gather(
            *(
                self._api.ask("/staff/labels", {"ids": ids[at : at + 200]}, _Colleagues)
                for at in range(0, len(ids), 200)
            )
        )
        return {account: label for part in parts for account, label in part.labels.items()}

    async def register(self, person: UUID, given: NewPerson) -> Written:
        """Registers a person. A `Problem` with code `possible-duplicates` carries `Matches`."""
        return await self._api.create(f"/people/{person}", given)

    async def make_beneficiary(self, person: UUID, key: UUID) -> str:
        """Issues the reference number and returns it."""
        return (await self._api.post(f"/people/{person}/beneficiary", {}, key=key)).number

    async def timeline(self, person: UUID) -> tuple[TimelineItem, ...]:
        """What registry recorded about a person."""
        return (await self._api.get(f"/people/{person}/timeline", Page[TimelineItem])).items
