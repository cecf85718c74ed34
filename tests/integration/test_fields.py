"""Field by field: every role is shown of a person what the table of access says, and no field more or less."""

from collections.abc import AsyncGenerator, Iterator
from typing import Any
from uuid import UUID

import pytest

from kentro.access import fields_of, shows
from services.registry import BLUEPRINT
from services.registry.people.answers import PersonOut
from shared.callers import callers_of
from shared.ids import uuid7
from shared.scope import Role
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ZACHARO = "/el63/3905/zacharo"
SECTIONS: dict[str, dict[str, Any]] = {
    "contacts": {
        "contacts": [{"kind": "email", "value": "a@example.org"}, {"kind": "telephone", "value": "2625000000"}]
    },
    "address": {"address": "Οδός Ελιάς 4", "municipal_unit": "Ζαχάρως"},
    "residence": {"how": "lease", "on": "2026-03-02"},
    "circumstances": {"education": "primary", "employment": "unemployed"},
    "special": {"disability": "67", "roma": "refused"},
    "guardian": {"kind": "court-supporter", "name": "Νίκος Παππάς", "act": "12/2025"},
}
READERS = sorted(
    role
    for router in BLUEPRINT.routers
    for route in router.routes
    if getattr(route, "path", "") == "/people/{person}" and "GET" in getattr(route, "methods", ())
    for role in callers_of(route) or ()  # type: ignore[arg-type]
)
SEEN = {"/reach", "/version"}
"""What says of itself how much is shown, and what every reading leaves as it is."""


@pytest.fixture(scope="module")
async def desk(module_stage: Stage) -> AsyncGenerator[Served]:
    async with module_stage.serve(BLUEPRINT) as served:
        yield served


@pytest.fixture(scope="module")
async def person(desk: Served, provider: TestProvider) -> UUID:
    """Somebody of whom everything is recorded that only some are shown."""
    person, worker = uuid7(), provider.bearer(f"social_worker@{ZACHARO}")
    body = {
        "centre": ZACHARO, "unit": str(uuid7()), "surname": "Παππά", "given_name": "Άννα", "born_on": "1980-02-14",
        "identifier": {"kind": "amka", "value": "14028012343"}, "telephone": "2625000000", "informed": True,
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


async def card(desk: Served, provider: TestProvider, person: UUID, role: Role) -> list[tuple[str, Any]]:
    """What that role is shown, by an opening of its own."""
    bearer = provider.bearer(f"{role}@{ZACHARO}", subject=role.value)
    purpose = "oversight" if role in (Role.AUDITOR, Role.DATA_PROTECTION_OFFICER) else "service"
    opening = {"person": str(person), "purpose": purpose, "reason": "έλεγχος φακέλου"}
    opened = await desk.http.put(f"/openings/{uuid7()}", json=opening, headers={**bearer, "If-None-Match": "*"})
    assert opened.status_code == 201, opened.text
    shown = await desk.http.get(f"/people/{person}", headers={**bearer, "Kentro-Ticket": opened.json()["ticket"]})
    assert shown.status_code == 200, shown.text
    return [(pointer, value) for pointer, value in leaves(shown.json()) if pointer not in SEEN]


@pytest.mark.parametrize("role", READERS)
async def test_a_role_is_shown_its_fields_and_no_others(
    desk: Served, provider: TestProvider, person: UUID, role: Role
) -> None:
    whole = await card(desk, provider, person, Role.SOCIAL_WORKER)
    said = await card(desk, provider, person, role)
    kept = {pointer: shown for pointer, shown in fields_of(PersonOut).items() if not shows(role, shown.reach)}
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
        told = str(said)
        assert [word for word in ("14028012343", "a@example.org", "Ελιάς", "Νίκος") if word in told] == []
        assert "2343" in told
        assert "2625000000" in told.replace(" ", "")


def at(pointer: str, fields: tuple[str, ...]) -> bool:
    """Whether it is one of these fields, or stands within one."""
    return any(f"{pointer}/".startswith(f"{field}/") for field in fields)


def test_the_table_names_every_reader_and_what_is_kept_from_some() -> None:
    assert {Role.RECEPTIONIST, Role.SOCIAL_WORKER, Role.AUDITOR} <= set(READERS)
    assert {"/address", "/record/special", "/record/circumstances", "/identifiers/value"} <= fields_of(PersonOut).keys()
