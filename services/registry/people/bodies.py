"""What is sent to the registry of beneficiaries."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from services.registry.fields import OptionalEmail, OptionalTelephone
from services.registry.people.domain import Details, IdentifierKind, Sex
from shared.fields import Body, Line, Name, OptionalLine, OptionalName, ScopePath, refuse
from shared.identifiers import IdentifierError, canonical
from shared.workdays import today

OLDEST = 130
"""Years; nobody is known to have lived longer."""


def _plausible(born: date) -> date:
    now = today(datetime.now(UTC))
    if born > now:
        raise refuse("in-the-future")
    if now.year - born.year > OLDEST:
        raise refuse("out-of-range")
    return born


class IdentifierBody(Body):
    """A number that names the person elsewhere."""

    kind: IdentifierKind
    value: Line

    @field_validator("value")
    @classmethod
    def _in_its_form(cls, value: str, known: ValidationInfo) -> str:
        try:
            return canonical(known.data.get("kind", "other"), value)
        except IdentifierError as wrong:
            raise refuse(wrong.code) from None


class NewPerson(Body):
    """What is taken down at the first meeting; only the name is needed (R15: nobody is left out for lack of papers)."""

    centre: ScopePath
    unit: UUID
    surname: Name
    given_name: Name
    father_name: OptionalName = None
    latin_name: OptionalName = None
    sex: Sex | None = None
    born_on: Annotated[date, AfterValidator(_plausible)] | None = None
    identifier: IdentifierBody | None = None
    municipal_unit: OptionalName = None
    telephone: OptionalTelephone = None
    email: OptionalEmail = None
    address: OptionalLine = None
    informed: bool
    occurred_on: date | None = None
    not_same_as: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()

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

    query: Annotated[str, StringConstraints(max_length=200)]
    limit: Annotated[int, Field(ge=1, le=20)] = 20


class Ids(Body):
    """People to be named in a list."""

    ids: Annotated[tuple[UUID, ...], Field(max_length=200)]


class BecomingBeneficiary(Body):
    """From when on."""

    occurred_on: date | None = None
