"""Rules of the house that hold everywhere: who may call, and what people are told."""

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from pydantic import AnyUrl

from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from shared.callers import callers_of
from shared.problems import Catalogue
from shared.service import Blueprint

ROOT = Path(__file__).parents[2]
BLUEPRINTS = [
    registry.BLUEPRINT,
    intake.BLUEPRINT,
    referral.blueprint(bytes(32), MailSettings(AnyUrl("smtp://localhost"), "http://localhost", "kentro@localhost")),
    reporting.blueprint("localhost:9", "kentro", bytes(32)),
]


def routes(blueprint: Blueprint) -> Iterator[APIRoute]:
    for router in blueprint.routers:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
def test_every_endpoint_says_who_may_call_it(blueprint: Blueprint) -> None:
    found = list(routes(blueprint))
    assert found
    silent = [f"{route.methods} {route.path}" for route in found if callers_of(route) is None]
    assert silent == []


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
def test_every_endpoint_has_a_summary_and_a_description(blueprint: Blueprint) -> None:
    for route in routes(blueprint):
        assert route.summary, route.path
        assert route.description, route.path


CODE_ARGUMENT = {"Refused": 0, "Problem": 0, "FieldError": 1, "refuse": 0, "IdentifierError": 0, "TextError": 0}


def codes_named_in(source: Path) -> Iterator[tuple[str, str]]:
    """Every code that is raised by name in a file: refusals, problems, and errors at fields."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        place = {"Refused": 0, "Problem": 0, "FieldError": 1, "refuse": 0, "IdentifierError": 0, "TextError": 0}.get(
            name
        )
        if place is None or len(node.args) <= place:
            continue
        given = node.args[place]
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value, f"{source.relative_to(ROOT)}:{node.lineno}"


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
def test_every_code_has_a_sentence_in_both_languages(blueprint: Blueprint) -> None:
    own = Path(str(files(f"services.{blueprint.name}")))
    catalogue = Catalogue(blueprint.folder)
    for source in [*own.rglob("*.py"), *(ROOT / "shared").glob("*.py")]:
        for code, place in codes_named_in(source):
            if source.parent.name == "shared" and source.name in {"identifiers.py", "text.py"}:
                continue
            assert code in catalogue, f"{code} at {place} has no sentence"
    for code in catalogue.codes():
        for language in ("el", "en"):
            assert catalogue.title(code, language)


def test_identifiers_speak_in_codes_that_registry_explains() -> None:
    catalogue = Catalogue(registry.BLUEPRINT.folder)
    for name in ("identifiers.py", "text.py"):
        for code, place in codes_named_in(ROOT / "shared" / name):
            assert code in catalogue, f"{code} at {place} has no sentence"
