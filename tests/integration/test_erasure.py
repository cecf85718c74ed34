"""Somebody is erased: in every service, for good, and a rebuild brings nothing back."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.database import connect
from shared.due import DueTicker
from shared.ids import uuid7
from shared.ledger import Ledger
from shared.marks import mark_of
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from shared.workdays import today
from tests.integration.erasing import AMKA, GIVEN, SURNAME, ZACHARO, Region, a_region, until
from tests.integration.operator import operator


@pytest.fixture
async def region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(stage, provider) as region:
        yield region


async def test_a_visitor_who_asks_is_erased_that_day_in_every_service(region: Region, kek_file: Path) -> None:
    stays = await region.meet("Μενίδου", None)
    person = await region.meet()

    certificate = await region.erase(person)

    assert sorted(certificate["confirmed"]) == ["intake", "referral", "registry", "reporting"]
    certified = today(datetime.fromisoformat(certificate["certified_at"]))
    assert certificate["backups_until"] == str(certified + timedelta(days=30))
    assert "colleagues-notes" in certificate["remains"]
    assert (certificate["requested_by"], certificate["approved_by"]) == ("first", "second")
    await region.settled()
    dumped = await region.dump(without=["erasure"])
    theirs = (str(person), SURNAME, AMKA)
    found = [name for name, rows in dumped.items() for row in rows if any(value in row for value in theirs)]
    assert found == []
    for name, served in region.services.items():
        assert await served.running.vault.keys([person]) == {}
        assert mark_of(person) in Ledger(kek_file.with_name("erasures.jsonl")).marks(name)
        for recorded in await served.running.store.log.read(0):
            assert SURNAME not in str(recorded.event)
    search = {"query": SURNAME, "limit": 20}
    hits = await region.services["registry"].http.post("/people/search", json=search, headers=region.worker())
    assert hits.json()["items"] == []
    for path in (f"/people/{person}", f"/people/{person}/timeline"):
        shown = {**region.worker(), **region.services["registry"].ticket(person)}
        answer = await region.services["registry"].http.get(path, headers=shown)
        assert SURNAME not in answer.text
        assert GIVEN not in answer.text
    assert any(str(stays) in row for row in dumped["intake.visit"])
    assert any("Μενίδου" in row for row in dumped["registry.person"])


async def test_rebuilt_after_an_erasure_equals_what_is_live_byte_for_byte(region: Region, kek_file: Path) -> None:
    await region.meet("Μενίδου", None)
    person = await region.meet()
    await region.erase(person)
    await region.settled()
    live = await region.dump()

    for name, served in region.services.items():
        assert await operator(region.stage, served, kek_file, "rebuild", name) == 0
    assert await region.dump(without=["centre", "body", "offered_service"]) == {
        name: rows for name, rows in live.items() if name.split(".")[1] not in {"centre", "body", "offered_service"}
    }


async def test_records_that_are_one_person_are_erased_together_in_every_service(region: Region, kek_file: Path) -> None:
    stays = await region.meet("Μενίδου", None)
    kept, merged = await region.meet(), await region.meet("Καναρίνη", None)
    await region.merge(kept, merged)

    certificate = await region.erase(merged)

    assert (certificate["person"], certificate["others"]) == (str(kept), [str(merged)])
    assert sorted(certificate["confirmed"]) == ["intake", "referral", "registry", "reporting"]
    await region.settled()
    dumped = await region.dump(without=["erasure"])
    theirs = (str(kept), str(merged), SURNAME, "Καναρίνη")
    assert [name for name, rows in dumped.items() for row in rows if any(value in row for value in theirs)] == []
    assert any(str(stays) in row for row in dumped["registry.person"])
    for name, served in region.services.items():
        assert await served.running.vault.keys([kept, merged]) == {}
        assert {mark_of(kept), mark_of(merged)} <= Ledger(kek_file.with_name("erasures.jsonl")).marks(name)
    live = await region.dump()
    for name, served in region.services.items():
        assert await operator(region.stage, served, kek_file, "rebuild", name) == 0
    rebuilt = await region.dump()
    for table in ("registry.person", "registry.alias", "intake.visit", "referral.referral", "reporting.fact"):
        assert rebuilt[table] == live[table]


async def test_late_events_of_somebody_erased_lead_to_nothing(region: Region) -> None:
    person = await region.meet()
    await region.erase(person)
    await region.settled()
    before = await region.dump()

    visit = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "goods", "channel": "telephone", "person": str(person)}
    await region.put("intake", f"/visits/{uuid7()}", visit, region.worker())
    await region.settled()
    assert await region.dump() == before
    body = {"centre": ZACHARO, "unit": str(uuid7()), "surname": SURNAME, "given_name": GIVEN, "informed": False}
    headers = {"If-None-Match": "*", **region.worker()}
    again = await region.services["registry"].http.put(f"/people/{person}", json=body, headers=headers)
    assert again.status_code == 409
    assert await region.dump() == before


async def test_the_identifier_is_free_again_and_the_number_is_not(region: Region) -> None:
    person = await region.meet()
    await region.erase(person)
    another = await region.meet()
    assert another != person


async def test_erasing_twice_is_harmless(region: Region) -> None:
    person = await region.meet()
    certificate = await region.erase(person)
    await region.settled()
    once = await region.dump()
    for name, served in region.services.items():
        connection = await connect(served.databases.projector, name="test")
        facts = f'{{"person":"{person}","erasure":"{certificate["id"]}"}}'.encode()
        insert = "INSERT INTO reaction (command, kind, facts) VALUES ($1, 'forget', $2)"
        await connection.execute(insert, uuid7(), facts)
        await connection.close()
        assert name
    await region.settled()
    assert await region.dump() == once


async def test_somebody_else_approves_and_one_erasure_is_open_at_a_time(region: Region) -> None:
    person = await region.meet()
    erasure, asked = await region.ask(person)
    assert (asked.status_code, asked.json()["held_until"]) == (201, None)
    own = await region.approve(erasure, by="first")
    assert (own.status_code, own.json()["type"]) == (409, "https://kentro.gr/problems/own-erasure")
    _, second = await region.ask(person)
    assert (second.status_code, second.json()["type"]) == (409, "https://kentro.gr/problems/erasure-open")
    withdrawn = await region.post("registry", f"/erasures/{erasure}/withdrawal", region.officer("first"))
    assert withdrawn.status_code == 200
    _, third = await region.ask(person)
    assert third.status_code == 201


async def test_a_beneficiarys_number_is_typed_and_the_law_holds_the_file(region: Region) -> None:
    person = await region.meet()
    registry = region.services["registry"]
    _, wrong = await region.ask(person, number="ΖΑΧ-2026-00001")
    assert [(each["pointer"], each["code"]) for each in wrong.json()["errors"]] == [("/number", "number-differs")]

    year = today(datetime.now(UTC)).year
    erasure, held = await region.ask(person, last_payment_year=year)
    assert (held.status_code, held.json()["held_until"]) == (201, f"{year + 5}-12-31")
    refused = await region.approve(erasure)
    assert (refused.status_code, refused.json()["type"]) == (409, "https://kentro.gr/problems/erasure-held")
    shown = await region.shown(erasure)
    assert (shown["state"], shown["holds"][0]["why"]) == ("held", "esf-evidence")

    running = registry.running
    later = datetime(year + 6, 1, 1, 12, tzinfo=UTC)
    from services.registry.erasure.reactions import hold_over

    ticker = DueTicker(registry.databases.api, running.store, "registry", {"hold": hold_over}, clock=lambda: later)
    connection = await connect(registry.databases.api, name="test")
    assert await ticker.tick(connection) == 1
    await connection.close()

    async def back() -> bool:
        return (await region.shown(erasure))["state"] == "requested"

    await until(back)
    approved = await region.approve(erasure)
    assert approved.status_code == 200


async def test_nobody_elsewhere_and_no_receptionist_asks_or_sees(region: Region) -> None:
    person = await region.meet()
    erasure, _ = await region.ask(person)
    registry = region.services["registry"]
    stranger = region.provider.bearer("coordinator@/el63/3901/pyrgos", subject="stranger")
    desk = region.provider.bearer(f"receptionist@{ZACHARO}", subject="desk")
    body = {"person": str(person), "basis": "unlawful", "identity": "papers"}
    for headers in (stranger, desk):
        assert (await registry.http.get(f"/erasures/{erasure}", headers=headers)).status_code == 404
        asked = await registry.http.put(f"/erasures/{uuid7()}", json=body, headers={"If-None-Match": "*", **headers})
        assert asked.status_code == 404
        approval = {**headers, "If-Match": "1", "Idempotency-Key": str(uuid7())}
        assert (await registry.http.post(f"/erasures/{erasure}/approval", headers=approval)).status_code in (404, 412)
    assert (await region.shown(erasure))["state"] == "requested"


async def test_rectification_is_taken_down_under_the_persons_key(region: Region) -> None:
    person, id_ = await region.meet(), uuid7()
    body = {"person": str(person), "text": f"Το επώνυμο δεν είναι {SURNAME}"}
    await region.put("registry", f"/rectifications/{id_}", body, region.worker())
    owner = await connect(region.stage.databases.owner(region.services["registry"].databases), name="test")
    row = await owner.fetchrow("SELECT data, sealed FROM log WHERE stream = $1", f"rectification-{id_}")
    await owner.close()
    assert row
    assert SURNAME.encode() not in row["data"]
