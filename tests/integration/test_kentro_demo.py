"""The demo region is loaded by the services' own commands, once, however often it is interrupted and repeated."""

import json
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx2
import pytest
from pydantic import AnyUrl

from kentro._client import NotDone, Services, Token
from kentro._steps import Step
from kentro.demo.loading import load
from kentro.demo.people import person
from kentro.demo.plan import Plan
from kentro.demo.record import Progress
from kentro.demo.region import HOME
from services import intake, referral, registry
from services.referral.links.mailer import MailSettings
from shared.database import connect
from shared.due import DueTicker
from shared.ids import uuid7
from shared.service import Blueprint
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

PEOPLE = 6
UNTIL = date(2026, 3, 6)
GRANTS = ("importer@/el63", "regional_administrator@/el63")


@dataclass
class Trouble(httpx2.AsyncBaseTransport):
    """The way to a service, on which each command's first attempt may be lost after it was carried out."""

    way: httpx2.AsyncBaseTransport
    lost: set[str] = field(default_factory=set[str])
    losing: bool = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self.way.handle_async_request(request)
        if self.losing and request.url.path not in self.lost and len(self.lost) < 20:
            self.lost.add(request.url.path)
            await answer.aread()
            return httpx2.Response(503, headers={"Retry-After": "1"}, request=request)
        return answer


@dataclass
class Demo:
    served: dict[str, Served]
    services: Services
    troubles: list[Trouble]
    folder: Path

    async def load(self, plan: Plan) -> int:
        progress = Progress(self.folder / "demo.json", plan.people, plan.seed, plan.until, 0)
        await load(plan, self.services, progress, 8)
        return progress.done

    async def positions(self) -> dict[str, int]:
        return {
            name: await one.running.pool.fetchval("SELECT max(position) FROM log") for name, one in self.served.items()
        }

    async def days_pass(self) -> int:
        """The calendar does all that is due; how many referrals are overdue then."""
        running = self.served["referral"].running
        ticker = DueTicker("", running.store, "referral", the_referral().dues)
        owner = await connect(self.served["referral"].databases.api, name="test")
        while await ticker.tick(owner):
            pass
        await owner.close()
        return await running.pool.fetchval("SELECT count(*) FROM log WHERE type = 'AnswerOverdue'")


def the_referral() -> Blueprint:
    return referral.blueprint(
        bytes(32), MailSettings(AnyUrl("smtp://localhost:9"), "http://portal", "kentro@localhost")
    )


@pytest.fixture
async def region(stage: Stage, provider: TestProvider, tmp_path: Path) -> AsyncGenerator[Demo]:
    blueprints = [registry.BLUEPRINT, intake.BLUEPRINT, the_referral()]
    async with AsyncExitStack() as stack:
        served = {each.name: await stack.enter_async_context(stage.serve(each)) for each in blueprints}
        ways = {
            f"http://{name}": Trouble(httpx2.ASGITransport(app=one.app, raise_app_exceptions=False))
            for name, one in served.items()
        }
        issuer = httpx2.MockTransport(
            lambda _: httpx2.Response(200, json={"access_token": provider.token(*GRANTS), "expires_in": 60})
        )
        http = await stack.enter_async_context(httpx2.AsyncClient(mounts={**ways, "http://issuer": issuer}))
        token = Token(http, "http://issuer", "kentro-demo", "x")
        addresses = {name: f"http://{name}" for name in served}
        services = Services(http, token, addresses, Plan(PEOPLE, 1, UNTIL).import_id)
        yield Demo(served, services, list(ways.values()), tmp_path)


async def test_it_is_loaded_once_and_repeating_it_changes_nothing(region: Demo) -> None:
    plan = Plan(PEOPLE, 1, UNTIL)
    assert await region.services.is_empty()
    for trouble in region.troubles:
        trouble.losing = True
    done = await region.load(plan)
    assert not await region.services.is_empty()
    assert all(trouble.lost for trouble in region.troubles)
    assert json.loads((region.folder / "demo.json").read_text())["total"] == done
    await all_that_centres_stand_on_is_there(region, plan)
    overdue = await region.days_pass()
    assert overdue > 0
    loaded = await region.positions()

    assert await region.load(plan) == done
    assert await region.days_pass() == overdue
    assert await region.positions() == loaded

    assert await region.load(Plan(PEOPLE + 1, 1, UNTIL)) > done
    people = await region.served["registry"].running.pool.fetchval("SELECT count(*) FROM log WHERE type = 'PersonMet'")
    assert people == PEOPLE + 1


async def all_that_centres_stand_on_is_there(region: Demo, plan: Plan) -> None:
    """What was refused would have been left as it is: so each command's event is counted."""
    asked = Counter(step.path.rpartition("/")[2] for course in plan.upkeep() for step in course.steps if step.key)
    pool = region.served["registry"].running.pool
    rows = await pool.fetch("SELECT type, count(*) AS times FROM log GROUP BY type")
    told = {row["type"]: row["times"] for row in rows}
    events = {
        "filling": "PostFilled", "head": "HeadNamed", "amendments": "ActAmended", "acceptances": "AmendmentAccepted",
        "spending": "SpendingStated", "decisions": "RegulationDecided", "submissions": "SubmissionMade",
        "publication": "VersionPublished", "registered-citizens": "RegisteredCitizensCounted",
        "social-service": "SocialServiceDeclared",
    }  # fmt: skip
    assert {what: told.get(event, 0) for what, event in events.items()} == {what: asked[what] for what in events}
    assert told["ActIncluded"] == asked["amendments"]
    assert told["PostOpened"] == asked["filling"]


async def test_what_somebody_changed_since_is_left_as_it_is(region: Demo) -> None:
    """Another seed's year ends on another day: the contracts of the first stand, and are not told again."""
    await region.load(Plan(0, 1, UNTIL))
    await region.load(Plan(0, 2, date(2026, 5, 4)))
    pool = region.served["registry"].running.pool
    filled = await pool.fetchval("SELECT count(*) FROM log WHERE type = 'PostFilled'")
    steps = [step for course in Plan(0, 1, UNTIL).upkeep() for step in course.steps]
    assert filled == sum(step.path.endswith("/filling") for step in steps)


async def test_people_who_look_alike_are_two_and_a_refusal_says_why_but_nobodys_name(region: Demo) -> None:
    home = next(each for each in Plan(0, 1, UNTIL).municipalities if each.code == HOME)
    for step in home.steps():
        await region.services.do(step, None)
    somebody = person(1, 1, UNTIL, [home]).registered(UNTIL, home.centre, informed=True)
    assert await region.services.do(somebody, None) > 0

    twin = Step.create("registry", f"/people/{uuid7()}", {**somebody.body, "identifier": None}, UNTIL)
    assert await region.services.do(twin, None) > 0
    assert await region.services.do(twin, None) == 0

    wrong = {**somebody.body, "identifier": {"kind": "afm", "value": "123456780"}}
    path = f"/people/{uuid7()}"
    with pytest.raises(NotDone) as refused:
        await region.services.do(Step.create("registry", path, wrong, UNTIL), None)
    assert f"registry refused PUT {path} (of {UNTIL})" in str(refused.value)
    assert "/identifier/value afm-check-digit" in str(refused.value)
    assert str(somebody.body["surname"]) not in str(refused.value)
    assert "123456780" not in str(refused.value)
