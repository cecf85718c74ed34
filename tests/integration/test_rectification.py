"""A person asks for something to be put right: listed until it is answered, by those who decide, within its time."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest

from services.registry.rectification.domain import EXTENSION, MONTHS
from shared.domain import months_after
from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.erasing import Region, a_region

TEXT = "Το πατρώνυμο είναι Γεώργιος."
WHY = {"why": "Περιμένουμε το ληξιαρχείο."}


@pytest.fixture
async def region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(stage, provider) as region:
        yield region


async def asked(region: Region) -> tuple[UUID, UUID]:
    person, request = await region.meet(), uuid7()
    await region.put("registry", f"/rectifications/{request}", {"person": str(person), "text": TEXT}, region.worker())
    return person, request


async def listed(region: Region, **of: str) -> list[dict[str, Any]]:
    answer = await region.services["registry"].http.get("/rectifications", params=of, headers=region.officer("first"))
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_it_waits_within_a_month_and_once_two_more(region: Region) -> None:
    person, request = await asked(region)
    received = today()
    (waiting,) = await listed(region, person=str(person))
    assert (waiting["text"], waiting["state"], waiting["extended"]) == (TEXT, "open", False)
    assert waiting["answer_by"] == str(months_after(received, MONTHS))

    for _ in range(2):
        answer = await region.post("registry", f"/rectifications/{request}/extension", region.officer("first"), WHY)
        assert answer.status_code == 200, answer.text
        (waiting,) = await listed(region)
        assert (waiting["answer_by"], waiting["extended"]) == (str(months_after(received, MONTHS + EXTENSION)), True)
        assert waiting["extended_why"] == WHY["why"]
    path, officer = f"/rectifications/{request}/extension", region.officer("first")
    again = await region.post("registry", path, officer, {"why": "Λείπει ο συνάδελφος."})
    assert again.json()["type"].endswith("/rectification-extended")
    unsaid = await region.post(
        "registry", f"/rectifications/{request}/extension", region.officer("first"), {"why": " "}
    )
    assert [each["pointer"] for each in unsaid.json()["errors"]] == ["/why"]


async def test_once_answered_it_waits_no_longer_and_stays_as_answered(region: Region) -> None:
    _, request = await asked(region)
    path, officer = f"/rectifications/{request}", region.officer("first")
    declined = await region.post("registry", f"{path}/declination", officer, {"why": "not-shown"})
    assert declined.status_code == 200, declined.text
    assert await listed(region) == []
    (answered,) = await listed(region, state="all")
    assert (answered["state"], answered["why"], answered["answered_by"]) == ("declined", "not-shown", "first")
    again = await region.post("registry", f"{path}/settlement", officer, {"recipients_told": True})
    assert again.json()["type"].endswith("/rectification-answered")


async def test_who_does_not_decide_there_learns_of_none(region: Region) -> None:
    _, request = await asked(region)
    stranger = region.provider.bearer("coordinator@/el63/3901/pyrgos")
    for path, body in (
        ("extension", WHY),
        ("settlement", {"recipients_told": True}),
        ("declination", {"why": "accurate"}),
    ):
        for who in (stranger, region.worker()):
            assert (await region.post("registry", f"/rectifications/{request}/{path}", who, body)).status_code == 404
    (waiting,) = await listed(region)
    assert (waiting["state"], waiting["version"]) == ("open", 1)
