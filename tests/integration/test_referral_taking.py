"""Before a referral is sent: a service that is paused, full or ended, or whose body is suspended or closed, says so."""

from collections.abc import AsyncGenerator
from datetime import date, timedelta
from typing import Any

import pytest

from services.referral.consumes import (
    BodyClosed,
    BodyCorrected,
    BodyEntered,
    BodyResumed,
    BodySuspended,
    CapacityReported,
    ServiceCorrected,
    ServiceEnded,
    ServiceOffered,
    ServicePaused,
    ServiceResumed,
)
from services.referral.directory import BODIES, SERVICES, BodyRow, ServiceRow
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from shared.views import fold_rows
from tests.clock import today
from tests.integration.test_referral import THE_REFERRAL, ZACHARO, Desk, told

BODY, SERVICE = uuid7(), uuid7()
OFFERED = ServiceOffered(SERVICE, BODY, "tutoring", "Φροντιστήριο", "3905", 5, "a@b.gr")
ENTERED = BodyEntered(BODY, "Αλφειός")
DAY = timedelta(days=1)


@pytest.fixture
async def desk(stage: Stage, provider: TestProvider) -> AsyncGenerator[Desk]:
    async with stage.serve(THE_REFERRAL) as served:
        yield Desk(served, SERVICE, provider.bearer(f"social_worker@{ZACHARO}", f"importer@{ZACHARO}"))


async def hears(desk: Desk, *events: Any) -> None:
    connection = await connect(desk.served.databases.projector, name="test")
    for event in events:
        for view in (SERVICES, BODIES):
            await view.apply(connection, [told(event)])
    await connection.close()


def full(*, places: int = 0, believed_until: date | None = None) -> CapacityReported:
    return CapacityReported(SERVICE, places, 4, today(), believed_until or today())


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        ((ServicePaused(SERVICE, None),), "service-paused"),
        ((ServicePaused(SERVICE, today() + DAY),), "service-paused-until"),
        ((ServicePaused(SERVICE, today()),), None),
        ((ServicePaused(SERVICE, None), ServiceResumed(SERVICE)), None),
        ((ServiceEnded(SERVICE),), "service-ended"),
        ((full(),), "service-full"),
        ((full(believed_until=today() - DAY),), None),
        ((full(), full(places=1)), None),
        ((BodySuspended(BODY),), "body-suspended"),
        ((BodySuspended(BODY), BodyResumed(BODY)), None),
        ((BodyClosed(BODY),), "body-closed"),
    ],
)
async def test_who_takes_nobody_says_so_before_anything_is_disclosed(
    desk: Desk, heard: tuple[Any, ...], code: str | None
) -> None:
    await hears(desk, ENTERED, OFFERED, *heard)
    id_ = uuid7()
    answer = await desk.put(id_)
    if code is None:
        assert answer.status_code == 201, answer.text
        return
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, code)
    assert (await desk.served.http.get(f"/referrals/{id_}", headers=desk.headers)).status_code == 404


async def test_who_may_wait_is_referred_to_a_full_service(desk: Desk) -> None:
    await hears(desk, ENTERED, OFFERED, full())
    assert (await desk.put(uuid7(), may_wait=True)).status_code == 201
    await hears(desk, ServicePaused(SERVICE, None))
    assert (await desk.put(uuid7(), may_wait=True)).status_code == 409


async def test_a_referral_that_was_sent_is_answered_the_same_after_the_service_paused(desk: Desk) -> None:
    await hears(desk, ENTERED, OFFERED)
    id_, person, unit = uuid7(), str(uuid7()), str(uuid7())
    first = await desk.put(id_, person=person, unit=unit)
    await hears(desk, ServicePaused(SERVICE, None))
    again = await desk.put(id_, person=person, unit=unit)
    assert (again.status_code, again.json()) == (first.status_code, first.json())


async def test_what_was_sent_long_ago_is_imported_whatever_holds_now(desk: Desk) -> None:
    await hears(desk, ENTERED, OFFERED, ServiceEnded(SERVICE))
    desk.headers = {**desk.headers, "Kentro-Import": str(uuid7())}
    assert (await desk.put(uuid7())).status_code == 201


def test_the_directory_is_what_registry_last_said() -> None:
    log = [
        told(event)
        for event in (
            ENTERED,
            OFFERED,
            BodyCorrected(BODY, "Νέος Αλφειός"),
            ServiceCorrected(SERVICE, "nursery", "Σταθμός", None, 8, "c@d.gr"),
            full(),
        )
    ]
    assert fold_rows(BODIES, log) == {(BODY,): BodyRow(BODY, "Νέος Αλφειός")}
    assert fold_rows(SERVICES, log) == {
        (SERVICE,): ServiceRow(
            SERVICE, BODY, "nursery", "Σταθμός", None, 8, "c@d.gr", places=0, waiting=4, reported_on=today(),
            believed_until=today(),
        )
    }  # fmt: skip
    assert fold_rows(SERVICES, [told(ServiceEnded(SERVICE))]) == {}
