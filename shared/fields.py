"""Kinds of field that requests are made of, each with its limits and the codes of what can be wrong."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from shared.text import TextError, many_lines, one_line


def refuse(code: str, **facts: object) -> PydanticCustomError:
    """A field error with a code of ours; the catalogue has its sentence."""
    return PydanticCustomError(code.replace("-", "_"), "{code}", {"code": code, **facts})  # type: ignore[arg-type]


def _cleaned(clean: Callable[[str], str]) -> Callable[[Any], Any]:
    def cleaning(value: Any) -> Any:  # noqa: ANN401 - anything that JSON holds
        if not isinstance(value, str):
            return value
        if len(value) > 20_000:
            raise refuse("too-long", limit=20_000)
        try:
            return clean(value)
        except TextError as wrong:
            raise refuse(wrong.code) from None

    return cleaning


def _filled(value: str) -> str:
    if not value:
        raise refuse("missing")
    return value


def _none_if_empty(value: Any) -> Any:  # noqa: ANN401
    return None if value == "" else value


Name = Annotated[str, StringConstraints(max_length=100), AfterValidator(_filled), BeforeValidator(_cleaned(one_line))]
"""A name or heading on one line, at most 100 characters, not empty."""

Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_filled), BeforeValidator(_cleaned(one_line))]
"""Text on one line, at most 200 characters, not empty."""

Note = Annotated[str, StringConstraints(max_length=500), AfterValidator(_filled), BeforeValidator(_cleaned(many_lines))]
"""Text of several lines, at most 500 characters, not empty."""

OptionalName = Annotated[Name | None, BeforeValidator(_none_if_empty)]
OptionalLine = Annotated[Line | None, BeforeValidator(_none_if_empty)]
OptionalNote = Annotated[Note | None, BeforeValidator(_none_if_empty)]

ScopePath = Annotated[str, StringConstraints(pattern=r"^/[a-z0-9]+/[a-z0-9]+/[a-z0-9-]+$", max_length=100)]
"""A Centre's scope path `/region/municipality/centre`."""


class Body(BaseModel):
    """A request's body: nothing that it does not name is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)
