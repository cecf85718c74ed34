"""Kinds of field that requests are made of, each with its limits and the codes of what can be wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

from shared.scope import Reach
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

Typed = Annotated[str, StringConstraints(max_length=200), BeforeValidator(_cleaned(one_line))]
"""What was typed into a search box, at most 200 characters; it may be empty."""

Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_filled), BeforeValidator(_cleaned(one_line))]
"""Text on one line, at most 200 characters, not empty."""

Note = Annotated[str, StringConstraints(max_length=500), AfterValidator(_filled), BeforeValidator(_cleaned(many_lines))]
"""Text of several lines, at most 500 characters, not empty."""

OptionalName = Annotated[Name | None, BeforeValidator(_none_if_empty)]
OptionalLine = Annotated[Line | None, BeforeValidator(_none_if_empty)]
OptionalNote = Annotated[Note | None, BeforeValidator(_none_if_empty)]

ScopePath = Annotated[
    str,
    StringConstraints(pattern=r"^/[a-z0-9]+/[a-z0-9]+/[a-z0-9-]+$", max_length=100),
    Field(examples=["/el63/3905/zacharo"]),
]
"""A Centre's scope path `/region/municipality/centre`."""

AnyScopePath = Annotated[str, StringConstraints(pattern=r"^(/[a-z0-9-]+){1,3}$", max_length=100)]
"""A region's, municipality's or Centre's scope path."""

OccurredOn = Annotated[
    date | None,
    Field(
        description="When it happened: today where it is left out, at most 30 days ago, further for an import.",
        examples=[None],
    ),
]
"""The day of what a command records."""

Account = Annotated[
    str, Field(description="Who recorded it: an account's id at the provider.", examples=["7c9e6679-7425-40de-944b"])
]
"""An account in an answer; no name."""

Next = Annotated[
    str | None, Field(description="The cursor of the page that follows; null on the last one.", examples=[None])
]
"""Where a page ended."""


EXAMPLE_NULLS = "x-null-in-example"


def example(**fields: JsonValue) -> ConfigDict:
    """For a model's `model_config`: an example of it. What a field's kind implies may be left out."""
    # FastAPI drops what is null from the whole description; `shared.openapi` puts it back.
    empty: list[JsonValue] = [name for name, value in fields.items() if value is None]
    return ConfigDict(json_schema_extra={"examples": [fields], EXAMPLE_NULLS: empty})


class Body(BaseModel):
    """A request's body: nothing that it does not name is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Out(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(use_attribute_docstrings=True)


OutT = TypeVar("OutT", bound=Out)


def _nothing(_: Any) -> None:  # noqa: ANN401
    return None


@dataclass(frozen=True, slots=True)
class ShownAt:
    """The least reach that is shown a field; `otherwise` says what stands there for others."""

    reach: Reach
    otherwise: Callable[[Any], Any] = _nothing


def shown_at(reach: Reach, otherwise: Callable[[Any], Any] = _nothing) -> ShownAt:
    """Marks a field of an answer: `Annotated[str | None, shown_at(Reach.FILE)]`. Without a mark all are shown it."""
    return ShownAt(reach, otherwise)


def as_shown(out: OutT, reach: Reach) -> OutT:
    """The answer as that reach is shown it, answers within it included."""
    changes: dict[str, Any] = {}
    for name, field in type(out).model_fields.items():
        value = getattr(out, name)
        for mark in field.metadata:
            if isinstance(mark, ShownAt) and reach < mark.reach:
                value = mark.otherwise(value)
        if isinstance(value, Out):
            value = as_shown(value, reach)
        elif isinstance(value, list):
            value = [as_shown(each, reach) if isinstance(each, Out) else each for each in value]  # pyright: ignore[reportUnknownVariableType]
        changes[name] = value
    return out.model_copy(update=changes)


def reaches_of(
    model: type[BaseModel], least: Reach = Reach.BASIC, under: str = ""
) -> Iterator[tuple[str, Reach, bool]]:
    """Every field of an answer by its pointer, with the least reach that is shown it, and whether others see a part."""
    for name, field in model.model_fields.items():
        marks = [mark for mark in field.metadata if isinstance(mark, ShownAt)]
        reach = max([least, *(mark.reach for mark in marks)])
        yield f"{under}/{name}", reach, any(mark.otherwise is not _nothing for mark in marks)
        for inner in _models_in(field.annotation):
            yield from reaches_of(inner, reach, f"{under}/{name}")


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
