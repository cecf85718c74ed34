"""Known elsewhere: a Centre to ask, and nothing more; each question is in the log."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest

from services.registry import BLUEPRINT
from services.registry.duplicates.finding import look
from services.registry.elsewhere.domain import ElsewhereAsked
from services.registry.elsewhere.index import sweep
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ZACHARO, PYRGOS, PATRA = "/el63/3905/zacharo", "/el63/3901/pyrgos", "/el63/3701/patra"
AMKA = "14028012343"


@dataclass
class Registry:
    served: Served
    provider: TestProvider

    async def register(self, centre: str, **identifier: str) -> UUID:
        person = uuid7()
        body: dict[str, Any] = {
            "centre": centre, "unit": str(uuid7()), "surname": "Παππά", "given_name": "Άννα", "informed": True,
            "identifier": identifier or None,
        }  # fmt: skip
        headers = {**self.provider.bearer(f"receptionist@{centre}"), "If-None-Match": "*"}
        made = await self.served.http.put(f"/people/{person}", json=body, headers=headers)
        assert made.status_code == 201, made.text
        return person

    async def ask(self, person: UUID, centre: str, *, ticket: bool = True, key: UUID | None = None) -> httpx2.Response:
        headers = {
            **self.provider.bearer(f"receptionist@{centre}"),
            "Idempotency-Key": str(key or uuid7()),
            **(self.served.ticket(person, reach="basic", scope=centre) if ticket else {}),
        }
        return await self.served.http.post(f"/people/{person}/elsewhere", json={}, headers=headers)

    async def find(self) -> None:
        projector = await connect(self.served.databases.projector, name="test")
        while await look(self.served.running, projector):
            pass
        await projector.close()

    async def questions(self) -> list[tuple[str, ElsewhereAsked]]:
        log = self.served.running.store.log
        events = await log.read(0)
        return [(one.metadata.by, one.event) for one in events if isinstance(one.event, ElsewhereAsked)]


@pytest.fixture
async def registry(stage: Stage, provider: TestProvider) -> AsyncGenerator[Registry]:
    async with stage.serve(BLUEPRINT) as served:
        yield Registry(served, provider)


async def test_who_is_known_elsewhere_by_a_number_is_answered_with_the_centre_alone(registry: Registry) -> None:
    theirs = await registry.register(PYRGOS, kind="amka", value=AMKA)
    own = await registry.register(ZACHARO, kind="amka", value=AMKA)
    stranger = await registry.register(PATRA, kind="passport", value="AB123456")
    await registry.find()
    key = uuid7()
    answer = await registry.ask(own, ZACHARO, key=key)
    assert answer.status_code == 200, answer.text
    assert answer.json()["centres"] == [PYRGOS]
    assert str(theirs) not in answer.text
    assert (await registry.ask(own, ZACHARO, key=key)).json() == answer.json()
    assert (await registry.ask(stranger, PATRA)).json()["centres"] == []
    assert await registry.questions() == [
        ("somebody", ElsewhereAsked(own, (PYRGOS,))),
        ("somebody", ElsewhereAsked(stranger, ())),
    ]


async def test_nobody_asks_of_anothers_person_or_without_a_ticket(registry: Registry) -> None:
    theirs = await registry.register(PYRGOS, kind="amka", value=AMKA)
    own = await registry.register(ZACHARO, kind="amka", value=AMKA)
    assert (await registry.ask(own, ZACHARO, ticket=False)).status_code == 403
    away, absent = await registry.ask(theirs, ZACHARO), await registry.ask(uuid7(), ZACHARO)
    assert (away.status_code, absent.status_code) == (404, 404)
    assert await registry.questions() == []


async def test_the_service_itself_cannot_read_whose_a_hash_is(registry: Registry) -> None:
    own = await registry.register(ZACHARO, kind="amka", value=AMKA)
    await registry.find()
    api = await connect(registry.served.databases.api, name="test")
    await api.execute("SELECT set_config('kentro.basic', '/el63/3901/', false)")
    assert await api.fetch("SELECT hash FROM known_identifier") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await api.fetch("SELECT person FROM known_identifier")
    await api.close()
    owner = await connect(registry.served.databases.projector, name="test")
    rows = await owner.fetch("SELECT person, hash FROM known_identifier")
    assert [row["person"] for row in rows] == [own]
    assert AMKA.encode() not in rows[0]["hash"]
    await owner.close()


async def test_who_is_no_longer_here_is_known_no_longer(registry: Registry) -> None:
    theirs = await registry.register(PYRGOS, kind="amka", value=AMKA)
    own = await registry.register(ZACHARO, kind="amka", value=AMKA)
    await registry.find()
    projector = await connect(registry.served.databases.projector, name="test")
    await projector.execute("DELETE FROM identity WHERE person = $1", theirs)
    assert (await registry.ask(own, ZACHARO)).json()["centres"] == []
    await sweep(projector)
    assert [row["person"] for row in await projector.fetch("SELECT person FROM known_identifier")] == [own]
    await projector.close()
