"""Merges that are refused, or meet others and an erasure at the same time."""

import asyncio
from collections.abc import AsyncGenerator
from uuid import UUID

import pytest

from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.merging import PYRGOS, ZACHARO, Region, a_region


@pytest.fixture(scope="module")
async def region(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(module_stage, provider) as region:
        yield region


async def test_bad_merges_are_refused_clearly(region: Region) -> None:
    one, two, three = [await region.register() for _ in range(3)]
    versions = {person: await region.version(person) for person in (one, two, three)}
    merge = await region.merged(one, two)

    async def refused(kept: UUID, merged: UUID, seen: tuple[int, int] | None = None) -> tuple[int, str]:
        answer = await region.merge(kept, merged, seen=seen or (versions[kept], versions[merged]))
        return answer.status_code, answer.json()["type"].rpartition("/")[2]

    assert await refused(three, two) == (409, "merged-already")
    assert await refused(two, three) == (409, "merged-already")
    assert await refused(one, one) == (409, "merged-with-itself")
    assert await refused(one, three, (versions[one], 99)) == (412, "stale")
    assert await refused(one, uuid7(), (1, 1)) == (404, "not-found")
    again = await region.merge(one, three, id=UUID(merge))
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (422, "command-reused")

    key = uuid7()
    first, repeated = await region.undo(merge, key=key), await region.undo(merge, key=key)
    assert (first.status_code, repeated.json()) == (200, first.json())
    twice = await region.undo(merge, ("visit", str(uuid7()), "kept"))
    assert (twice.status_code, twice.json()["type"].rpartition("/")[2]) == (409, "merge-already-undone")
    assert (await region.undo(str(uuid7()))).status_code == 404
    assert (await region.merge(one, two)).status_code == 201


async def test_who_is_merged_is_erased_whole_and_is_neither_merged_nor_parted_meanwhile(
    region: Region,
) -> None:
    officer = region.acting(f"data_protection_officer@{ZACHARO}")
    one, two = await region.register(), await region.register()
    three = await region.register()
    merge = await region.merged(one, two)

    async def asked(person: UUID) -> tuple[int, str]:
        number = (await region.card(person))["number"]
        body = {"person": str(person), "basis": "consent-withdrawn", "identity": "papers", "number": number}
        answer = await officer.send("PUT", "registry", f"/erasures/{uuid7()}", body)
        return answer.status_code, answer.json().get("type", "").rpartition("/")[2]

    assert await asked(two) == (201, "")
    assert await asked(one) == (409, "erasure-open")
    (erasure,) = (await officer.send("GET", "registry", f"/erasures?person={two}")).json()["items"]
    assert (erasure["person"], erasure["others"]) == (str(one), [str(two)])
    for kept, merged in ((one, three), (three, two)):
        answer = await region.merge(kept, merged)
        assert answer.json()["type"].rpartition("/")[2] in ("merged-while-erased", "merged-already")
    undone = await region.undo(merge)
    assert (undone.status_code, undone.json()["type"].rpartition("/")[2]) == (409, "merged-while-erased")
    withdrawn = await officer.send("POST", "registry", f"/erasures/{erasure['id']}/withdrawal")
    assert withdrawn.status_code == 200
    assert (await region.undo(merge)).status_code == 200


async def test_another_municipalitys_record_is_as_absent_as_one_that_is_not(region: Region) -> None:
    own, kept, merged = [await region.register() for _ in range(3)]
    away = region.acting(f"social_worker@{PYRGOS}")
    theirs = await away.register(centre=PYRGOS)
    merge = await region.merged(kept, merged)
    both = region.acting(f"social_worker@{PYRGOS}", f"social_worker@{ZACHARO}")
    for acting in (region, both):
        beside = await acting.merge(own, theirs, seen=(1, 1))
        absent = await acting.merge(own, uuid7(), seen=(1, 1))
        assert beside.status_code == absent.status_code == 404
        assert beside.json() | {"instance": 0} == absent.json() | {"instance": 0}
    shown = await both.send("GET", "registry", "/merges/preview", of=own, kept=own, merged=theirs)
    assert shown.status_code == 404
    for method, path in (("GET", f"/merges/{merge}"), ("POST", f"/merges/{merge}/undoing")):
        answer = await away.send(method, "registry", path, {"assigned": []} if method == "POST" else None)
        assert answer.status_code == 404, path
    # Without a ticket for one of the two, nothing is read of either; with one, nothing beyond one's own reach.
    assert (await region.send("GET", "intake", f"/people/{merged}/timeline", of=own)).status_code == 403
    assert (await away.get("intake", f"/people/{merged}/timeline", merged))["items"] == []


async def test_of_merges_at_one_time_one_stands_and_none_leads_in_a_circle(region: Region) -> None:
    people = [await region.register() for _ in range(3)]
    versions = {person: await region.version(person) for person in people}
    pairs = [(a, b) for a in people for b in people if a != b]
    answers = await asyncio.gather(
        *(region.merge(a, b, seen=(versions[a], versions[b])) for a, b in pairs for _ in range(2))
    )
    codes = [answer.status_code for answer in answers]
    assert set(codes) <= {201, 409}
    assert codes.count(201) == 2
    roots = {(await region.card(person))["id"] for person in people}
    assert len(roots) == 1
    assert set((await region.card(people[0]))["merged"]) | roots == {str(person) for person in people}
