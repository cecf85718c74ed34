"""What holds of every domain module: nothing here knows which there are."""

import ast
import importlib
import inspect
import sys
from collections.abc import Callable
from dataclasses import is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain import personal, subject

ROOT = Path(__file__).parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for pattern in ("services/**/domain.py", "services/**/domain/*.py")
    for path in sorted(ROOT.glob(pattern))
}
OWN_STREAM = ("services.registry.people.domain", "services.registry.staff.domain")
"""Modules whose stream is named by the person, so that events need not name them."""


def evolves(module: ModuleType) -> list[Callable[[Any, Any], Any]]:
    found = inspect.getmembers(module, inspect.isfunction)
    return [one for name, one in found if name.startswith("evolve") and one.__module__ == module.__name__]


def events_of(evolve: Callable[[Any, Any], Any]) -> list[type[Any]]:
    union = list(get_type_hints(evolve).values())[1]
    return list(get_args(union)) or [union]


EVENTS = [
    (evolve, event)
    for name in MODULES
    for evolve in evolves(importlib.import_module(name))
    for event in events_of(evolve)
]
CASES = [pytest.param(*pair, id=f"{pair[0].__module__}:{pair[1].__name__}") for pair in EVENTS]


def test_there_are_domain_modules() -> None:
    assert len(MODULES) >= 5
    domains = {name.partition(".domain")[0] for name in MODULES}
    assert {evolve.__module__.partition(".domain")[0] for evolve, _ in EVENTS} == domains


@pytest.mark.parametrize("name", MODULES)
def test_a_domain_module_imports_the_standard_library_and_the_domain_alone(name: str) -> None:
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        imported += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        for target in imported:
            sibling = target.startswith(".".join(name.split(".")[:2]) + ".") and ".domain" in target
            assert target.split(".")[0] in sys.stdlib_module_names or target == "shared.domain" or sibling, target


@pytest.mark.parametrize(("evolve", "event"), CASES)
@settings(max_examples=5)
@given(data=st.data())
def test_evolve_handles_every_event(evolve: Callable[[Any, Any], Any], event: type[Any], data: st.DataObject) -> None:
    state = next(iter(get_type_hints(evolve).values()))
    start = () if state.__name__ == "tuple" else state()
    assert type(evolve(start, data.draw(st.from_type(event)))) is type(start)


@pytest.mark.parametrize(("evolve", "event"), CASES)
@settings(max_examples=10)
@given(data=st.data())
def test_every_event_is_frozen_and_survives_json(
    evolve: Callable[[Any, Any], Any], event: type[Any], data: st.DataObject
) -> None:
    happened = data.draw(st.from_type(event))
    assert is_dataclass(event)
    assert event.__dataclass_params__.frozen
    assert not hasattr(happened, "__dict__")
    assert msgspec.json.decode(msgspec.json.encode(happened), type=event) == happened


@pytest.mark.parametrize(("evolve", "event"), CASES)
def test_personal_fields_have_a_person(evolve: Callable[[Any, Any], Any], event: type[Any]) -> None:
    marks = [getattr(hint, "__metadata__", ()) for hint in get_type_hints(event, include_extras=True).values()]
    subjects = sum(subject in mark for mark in marks)
    if any(personal in mark for mark in marks) and not event.__module__.startswith(OWN_STREAM):
        assert subjects == 1
    assert subjects <= 1


def test_an_event_has_one_name_within_its_service() -> None:
    classes = {event for _, event in EVENTS}
    assert len({(event.__module__.split(".")[1], event.__name__) for event in classes}) == len(classes)
