"""A record section by section over HTTP, on real parts: what stands then, and what changed."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.recording import AFM, AMKA, PYRGOS, ZACHARO, Room

CONTACTS = [
    {"kind": "telephone", "value": "26250 00001", "note": None},
    {"kind": "relative", "value": "6900000002", "note": "η αδελφή"},
    {"kind": "email", "value": "anna@Example.org"},
]


async def _reads(room: Room, person: UUID) -> int:
    pool = room.served.running.pool
    query = "SELECT count(*) FROM log WHERE type = 'FileRead' AND convert_from(data, 'UTF8') LIKE $1"
    return await pool.fetchval(query, f'%{person}%"address"%')


async def _disclosed(room: Room, person: UUID, headers: dict[str, str] | None = None, **ticket: Any) -> httpx2.Response:
    sent = {**(headers or room.headers), **room.served.ticket(person, **ticket)}
    return await room.served.http.post(f"/people/{person}/address/disclosure", headers=sent)


@pytest.fixture(scope="module")
async def served(module_stage: Stage) -> AsyncGenerator[Served]:
    async with module_stage.serve(BLUEPRINT) as running:
        yield running


@pytest.fixture
def room(served: Served, provider: TestProvider) -> Room:
    return Room(served, provider, provider.bearer(f"social_worker@{ZACHARO}"))


@pytest.fixture
def reception(provider: TestProvider) -> dict[str, str]:
    return provider.bearer(f"receptionist@{ZACHARO}")


async def test_contacts_are_replaced_as_one_and_shown_by_reach(room: Room, reception: dict[str, str]) -> None:
    person = await room.register(telephone="2625000000")
    answer = await room.post(person, "contacts", {"contacts": CONTACTS})
    assert answer.status_code == 200, answer.text
    card = await room.card(person)
    assert [one["value"] for one in card["record"]["contacts"]["contacts"]] == [
        "+302625000001",
        "+306900000002",
        "anna@example.org",
    ]
    assert card["email"] == "anna@example.org"
    basic = await room.card(person, reception, reach="basic")
    assert [one["value"] for one in basic["record"]["contacts"]["contacts"]] == ["+302625000001"]
    assert (basic["email"], basic["record"]["circumstances"]) == (None, None)
    assert await room.found("2625000001") == [str(person)]
    assert await room.found("2625000000") == []


async def test_who_is_shown_the_telephones_alone_leaves_the_rest_as_it_was(
    room: Room, reception: dict[str, str]
) -> None:
    person = await room.register()
    await room.post(person, "contacts", {"contacts": CONTACTS})
    answer = await room.post(
        person, "contacts", {"contacts": [{"kind": "telephone", "value": "2625000009"}]}, reception
    )
    assert answer.status_code == 200, answer.text
    kinds = [one["kind"] for one in (await room.card(person))["record"]["contacts"]["contacts"]]
    assert kinds == ["telephone", "relative", "email"]
    refused = await room.post(
        person, "contacts", {"contacts": [{"kind": "email", "value": "a@example.org"}]}, reception
    )
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/contacts/0/kind"]


async def test_a_paaypa_gives_way_to_an_amka_and_gives_up_its_claim(room: Room) -> None:
    person = await room.register(identifier={"kind": "paaypa", "value": "123456789012"})
    assert (await room.post(person, "identifiers", {"kind": "amka", "value": AMKA})).status_code == 200
    known = (await room.card(person))["record"]["identifiers"]
    assert [(one["kind"], one["ended"]) for one in known] == [("amka", None), ("paaypa", "replaced")]
    assert await room.found("123456789012") == [str(person)]
    taken = await room.post(await room.register(), "identifiers", {"kind": "amka", "value": AMKA})
    assert [(error["pointer"], error["code"]) for error in taken.json()["errors"]] == [("/value", "identifier-taken")]
    free = await room.post(await room.register(), "identifiers", {"kind": "paaypa", "value": "123456789012"})
    assert free.status_code == 200, free.text


async def test_a_withdrawn_number_may_be_anothers(room: Room) -> None:
    person, other = await room.register(identifier={"kind": "afm", "value": AFM}), await room.register()
    wrong = {"kind": "afm", "value": AFM, "why": "wrong-number"}
    assert (await room.post(person, "identifiers/withdrawal", wrong)).status_code == 200
    assert (await room.card(person))["identifiers"] == []
    assert (await room.post(other, "identifiers", {"kind": "afm", "value": AFM})).status_code == 200
    assert await room.found(AFM) == [str(other)]
    unknown = await room.post(person, "identifiers/withdrawal", {**wrong, "value": "000000000"})
    assert unknown.status_code == 409


async def test_a_name_that_changed_stays_findable_and_one_put_right_does_not(room: Room) -> None:
    person = await room.register(surname="Ζαχαροπούλου", given_name="Ιφιγένεια")
    right = {
        "surname": "Ζαχαροπουλάκη",
        "given_name": "Ιφιγένεια",
        "correction": {"why": "typing-error", "source": "document"},
    }
    await room.post(person, "names", right)
    assert await room.found("Ζαχαροπούλου Ιφιγένεια") == []
    await room.post(person, "names", {"surname": "Λαμπροπούλου", "given_name": "Ιφιγένεια"})
    assert await room.found("Ζαχαροπουλακη") == [str(person)]
    answer = await room.get(f"/people/{person}/history/names", person)
    items = answer.json()["items"]
    assert [item["correction"] for item in items] == [None, {"why": "typing-error", "source": "document"}, None]
    assert {"field": "surname", "before": "Ζαχαροπουλάκη", "after": "Λαμπροπούλου"} in items[0]["changes"]


async def test_a_refusal_is_a_value_and_not_the_same_as_silence(room: Room, reception: dict[str, str]) -> None:
    person = await room.register()
    said = {
        "marital": "refused",
        "children": 0,
        "lone_parent": False,
        "priority_groups": [],
        "languages": ["el", "rom"],
    }
    assert (await room.post(person, "circumstances", said)).status_code == 200
    assert (await room.post(person, "special", {"roma": "refused", "health": ["chronic"]})).status_code == 200
    record = (await room.card(person))["record"]
    assert {name: record["circumstances"][name] for name in (*said, "education")} == {**said, "education": None}
    assert (record["special"]["roma"], record["special"]["disability"]) == ("refused", None)
    hidden = await room.get(f"/people/{person}/history/special", person, reception, reach="basic")
    assert hidden.json()["items"] == []
    assert (await room.post(person, "special", {"roma": True}, reception)).status_code == 404


async def test_a_concealed_address_is_told_on_its_own_request_alone(room: Room) -> None:
    person = await room.register()
    await room.post(person, "address", {"address": "Οδός Κρυφή 7", "municipal_unit": "Φιγαλείας"})
    hiding = {"asked_by": "person", "why": "violence", "since": "2026-01-02"}
    assert (await room.post(person, "concealment", hiding)).status_code == 200
    await room.post(person, "address", {"address": "Οδός Κρυφή 8", "municipal_unit": "Φιγαλείας"})
    own = await room.card(person)
    assert (own["concealed"], own["address"], own["record"]["address"]["municipal_unit"]) == (True, None, "Φιγαλείας")
    history = (await room.get(f"/people/{person}/history/address", person)).text
    assert "Κρυφή" not in history
    reads = await _reads(room, person)
    told = await _disclosed(room, person)
    assert told.json()["address"] == "Οδός Κρυφή 8"
    await _disclosed(room, person)
    assert await _reads(room, person) == reads + 2
    for headers, ticket in (
        (room.provider.bearer(f"receptionist@{ZACHARO}"), {"reach": "basic"}),
        (room.provider.bearer(f"social_worker@{PYRGOS}"), {"reach": "basic"}),
        (room.provider.bearer(f"social_worker@{PYRGOS}"), {"reach": "file", "emergency": True}),
    ):
        shown = (await room.get(f"/people/{person}", person, headers, **ticket)).text
        assert "Κρυφή" not in shown
        assert "Φιγαλείας" not in shown
        assert '"concealed":true' not in shown
        assert (await _disclosed(room, person, headers, **ticket)).status_code == 404
        answer = await room.get(f"/people/{person}/history/address", person, headers, **ticket)
        assert answer.json()["items"] == []
    assert (await room.post(person, "address", {"municipal_unit": "Φιγαλείας"})).status_code == 200
    assert (await room.post(person, "concealment/end", {})).status_code == 200
    assert (await room.card(person))["address"] == "Οδός Κρυφή 8"


async def test_a_guardian_is_named_or_known(room: Room) -> None:
    person, mother = await room.register(), await room.register()
    unknown = await room.post(person, "guardian", {"kind": "parent", "guardian": str(uuid7())})
    assert [error["pointer"] for error in unknown.json()["errors"]] == ["/guardian"]
    own = await room.post(person, "guardian", {"kind": "parent", "guardian": str(person)})
    assert own.status_code == 409
    assert (await room.post(person, "guardian", {"kind": "parent", "guardian": str(mother)})).status_code == 200
    named = {"kind": "court-supporter", "name": "Νίκος Παππάς", "act": "12/2025"}
    assert (await room.post(person, "guardian", named)).status_code == 200
    assert (await room.card(person))["record"]["guardian"]["act"] == "12/2025"
    assert (await room.post(person, "guardian/end", {})).status_code == 200
    assert (await room.card(person))["record"]["guardian"] is None


async def test_notice_and_residence_are_shown_with_their_days(room: Room) -> None:
    person = await room.register(informed=False)
    assert (await room.card(person))["record"]["notice"]["notice"] is None
    assert (await room.post(person, "notice", {})).status_code == 200
    assert (await room.post(person, "residence", {"how": "lease", "on": "2026-03-01"})).status_code == 200
    record = (await room.card(person))["record"]
    assert record["notice"]["notice"] == "2026-1"
    assert record["residence"] == {"how": "lease", "on": "2026-03-01"}
    early = await room.post(person, "residence", {"how": "lease", "on": "2400-03-01"})
    assert early.status_code == 409
