"""What the registry of bodies answers with."""

from uuid import UUID

from services.registry.bodies.views import Offered
from shared.fields import Next, Out, example


class BodyOut(Out):
    """A body beside its service."""

    model_config = example(name="Σύλλογος «Ο Αλφειός»", kind="voluntary")

    id: UUID
    """The body's."""
    name: str
    """In full; empty until it is read."""
    kind: str
    """What kind of body it is."""


class ServiceOut(Out):
    """A service with the body that offers it."""

    model_config = example(
        kind="tutoring",
        name="Ενισχυτική διδασκαλία",
        municipality="3905",
        for_whom="Μαθητές γυμνασίου και λυκείου",
        how_to_refer="Με παραπομπή του Κέντρου",
        answers_within=5,
        email="grammateia@alfeios.example",
        languages=["el"],
        cost=None,
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
    """The code of where; null where it takes people of the whole region."""
    for_whom: str
    """Whom it takes."""
    how_to_refer: str
    """What a Centre must know before it refers."""
    answers_within: int
    """Working days for the answer to a referral."""
    email: str
    """Receives the links to referrals; an office's."""
    languages: list[str]
    """In which it is given: ISO 639-1 codes."""
    cost: str | None
    """In words; null where it is free."""
    accessible: bool
    """Whether one gets in without steps."""

    @classmethod
    def of(cls, found: Offered) -> "ServiceOut":
        """The service as it is shown."""
        service = found.service
        return cls(
            id=service.id,
            kind=service.kind,
            name=service.name,
            body=BodyOut(id=service.body, name=found.body_name, kind=found.body_kind),
            municipality=service.municipality,
            for_whom=service.for_whom,
            how_to_refer=service.how_to_refer,
            answers_within=service.answers_within,
            email=service.email,
            languages=service.languages.split(),
            cost=service.cost,
            accessible=service.accessible,
        )


class ServiceList(Out):
    """A page of services."""

    items: list[ServiceOut]
    """At most fifty, in Greek order."""
    next: Next
