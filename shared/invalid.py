"""What pydantic finds wrong, told in codes of ours at the field's JSON Pointer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from shared.problems import FieldError

_FIELD_CODES: Mapping[str, str] = {
    "missing": "missing",
    "string_too_long": "too-long",
    "string_too_short": "too-short",
    "too_long": "too-many",
    "extra_forbidden": "unknown-field",
    "enum": "not-a-choice",
    "literal_error": "not-a-choice",
    "date_from_datetime_parsing": "not-a-date",
    "date_from_datetime_inexact": "not-a-date",
    "date_parsing": "not-a-date",
    "date_type": "not-a-date",
    "greater_than": "out-of-range",
    "greater_than_equal": "out-of-range",
    "less_than": "out-of-range",
    "less_than_equal": "out-of-range",
}


def field_errors(found: Iterable[Mapping[str, Any]], body: object) -> list[FieldError]:
    """Pydantic's errors in what was checked, the first of each field."""
    errors: dict[str, FieldError] = {}
    for error in (_field_error(each, body) for each in found):
        errors.setdefault(error.pointer, error)
    return list(errors.values())


def _field_error(error: Mapping[str, Any], body: object) -> FieldError:
    context: Mapping[str, Any] = error.get("ctx") or {}
    code = context.get("code") or _FIELD_CODES.get(error["type"], "wrong-type")
    limit = context.get("max_length") or context.get("min_length")
    facts = {name: fact for name, fact in context.items() if isinstance(fact, str | int)}
    if limit:
        facts["limit"] = limit
    return FieldError(_pointer(error["loc"], body), code, facts)


def _pointer(location: Sequence[str | int], body: object) -> str:
    """The JSON Pointer of a place in the body; query and header parameters stand under their kind."""
    steps = list(_in_body(location[1:], body)) if location[:1] == ("body",) else location
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _in_body(location: Sequence[str | int], body: object) -> Iterator[str | int]:
    """The steps without the names of a union's alternatives, which stand between a field and what is wrong in it."""
    at: Any = body
    for step in location:
        if isinstance(step, str) and (not isinstance(at, dict) or (step not in at and "[" in step)):
            continue
        yield step
        if isinstance(at, dict):
            at = cast("dict[Any, Any]", at).get(step)
        elif isinstance(at, list) and isinstance(step, int) and step < len(cast("list[Any]", at)):
            at = cast("list[Any]", at)[step]
        else:
            at = None
