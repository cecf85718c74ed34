"""Whole examples in a published description: what a model gives, completed by what follows from the kinds of fields."""

from collections.abc import Mapping
from typing import Any, cast

from shared.fields import EXAMPLE_NULLS

Json = dict[str, Any]

SAMPLE_ID = "0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07"
"""Stands in examples for any id."""

_OF_FORMAT: Mapping[str, str] = {"uuid": SAMPLE_ID, "date": "2026-03-05", "date-time": "2026-03-05T09:30:00Z"}
_OF_TYPE: Mapping[str, object] = {"boolean": True, "integer": 1, "null": None}


class _Unexampled(LookupError):
    """A field of which no example follows from its kind, and none is given."""


def exemplify(schema: Json, schemas: Json) -> None:
    """Completes the model's own example; leaves it away where a field has none."""
    if "properties" not in schema:
        return
    try:
        schema["examples"] = [_example(schema, schemas)]
    except _Unexampled:
        schema.pop("examples", None)


def add_examples(operation: Json, schemas: Json) -> None:
    """Gives each body of the operation a whole example, where one follows from its schema."""
    contents = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in contents:
        for media in content.get("content", {}).values():
            if "examples" not in media and "schema" in media:
                try:
                    media["example"] = _example(media["schema"], schemas)
                except _Unexampled:
                    continue


def _example(schema: Json, schemas: Json) -> object:
    """A value of that schema: what it gives as an example, completed by what follows from the kinds of its fields."""
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "properties" in schema:
        given: Json = dict.fromkeys(schema.get(EXAMPLE_NULLS, ()))
        given |= schema["examples"][0] if "examples" in schema else {}
        return {
            name: given[name] if name in given else _example(field, schemas)
            for name, field in schema["properties"].items()
        }
    if found := [
        *schema.get("examples", ()),
        *schema.get("enum", ()),
        *([schema["const"]] if "const" in schema else ()),
    ]:
        return found[0]
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], schemas)
    if schema.get("type") == "array":
        return [_example(schema["items"], schemas)]
    if isinstance(values := schema.get("additionalProperties"), dict):
        return {_example(schema.get("propertyNames", {}), schemas): _example(cast("Json", values), schemas)}
    try:
        return _OF_FORMAT[schema["format"]] if "format" in schema else _OF_TYPE[schema["type"]]
    except KeyError:
        raise _Unexampled(schema.get("title")) from None
