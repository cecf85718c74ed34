"""Two records merged and parted again, across all services that hold something of them, over the real broker."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from services.registry.people.domain import BornRecorded, ContactRecorded
from shared.eventstore import Command
from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.merging import AFM, AMKA, ZACHARO, Region, a_region
from tests.integration.operator import operator


@pytest.fixture(scope="module")
async def region(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(module_stage, provider) as region:
        yield region


async def test_two_records_are_read_as_one_everywhere_and_parted_exactly(region: Region) -> None:
    kept = await region.register(identifier={"kind": "amka", "value": AMKA}, born_on="1980-02-14")
    merged = await region.register(
        telephone="26250 00000", identifier={"kind": "afm", "value": AFM}, email="m@example.org"
    )
    first, second = await region.visit(kept), await region.visit(merged)
    sent = await region.refer(merged)
    await region.heard()
    before, count = await region.rows(), await region.registered()

    preview = await region.get("registry", "/merges/preview", kept, kept=kept, merged=merged)
    apart = {one["field"]: (one["kept"], one["merged"]) for one in preview["differences"]}
    assert apart["identifier:afm"] == (None, AFM)
    assert apart["email"] == (None, "m@example.org")
    assert "surname" in preview["same"]
    moved = [
        (await region.get(name, "/merges/preview", kept, kept=kept, merged=merged))["counts"]
        for name in ("intake", "referral")
    ]
    assert moved == [{"visits": 1}, {"referrals": 1}]

    merge = await region.merged(kept, merged, "telephone", "email", "identifier:afm")
    for asked in (kept, merged):
        for ticket in (kept, merged):
            card = await region.card(asked, ticket)
            assert (card["id"], card["merged"]) == (str(kept), [str(merged)])
            assert (card["telephone"], card["email"]) == ("2625 000000", "m@example.org")
            assert {each["kind"] for each in card["identifiers"]} == {"amka", "afm"}
        assert set(await region.visits(asked)) == {first, second}
        assert await region.referrals(asked) == [sent]
    for words in (AMKA, AFM, "Παπαδοπούλου Μαρία"):
        hits = (await region.send("POST", "registry", "/people/search", {"query": words})).json()["items"]
        assert [hit["id"] for hit in hits if hit["id"] in {str(kept), str(merged)}] == [str(kept)]
    labels = (await region.send("POST", "registry", "/people/labels", {"ids": [str(merged)]})).json()["labels"]
    assert labels[str(merged)]["person"] == str(kept)
    course = (await region.get("registry", f"/people/{kept}/timeline", kept))["items"]
    assert [item["code"] for item in course].count("person-met") == 2
    assert [item["facts"]["merge"] for item in course if item["code"] == "persons-merged"] == [merge]
    assert await region.registered() == count - 1

    assert (await region.undo(merge)).status_code == 200
    await region.heard()
    assert await region.rows() == before
    assert await region.registered() == count
    assert (await region.visits(kept), await region.visits(merged)) == ([first], [second])
    assert (await region.card(merged))["telephone"] == "2625 000000"


async def test_what_is_written_to_either_id_later_lands_in_one_course_and_is_assigned_when_they_are_parted(
    region: Region,
) -> None:
    kept, merged = await region.register(), await region.register()
    merge = await region.merged(kept, merged)
    to_kept, to_merged, stays = await region.visit(kept), await region.visit(merged), await region.visit(merged)
    sent = await region.refer(kept)
    assert set(await region.visits(kept)) == {to_kept, to_merged, stays}

    since = [await region.get(name, f"/merges/{merge}/written", kept) for name in ("intake", "referral")]
    assert [(item["id"], item["person"]) for item in since[0]["items"]] == [
        (stays, str(merged)),
        (to_merged, str(merged)),
        (to_kept, str(kept)),
    ]
    assert [item["id"] for item in since[1]["items"]] == [sent]

    undone = await region.undo(
        merge, ("visit", to_kept, "merged"), ("visit", to_merged, "kept"), ("referral", sent, "merged")
    )
    assert undone.status_code == 200, undone.text
    assert (await region.visits(kept), set(await region.visits(merged))) == ([to_merged], {to_kept, stays})
    assert (await region.referrals(kept), await region.referrals(merged)) == ([], [sent])
    assert (await region.get("intake", f"/visits/{to_kept}"))["person"] == str(merged)


async def test_a_fact_of_the_card_that_was_the_others_is_written_there_and_taken_back_here(region: Region) -> None:
    kept = await region.register(telephone="26250 00000")
    merged = await region.register(telephone="26250 11111")
    merge = await region.merged(kept, merged)
    served = region.services["registry"].running
    for person, event in ((kept, ContactRecorded("+306900000001", None)), (merged, BornRecorded("1980-02-14"))):
        command = Command(uuid7(), "somebody", today(), ZACHARO)
        outcome = await served.store.handle(command, f"person-{person}", lambda _, event=event: [event])
        assert await served.readable(outcome)
    since = (await region.get("registry", f"/merges/{merge}/written", kept))["items"]
    assert [(item["facts"]["code"], item["person"]) for item in since] == [
        ("born-recorded", str(merged)),
        ("contact-recorded", str(kept)),
    ]
    born, contact = (item["id"] for item in since)
    key = uuid7()
    for _ in range(2):
        undone = await region.undo(merge, ("fact", contact, "merged"), ("fact", born, "kept"), key=key)
        assert undone.status_code == 200, undone.text
    one, other = await region.card(kept), await region.card(merged)
    assert (one["telephone"], one["born_on"]) == ("2625 000000", "1980-02-14")
    assert (other["telephone"], other["born_on"]) == ("690 000 0001", "1980-02-14")
    assert (one["version"], other["version"]) == (
        (await region.card(kept))["version"],
        (await region.card(merged))["version"],
    )


async def test_a_chain_of_merges_leads_to_the_last_and_is_undone_from_its_end(region: Region) -> None:
    one, two, three = [await region.register() for _ in range(3)]
    visit = await region.visit(one)
    inner = await region.merged(two, one)
    outer = await region.merged(three, two)
    assert (await region.card(one))["id"] == str(three)
    assert await region.visits(three) == [visit]
    refused = await region.undo(inner)
    assert (refused.status_code, refused.json()["type"]) == (409, "https://kentro.gr/problems/merged-further")
    assert (await region.undo(outer)).status_code == 200
    assert (await region.card(one))["id"] == str(two)
    assert (await region.undo(inner)).status_code == 200
    assert (await region.card(one))["id"] == str(one)
    assert (await region.visits(one), await region.visits(two), await region.visits(three)) == ([visit], [], [])


async def test_every_service_rebuilt_reads_merges_as_it_did(region: Region, kek_file: Path) -> None:
    kept, merged, other, parted = [await region.register() for _ in range(4)]
    await region.merged(kept, merged, "telephone")
    away = await region.merged(other, parted)
    visit, sent = await region.visit(other), await region.refer(merged)
    assert (await region.undo(away, ("visit", visit, "merged"))).status_code == 200
    await region.heard()
    before = await region.rows()
    assert all(before[f"{name}.alias"] for name in region.services)
    for name, served in region.services.items():
        assert await operator(region.stage, served, kek_file, "rebuild", name) == 0
    assert await region.rows() == before
    assert await region.visits(parted) == [visit]
    assert await region.referrals(kept) == [sent]
