"""What is sent about a Centre and its units as places."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from services.registry.fields import Email, Telephone
from services.registry.organisation.domain import BodyKind, ClosureReason, Duty, Interval, Room, Stop
from shared.fields import Body, Line, Name, OptionalLine, OptionalName, example, refuse

MOST = 10
"""Telephones, e-mails or pages of one unit."""


def _web_page(value: str) -> str:
    if not value.startswith(("https://", "http://")) or len(value) < 10 or " " in value:
        raise refuse("web-page-format")
    return value


Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), Field(examples=["08:00"])]
"""A time of the day, in Greece."""

WebPage = Annotated[Line, AfterValidator(_web_page), Field(examples=["https://www.zacharo.gr"])]


Day = Annotated[date, Field(ge=date(2016, 1, 1), le=date(2099, 12, 31))]
"""A day since Centres exist (Law 4368/2016), and as far as holidays are foreseen."""


class NamedBody(Body):
    """Who runs the Centre."""

    model_config = example(kind="public-benefit-enterprise", name="Κοινωφελής Επιχείρηση Δήμου Ζαχάρως")

    kind: BodyKind
    """The municipality, or what it set up and supervises."""
    name: Name
    """In full."""


class Premises(Body):
    """Where the unit is."""

    model_config = example(
        address="Πλατεία Ηρώων 1, 270 54 Ζαχάρω", near="Κοινωνική Υπηρεσία", rooms=["reception", "waiting"],
        accessible=True, owned=True,
    )  # fmt: skip

    address: Line
    """Street, number, postal code and town, on one line."""
    near: OptionalName
    """The service in or beside which it is."""
    rooms: Annotated[list[Room], Field(max_length=MOST)]
    """The rooms that it has."""
    accessible: bool
    """All of it, to people with a disability."""
    owned: bool
    """By the municipality."""


class Contacts(Body):
    """How anybody reaches the unit: these and no others."""

    model_config = example(
        telephones=["+302625000000"], emails=["kentro@zacharo.gr"], pages=["https://www.zacharo.gr/kentro"]
    )

    telephones: Annotated[list[Telephone], Field(max_length=MOST)]
    """The first is the one to call."""
    emails: Annotated[list[Email], Field(max_length=MOST)]
    """The office's."""
    pages: Annotated[list[WebPage], Field(max_length=MOST)]
    """On the web, social media included."""


class Hour(Body):
    """Open on one day of the week."""

    model_config = example(weekday=1, opens="08:00", closes="14:30")

    weekday: Annotated[int, Field(ge=1, le=7)]
    """From 1 (Monday) to 7."""
    opens: Clock
    """From then."""
    closes: Clock
    """Until then, on the same day."""

    def interval(self) -> Interval:
        """As the domain knows it."""
        return Interval(self.weekday, time.fromisoformat(self.opens), time.fromisoformat(self.closes))


class Hours(Body):
    """The unit's week from a day on."""

    model_config = example(from_day="2026-04-01", week=[{"weekday": 1, "opens": "08:00", "closes": "14:30"}])

    from_day: Day
    """Until the first day of the next week that is set."""
    week: Annotated[list[Hour], Field(max_length=50)]
    """Several a day where it closes in between; none where it is not open at all."""


class Closure(Body):
    """Days on which the unit is closed."""

    model_config = example(first="2026-08-10", last="2026-08-14", reason="works", note="Ελαιοχρωματισμός")

    closure: UUID
    """The closure's id, made by the client (a UUIDv7)."""
    first: Day
    """The first day."""
    last: Day
    """The last day; the same where it is one."""
    reason: ClosureReason
    """Why."""
    note: OptionalLine = None
    """What everybody is told beside the reason."""


class ItineraryStop(Body):
    """Where a mobile unit stands on a day."""

    model_config = example(
        day="2026-04-07", municipal_unit="Φιγαλείας", place="Πλατεία Νέας Φιγαλείας", opens="09:00", closes="12:00"
    )

    day: Day
    """A day of the month."""
    municipal_unit: Name
    """In the genitive."""
    place: Line
    """Where people find it."""
    opens: Clock
    """From then."""
    closes: Clock
    """Until then."""

    def stop(self) -> Stop:
        """As the domain knows it."""
        opens, closes = time.fromisoformat(self.opens), time.fromisoformat(self.closes)
        return Stop(self.day, self.municipal_unit, self.place, opens, closes)


class Itinerary(Body):
    """All stops of a mobile unit in a month."""

    model_config = example(month="2026-04")

    month: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    """The month, `2026-04`."""
    stops: Annotated[list[ItineraryStop], Field(max_length=200)]
    """None where it stands nowhere."""


class Officer(Body):
    """Somebody who is named in public for the Centre."""

    model_config = example(name="Ελένη Αντωνοπούλου", duty="contact", office="Συντονίστρια")

    officer: UUID
    """Who is meant, by an id that the client made (a UUIDv7); no account's."""
    name: Name
    """As it is shown."""
    duty: Duty
    """Whom the public asks, or the monitoring team; the head named last is the head."""
    office: OptionalName = None
    """What they are there."""


class Closing(Body):
    """When a unit is given up."""

    model_config = example(last_day="2026-12-31", reason="Λήξη χρηματοδότησης")

    last_day: Day
    """The last day on which it is open."""
    reason: OptionalLine = None
    """Why; a Centre's closing has one."""
