"""Duplicates among those who are there already: found in the background, worked off, and not raised twice."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registry import BLUEPRINT
from services.registry.duplicates.finding import look
from services.registry.duplicates.views import pair_id
from services.registry.people.domain import BornRecorded, ContactRecorded, NameRecorded, PersonMet
from shared.database import Connection, connect
from shared.eventstore import Command
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from shared.workdays import today

ZACHARO, PYRGOS = "/el63/3905/zacharo", "/el63/3901/pyrgos"


@dataclass
class Registry:
    served: Served
    projector: Connection
    worker: dict[str, str]
    provider: TestProvider

    async def known(
        self, surname: str, given_name: str, *more: object, id: UUID | None = None, centre: str = ZACHARO
    ) -> UUID:
        """A person who came into the registry without anybody being shown to the desk, as by an import."""
        person = id or uuid7()
        await self.say(
            person, PersonMet(centre), NameRecorded(surname, given_name, "Γεωργίου", None), *more, centre=centre
        )
        return person

    async def say(self, person: UUID, *events: object, centre: str = ZACHARO) -> None:
        command = Command(uuid7(), "somebody", today(datetime.now(UTC)), centre)
        outcome = await self.served.running.store.handle(command, f"person-{person}", lambda _: list(events))
        assert await self.served.running.readable(outcome)

    async def find(self) -> None:
        """Lets the matcher look until nobody waits, and its findings be read."""
        while await look(self.served.running, self.projector):
            pass
        head = await self.served.running.store.log.head()
        assert await self.served.running.projector.progress.reached(head, 10)

    async def send(self, method: str, path: str, body: Any = None, *, grants: str = "", **more: str) -> httpx2.Response:
        headers = self.provider.bearer(grants) if grants else self.worker
        key = {"Idempotency-Key": str(uuid7())} if method == "POST" else {}
        return await self.served.http.request(method, path, json=body, headers={**headers, **key, **more})

    async def waiting(self, state: str = "open", grants: str = "") -> list[dict[str, Any]]:
        answer = await self.send("GET", f"/duplicates?state={state}", grants=grants)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]


@pytest.fixture
async def registry(stage: Stage, provider: TestProvider) -> AsyncGenerator[Registry]:
    async with stage.serve(BLUEPRINT) as served:
        projector = await connect(served.databases.projector, name="test")
        yield Registry(served, projector, provider.bearer(f"social_worker@{ZACHARO}"), provider)
        await projector.close()


BORN = BornRecorded("1980-02-14")


async def test_two_records_that_are_alike_come_onto_the_worklist_with_reasons(registry: Registry) -> None:
    first = await registry.known("Παπαδοπούλου", "Μαρία", BORN)
    second = await registry.known("Papadopoulou", "Mairh", BORN)
    await registry.known("Γκίκας", "Ηλίας", BornRecorded("1955-01-01"))
    await registry.known("Παπαδοπούλου", "Μαρία", BORN, centre=PYRGOS)
    await registry.find()
    (shown,) = await registry.waiting()
    assert (shown["left"], shown["right"]) == (str(first), str(second))
    assert shown["reasons"] == ["near-name", "same-birth-date", "same-father"]
    assert shown["score"] == 85
    assert await registry.waiting(grants=f"receptionist@{ZACHARO}") == [shown]
    assert await registry.waiting(grants=f"receptionist@{PYRGOS}") == []
    for method, path in (("GET", ""), ("POST", "/dismissal"), ("POST", "/handing-on")):
        away = await registry.send(
            method, f"/duplicates/{shown['id']}{path}", {"why": "family"} if path == "/dismissal" else {},
            grants=f"social_worker@{PYRGOS}",
        )  # fmt: skip
        absent = await registry.send(
            method, f"/duplicates/{uuid7()}{path}", {"why": "family"} if path == "/dismissal" else {},
            grants=f"social_worker@{PYRGOS}",
        )  # fmt: skip
        assert (away.status_code, absent.status_code) == (404, 404)


async def test_nobody_is_looked_at_twice_and_who_changed_is_looked_at_again(registry: Registry) -> None:
    await registry.known("Παπαδοπούλου", "Μαρία", BORN)
    other = await registry.known("Γκίκα", "Ελένη")
    await registry.find()
    assert await look(registry.served.running, registry.projector) == 0
    assert await registry.waiting() == []
    await registry.say(other, NameRecorded("Παπαδοπούλου", "Μαρία", None, None))
    await registry.find()
    assert len(await registry.waiting()) == 1


async def test_what_was_dismissed_is_raised_again_only_where_something_that_tells_apart_changed(
    registry: Registry,
) -> None:
    first = await registry.known("Παπαδοπούλου", "Μαρία", BORN)
    second = await registry.known("Παπαδοπούλου", "Μαίρη", BORN)
    await registry.find()
    pair = pair_id(first, second)
    said = await registry.send("POST", f"/duplicates/{pair}/dismissal", {"why": "family"})
    assert said.status_code == 200, said.text
    assert (await registry.waiting(), len(await registry.waiting("dismissed"))) == ([], 1)

    await registry.say(first, ContactRecorded(None, "maria@example.org"))
    await registry.find()
    assert await registry.waiting() == []

    await registry.say(second, NameRecorded("Παπαδοπούλου", "Μαρία", "Γεωργίου", None))
    await registry.find()
    (again,) = await registry.waiting()
    assert (again["id"], again["score"]) == (str(pair), 100)


async def test_who_was_dismissed_at_the_desk_is_not_suspected_behind_its_back(registry: Registry) -> None:
    body = {
        "centre": ZACHARO, "unit": str(uuid7()), "surname": "Παππά", "given_name": "Άννα", "born_on": "1980-02-14",
        "informed": True,
    }  # fmt: skip
    first, second = uuid7(), uuid7()
    for person, others in ((first, []), (second, [str(first)])):
        made = await registry.send(
            "PUT", f"/people/{person}", {**body, "not_same_as": others}, **{"If-None-Match": "*"}
        )
        assert made.status_code == 201, made.text
    await registry.find()
    assert await registry.waiting() == []
    await registry.say(second, BornRecorded("1980-02-15"), BornRecorded("1980-02-14"))
    await registry.find()
    assert len(await registry.waiting()) == 1


async def test_a_pair_leaves_the_list_when_it_is_merged_and_comes_back_when_they_are_parted(registry: Registry) -> None:
    first = await registry.known("Παπαδοπούλου", "Μαρία", BORN)
    second = await registry.known("Παπαδοπούλου", "Μαίρη", BORN)
    await registry.find()
    handed = await registry.send("POST", f"/duplicates/{pair_id(first, second)}/handing-on", {})
    assert handed.status_code == 200
    before = await registry.waiting("unsure")
    assert [one["state"] for one in before] == ["unsure"]
    merge = uuid7()
    body = {"kept": str(first), "merged": str(second), "kept_version": 3, "merged_version": 3}
    merged = await registry.send("PUT", f"/merges/{merge}", body, **{"If-None-Match": "*"})
    assert merged.status_code == 201, merged.text
    assert await registry.waiting() == []
    third = await registry.known("Παπαδοπούλου", "Μαρία", BORN)
    await registry.find()
    assert {(one["left"], one["right"]) for one in await registry.waiting()} == {(str(first), str(third))}
    await registry.send("POST", f"/merges/{merge}/undoing", {"assigned": []})
    await registry.find()
    assert await registry.waiting("unsure") == before
    assert len(await registry.waiting()) == 3
