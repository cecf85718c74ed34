"""What is sent to the registry of bodies."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.registry.bodies.domain import LONGEST_ANSWER, BodyKind, ServiceKind
from services.registry.fields import Email, MunicipalityCode, OptionalEmail, OptionalTelephone
from shared.fields import Body, Line, Name, OptionalLine, example

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), Field(examples=["el"])]


class NewBody(Body):
    """A body's facts; telephone and e-mail are an office's, not a person's."""

    model_config = example(
        kind="voluntary", name="Σύλλογος «Ο Αλφειός»", telephone="26250 00000", email="grammateia@alfeios.example"
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


class NewService(Body):
    """A service's facts."""

    model_config = example(
        kind="tutoring",
        name="Ενισχυτική διδασκαλία",
        for_whom="Μαθητές γυμνασίου και λυκείου",
        how_to_refer="Με παραπομπή του Κέντρου",
        answers_within=5,
        email="grammateia@alfeios.example",
        cost=None,
    )

    body: UUID
    """Who offers it."""
    kind: ServiceKind
    """What it is."""
    name: Name
    """As people call it."""
    municipality: MunicipalityCode | None = None
    """The code of where; left out where it takes people of the whole region."""
    for_whom: Line
    """Whom it takes."""
    how_to_refer: Line
    """What a Centre must know before it refers."""
    answers_within: Annotated[int, Field(ge=1, le=LONGEST_ANSWER)]
    """Working days for the answer to a referral."""
    email: Email
    """Receives the links to referrals; an office's."""
    languages: Annotated[tuple[LanguageCode, ...], Field(max_length=20)] = ("el",)
    """In which it is given: ISO 639-1 codes."""
    cost: OptionalLine = None
    """In words; left out where it is free."""
    accessible: bool
    """Whether one gets in without steps."""
