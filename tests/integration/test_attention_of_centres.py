"""What needs attention of a Centre: posts, funding acts, regulations, counts, feasts, agreements and accounts."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.registry.accounts.directory import AccountsAway, Found
from shared.ids import uuid7
from shared.scope import parse_grants
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.upkeep import ADMINISTRATOR, ZACHARO, Office, an_office


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with an_office(stage, provider) as office:
        yield office


async def test_attention_names_what_is_missing_and_what_will_be(office: Office) -> None:
    assert ("regulation-missing", "2020-01-01", True) in await office.lines()
    assert ("head-missing", "2020-01-01", True) in await office.lines()
    post, soon = await office.post_of(), today() + timedelta(days=30)
    await office.fill(post, "anna", "2020-01-01", str(soon))
    await office.done("POST", f"/posts/{post}/head", {"since": "2020-01-01"})
    lines = await office.lines()
    assert ("contract-ends", str(soon), False) in lines
    assert ("head-missing", str(soon + timedelta(days=1)), False) in lines
    assert [late for *_, late in lines] == sorted((late for *_, late in lines), reverse=True)


async def test_the_least_staff_is_asked_for_from_the_day_of_the_count_on(office: Office) -> None:
    post = await office.post_of()
    await office.fill(post, "anna", "2020-01-01", None)
    await office.done("POST", f"/posts/{post}/head", {"since": "2020-01-01"})
    assert not [line for line in await office.lines() if line[0] == "staff-missing"]
    for count, on in ((9_000, "2020-01-01"), (12_000, "2024-03-01")):
        body = {"count": count, "on": on, "source": "Δημοτολόγιο"}
        await office.done("POST", "/municipalities/3905/registered-citizens", body)
    assert ("staff-missing", "2024-03-01", True) in await office.lines()


async def test_a_centre_whose_municipality_keeps_no_feast_is_pointed_out(office: Office) -> None:
    missing = ("feasts-missing", "2020-01-01", True)
    assert missing in await office.lines("/el63/3905")
    feast = {"name": "Αγίου Σπυρίδωνος", "month": 12, "day": 12}
    await office.done("POST", "/municipalities/3905/feasts", feast)
    assert missing not in await office.lines("/el63/3905")
    ended = {**feast, "on": str(today())}
    await office.done("POST", "/municipalities/3905/feasts/ending", ended)
    assert missing in await office.lines("/el63/3905")
    await office.done("POST", "/municipalities/3905/movable-feasts", {"name": "Ανάληψη", "days_from_easter": 39})
    assert missing not in await office.lines("/el63/3905")


async def test_agreements_and_room_that_run_out_are_pointed_out_where_the_body_is(office: Office) -> None:
    body, service, agreement = str(uuid7()), str(uuid7()), str(uuid7())
    soon, day = today() + timedelta(days=90), today()
    facts = {"kind": "social", "name": "Σύλλογος", "municipality": "3905"}
    await office.done("PUT", f"/bodies/{body}", facts)
    signed = {"body": body, "subject": "Παραπομπές", "starts": "2020-01-01", "until": str(soon)}
    await office.done("PUT", f"/agreements/{agreement}", signed)
    offered = {
        "body": body, "kind": "tutoring", "name": "Μαθήματα", "municipality": "3905", "for_whom": "Παιδιά",
        "how_to_refer": "Με παραπομπή", "answers_within": 5, "email": "a@example.org", "accessible": True,
    }  # fmt: skip
    await office.done("PUT", f"/services/{service}", offered)
    reported = {"places": 2, "waiting": 0, "occurred_on": str(day - timedelta(days=31))}
    await office.done("POST", f"/services/{service}/capacity", reported, by="importer@/el63")
    ends, stale = ("agreement-ends", str(soon), False), ("capacity-stale", str(day - timedelta(days=1)), True)
    for scope in ("/el63/3905", ZACHARO):
        assert {ends, stale} <= {*await office.lines(scope)}
    elsewhere = await office.done("GET", "/attention?scope=/el63/3901", by="municipal_administrator@/el63/3901")
    assert not {"agreement-ends", "capacity-stale"} & {line["kind"] for line in elsewhere["items"]}
    await office.done("PUT", f"/agreements/{uuid7()}", {**signed, "starts": str(soon), "until": None})
    await office.done("POST", f"/services/{service}/capacity", {"places": 1, "waiting": 0})
    assert not {ends, stale} & {*await office.lines("/el63/3905")}


async def test_an_agreement_that_ran_out_is_pointed_out_until_somebody_says_it_ended(office: Office) -> None:
    body, agreement = str(uuid7()), str(uuid7())
    await office.done("PUT", f"/bodies/{body}", {"kind": "social", "name": "Σύλλογος", "municipality": "3905"})
    signed = {"body": body, "subject": "Παραπομπές", "starts": "2020-01-01", "until": "2024-12-31"}
    await office.done("PUT", f"/agreements/{agreement}", signed)
    over = ("agreement-over", "2024-12-31", True)
    assert over in await office.lines("/el63/3905")
    await office.done("POST", f"/bodies/{body}/agreements/{agreement}/ending", {"on": "2024-12-31"})
    assert over not in await office.lines("/el63/3905")


async def test_reasons_are_told_in_the_readers_language(office: Office) -> None:
    told: dict[str, set[str]] = {}
    for language in ("el", "en"):
        headers = {**office.provider.bearer("coordinator@/el63/3905/zacharo"), "Accept-Language": language}
        answer = await office.served.http.get(f"/attention?scope={ZACHARO}", headers=headers)
        told[language] = {line["source"] for line in answer.json()["items"]}
    assert any("Law 4368/2016" in source for source in told["en"])
    assert not told["el"] & told["en"]


async def test_accounts_without_a_post_are_told_to_whoever_administers_them(office: Office) -> None:
    class Accounts:
        """Everybody at the provider, or nobody who answers."""

        away = False

        async def lately(self) -> list[Found]:
            if self.away:
                raise AccountsAway
            since = datetime(2026, 2, 1, tzinfo=UTC)
            return [
                Found(name, name, name, True, since, parse_grants([f"receptionist@{ZACHARO}"]))
                for name in ("anna", "eleni")
            ]

    accounts = office.served.app.state.accounts = Accounts()
    await office.fill(await office.post_of(), "anna", "2020-01-01", None)

    async def told(by: str) -> Any:
        return await office.done("GET", f"/attention?scope={ZACHARO}", by=by)

    lines = [line for line in (await told(ADMINISTRATOR))["items"] if line["kind"] == "account-without-post"]
    assert [(line["of"], line["day"], line["scope"]) for line in lines] == [("eleni", "2026-02-01", ZACHARO)]
    coordinator = await told("coordinator@/el63/3905/zacharo")
    assert "account-without-post" not in {line["kind"] for line in coordinator["items"]}
    accounts.away = True
    away = await told(ADMINISTRATOR)
    assert (away["missing"], [line for line in away["items"] if line["of"] == "eleni"]) == (["accounts"], [])
