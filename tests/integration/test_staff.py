"""Colleagues make themselves known and are named to each other, never beyond their municipality."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from uuid import uuid4

import httpx2
import pytest

from services.registry import BLUEPRINT
from services.registry.staff.domain import staff_id
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

NIKI, PYRGOS = str(uuid4()), "receptionist@/el63/3901/pyrgos"
WORKER, RECEPTION = "social_worker@/el63/3905/zacharo", "receptionist@/el63/3905/fygaleia"
NAME = "Νίκη Παπαδοπούλου"


@dataclass
class Office:
    served: Served
    provider: TestProvider

    async def introduce(self, account: str, name: str, *grants: str) -> httpx2.Response:
        headers = self.provider.bearer(*grants, subject=account) | {"Idempotency-Key": str(uuid7())}
        return await self.served.http.put("/staff/me", json={"name": name}, headers=headers)

    async def named(self, accounts: Sequence[str], *grants: str) -> dict[str, str]:
        headers = self.provider.bearer(*grants, subject="who asks")
        answer = await self.served.http.post("/staff/labels", json={"ids": list(accounts)}, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["labels"]


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with stage.serve(BLUEPRINT) as served:
        yield Office(served, provider)


@pytest.mark.parametrize(
    ("grants", "sees"),
    [
        ([RECEPTION], True),
        (["coordinator@/el63/3905/zacharo"], True),
        (["municipal_administrator@/el63/3905"], True),
        (["regional_administrator@/el63"], True),
        ([PYRGOS], False),
        (["municipal_administrator@/el63/3901"], False),
        (["regional_administrator@/el64"], False),
        ([PYRGOS, "analyst@/el63"], False),
    ],
)
async def test_a_colleague_is_named_within_the_municipality(office: Office, grants: list[str], sees: bool) -> None:
    answer = await office.introduce(NIKI, NAME, WORKER)
    assert answer.status_code == 200, answer.text
    assert await office.named([NIKI, "nobody"], *grants) == ({NIKI: "Ν. Παπαδοπούλου"} if sees else {})


@pytest.mark.parametrize("role", ["analyst@/el63", "importer@/el63", "partner@/el63/3905"])
async def test_who_sees_figures_alone_is_told_no_name(office: Office, role: str) -> None:
    headers = office.provider.bearer(role)
    answer = await office.served.http.post("/staff/labels", json={"ids": [NIKI]}, headers=headers)
    assert answer.status_code == 404


async def test_the_same_name_again_writes_nothing_and_an_old_one_may_come_back(office: Office) -> None:
    stream = f"staff-{staff_id(NIKI)}"
    for name, version in ((NAME, 2), (NAME, 2), ("Νίκη Γκιόκα", 3), (NAME, 4)):
        answer = await office.introduce(NIKI, name, WORKER)
        assert (answer.status_code, answer.json()["version"]) == (200, version)
    assert (await office.served.running.store.load(stream)).version == 4
    assert await office.named([NIKI], RECEPTION) == {NIKI: "Ν. Παπαδοπούλου"}


async def test_what_was_done_where_somebody_worked_stays_named(office: Office) -> None:
    await office.introduce(NIKI, NAME, WORKER)
    await office.introduce(NIKI, NAME, PYRGOS)
    assert await office.named([NIKI], RECEPTION) == await office.named([NIKI], PYRGOS) == {NIKI: "Ν. Παπαδοπούλου"}


async def test_an_account_of_another_provider_is_known_by_its_own_name(office: Office) -> None:
    await office.introduce("gov|niki@example.org", NAME, WORKER)
    assert await office.named(["gov|niki@example.org"], RECEPTION) == {"gov|niki@example.org": "Ν. Παπαδοπούλου"}


async def test_more_than_two_hundred_are_not_named_at_once(office: Office) -> None:
    headers = office.provider.bearer(RECEPTION)
    ids = [str(uuid7()) for _ in range(201)]
    assert (await office.served.http.post("/staff/labels", json={"ids": ids}, headers=headers)).status_code == 422


async def test_a_name_is_sealed_in_the_log_and_published_to_nobody(office: Office) -> None:
    answer = await office.introduce(NIKI, NAME, WORKER)
    assert "Kentro-Position" not in answer.headers
    running = office.served.running
    loaded = await running.store.load(f"staff-{staff_id(NIKI)}")
    assert [running.publish(recorded) for recorded in loaded.recorded] == [None, None]
    owner = await connect(office.served.databases.owner, name="test")
    rows = await owner.fetch("SELECT data, sealed, metadata FROM log")
    await owner.close()
    assert len(rows) == 2
    assert all("Παπαδοπούλου".encode() not in bytes(part) for row in rows for part in row if part)
    assert rows[0]["sealed"]


async def test_the_tables_own_lock_hides_colleagues_of_elsewhere(office: Office) -> None:
    await office.introduce(NIKI, NAME, WORKER)
    api = await connect(office.served.databases.api, name="test")
    for paths, seen in (("/el63/3905/", 1), ("/el63/", 1), ("/el63/3901/", 0), ("", 0)):
        async with api.transaction(readonly=True):
            await api.execute("SELECT set_config('kentro.figures', $1, true)", paths)
            assert len(await api.fetch("SELECT 1 FROM staff")) == seen
    await api.close()
