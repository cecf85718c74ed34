"""What is answered about services."""

from datetime import date
from uuid import UUID

import msgspec

from services.registry.bodies.domain import BodyState, Place, ServiceHoursSet
from services.registry.bodies.looking import Near, Offered, State
from services.registry.bodies.offered import ServiceRow, hours_of
from shared.fields import Next, Out, example

_DEGREE = 1_000_000


class BodyOut(Out):
    """A body beside its service."""

    model_config = example(name="Σύλλογος «Ο Αλφειός»", kind="voluntary", state="active")

    id: UUID
    """The body's."""
    name: str
    """In full; empty until it is read."""
    kind: str
    """What kind of body it is."""
    state: BodyState
    """Whether people are referred to it."""


class PlaceOut(Out):
    """Where a service is given."""

    model_config = example(street="Αρτέμιδος 3", town="Ζαχάρω", postal_code="27054", latitude=37.486, longitude=21.65)

    street: str
    """Street and number."""
    town: str
    """Town or village."""
    postal_code: str
    """Five digits."""
    latitude: float | None
    """In degrees (WGS 84)."""
    longitude: float | None
    """In degrees (WGS 84)."""

    @classmethod
    def of(cls, stored: str | None) -> "PlaceOut | None":
        """The place as it is shown."""
        if stored is None:
            return None
        place = msgspec.json.decode(stored, type=Place)
        return cls(
            street=place.street,
            town=place.town,
            postal_code=place.postal_code,
            latitude=None if place.latitude is None else place.latitude / _DEGREE,
            longitude=None if place.longitude is None else place.longitude / _DEGREE,
        )


class HoursOut(Out):
    """Open on one day of the week."""

    model_config = example(weekday=1, opens="09:00", closes="14:00")

    weekday: int
    """1 is Monday."""
    opens: str
    """Hours and minutes."""
    closes: str
    """Hours and minutes; 00:00 is midnight at the day's end."""


class WeekOut(Out):
    """When a service is open, every week."""

    since: date
    """From this day on, until other hours begin."""
    hours: list[HoursOut]
    """In the order of the week."""

    @classmethod
    def of(cls, row: ServiceRow, on: date) -> "list[WeekOut]":
        """The hours in force and those to come."""
        known = hours_of(row)
        begun = [each for each in known if each.since <= on][-1:]
        return [cls._one(each) for each in (*begun, *(each for each in known if each.since > on))]

    @classmethod
    def _one(cls, week: ServiceHoursSet) -> "WeekOut":
        hours = [
            HoursOut(weekday=each.weekday, opens=f"{each.opens:%H:%M}", closes=f"{each.closes:%H:%M}")
            for each in week.hours
        ]
        return cls(since=week.since, hours=hours)


class CapacityOut(Out):
    """What the service last said it had."""

    model_config = example(places=3, waiting=0, stale=False)

    places: int
    """Places that were free."""
    waiting: int
    """People who waited for one."""
    reported_on: date
    """On that day."""
    stale: bool
    """Whether that is too long ago to be relied on."""

    @classmethod
    def of(cls, row: ServiceRow, on: date) -> "CapacityOut | None":
        """The report as it is worth on a day; nothing where there was none."""
        if row.reported_on is None or row.places is None or row.waiting is None:
            return None
        stale = row.believed_until is None or row.believed_until < on
        return cls(places=row.places, waiting=row.waiting, reported_on=row.reported_on, stale=stale)


class ServiceOut(Out):
    """A service with the body that offers it."""

    model_config = example(
        kind="tutoring",
        name="Ενισχυτική διδασκαλία",
        municipality="3905",
        municipalities=[],
        regional_units=["Ηλείας"],
        near="municipality",
        for_whom="Μαθητές γυμνασίου και λυκείου",
        audience=["children", "young-people"],
        minimum_age=12,
        maximum_age=18,
        how_to_refer="Με παραπομπή του Κέντρου",
        answers_within=5,
        email="grammateia@alfeios.example",
        telephone="+302625000000",
        website=None,
        description=None,
        languages=["el"],
        cost=None,
        state="open",
        paused_until=None,
        why=None,
        version=1,
    )

    id: UUID
    """The service's."""
    kind: str
    """What it is."""
    name: str
    """As people call it."""
    body: BodyOut
    """Who offers it."""
    municipality: str | None
    """The code of where; null where it takes people of the whole region, or of the territories below."""
    municipalities: list[str]
    """The codes of further municipalities whose people it takes."""
    regional_units: list[str]
    """The regional units whose people it takes, by their names in the genitive."""
    near: Near | None
    """How near it is to the municipality that was asked for: its own, its regional unit's or the region's."""
    for_whom: str
    """Whom it takes, in words."""
    audience: list[str]
    """Whom it is for, as codes; none for everybody."""
    minimum_age: int | None
    """In full years."""
    maximum_age: int | None
    """In full years; whoever is as old is still taken."""
    how_to_refer: str
    """What a Centre must know before it refers."""
    answers_within: int
    """Working days for the answer to a referral."""
    email: str
    """Receives the links to referrals; an office's."""
    telephone: str | None
    """An office's."""
    website: str | None
    """Its address."""
    description: str | None
    """What one gets there."""
    languages: list[str]
    """In which it is given: ISO 639-1 codes."""
    cost: str | None
    """In words; null where it is free."""
    accessible: bool
    """Whether one gets in without steps."""
    place: PlaceOut | None
    """Where it is given; null where that is not told."""
    hours: list[WeekOut]
    """Those in force and those to come; none where nobody said."""
    capacity: CapacityOut | None
    """What it last said it had; null where nobody asked."""
    state: State
    """Whether it takes people today, and if not, why not."""
    paused_until: date | None
    """The day from which it takes people again, where that is known."""
    why: str | None
    """Why it is paused, or was ended."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, found: Offered, on: date) -> "ServiceOut":
        """The service as it is shown on a day."""
        row, state = found.service, found.state(on)
        shown = {name: getattr(row, name) for name in _AS_THEY_ARE}
        return cls(
            **shown,
            body=BodyOut(id=row.body, name=found.body_name, kind=found.body_kind, state=_body_state(found.body_state)),
            near=found.near,
            municipalities=row.municipalities.split("\n") if row.municipalities else [],
            regional_units=row.regional_units.split("\n") if row.regional_units else [],
            audience=row.audience.split("\n") if row.audience else [],
            languages=row.languages.split(),
            place=PlaceOut.of(row.place),
            hours=WeekOut.of(row, on),
            capacity=CapacityOut.of(row, on),
            state=state,
            paused_until=row.paused_until if state == "paused" else None,
            why=row.why if state in ("paused", "ended") else None,
        )


_AS_THEY_ARE = (
    "id", "kind", "name", "municipality", "for_whom", "minimum_age", "maximum_age", "how_to_refer", "answers_within",
    "email", "telephone", "website", "description", "cost", "accessible", "version",
)  # fmt: skip


class ServiceList(Out):
    """A page of services."""

    items: list[ServiceOut]
    """At most fifty: who takes people now first, then the nearest, then who has a place, then in Greek order."""
    next: Next


def _body_state(state: str) -> BodyState:
    return "closed" if state == "closed" else "suspended" if state == "suspended" else "active"
