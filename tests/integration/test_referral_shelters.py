"""Where somebody was sheltered is known to the Centre that sent them alone, whatever opens the file elsewhere."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest

from services.referral.consumes import BodyEntered, ServiceOffered
from services.referral.directory import BODIES, SERVICES
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.test_referral import THE_REFERRAL, Desk, told

OWN, OTHER = "social_worker@/el63/3905/zacharo", "social_worker@/el63/3905/other"
KINDS = ("tutoring", "abuse-shelter", "trafficking-shelter")


@pytest.fixture(scope="module")
async def served(module_stage: Stage) -> AsyncGenerator[Served]:
    async with module_stage.serve(THE_REFERRAL) as running:
        yield running


async def shown(served: Served, headers: dict[str, str], person: UUID, sent: list[UUID], **ticket: Any) -> list[int]:
    """How many referrals each answer tells of: the list, the course, and one by one."""
    asking = {**headers, **served.ticket(person, **ticket)}
    listed = (await served.http.get(f"/referrals?state=all&person={person}", headers=asking)).json()["items"]
    course = (await served.http.get(f"/people/{person}/timeline", headers=asking)).json()["items"]
    single = [(await served.http.get(f"/referrals/{one}", headers=asking)).status_code for one in sent]
    return [len(listed), len(course), single.count(200)]


async def test_an_emergency_elsewhere_learns_of_no_shelter(served: Served, provider: TestProvider) -> None:
    person, body, sent = uuid7(), uuid7(), [uuid7() for _ in KINDS]
    services = {kind: uuid7() for kind in KINDS}
    connection = await connect(served.databases.projector, name="test")
    await BODIES.apply(connection, [told(BodyEntered(body, "Φορέας"))])
    await SERVICES.apply(
        connection,
        [told(ServiceOffered(id_, body, kind, "Υπηρεσία", "3905", 5, "a@b.gr")) for kind, id_ in services.items()],
    )
    await connection.close()
    own = provider.bearer(OWN)
    for referral, service in zip(sent, services.values(), strict=True):
        answer = await Desk(served, service, own).put(referral, person=str(person))
        assert answer.status_code == 201, answer.text
    assert await shown(served, own, person, sent) == [3, 3, 3]
    other = provider.bearer(OTHER)
    assert await shown(served, other, person, sent, emergency=True) == [1, 1, 1]
    assert await shown(served, other, person, sent) == [0, 0, 0]
