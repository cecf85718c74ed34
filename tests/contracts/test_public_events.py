"""What services tell the others is written down beside them, is what the code says, and names nobody."""

import json
import re
from argparse import Namespace
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from kentro.contracts import SOURCES, contracts, main, published
from services.registry import publishes as registry
from shared.public import type_of

EVENTS = [(service, event) for service in SOURCES for event in published(service)]

OF_THE_ORGANISATION = {
    registry.MunicipalityEntered,
    registry.MunicipalityCorrected,
    registry.FeastSet,
    registry.MovableFeastSet,
    registry.FeastEnded,
    registry.CentreFounded,
    registry.UnitOpened,
    registry.BodyEntered,
    registry.ServiceOffered,
    *registry.bodies_public.PUBLISHED,
}
"""These name places and bodies; every other event is about somebody."""

OF_PERSONS = {
    "surname", "given_name", "father_name", "latin_name", "label", "born_on", "sex", "amka", "afm", "identifier",
    "value", "telephone", "address", "text", "need", "note", "why", "disclosed", "number",
}  # fmt: skip
CODE_OR_ID = re.compile(r"[a-z0-9-]+")


def _files(service: str, event: type[Any]) -> tuple[Any, Any]:
    folder = Path(__file__).parents[2] / "services" / service.partition(".")[0] / "contracts"
    name = f"{type_of(service, event).rpartition('.')[2]}.v1"
    return tuple(json.loads((folder / f"{name}.{kind}.json").read_text()) for kind in ("schema", "example"))


@pytest.mark.parametrize(("file", "text"), [pytest.param(*one, id=one[0].name) for one in contracts()])
def test_the_committed_files_equal_the_code(file: Path, text: str) -> None:
    assert file.read_text(encoding="utf-8") == text, "run `python -m kentro contracts` and commit what it writes"


def test_nothing_else_is_committed_as_a_contract() -> None:
    wanted = {file for file, _ in contracts()}
    assert {file for folder in {file.parent for file in wanted} for file in folder.iterdir()} == wanted


def test_the_command_writes_them_and_finds_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kentro.contracts.CHECKOUT", tmp_path)
    write, check = Namespace(check=False), Namespace(check=True)
    assert (main(check, {}), main(write, {}), main(check, {})) == (1, 0, 0)

    file, text = next(contracts())
    file.write_text(text.replace('"type"', '"typ"', 1), encoding="utf-8")
    left_over = file.with_name("gone.v1.schema.json")
    left_over.write_text("{}")
    capsys.readouterr()
    assert main(check, {}) == 1
    assert [left_over.name, file.name] == re.findall(r"[a-z-]+\.v1\.[a-z]+\.json", capsys.readouterr().err)
    assert (main(write, {}), main(check, {})) == (0, 0)
    assert not left_over.exists()


@pytest.mark.parametrize(("service", "event"), EVENTS)
def test_the_example_is_such_an_event(service: str, event: type[Any]) -> None:
    schema, example = _files(service, event)
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    validator.validate(example)
    assert msgspec.convert(example, event) is not None
    without = {name: value for name, value in example.items() if name != next(iter(example))}
    assert not validator.is_valid(without)


@pytest.mark.parametrize(("service", "event"), EVENTS)
def test_consumers_may_meet_fields_that_they_do_not_know(service: str, event: type[Any]) -> None:
    schema, example = _files(service, event)
    assert jsonschema_rs.Draft202012Validator(schema).is_valid({**example, "a_field_of_next_year": 1})
    msgspec.convert({**example, "a_field_of_next_year": 1}, event)


@pytest.mark.parametrize(("service", "event"), [each for each in EVENTS if "." not in each[0]])
def test_nobody_is_named(service: str, event: type[Any]) -> None:
    schema, example = _files(service, event)
    names = set(schema["properties"])
    assert not names & OF_PERSONS
    if event in OF_THE_ORGANISATION:
        assert "person" not in names
    else:
        assert not names & {"name", "email"}
        assert all(CODE_OR_ID.fullmatch(value) for value in example.values() if isinstance(value, str))
