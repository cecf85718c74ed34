"""Pre-checks in the files of persons who are merged, restricted, given their copy, and erased."""

from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from pypdf import PdfReader

from services.portal.paper import paper
from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.erasing import Region, a_region
from tests.integration.operator import operator
from tests.integration.programmes import PROGRAMME, VERSION, Registry
from tests.integration.test_kept_checks import DAY, FACTS, File


@pytest.fixture
async def region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(stage, provider) as region:
        registry = Registry(region.services["registry"], provider)
        assert (await registry.put("/programmes/minimum-income", PROGRAMME)).status_code == 201
        await registry.publish("minimum-income", uuid7(), VERSION)
        yield region


def file_of(region: Region, person: UUID) -> File:
    return File(Registry(region.services["registry"], region.provider), person)


async def test_records_that_are_one_person_show_their_pre_checks_as_one(region: Region) -> None:
    kept, merged = await region.meet(), await region.meet("Καναρίνη", None)
    of_kept, of_merged = file_of(region, kept), file_of(region, merged)
    first, second = uuid7(), uuid7()
    await of_kept.keep(first)
    await of_merged.keep(second)
    before = await of_merged.whole(second)
    assert [line["id"] for line in await of_kept.listed()] == [str(first)]

    merge = await region.merge(kept, merged)
    for file in (of_kept, of_merged):
        assert [line["id"] for line in await file.listed()] == [str(second), str(first)]
        assert await file.whole(second) == before
    third = uuid7()
    assert (await of_merged.keep(third)).status_code == 201
    assert (await of_kept.withdraw(third)).status_code == 200

    undone = await region.post("registry", f"/merges/{merge}/undoing", region.worker(), {"assigned": []})
    assert undone.status_code == 200, undone.text
    assert [line["id"] for line in await of_kept.listed()] == [str(first)]
    assert [line["id"] for line in await of_merged.listed()] == [str(second)]
    assert (await of_kept.get(second)).status_code == 404


async def test_while_processing_is_restricted_nothing_is_kept_and_all_is_read(region: Region) -> None:
    person, check = await region.meet(), uuid7()
    file = file_of(region, person)
    await file.keep(check)
    before = await file.whole(check)
    restriction = {"person": str(person), "ground": "objection"}
    await region.put("registry", f"/restrictions/{uuid7()}", restriction, region.officer("first"))
    refused = await file.keep(uuid7())
    assert (refused.status_code, refused.json()["type"]) == (409, "https://kentro.gr/problems/processing-restricted")
    assert await file.whole(check) == before


async def test_a_persons_own_copy_says_what_they_were_told_and_from_which_facts(region: Region) -> None:
    other, person = await region.meet("Μενίδου", None), await region.meet()
    file, check = file_of(region, person), uuid7()
    await file.keep(check)
    await file_of(region, other).keep(uuid7(), facts={"work_income": 77123})
    headers = {**region.officer("first"), **file.served.ticket(person, subject="first")}
    told = (await file.served.http.get(f"/people/{person}/export", headers=headers)).json()
    (row,) = told["rows"]["kept_check"]
    assert (row["id"], row["day"], msgspec.json.decode(row["facts"])) == (str(check), DAY, FACTS)
    (event,) = [each for each in told["events"] if each["type"] == "PreCheckKept"]
    assert (event["facts"]["on"], event["facts"]["facts"]) == (DAY, FACTS)
    (said,) = event["facts"]["said"]
    assert (said["name"], said["verdict"], said["pays"]) == (PROGRAMME["name"], "likely", 11600)
    assert "worker" not in str(told)
    assert "77123" not in str(told)
    page = paper(person, [told])
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page)).pages)
    assert [words for words in ("Προέλεγχος παροχών", PROGRAMME["name"], "60000") if words not in text] == []


async def test_an_erasure_takes_what_was_kept_and_nothing_brings_it_back(region: Region, kek_file: Path) -> None:
    stays, person = await region.meet("Μενίδου", None), await region.meet()
    of_stays, file = file_of(region, stays), file_of(region, person)
    left, check, taken = uuid7(), uuid7(), uuid7()
    await of_stays.keep(left)
    await file.keep(check, facts={**FACTS, "year_income": 8642097531})
    await file.keep(taken)
    await file.withdraw(taken)
    before = await of_stays.whole(left)
    await region.erase(person)
    await region.settled()
    assert (await file.get(check)).status_code == 404
    assert await file.listed() == []
    dumped = await region.dump()
    (row,) = dumped["registry.kept_check"]
    assert str(stays) in row
    assert "8642097531" not in str(dumped)
    log = file.served.running.store.log
    assert [each.event for each in await log.stream(f"precheck-{check}")] == [None]
    assert await operator(region.stage, file.served, kek_file, "rebuild", "registry") == 0
    assert (await region.dump())["registry.kept_check"] == dumped["registry.kept_check"]
    assert await of_stays.whole(left) == before


async def test_what_was_kept_is_no_reason_to_find_the_programmes_themselves_after_an_erasure(
    region: Region, kek_file: Path, tmp_path: Path
) -> None:
    person = await region.meet()
    file, values = file_of(region, person), str(tmp_path / "values")
    await file.keep(uuid7())
    gather = ("privacy", "gather", "--service", "registry", "--person", str(person), values)
    assert await operator(region.stage, file.served, kek_file, *gather) == 0
    await region.erase(person)
    await region.settled()
    everything = region.stage.databases.owner(file.served.databases)
    scan = ("privacy", "scan", "--service", "registry", "--database", everything, "--file", values)
    assert await operator(region.stage, file.served, kek_file, *scan) == 0
