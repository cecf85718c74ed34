"""Pre-checks in a person's file: asked and kept at once, read as they were told, and gone with the person."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest

from services.registry import BLUEPRINT
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.programmes import PROGRAMME, VERSION, Json, Registry, seed

ZACHARO, PYRGOS = "/el63/3905/zacharo", "/el63/3901/pyrgos"
DAY = "2024-01-01"
FACTS: Mapping[str, int | bool] = {"adults": 1, "work_income": 60000, "single_parent": True}


@dataclass
class File:
    """A person's file, and who works with it."""

    registry: Registry
    person: UUID

    @property
    def served(self) -> Served:
        return self.registry.served

    def shown(self, who: str = "worker", grant: str = f"social_worker@{ZACHARO}", **ticket: object) -> dict[str, str]:
        """The headers of an account that has the file open."""
        return {
            **self.registry.provider.bearer(grant, subject=who),
            **self.served.ticket(self.person, subject=who, **ticket),
        }

    def at(self, check: UUID | None = None) -> str:
        return f"/people/{self.person}/pre-checks" + (f"/{check}" if check else "")

    async def keep(
        self, check: UUID, headers: dict[str, str] | None = None, facts: Mapping[str, Any] = FACTS, on: str | None = DAY
    ) -> httpx2.Response:
        sent = {"If-None-Match": "*", **(headers or self.shown())}
        return await self.served.http.put(self.at(check), json={"on": on, "facts": facts}, headers=sent)

    async def get(self, check: UUID | None = None, headers: dict[str, str] | None = None) -> httpx2.Response:
        return await self.served.http.get(self.at(check), headers=headers or self.shown())

    async def whole(self, check: UUID) -> Json:
        answer = await self.get(check)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def listed(self) -> list[Json]:
        answer = await self.get()
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    async def withdraw(self, check: UUID, headers: dict[str, str] | None = None, why: str = "mistaken") -> Any:
        sent = {"Idempotency-Key": str(uuid7()), **(headers or self.shown())}
        return await self.served.http.post(f"{self.at(check)}/withdrawal", json={"why": why}, headers=sent)

    async def head(self) -> int:
        return await self.served.running.store.log.head()


@pytest.fixture
async def file(stage: Stage, provider: TestProvider) -> AsyncGenerator[File]:
    async with stage.serve(BLUEPRINT) as served:
        registry = Registry(served, provider)
        assert (await registry.put("/programmes/minimum-income", PROGRAMME)).status_code == 201
        await registry.publish("minimum-income", uuid7(), VERSION)
        yield File(registry, uuid7())


async def test_what_a_person_was_told_is_kept_with_the_facts(file: File) -> None:
    anonymous = await file.registry.check(on=DAY, facts=FACTS)
    check = uuid7()
    answer = await file.keep(check)
    assert (answer.status_code, answer.json()) == (201, {"id": str(check), "version": 1})

    kept = await file.whole(check)
    own = {name: kept.pop(name) for name in ("id", "facts", "by", "kept_at", "version")}
    assert kept == anonymous
    assert (own["id"], own["facts"], own["by"], own["version"]) == (str(check), FACTS, "worker", 1)
    assert own["kept_at"]

    other = uuid7()
    assert (await file.keep(other, facts={"work_income": 129600})).status_code == 201
    assert (await file.keep(uuid7(), facts={"adults": 1}, on=None)).status_code == 201
    unknown, unlikely, likely = await file.listed()
    assert [line["facts"] for line in (unknown, unlikely, likely)] == [1, 1, 3]
    assert [line["on"] for line in (unknown, unlikely, likely)] == [str(today()), DAY, DAY]
    named = [PROGRAMME["name"]]
    assert [line["likely"] for line in (unknown, unlikely, likely)] == [[], [], named]
    assert [line["unlikely"] for line in (unknown, unlikely, likely)] == [[], named, []]
    assert [line["not_enough_known"] for line in (unknown, unlikely, likely)] == [named, [], []]
    assert (likely["id"], likely["by"], likely["kept_at"]) == (str(check), "worker", own["kept_at"])
    told = await file.served.running.pool.fetch("SELECT data FROM log WHERE type = 'FileRead'")
    reads = [msgspec.json.decode(row["data"]) for row in told]
    assert sorted((each["what"], each["item"]) for each in reads) == [("pre-check", str(check)), ("pre-checks", None)]


async def test_a_version_that_is_put_right_later_changes_nothing_of_what_was_said(file: File) -> None:
    check = uuid7()
    await file.keep(check)
    before = await file.whole(check)
    version = UUID(before["items"][0]["version"])
    other = {**VERSION, "source": "Διορθωμένη ΚΥΑ", "documents": [], "pays": "1",
             "rules": [{**VERSION["rules"][0], "met": "Αλλιώς.", "unmet": "Αλλιώς όχι."}],
             "examples": [{**VERSION["examples"][0], "pays": 1}]}  # fmt: skip
    await file.registry.publish("minimum-income", version, other)
    renamed = {"name": "ΚΕΑ", "since": "2023-12-01"}
    assert (await file.registry.post("/programmes/minimum-income/names", renamed)).status_code == 200
    assert (await file.registry.post("/programmes/minimum-income/end", {"last_day": "2026-01-01"})).status_code == 200

    assert await file.whole(check) == before
    (line,) = await file.listed()
    assert line["likely"] == [PROGRAMME["name"]]
    (now,) = (await file.registry.check(on=DAY, facts=FACTS))["items"]
    assert (now["name"], now["source"], now["documents"], now["pays"]) == ("ΚΕΑ", "Διορθωμένη ΚΥΑ", [], 1)


async def test_the_same_facts_on_the_same_day_are_told_the_same(file: File) -> None:
    one, other = uuid7(), uuid7()
    await file.keep(one)
    await file.keep(other, file.shown("colleague"), facts=dict(reversed([*FACTS.items()])))
    first, second = await file.whole(one), await file.whole(other)
    own: Json = {"id": None, "by": None, "kept_at": None}
    assert first | own == second | own
    assert (await file.whole(one), await file.whole(other)) == (first, second)


async def test_the_same_is_kept_once_and_something_else_under_its_id_is_refused(file: File) -> None:
    check = uuid7()
    answers = [await file.keep(check) for _ in range(3)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert len(await file.listed()) == 1
    command = "SELECT command FROM log WHERE stream = $1"
    assert await file.served.running.pool.fetchval(command, f"precheck-{check}") == check
    head = await file.head()
    for changed in ({"facts": {**FACTS, "adults": 2}}, {"on": "2024-01-02"}, {"headers": file.shown("other")}):
        refused = await file.keep(check, **changed)  # type: ignore[arg-type] # each is one of them
        assert (refused.status_code, refused.json()["type"]) == (422, "https://kentro.gr/problems/command-reused")
    assert await file.head() == head
    bare = await file.served.http.put(file.at(uuid7()), json={"facts": FACTS}, headers=file.shown())
    assert bare.status_code == 428


async def test_facts_that_cannot_be_taken_are_refused_at_their_field(file: File) -> None:
    head = await file.head()
    wrong = await file.keep(uuid7(), facts={"adults": True, "minors": 31, "children": 1})
    assert sorted((error["pointer"], error["code"]) for error in wrong.json()["errors"]) == [
        ("/facts", "unknown-fact"), ("/facts/adults", "wrong-type"), ("/facts/minors", "out-of-range"),
    ]  # fmt: skip
    nothing = await file.keep(uuid7(), facts={})
    assert (nothing.status_code, [error["pointer"] for error in nothing.json()["errors"]]) == (422, ["/facts"])
    verdicts = await file.served.http.put(
        file.at(uuid7()), json={"facts": FACTS, "items": []}, headers={**file.shown(), "If-None-Match": "*"}
    )
    assert [error["pointer"] for error in verdicts.json()["errors"]] == ["/items"]
    assert await file.head() == head


async def test_without_a_ticket_for_that_person_nothing_is_kept_or_read(file: File) -> None:
    check = uuid7()
    await file.keep(check)
    worker = file.registry.provider.bearer(f"social_worker@{ZACHARO}", subject="worker")
    another = {**worker, **file.served.ticket(uuid7(), subject="worker")}
    stranger = file.shown("other", f"social_worker@{PYRGOS}")
    head = await file.head()
    for headers in (worker, another):
        answers = [await file.keep(uuid7(), headers), await file.get(None, headers), await file.get(check, headers),
                   await file.withdraw(check, headers)]  # fmt: skip
        assert {(one.status_code, one.json()["type"].rpartition("/")[2]) for one in answers} == {
            (403, "ticket-required")
        }
    assert (await file.keep(uuid7(), stranger)).status_code == 403
    assert (await file.get(check, stranger)).status_code == 404
    assert (await file.withdraw(check, stranger)).status_code == 403
    neighbour = file.shown("neighbour", "social_worker@/el63/3905/figaleia", reach="basic")
    assert (await file.get(check, neighbour)).status_code == 404
    assert (await file.keep(uuid7(), neighbour)).status_code == 403
    desk = file.shown("desk", f"receptionist@{ZACHARO}")
    assert {(await one).status_code for one in (file.keep(uuid7(), desk), file.get(None, desk))} == {404}
    assert await file.head() == head


async def test_an_auditor_reads_and_keeps_nothing(file: File) -> None:
    check = uuid7()
    await file.keep(check)
    auditor = file.shown("auditor", f"auditor@{ZACHARO}", purpose="audit")
    assert (await file.get(check, auditor)).status_code == 200
    assert (await file.get(None, auditor)).status_code == 200
    assert (await file.keep(uuid7(), auditor)).status_code == 404


async def test_what_an_emergency_opens_is_read_and_not_added_to(file: File) -> None:
    check = uuid7()
    await file.keep(check)
    emergency = file.shown("neighbour", "social_worker@/el63/3905/figaleia", emergency=True)
    assert (await file.get(check, emergency)).status_code == 200
    head = await file.head()
    for headers in (emergency, file.shown(emergency=True)):
        for refused in (await file.keep(uuid7(), headers), await file.withdraw(check, headers)):
            assert refused.json()["type"].endswith("/ticket-required")
    assert await file.head() == head


async def test_what_should_not_have_been_kept_is_taken_out(file: File) -> None:
    check, other = uuid7(), uuid7()
    for one in (check, other):
        await file.keep(one)
    assert (await file.withdraw(check, why="no-reason")).status_code == 422
    assert (await file.withdraw(uuid7())).status_code == 404
    beside = File(file.registry, uuid7())
    assert (await beside.withdraw(check)).status_code == 404
    for _ in range(2):
        taken = await file.withdraw(check, why="wrong-person")
        assert (taken.status_code, taken.json()["version"]) == (200, 2)
    assert [line["id"] for line in await file.listed()] == [str(other)]
    head = await file.head()
    assert (await file.get(check)).status_code == 404
    assert await file.head() == head


async def test_what_is_kept_is_sealed_in_the_log(file: File) -> None:
    await file.keep(uuid7(), facts={"work_income": 61357})
    row = await file.served.running.pool.fetchrow("SELECT data, sealed FROM log WHERE type = 'PreCheckKept'")
    assert row is not None
    assert row["sealed"]
    assert row["data"].decode() == f'{{"person":"{file.person}","on":"{DAY}"}}'


async def test_keeping_is_an_entry_from_which_the_time_of_the_file_runs(file: File) -> None:
    asked = "SELECT last FROM activity WHERE person = $1"
    owner = await connect(file.served.databases.projector, name="test")
    assert await owner.fetchval(asked, file.person) is None
    await file.keep(uuid7())
    assert await owner.fetchval(asked, file.person) == today()
    await owner.close()


async def test_every_programme_is_asked_and_kept_within_fifty_milliseconds(file: File) -> None:
    await seed(file.registry)
    facts: Mapping[str, int | bool] = {
        "adults": 1, "minors": 2, "single_parent": True, "dependent_children": 2, "couple": False, "age": 34,
        "work_income": 60000, "pension_income": 0, "benefit_income": 0, "other_income": 0, "year_income": 450000,
        "real_estate": 0, "vehicles": 0, "deposits": 100000, "residence_months": 408, "rents_home": True,
        "tax_return_filed": True, "unprotected_children": 0,
    }  # fmt: skip
    kept, read = list[float](), list[float]()
    for _ in range(20):
        check, began = uuid7(), perf_counter()
        assert (await file.keep(check, facts=facts, on="2026-06-01")).status_code == 201
        written = perf_counter()
        assert len((await file.whole(check))["items"]) == 8
        kept.append(written - began)
        read.append(perf_counter() - written)
    assert median(kept) < 0.05
    assert median(read) < 0.05
