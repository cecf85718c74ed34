"""`kentro contracts`: what each service tells the others, as JSON Schema with an example, beside the service."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints
from uuid import UUID

import msgspec

from shared.public import type_of

HELP = "write the schemas and examples of all public events, or check that the committed ones equal the code"

CHECKOUT = Path(__file__).parents[1]
SOURCES = ("registry", "registry.restricted", "intake", "referral", "reporting")
"""What tells events of its own: services, and what a service tells sealed."""

EXAMPLES: Mapping[str, object] = {
    "accessible": True,
    "assigned": [{"item": "019cbd80-0000-7000-8000-697465000001", "person": "019cbd80-0000-7000-8000-6d6572676564"}],
    "answer_by": "2026-03-16",
    "answers_within": 8,
    "believed_until": "2026-04-15",
    "channel": "in-person",
    "code": "3905",
    "day": 12,
    "disability": "no",
    "dwelling": "housed",
    "edition": "census-2021",
    "email": "tutoring@example.org",
    "employment": "unemployed",
    "ground": "objection",
    "kind": "tutoring",
    "last_day": "2030-12-31",
    "late": False,
    "merged_slug": "zacharo",
    "month": 12,
    "municipality": "3905",
    "name": "Κέντρο Κοινότητας Ζαχάρως",
    "origin": "greek",
    "on": "2026-03-16",
    "outcome": "completed",
    "places": 3,
    "programme": "minimum-income",
    "reason": "full",
    "region": "el63",
    "regional_unit": "Ηλείας",
    "residents": 8606,
    "roma": "no",
    "schooling": "isced-3-4",
    "sex": "female",
    "short_name": "Ζαχάρω",
    "slug": "zacharo",
    "topic": "housing",
    "until": "2026-09-01",
    "waiting": 0,
    "valid_from": "2023-12-01",
    "year": 1980,
}
"""An example for each field; ids are made."""

_OF_CLASS: Mapping[str, Mapping[str, object]] = {
    "BodyCorrected": {"kind": "civil-society", "name": "Σύλλογος Φίλων του Σχολείου"},
    "BodyEntered": {"kind": "civil-society", "name": "Σύλλογος Φίλων του Σχολείου"},
    "FeastEnded": {"name": "Ζωοδόχου Πηγής", "on": "2027-01-01", "month": None, "day": None, "days_from_easter": 5},
    "FeastSet": {"name": "Αγίου Σπυρίδωνα"},
    "MovableFeastSet": {"name": "Ζωοδόχου Πηγής", "days_from_easter": 5},
    "MunicipalityCorrected": {"name": "Ζαχάρως"},
    "MunicipalityEntered": {"name": "Ζαχάρως"},
    "ReferralDelivered": {"outcome": "helped"},
    "ServiceCorrected": {"name": "Κοινωνικό φροντιστήριο Ηλείας"},
    "ServiceOffered": {"name": "Κοινωνικό φροντιστήριο Ηλείας"},
    "UnitOpened": {"kind": "branch", "name": "Παράρτημα Φιγαλείας"},
    "VisitClosed": {"outcome": "informed"},
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file differs from the code")


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Writes or checks; the exit code."""
    wanted = dict(contracts())
    folders = [_folder(service) for service in SOURCES]
    there = {file: file.read_text(encoding="utf-8") for folder in folders for file in sorted(folder.glob("*.json"))}
    wrong = sorted(file for file in wanted.keys() | there.keys() if wanted.get(file) != there.get(file))
    if options.check:
        for file in wrong:
            print(f"{file.relative_to(CHECKOUT)} differs from the code: run `kentro contracts`", file=sys.stderr)
        return 1 if wrong else 0
    for file in wrong:
        if text := wanted.get(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        else:
            file.unlink()
        print(file.relative_to(CHECKOUT))
    return 0


def contracts() -> Iterator[tuple[Path, str]]:
    """Every file with what it should hold. Raises `LookupError` for a field that has no example yet."""
    for service in SOURCES:
        for event in published(service):
            name = f"{type_of(service, event).rpartition('.')[2]}.v1"
            yield _folder(service) / f"{name}.schema.json", _text(schema(service, event))
            yield _folder(service) / f"{name}.example.json", _text(example(event))


def published(source: str) -> tuple[type[Any], ...]:
    """The classes of what is told under that name."""
    service, _, sealed = source.partition(".")
    return import_module(f"services.{service}.{sealed or 'publishes'}").PUBLISHED


def schema(service: str, event: type[Any]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an event's data; consumers take fields that they do not know."""
    (_,), components = msgspec.json.schema_components([event], ref_template="#/$defs/{name}")
    its = components.pop(event.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://kentro.gr/schemas/{type_of(service, event)}.v1.json",
        **its,
        **({"$defs": components} if components else {}),
    }


def example(event: type[Any]) -> dict[str, object]:
    """Data of such an event, as it could be."""
    hints = get_type_hints(event)
    return {field.name: _example(event.__name__, field.name, hints[field.name]) for field in fields(event)}


def _example(event: str, name: str, kind: object) -> object:
    if kind in (UUID, UUID | None):
        number = int.from_bytes(name.encode()[:6])
        return str(UUID(f"019cbd80-0000-7000-8000-{number:012x}"))
    special = _OF_CLASS.get(event, {})
    if name not in special and name not in EXAMPLES:
        raise LookupError(f"{event}.{name} has no example: add one to kentro/contracts.py")
    return special.get(name, EXAMPLES.get(name))


def _folder(service: str) -> Path:
    return CHECKOUT / "services" / service.partition(".")[0] / "contracts"


def _text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
