"""A referral's whole way, over HTTP, on real parts: sent, opened with a code, answered, closed."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from pydantic import AnyUrl

from services import referral
from services.referral.consumes import BodyEntered, CentreFounded, FeastSet, ServiceOffered
from services.referral.directory import BODIES, CENTRES, SERVICES
from services.referral.feasts import FEASTS
from services.referral.links.mailer import MailSettings
from services.referral.links.secrets import LinkSecrets
from shared.database import connect
from shared.due import DueTicker
from shared.ids import uuid7
from shared.public import Received
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from shared.workdays import ATHENS
from tests.clock import today

ZACHARO = "/el63/3905/zacharo"
LINK_KEY = bytes(32)
THE_REFERRAL = referral.blueprint(
    LINK_KEY, MailSettings(AnyUrl("smtp://127.0.0.1:9"), "http://portal", "kentro@localhost")
)


def told(data: Any, scope: str = "/el63") -> Received:
    """An event of registry's as our consumer hands it to the views."""
    now = datetime.now(UTC)
    return Received("registry", 0, UUID(int=1), 1, 0, 0, "", "", now, today(), scope, None, None, data)


@dataclass
class Desk:
    served: Served
    service: UUID
    headers: dict[str, str]

    async def put(self, id_: UUID, **changes: Any) -> httpx2.Response:
        body = {
            "person": str(uuid7()),
            "service": str(self.service),
            "unit": str(uuid7()),
            "centre": ZACHARO,
            "need": "Ενισχυτική διδασκαλία",
            "reason": "Επέστρεψε στο σχολείο",
            "basis": "consent",
            "disclosed": {"name": "Παπαδοπούλου Νικολέτα", "age": 15},
            **changes,
        }
        return await self.served.http.put(
            f"/referrals/{id_}", json=body, headers={**self.headers, "If-None-Match": "*"}
        )

    async def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> httpx2.Response:
        sent = {**self.headers, "Idempotency-Key": str(uuid7()), **headers}
        return await self.served.http.post(path, json=body, headers=sent)

    async def get(self, path: str) -> Any:
        """What a page shows once the file is open that it is about."""
        answer = await self.served.http.get(path, headers=self.headers)
        if answer.status_code == 403:
            opened = self.served.ticket(UUID(answer.json()["person"]))
            answer = await self.served.http.get(path, headers={**self.headers, **opened})
        return answer.json()

    async def partner(self, path: str, body: dict[str, Any]) -> httpx2.Response:
        return await self.served.http.post(path, json=body, headers={"Idempotency-Key": str(uuid7())})


@pytest.fixture
async def desk(stage: Stage, provider: TestProvider) -> AsyncGenerator[Desk]:
    async with stage.serve(THE_REFERRAL) as served:
        service, body = uuid7(), uuid7()
        connection = await connect(served.databases.projector, name="test")
        await SERVICES.apply(
            connection, [told(ServiceOffered(service, body, "tutoring", "Φροντιστήριο", "3905", 5, "a@b.gr"))]
        )
        await BODIES.apply(connection, [told(BodyEntered(body, "Αλφειός"))])
        await CENTRES.apply(connection, [told(CentreFounded("Κέντρο Κοινότητας Ζαχάρως"), ZACHARO)])
        await FEASTS.apply(connection, [told(FeastSet("3905", 3, 27, "Τοπική εορτή"))])
        await connection.close()
        yield Desk(served, service, provider.bearer(f"social_worker@{ZACHARO}"))


async def test_a_referral_goes_round_by_two_links(desk: Desk) -> None:
    id_ = uuid7()
    sent = await desk.put(id_)
    assert sent.status_code == 201, sent.text
    token, code = LinkSecrets(LINK_KEY).token(id_, 0), sent.json()["code"]

    before = (await desk.served.http.get(f"/links/{token}")).json()
    assert before["state"] == "open"
    assert "Νικολέτα" not in str(before)

    opened = await desk.partner(f"/links/{token}/opening", {"code": f"{code[:3]} {code[3:]}"})
    assert opened.status_code == 200, opened.text
    assert opened.json()["referral"]["name"] == "Παπαδοπούλου Νικολέτα"
    accepted = await desk.partner(f"/links/{token}/answer", {"session": opened.json()["session"], "answer": "accept"})
    assert accepted.status_code == 200, accepted.text
    assert (await desk.get(f"/referrals/{id_}"))["state"] == "accepted"
    assert (await desk.served.http.get(f"/links/{token}")).json()["state"] == "used"

    renewed = await desk.post(f"/referrals/{id_}/link")
    later = LinkSecrets(LINK_KEY).token(id_, 1)
    opened = await desk.partner(f"/links/{later}/opening", {"code": renewed.json()["code"]})
    assert opened.json()["step"] == "outcome"
    await desk.partner(f"/links/{later}/outcome", {"session": opened.json()["session"], "outcome": "helped"})

    shown = await desk.get(f"/referrals/{id_}")
    assert (shown["state"], shown["outcome"]) == ("delivered", "helped")
    assert [item["kind"] for item in (await desk.get("/worklist"))["items"]] == ["referral-outcome"]
    closed = await desk.post(
        f"/referrals/{id_}/closing", {"outcome": "completed", "told": True}, **{"If-Match": f'"{shown["version"]}"'}
    )
    assert closed.status_code == 200, closed.text
    assert (await desk.get("/worklist"))["items"] == []
    person = shown["person"]
    course = (await desk.get(f"/people/{person}/timeline"))["items"]
    assert {item["code"] for item in course} == {
        "referral-sent",
        "referral-accepted",
        "referral-delivered",
        "referral-closed",
    }
    assert [item["code"] for item in course if item["by"]] == ["referral-sent"]


async def test_five_wrong_codes_close_a_link_and_the_right_one_no_longer_opens_it(desk: Desk) -> None:
    id_ = uuid7()
    code = (await desk.put(id_)).json()["code"]
    token = LinkSecrets(LINK_KEY).token(id_, 0)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    left = [(await desk.partner(f"/links/{token}/opening", {"code": wrong})).json()["tries_left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    refused = await desk.partner(f"/links/{token}/opening", {"code": code})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "link-revoked")
    assert "Νικολέτα" not in refused.text


async def test_repeating_the_sending_gives_the_same_code_and_number(desk: Desk) -> None:
    id_, person, unit = uuid7(), str(uuid7()), str(uuid7())
    first = await desk.put(id_, person=person, unit=unit)
    again = await desk.put(id_, person=person, unit=unit)
    assert first.json() == again.json()
    assert (await desk.get(f"/referrals/{id_}"))["number"] == f"ΠΡ-{today().year}-0001"


async def test_numbers_follow_each_other_without_gap_or_double(desk: Desk) -> None:
    import asyncio

    ids = [uuid7() for _ in range(12)]
    await asyncio.gather(*(desk.put(id_) for id_ in ids))
    numbers = [item["number"] for item in (await desk.get("/referrals"))["items"]]
    assert sorted(numbers) == [f"ΠΡ-{today().year}-{n:04}" for n in range(1, 13)]


async def test_an_unanswered_referral_becomes_overdue_by_itself_once_its_import_ends(
    desk: Desk, provider: TestProvider
) -> None:
    id_, import_id = uuid7(), uuid7()
    importer = Desk(desk.served, desk.service, {**provider.bearer("importer@/el63"), "Kentro-Import": str(import_id)})
    long_ago = today() - timedelta(days=90)
    sent = await importer.put(id_, occurred_on=long_ago.isoformat())
    assert sent.status_code == 201, sent.text
    assert "code" not in sent.json()
    assert (await desk.get(f"/referrals/{id_}"))["overdue"] is False

    ended = await desk.served.http.delete(f"/imports/{import_id}", headers=importer.headers)
    assert ended.status_code == 204
    while not (shown := await desk.get(f"/referrals/{id_}"))["overdue"]:
        await desk.served.running.projector.progress.reached(shown["version"] + 2, 0.2)
    late = await desk.post(f"/referrals/{id_}/acceptance", {})
    assert late.status_code == 200
    shown = await desk.get(f"/referrals/{id_}")
    assert (shown["state"], shown["late"], shown["overdue"]) == ("accepted", True, False)


async def test_a_deadline_that_a_clock_an_hour_ahead_passes_early_is_passed_once_and_no_answer_is_late_for_it(
    desk: Desk,
) -> None:
    id_ = uuid7()
    assert (await desk.put(id_)).status_code == 201
    answer_by = date.fromisoformat((await desk.get(f"/referrals/{id_}"))["answer_by"])
    last_hour = datetime.combine(answer_by, time(23, 30), ATHENS).astimezone(UTC)
    clock = [last_hour, last_hour + timedelta(hours=1), last_hour, last_hour + timedelta(hours=1)]
    ticker = DueTicker("", desk.served.running.store, "test", THE_REFERRAL.dues, clock=iter(clock).__next__)
    connection = await connect(desk.served.databases.api, name="test")
    assert [await ticker.tick(connection) for _ in clock] == [0, 1, 0, 0]
    await connection.close()
    assert (await desk.post(f"/referrals/{id_}/acceptance", {})).status_code == 200
    shown = await desk.get(f"/referrals/{id_}")
    assert (shown["state"], shown["late"], shown["overdue"]) == ("accepted", False, False)


async def test_the_answer_is_due_on_a_day_that_the_receiver_works(desk: Desk) -> None:
    answer_by = date.fromisoformat((await desk.get(f"/referrals/answer-by?service={desk.service}"))["answer_by"])
    assert answer_by.weekday() < 5
    assert (answer_by - today()).days >= 5


async def test_acting_on_an_old_version_is_told(desk: Desk) -> None:
    id_ = uuid7()
    await desk.put(id_)
    stale = await desk.post(f"/referrals/{id_}/revocation", {"why": "λάθος"}, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    missing = await desk.post(f"/referrals/{id_}/revocation", {"why": "λάθος"})
    assert missing.status_code == 428


async def test_nothing_that_is_disclosed_stands_in_the_read_model_or_the_log_in_clear(desk: Desk, stage: Stage) -> None:
    await desk.put(uuid7())
    owner = await connect(stage.databases.owner(desk.served.databases), name="test")
    for table in ("log", "referral", "link", "batch", "claim", "due"):
        for row in await owner.fetch(f"SELECT t::text AS line, * FROM {table} t"):
            assert "Νικολέτα" not in row["line"]
            assert "Νικολέτα".encode().hex() not in row["line"]
    await owner.close()


async def test_another_centre_sees_no_referral(desk: Desk, provider: TestProvider) -> None:
    id_ = uuid7()
    await desk.put(id_)
    other = provider.bearer("social_worker@/el63/3905/figaleia")
    assert (await desk.served.http.get(f"/referrals/{id_}", headers=other)).status_code == 404
    assert (await desk.served.http.get("/referrals", headers=other)).json()["items"] == []
