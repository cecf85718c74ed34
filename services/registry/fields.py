"""Fields of registry's requests that name or reach somebody, each in its one form."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from shared import identifiers
from shared.fields import refuse


def canonical(form: Callable[[str], str]) -> Callable[[Any], Any]:
    """A validator that brings a text into its form, or refuses it with the form's own code."""

    def forming(value: Any) -> Any:  # noqa: ANN401 - anything that JSON holds
        if not isinstance(value, str):
            return value
        if len(value) > 300:
            raise refuse("too-long", limit=300)
        try:
            return form(value)
        except identifiers.IdentifierError as wrong:
            raise refuse(wrong.code) from None

    return forming


def _unless_empty(value: Any) -> Any:  # noqa: ANN401
    return None if value == "" else value


Email = Annotated[str, StringConstraints(max_length=254), BeforeValidator(canonical(identifiers.email))]
Telephone = Annotated[str, StringConstraints(max_length=20), BeforeValidator(canonical(identifiers.telephone))]
OptionalEmail = Annotated[Email | None, BeforeValidator(_unless_empty)]
OptionalTelephone = Annotated[Telephone | None, BeforeValidator(_unless_empty)]

MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$"), Field(examples=["3905"])]
"""A municipality's code, ELSTAT's."""
