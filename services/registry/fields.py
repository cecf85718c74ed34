"""Fields of registry's requests that name or reach somebody, each in its one form."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from shared import identifiers
from shared.fields import refuse
from shared.workdays import today


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


def past(day: date) -> date:
    """A day on which something was decided or done. Raises for the future and for long before there were Centres."""
    if day > today(datetime.now(UTC)):
        raise refuse("in-the-future")
    return day


Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31))]
"""A day of a post, a contract or an act: within the time of who works."""

PastDay = Annotated[date, Field(ge=date(1950, 1, 1)), AfterValidator(past)]
"""The same for what was decided or done already."""

MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$"), Field(examples=["3905"])]
"""A municipality's code, ELSTAT's."""
