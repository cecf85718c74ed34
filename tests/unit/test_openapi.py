"""What `/openapi.json` says: every operation, field and problem in words, with examples that are true."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from shared.openapi import describe
from shared.problems import Catalogue
from tests.unit.test_house_rules import BLUEPRINTS

Json = dict[str, Any]
FILES = (
    {"application/octet-stream"},
    {"application/ld+json"},
    {"text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
)
"""What an answer may be where it is no JSON of ours."""

EMPTY = {204}
"""Statuses whose answers have no body."""


def described(name: str) -> Json:
    blueprint = next(each for each in BLUEPRINTS if each.name == name)
    app = FastAPI(title=blueprint.title)
    for router in blueprint.routers:
        app.include_router(router)
    describe(app, Catalogue(blueprint.folder))
    return app.openapi()


DOCUMENTS = {blueprint.name: described(blueprint.name) for blueprint in BLUEPRINTS}


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def valid(document: Json, schema: Json, value: object) -> None:
    jsonschema_rs.validate({**schema, "components": document["components"]}, value, validate_formats=True)


@pytest.fixture(params=DOCUMENTS, scope="module")
def document(request: pytest.FixtureRequest) -> Json:
    return DOCUMENTS[request.param]


def test_every_operation_parameter_and_field_is_described(document: Json) -> None:
    silent: list[str] = []
    for name, operation in operations(document):
        silent += [f"{name} {part}" for part in ("summary", "description") if not operation.get(part)]
        silent += [f"{name} {each['name']}" for each in operation.get("parameters", []) if not each.get("description")]
    for name, schema in document["components"]["schemas"].items():
        silent += [] if schema.get("description") else [name]
        silent += [
            f"{name}.{field}" for field, kind in schema.get("properties", {}).items() if not kind.get("description")
        ]
    assert silent == []


def test_every_body_and_answer_has_an_example_of_its_own_schema(document: Json) -> None:
    for name, operation in operations(document):
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        succeeding = [answer for status, answer in operation["responses"].items() if int(status) < 400]
        assert succeeding, name
        for content in [*bodies, *succeeding]:
            if content.get("content") is None:
                assert {int(status) for status in operation["responses"] if int(status) < 400} <= EMPTY, name
                continue
            if set(content["content"]) in FILES:
                continue
            media = content["content"]["application/json"]
            assert media["schema"], f"{name} declares no schema"
            assert "example" in media, f"{name} has no example"
            valid(document, media["schema"], media["example"])


def test_every_problem_that_an_operation_names_has_the_common_form_and_an_example_of_it(document: Json) -> None:
    told = document["components"]["examples"]
    for name, operation in operations(document):
        refusing = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
        assert {"422", "503"} <= set(refusing), name
        for status, answer in refusing.items():
            media = answer["content"]["application/problem+json"]
            assert media["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert media["examples"]
            for code in media["examples"]:
                assert told[code]["value"]["status"] == int(status)
                valid(document, media["schema"], told[code]["value"])


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
def test_every_example_of_a_body_is_taken_by_its_own_validation(blueprint: Any) -> None:
    document = DOCUMENTS[blueprint.name]
    for router in blueprint.routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if route.body_field is None:
                continue
            [method] = list(route.methods or ())
            operation = document["paths"][route.path][method.lower()]
            _, errors = route.body_field.validate(
                operation["requestBody"]["content"]["application/json"]["example"], loc=("body",)
            )
            assert not errors, f"{method} {route.path}: {errors}"


def test_the_headers_of_a_command_follow_from_its_kind() -> None:
    def headers(service: str, path: str, method: str) -> dict[str, bool]:
        parameters = DOCUMENTS[service]["paths"][path][method]["parameters"]
        return {each["name"]: each["required"] for each in parameters if each["in"] == "header"}

    shared = {"Kentro-Position": False, "Accept-Language": False}
    command = {"Kentro-Import": False, **shared}
    assert headers("intake", "/visits/{visit}", "put") == {"If-None-Match": True, **command}
    assert headers("intake", "/visits/{visit}/closing", "post") == {
        "Idempotency-Key": True,
        "If-Match": False,
        **command,
    }
    assert headers("referral", "/referrals/{referral}/closing", "post") == {
        "Idempotency-Key": True,
        "If-Match": True,
        **command,
    }
    assert headers("intake", "/visits", "get") == shared
