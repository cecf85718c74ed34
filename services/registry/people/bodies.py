"""What is sent to the registry of beneficiaries."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator

from services.registry.fields import OptionalEmail, OptionalTelephone
from services.registry.people.domain import Details, IdentifierKind, Sex
from services.registry.people.shapes import Past, identifier_in_its_form
from shared.fields import Body, Line, Name, OccurredOn, OptionalLine, OptionalName, ScopePath, Typed, example


class IdentifierBody(Body):
    """A number that names the person elsewhere."""

    model_config = example(kind="amka", value="14028012343")

    kind: IdentifierKind
    """Which number."""
    value: Line
    """As it stands on the paper; kept in its one form."""

    _in_its_form = field_validator("value")(identifier_in_its_form)


class NewPerson(Body):
    """What is taken down at the first meeting; only the name is needed (R15: nobody is left out for lack of papers)."""

    model_config = example(
        surname="Παπαδοπούλου",
        given_name="Μαρία",
        father_name="Γεώργιος",
        latin_name="Papadopoulou Maria",
        sex="female",
        born_on="1980-02-14",
        municipal_unit="Ζαχάρως",
        telephone="26250 00000",
        email="maria@example.gr",
        address="Οδός Ελιάς 4, Ζαχάρω",
        not_same_as=[],
    )

    centre: ScopePath
    """The scope path of the Centre that keeps the record."""
    unit: UUID
    """The Centre, branch or mobile unit that takes it down."""
    surname: Name
    """As on the person's papers."""
    given_name: Name
    """As on the person's papers."""
    father_name: OptionalName = None
    """The father's given name."""
    latin_name: OptionalName = None
    """As on a passport or permit."""
    sex: Sex | None = None
    """As the person states it."""
    born_on: Past | None = None
    """The date of birth."""
    identifier: IdentifierBody | None = None
    """A number that names the person elsewhere; nobody is left out for lack of one."""
    municipal_unit: OptionalName = None
    """The part of the municipality in which the person lives."""
    telephone: OptionalTelephone = None
    """Greek where no country is given."""
    email: OptionalEmail = None
    """Where the person can be written to."""
    address: OptionalLine = None
    """Where the person lives."""
    informed: bool
    """Whether the notice on the processing of personal data was given (GDPR, article 13)."""
    occurred_on: OccurredOn = None
    not_same_as: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()
    """Records that were shown as possible duplicates, and are somebody else."""

    def details(self) -> Details:
        """The same in the domain's words."""
        return Details(
            surname=self.surname,
            given_name=self.given_name,
            father_name=self.father_name,
            latin_name=self.latin_name,
            sex=self.sex,
            born_on=self.born_on.isoformat() if self.born_on else None,
            identifier=(self.identifier.kind, self.identifier.value) if self.identifier else None,
            telephone=self.telephone,
            email=self.email,
            address=self.address,
            municipal_unit=self.municipal_unit,
        )


class Search(Body):
    """What was typed into the search box."""

    query: Annotated[Typed, Field(examples=["παπαδοπουλου μαρια"])]
    """A name in either script, a number, a telephone."""
    limit: Annotated[int, Field(ge=1, le=20)] = 20
    """How many at most."""


class Ids(Body):
    """People to be named in a list."""

    ids: Annotated[tuple[UUID, ...], Field(max_length=200)]
    """At most two hundred."""


class BecomingBeneficiary(Body):
    """From when on."""

    occurred_on: OccurredOn = None
