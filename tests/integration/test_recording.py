"""How any section of a record is changed: by whom, on which version, once, with errors at their fields."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.recording import PYRGOS, ZACHARO, Room


@pytest.fixture(scope="module")
async def served(module_stage: Stage) -> AsyncGenerator[Served]:
    async with module_stage.serve(BLUEPRINT) as running:
        yield running


@pytest.fixture
def room(served: Served, provider: TestProvider) -> Room:
    return Room(served, provider, provider.bearer(f"social_worker@{ZACHARO}"))


@pytest.mark.parametrize(
    ("section", "body", "pointer", "code"),
    [
        ("contacts", {"contacts": [{"kind": "telephone", "value": "12"}]}, "/contacts/0/value", "telephone-format"),
        ("contacts", {"contacts": [{"kind": "email", "value": "anna"}]}, "/contacts/0/value", "email-format"),
        ("contacts", {"contacts": "26250"}, "/contacts", None),
        ("identifiers", {"kind": "amka", "value": "14028012344"}, "/value", "amka-check-digit"),
        ("identifiers", {"kind": "other", "value": "ΑΒ1123456783"}, "/value", "personal-number-not-kept"),
        ("names", {"surname": " ", "given_name": "Άννα"}, "/surname", "missing"),
        ("birth", {"born_on": "2400-01-01"}, "/born_on", "in-the-future"),
        ("circumstances", {"marital": "it-is-complicated"}, "/marital", None),
        ("circumstances", {"children": -1}, "/children", None),
        ("circumstances", {"priority_groups": ["poverty", "rich"]}, "/priority_groups/1", None),
        ("circumstances", {"languages": {"el": 1}}, "/languages", None),
        ("guardian", {"kind": "parent"}, "", "guardian-unnamed"),
        ("special", {"health": ["chronic"], "more": 1}, "/more", None),
    ],
)
async def test_an_error_stands_at_its_field(
    room: Room, section: str, body: dict[str, Any], pointer: str, code: str | None
) -> None:
    person = await room.register()
    answer = await room.post(person, section, body)
    assert answer.status_code == 422, answer.text
    errors = answer.json()["errors"]
    assert pointer in {error["pointer"] for error in errors}
    if code:
        assert code in {error["code"] for error in errors}


async def test_a_version_that_is_not_the_shown_one_is_stale_and_a_missing_one_asked_for(room: Room) -> None:
    person = await room.register()
    stale = await room.post(person, "birth", {"sex": "female"}, more={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["version"]) == (412, room.versions[person])
    headers = {**room.headers, "Idempotency-Key": str(uuid7())}
    missing = await room.served.http.post(f"/people/{person}/birth", json={"sex": "female"}, headers=headers)
    assert missing.status_code == 428


async def test_the_same_command_again_is_answered_as_the_first_time(room: Room) -> None:
    person = await room.register()
    key, version = str(uuid7()), f'"{room.versions[person]}"'
    again = {"Idempotency-Key": key, "If-Match": version}
    first = await room.post(person, "birth", {"sex": "female"}, more=again)
    second = await room.post(person, "birth", {"sex": "female"}, more=again)
    assert (second.status_code, second.json()) == (200, first.json())
    other = await room.post(person, "birth", {"sex": "male"}, more=again)
    assert other.status_code == 422


async def test_another_centre_of_the_municipality_changes_nothing(room: Room) -> None:
    person = await room.register()
    neighbour = room.provider.bearer(f"social_worker@{PYRGOS}")
    names = await room.post(person, "names", {"surname": "Άλλη", "given_name": "Άννα"}, neighbour)
    assert (names.status_code, names.json()["type"].rpartition("/")[2]) == (409, "kept-elsewhere")
    assert (await room.post(person, "address", {"address": "Αλλού"}, neighbour)).status_code == 404
    far = room.provider.bearer("social_worker@/el63/3901/pyrgos")
    assert (await room.post(person, "names", {"surname": "Άλλη", "given_name": "Άννα"}, far)).status_code == 404
