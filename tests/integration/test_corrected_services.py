"""What the registry corrects of a service reaches the figures of what was referred to it, over the real broker."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services import registry
from services.reporting import consumes
from services.reporting.figures.views import CELLS, FACTS, SERVICES, UNCOUNTED, OfferedServiceRow
from shared.consumer import forget
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.parking import apply_all
from shared.public import Received
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from shared.views import fold_rows
from tests.clock import this_month, today
from tests.integration.erasing import until
from tests.integration.offering import Office
from tests.integration.test_reporting import ZACHARO, the_reporting

NAMED = "SELECT id, kind, name FROM offered_service ORDER BY id"


@dataclass
class Directory:
    office: Office
    reporting: Served
    coordinator: dict[str, str]
    owner: Connection
    """Of reporting's tables."""

    async def corrected(self, service: str, *, seen: int, **facts: Any) -> None:
        """Returns when reporting has heard of it."""
        offered = self.office.offered(**facts)
        answer = await self.office.post(f"/services/{service}/correction", offered, seen=seen)
        assert answer.status_code == 200, answer.text
        _, partition, position = answer.headers["kentro-position"].split("/")
        assert await self.consumer.checkpoints.progress[int(partition)].reached(int(position), 30)

    @property
    def consumer(self) -> Any:
        return next(each for each in self.reporting.running.consumers if each.source == "registry")

    async def named(self) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.owner.fetch(NAMED)]

    async def kinds(self) -> dict[str, int]:
        asked = {"scope": ZACHARO, "month": this_month()}
        answer = await self.reporting.http.get("/figures", params=asked, headers=self.coordinator)
        assert answer.status_code == 200, answer.text
        return {part["code"]: part["value"] for part in answer.json()["breakdown"]["service-kinds"]}


def told(data: object, source: str = "registry", day: date = date(2026, 3, 2)) -> Received:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Received(source, 0, UUID(int=1), 1, 0, 0, "", "", at, day, ZACHARO, None, None, data)


@pytest.fixture
async def directory(stage: Stage, provider: TestProvider) -> AsyncGenerator[Directory]:
    async with stage.serve(registry.BLUEPRINT) as kept, stage.serve(the_reporting(stage)) as figures:
        office = Office(kept, provider.bearer("regional_administrator@/el63"), {})
        await office.enter_municipalities()
        owner = await connect(stage.databases.owner(figures.databases), name="test")
        yield Directory(office, figures, provider.bearer(f"coordinator@{ZACHARO}"), owner)
        await owner.close()


async def test_a_referral_counts_under_the_kind_that_the_registry_corrected(directory: Directory) -> None:
    service = await directory.office.service(await directory.office.body(), kind="tutoring")
    await directory.corrected(service, seen=1, kind="tutoring", name="Φροντιστήριο Β")
    projector = await connect(directory.reporting.databases.projector, name="test")
    async with projector.transaction():
        sent = told(consumes.ReferralSent(uuid7(), UUID(service)), "referral", today())
        await apply_all(projector, [UNCOUNTED, FACTS, CELLS], [sent])
    await projector.close()
    assert await directory.kinds() == {"tutoring": 1}

    await directory.corrected(service, seen=2, kind="nursery", name="Σταθμός")

    assert await directory.kinds() == {"nursery": 1}
    assert await directory.named() == [(UUID(service), "nursery", "Σταθμός")]


async def test_services_rebuilt_equal_services_as_they_came(directory: Directory) -> None:
    body = await directory.office.body()
    for kind in ("nursery", "tutoring", "nursery"):
        await directory.corrected(await directory.office.service(body), seen=1, kind=kind, name="Δομή")
    before = await directory.named()
    assert [kind for _, kind, _ in before] == ["nursery", "tutoring", "nursery"]

    await forget(directory.owner, directory.consumer.topic, directory.consumer.follows)

    async def as_before() -> bool:
        return await directory.named() == before

    await until(as_before)


async def test_what_is_told_twice_is_as_once(directory: Directory) -> None:
    service = uuid7()
    log = [
        told(consumes.ServiceOffered(service, "tutoring", "Φροντιστήριο")),
        told(consumes.ServiceCorrected(service, "nursery", "Σταθμός")),
    ]
    projector = await connect(directory.reporting.databases.projector, name="test")
    for batch in (log, log, log[:1], log):
        async with projector.transaction():
            await apply_all(projector, [SERVICES], batch)
    await projector.close()
    rows = [OfferedServiceRow(*row) for row in await directory.named()]
    assert rows == list(fold_rows(SERVICES, log).values()) == [OfferedServiceRow(service, "nursery", "Σταθμός")]
