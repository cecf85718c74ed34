"""Field by field: every role is shown of a person what the table of access says, and no field more or less."""

import re
from collections.abc import AsyncGenerator, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kentro.access import fields_of, lines, shows
from services.registry import BLUEPRINT
from services.registry.duplicates.domain import DuplicateSuspected, in_order
from services.registry.duplicates.views import pair_id
from services.registry.merging.answers import MergePreview
from services.registry.people.answers import PersonOut
from shared.callers import callers_of
from shared.eventstore import Command
from shared.ids import uuid7
from shared.scope import Role
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ZACHARO = "/el63/3905/zacharo"
SECTIONS: dict[str, dict[str, Any]] = {
    "contacts": {
        "contacts": [{"kind": "email", "value": "a@example.org"}, {"kind": "telephone", "value": "2625001980"}]
    },
    "address": {"address": "Οδός Ελιάς 4", "municipal_unit": "Ζαχάρως"},
    "residence": {"how": "lease", "on": "2026-03-02"},
    "circumstances": {"education": "primary", "employment": "unemployed"},
    "special": {"disability": "67", "roma": "refused"},
    "guardian": {"kind": "court-supporter", "name": "Νίκος Παππάς", "act": "12/2025"},
}
CARD, COMPARISON = "/people/{person}", "/merges/preview"
ANSWERS = {CARD: PersonOut, COMPARISON: MergePreview}
"""Every route that shows some of its readers less than others, by what it answers."""

READERS = sorted(
    (path, role)
    for router in BLUEPRINT.routers
    for route in router.routes
    if (path := getattr(route, "path", "")) in ANSWERS and "GET" in getattr(route, "methods", ())
    for role in callers_of(route) or ()  # type: ignore[arg-type]
)
SEEN = re.compile(r"/(kept/|merged/)?(reach|version)|/(differences|same)\b.*")
"""What says of itself how much is shown, and what follows from the fields that are."""


@pytest.fixture(scope="module")
async def desk(module_stage: Stage) -> AsyncGenerator[Served]:
    async with module_stage.serve(BLUEPRINT) as served:
        yield served


@pytest.fixture(scope="module")
async def pair(desk: Served, provider: TestProvider) -> tuple[UUID, UUID]:
    """Two who may be one human, of whom everything is recorded that only some are shown."""
    one = await recorded(desk, provider, "Παππά", "1980-02-14", {"kind": "amka", "value": "14028012343"})
    other = await recorded(desk, provider, "Ζερβουδάκη", "1975-06-03", {"kind": "passport", "value": "ΑΕ2343"})
    suspected = DuplicateSuspected(*in_order(one, other), 75, ("near-name",), "aa")
    command = Command(uuid7(), "matcher", date(2026, 3, 2), "/el63/3905")
    outcome = await desk.running.store.handle(command, f"duplicate-{pair_id(one, other)}", lambda _: [suspected])
    assert await desk.running.readable(outcome)
    return one, other


async def recorded(
    desk: Served, provider: TestProvider, surname: str, born_on: str, identifier: dict[str, str]
) -> UUID:
    person, worker = uuid7(), provider.bearer(f"social_worker@{ZACHARO}")
    body = {
        "centre": ZACHARO, "unit": str(uuid7()), "surname": surname, "given_name": "Άννα", "born_on": born_on,
        "identifier": identifier, "telephone": f"262500{born_on[:4]}", "informed": True,
    }  # fmt: skip
    made = await desk.http.put(f"/people/{person}", json=body, headers={**worker, "If-None-Match": "*"})
    assert made.status_code == 201, made.text
    version = made.json()["version"]
    for section, said in SECTIONS.items():
        headers = {**worker, "Idempotency-Key": str(uuid7()), "If-Match": f'"{version}"'}
        answer = await desk.http.post(f"/people/{person}/{section}", json=said, headers=headers)
        assert answer.status_code == 200, f"{section} {answer.text}"
        version = answer.json()["version"]
    return person


def leaves(value: Any, under: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of an answer by the pointer of its field."""
    match value:
        case dict():
            for name, inner in value.items():  # pyright: ignore[reportUnknownVariableType]
                yield from leaves(inner, f"{under}/{name}")
        case list():
            for inner in value:  # pyright: ignore[reportUnknownVariableType]
                yield from leaves(inner, under)
        case None:
            return
        case _:
            yield under, value


async def shown_to(
    role: Role, path: str, desk: Served, provider: TestProvider, pair: tuple[UUID, UUID]
) -> tuple[list[tuple[str, Any]], str]:
    """What that role is shown, by an opening of its own; and the answer as it is."""
    person, other = pair
    bearer = provider.bearer(f"{role}@{ZACHARO}", subject=role.value)
    purpose = "oversight" if role in (Role.AUDITOR, Role.DATA_PROTECTION_OFFICER) else "service"
    opening = {"person": str(person), "purpose": purpose, "reason": "έλεγχος φακέλου"}
    opened = await desk.http.put(f"/openings/{uuid7()}", json=opening, headers={**bearer, "If-None-Match": "*"})
    assert opened.status_code == 201, opened.text
    asked = {"kept": str(person), "merged": str(other)} if path == COMPARISON else {}
    headers = {**bearer, "Kentro-Ticket": opened.json()["ticket"]}
    shown = await desk.http.get(path.format(person=person), params=asked, headers=headers)
    assert shown.status_code == 200, shown.text
    return [(pointer, value) for pointer, value in leaves(shown.json()) if not SEEN.fullmatch(pointer)], shown.text


@pytest.mark.parametrize(("path", "role"), READERS)
async def test_a_role_is_shown_its_fields_and_no_others(
    desk: Served, provider: TestProvider, pair: tuple[UUID, UUID], path: str, role: Role
) -> None:
    whole, _ = await shown_to(Role.SOCIAL_WORKER, path, desk, provider, pair)
    said, told = await shown_to(role, path, desk, provider, pair)
    kept = {pointer: shown for pointer, shown in fields_of(ANSWERS[path]).items() if not shows(role, shown.reach)}
    hidden = tuple(pointer for pointer, shown in kept.items() if not shown.partly)
    partly = tuple(pointer for pointer, shown in kept.items() if shown.partly)
    assert [each for each in said if not at(each[0], partly)] == [
        each for each in whole if not at(each[0], hidden) and not at(each[0], partly)
    ]
    for pointer in partly:
        mine, all_of_it = ([each for each in found if at(each[0], (pointer,))] for found in (said, whole))
        assert mine
        assert mine != all_of_it
    if kept:
        assert [word for word in ("14028012343", "a@example.org", "Ελιάς", "Νίκος") if word in told] == []
        assert "2343" in told
        assert "2625001980" in told.replace(" ", "")


def at(pointer: str, fields: tuple[str, ...]) -> bool:
    """Whether it is one of these fields, or stands within one."""
    return any(f"{pointer}/".startswith(f"{field}/") for field in fields)


def test_the_table_names_every_reader_and_what_is_kept_from_some() -> None:
    assert {(CARD, Role.RECEPTIONIST), (CARD, Role.AUDITOR), (COMPARISON, Role.RECEPTIONIST)} <= set(READERS)
    with_fields = {f"{line.method} {line.path}" for line in lines() if line.fields}
    assert with_fields == {f"GET {path}" for path in ANSWERS}
    assert {"/address", "/record/special", "/record/circumstances", "/identifiers/value"} <= fields_of(PersonOut).keys()
