"""What is sent to the registry of bodies."""

from datetime import date, time
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from services.registry.bodies.domain import (
    LONGEST_ANSWER,
    OLDEST,
    Audience,
    BodyFacts,
    BodyKind,
    Contact,
    Hours,
    Place,
    ServiceFacts,
    ServiceKind,
)
from services.registry.fields import Email, MunicipalityCode, OptionalEmail, OptionalTelephone
from shared.fields import Body, Line, Name, Note, OccurredOn, OptionalLine, OptionalNote, example

MOST_PLACES = 10_000
"""Free places or people waiting; a bound against slips of the pen."""

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), Field(examples=["el"])]
_Website = Annotated[
    str,
    StringConstraints(
        pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$",
        max_length=300,
    ),
]
OptionalWebsite = Annotated[_Website | None, BeforeValidator(lambda value: None if value == "" else value)]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), Field(examples=["09:00"])]
Age = Annotated[int, Field(ge=0, le=OLDEST)]


def _each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


class BodyOfFacts(Body):
    """What the registry says of a body; telephone and e-mail are an office's, not a person's."""

    model_config = example(
        kind="voluntary",
        name="Σύλλογος «Ο Αλφειός»",
        telephone="26250 00000",
        email="grammateia@alfeios.example",
        website="https://alfeios.example",
        description="Μαθήματα και δράσεις για παιδιά και εφήβους.",
    )

    kind: BodyKind
    """What kind of body it is."""
    name: Name
    """In full."""
    municipality: MunicipalityCode | None = None
    """The code of its seat; left out where it works for the whole region."""
    telephone: OptionalTelephone = None
    """An office's; Greek where no country is given."""
    email: OptionalEmail = None
    """An office's."""
    website: OptionalWebsite = None
    """Its address, beginning with http:// or https://."""
    description: OptionalNote = None
    """What it does, for people who look for help."""

    def facts(self) -> BodyFacts:
        """The same in the domain's words."""
        return BodyFacts(**self.model_dump())


class NewBody(BodyOfFacts):
    """A body's facts as it joins the registry."""


class CorrectedBody(BodyOfFacts):
    """All of a body's facts as they are now; what is left out is no longer told."""


class ContactBody(Body):
    """An office within a body."""

    model_config = example(office="Γραμματεία μαθημάτων", telephone="26250 00000", email=None)

    office: Name
    """What it is asked for; no person's name."""
    telephone: OptionalTelephone = None
    """Greek where no country is given."""
    email: OptionalEmail = None
    """An office's."""


class ContactsBody(Body):
    """All the offices of a body as they are now."""

    contacts: Annotated[tuple[ContactBody, ...], Field(max_length=20)]
    """In the order in which they are asked; each with a telephone or an e-mail."""

    def offices(self) -> tuple[Contact, ...]:
        """The same in the domain's words."""
        return tuple(Contact(**contact.model_dump()) for contact in self.contacts)


class NewAgreement(Body):
    """What the body and the Centres agreed on (R23)."""

    model_config = example(subject="Παραπομπές μαθητών", starts="2026-01-01", until="2027-12-31")

    body: UUID
    """With whom."""
    subject: Line
    """On what."""
    starts: date
    """The first day."""
    until: date | None = None
    """The last day; left out where it has none."""


class EndingAgreement(Body):
    """When an agreement ends before its time."""

    on: date
    """The last day."""


class Why(Body):
    """Why, in words that colleagues read."""

    model_config = example(why="Δεν υπάρχει προσωπικό ως τον Σεπτέμβριο.")

    why: Note
    """Names nobody."""


class OptionalWhy(Body):
    """Why, where it is known."""

    model_config = example(why="Έληξε το πρόγραμμα.")

    why: OptionalNote = None
    """Names nobody."""


class PlaceBody(Body):
    """Where a service is given."""

    model_config = example(street="Αρτέμιδος 3", town="Ζαχάρω", postal_code="27054", latitude=37.486, longitude=21.65)

    street: Line
    """Street and number."""
    town: Name
    """Town or village."""
    postal_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$"), Field(examples=["27054"])]
    """Five digits."""
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    """In degrees (WGS 84)."""
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    """In degrees (WGS 84)."""

    def place(self) -> Place:
        """The same in the domain's words, in millionths of a degree; half a point is none."""
        if self.latitude is None or self.longitude is None:
            return Place(self.street, self.town, self.postal_code)
        latitude, longitude = round(self.latitude * 1_000_000), round(self.longitude * 1_000_000)
        return Place(self.street, self.town, self.postal_code, latitude, longitude)


class ServiceOfFacts(Body):
    """What the registry says of a service."""

    model_config = example(
        kind="tutoring",
        name="Ενισχυτική διδασκαλία",
        for_whom="Μαθητές γυμνασίου και λυκείου",
        how_to_refer="Με παραπομπή του Κέντρου",
        answers_within=5,
        email="grammateia@alfeios.example",
        cost=None,
        description="Μαθήματα σε μικρές ομάδες, τα απογεύματα.",
        telephone="26250 00000",
        website="https://alfeios.example/mathimata",
        municipalities=[],
        regional_units=[],
        audience=["children", "young-people"],
        minimum_age=12,
        maximum_age=18,
    )

    kind: ServiceKind
    """What it is."""
    name: Name
    """As people call it."""
    municipality: MunicipalityCode | None = None
    """The code of where; without it and the two territories below it takes people of the whole region."""
    for_whom: Line
    """Whom it takes, in words."""
    how_to_refer: Line
    """What a Centre must know before it refers."""
    answers_within: Annotated[int, Field(ge=1, le=LONGEST_ANSWER)]
    """Working days for the answer to a referral."""
    email: Email
    """Receives the links to referrals; an office's."""
    languages: Annotated[tuple[LanguageCode, ...], Field(max_length=20), AfterValidator(_each_once)] = ("el",)
    """In which it is given: ISO 639-1 codes."""
    cost: OptionalLine = None
    """In words; left out where it is free."""
    accessible: bool
    """Whether one gets in without steps."""
    description: OptionalNote = None
    """What one gets there."""
    telephone: OptionalTelephone = None
    """An office's; Greek where no country is given."""
    website: OptionalWebsite = None
    """Its address, beginning with http:// or https://."""
    municipalities: Annotated[tuple[MunicipalityCode, ...], Field(max_length=400), AfterValidator(_each_once)] = ()
    """The codes of further municipalities whose people it takes."""
    regional_units: Annotated[tuple[Name, ...], Field(max_length=80), AfterValidator(_each_once)] = ()
    """The regional units whose people it takes, by their names in the genitive."""
    audience: Annotated[tuple[Audience, ...], Field(max_length=20), AfterValidator(_each_once)] = ()
    """Whom it is for, as codes; none for everybody."""
    minimum_age: Age | None = None
    """In full years."""
    maximum_age: Age | None = None
    """In full years; whoever is as old is still taken."""
    place: PlaceBody | None = None
    """Where it is given; left out where that is not to be told, as for a shelter."""

    def facts(self) -> ServiceFacts:
        """The same in the domain's words."""
        told: dict[str, Any] = {name: getattr(self, name) for name in ServiceFacts.__slots__}
        told["place"] = self.place.place() if self.place else None
        return ServiceFacts(**told)


class NewService(ServiceOfFacts):
    """A service's facts as a body offers it."""

    body: UUID
    """Who offers it."""


class CorrectedService(ServiceOfFacts):
    """All of a service's facts as they are now; what is left out is no longer told."""


class HoursBody(Body):
    """Open on one day of the week."""

    model_config = example(weekday=1, opens="09:00", closes="14:00")

    weekday: Annotated[int, Field(ge=1, le=7)]
    """1 is Monday."""
    opens: ClockTime
    """From then on, hours and minutes."""
    closes: ClockTime
    """Until then; 00:00 is midnight at the day's end."""


class WeekBody(Body):
    """When a service is open, every week."""

    since: date
    """From this day on, until other hours begin."""
    hours: Annotated[tuple[HoursBody, ...], Field(max_length=50)]
    """None at all: it is closed."""

    def week(self) -> tuple[Hours, ...]:
        """The same in the domain's words."""
        return tuple(
            Hours(each.weekday, time.fromisoformat(each.opens), time.fromisoformat(each.closes)) for each in self.hours
        )


class CapacityBody(Body):
    """What a service has."""

    model_config = example(places=3, waiting=0)

    places: Annotated[int, Field(ge=0, le=MOST_PLACES)]
    """Places that are free."""
    waiting: Annotated[int, Field(ge=0, le=MOST_PLACES)]
    """People who wait for one."""
    occurred_on: OccurredOn = None


class PauseBody(Body):
    """A pause."""

    model_config = example(until=None, why="Διακοπή ως τον Σεπτέμβριο.")

    until: date | None = None
    """The day from which it takes people again; left out where that is not known."""
    why: OptionalNote = None
    """Names nobody."""
