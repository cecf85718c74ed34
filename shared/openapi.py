"""The published description of a service's HTTP: what FastAPI writes, completed by what the house adds to every route.

The words stand beside what they describe: an endpoint's docstring, a field's docstring, a model's `example(...)`.
From them, the callers, the kind of command and the catalogue of problems this module derives the rest: headers, the
problems that an operation may answer with, whole examples. Examples may leave out what follows from a field's kind.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from shared import writing
from shared.callers import ANYBODY, callers_of
from shared.examples import SAMPLE_ID, add_examples, exemplify
from shared.fields import EXAMPLE_NULLS
from shared.problems import TYPE_BASE, Catalogue, Fact
from shared.web import PROBLEM_JSON, status_of

Json = dict[str, Any]

_FACTS: Mapping[str, Fact] = {
    "count": 1,
    "days": 30,
    "formed": "01/02/2026",
    "header": "Idempotency-Key",
    "joined": "01/02/2026",
    "least": 1,
    "left": 4,
    "limit": 100,
    "most": 60,
    "on": "12/03/2026",
    "role": "analyst",
    "since": "12/03/2026",
    "until": "31/12/2031",
}


def refuses(*codes: str) -> Json:
    """For a route's `openapi_extra`: the moves of the domain that this command may be refused as."""
    return {"x-refusals": list(codes)}


def describe(app: FastAPI, catalogue: Catalogue) -> None:
    """Makes `/openapi.json` say all of it; built once, when it is first asked for."""
    found: list[Json] = []

    def openapi() -> Json:
        if not found:
            found.append(_described(app, catalogue))
        return found[0]

    app.openapi = openapi


def _described(app: FastAPI, catalogue: Catalogue) -> Json:
    whole = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=app.openapi_version,
        description=app.description,
        license_info=app.license_info,
        routes=app.routes,
    )
    components = whole.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= {"Problem": _PROBLEM, "FieldProblem": _FIELD_PROBLEM}
    components["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token of the provider, with the audience `kentro` and the claim `kentro_grants`.",
        }
    }
    told: dict[str, Json] = {}
    for route in _routes(app):
        for method in route.methods or ():
            _complete(whole["paths"][route.path_format][method.lower()], route, catalogue, told)
    components["examples"] = dict(sorted(told.items()))
    for schema in schemas.values():
        exemplify(schema, schemas)
    for schema in schemas.values():
        schema.pop(EXAMPLE_NULLS, None)
    for path in whole["paths"].values():
        for operation in path.values():
            add_examples(operation, schemas)
    return whole


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            yield route


def _complete(operation: Json, route: APIRoute, catalogue: Catalogue, told: dict[str, Json]) -> None:
    """What the house adds to one operation; `told` gathers an example of every problem that is named."""
    callers = callers_of(route)
    if callers is None or callers == ANYBODY:
        operation["security"] = []
    else:
        operation["security"] = [{"token": []}]
        operation["x-roles"] = sorted(callers)
        operation["description"] += f"\n\nFor {', '.join(sorted(callers))}."
    kind = next((kind for kind in _COMMANDS if kind in _calls(route.dependant)), None)
    if kind:
        operation.setdefault("parameters", []).extend(_COMMANDS[kind])
    operation.setdefault("parameters", []).extend([_POSITION, _LANGUAGE])
    responses = operation["responses"]
    responses.pop("422", None)
    if kind:
        success = responses[str(route.status_code or 200)]
        success["headers"] = _WRITTEN_HEADERS
        responses["202"] = {**success, "description": "Durable; the read model follows in a moment"}
    by_status: dict[str, list[str]] = {}
    for code in _problems_of(operation, route, kind):
        by_status.setdefault(str(status_of(code)), []).append(code)
        told.setdefault(code, {"summary": catalogue.title(code, "en"), "value": _problem(catalogue, code)})
    for status, codes in sorted(by_status.items()):
        titles = "; ".join(catalogue.title(code, "en") for code in codes)
        examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
        content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
        responses[status] = {"description": titles, "content": {PROBLEM_JSON: content}}


def _problems_of(operation: Json, route: APIRoute, kind: Callable[..., object] | None) -> Iterator[str]:
    """The codes that the operation may answer with, because of what it is."""
    if operation["security"]:
        yield "not-authenticated"
    if operation["security"] or route.param_convertors:
        yield "not-found"
    yield "invalid"
    yield "malformed-header"
    if "requestBody" in operation:
        yield from ("malformed", "too-large")
    if kind:
        yield from ("command-reused", "stale", "precondition-required")
    yield from operation.pop("x-refusals", ["taken"] if kind else [])
    yield "busy"


def _problem(catalogue: Catalogue, code: str) -> Json:
    status = status_of(code)
    example: Json = {
        "type": TYPE_BASE + code,
        "title": catalogue.title(code, "el"),
        "status": status,
        "detail": catalogue.detail(code, "el", _FACTS),
    }
    if code == "invalid":
        missing = catalogue.detail("missing", "el", {})
        example["errors"] = [{"pointer": "/centre", "code": "missing", "detail": missing}]
    return example


def _calls(dependant: Dependant) -> set[Callable[..., object]]:
    found = {dependant.call} if dependant.call else set[Callable[..., object]]()
    return found.union(*(_calls(inner) for inner in dependant.dependencies))


def _header(name: str, description: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


_UUID: Json = {"type": "string", "format": "uuid", "examples": [SAMPLE_ID]}
_ETAG: Json = {"type": "string", "pattern": '^"[0-9]{1,9}"$', "examples": ['"3"']}
_NEW = _header(
    "If-None-Match",
    "Always `*`: the thing is new. Repeating the same is answered as the first time.",
    {"type": "string", "const": "*"},
    required=True,
)
_KEY = _header(
    "Idempotency-Key",
    "A UUID that the client makes for this command; repeating the same with it is harmless.",
    _UUID,
    required=True,
)
_SEEN = "The version that was shown, as its ETag; where it changed meanwhile the command is refused."
_IMPORT = _header("Kentro-Import", "The import that this belongs to; for the role `importer` alone.", _UUID)
_POSITION = _header(
    "Kentro-Position",
    "Positions seen in the answers of other services, separated by commas; waited for, at most half a second.",
    {"type": "string", "examples": ["registry/7/1042"]},
)
_LANGUAGE = _header(
    "Accept-Language", "`en` for problems in English; Greek otherwise.", {"type": "string", "examples": ["el"]}
)
_COMMANDS: Mapping[Callable[..., object], list[Json]] = {
    writing.creating: [_NEW, _IMPORT],
    writing.changing: [_KEY, _header("If-Match", _SEEN, _ETAG), _IMPORT],
    writing.changing_what_was_shown: [_KEY, _header("If-Match", _SEEN, _ETAG, required=True), _IMPORT],
}
_WRITTEN_HEADERS: Json = {
    "ETag": {"description": "The version that the command led to.", "schema": _ETAG},
    "Kentro-Position": {
        "description": "What to send to other services whose answers should know of it already.",
        "schema": {"type": "string"},
    },
}
_FIELD_PROBLEM: Json = {
    "title": "FieldProblem",
    "description": "What is wrong with one field.",
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {
            "type": "string",
            "description": "The field: a JSON Pointer into the body, or `/query/...` and `/header/...`.",
            "examples": ["/centre"],
        },
        "code": {"type": "string", "description": "What is wrong, by a stable code.", "examples": ["missing"]},
        "detail": {"type": "string", "description": "How to mend it.", "examples": ["Συμπληρώστε το πεδίο."]},
    },
}
_PROBLEM: Json = {
    "title": "Problem",
    "description": "Why a request was not done (RFC 9457). Some types have further members.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "pattern": f"^{TYPE_BASE}[a-z0-9-]+$",
            "description": "Names the kind of problem; stable.",
            "examples": [f"{TYPE_BASE}invalid"],
        },
        "title": {"type": "string", "description": "The kind, for people.", "examples": ["Ελέγξτε τα πεδία"]},
        "status": {
            "type": "integer",
            "minimum": 400,
            "maximum": 599,
            "description": "The answer's status.",
            "examples": [422],
        },
        "detail": {
            "type": "string",
            "description": "What to do about it, in the language that was asked for.",
            "examples": ["Κάποια πεδία χρειάζονται διόρθωση."],
        },
        "errors": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/FieldProblem"},
            "description": "What is wrong with which field.",
        },
    },
}
