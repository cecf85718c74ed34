"""Posts, funding acts and regulations of a Centre over HTTP, and what needs attention because of them."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registry import BLUEPRINT
from services.registry.accounts.directory import AccountsAway, Found
from shared.ids import uuid7
from shared.scope import parse_grants
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import today

ZACHARO = "/el63/3905/zacharo"
ADMINISTRATOR = "municipal_administrator@/el63/3905"
PLACES = (("3905", "zacharo", "ΖΑΧ"), ("3901", "pyrgos", "ΠΥΡ"))


@dataclass
class Office:
    """Who keeps the organisation of one municipality, and reads it."""

    served: Served
    provider: TestProvider
    centres: dict[str, UUID]

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: str = "municipal_administrator@/el63/3905",
        version: int = 0,
    ) -> httpx2.Response:
        headers = {
            **self.provider.bearer(by),
            **({"If-None-Match": "*"} if method == "PUT" else {"Idempotency-Key": str(uuid7())}),
            **({"If-Match": f'"{version}"'} if version else {}),
        }
        return await self.served.http.request(method, path, json=body, headers=headers)

    async def done(self, method: str, path: str, body: Any = None, **how: Any) -> Any:
        answer = await self.send(method, path, body, **how)
        assert answer.is_success, answer.text
        return answer.json()

    async def post_of(self, specialty: str = "social-worker", on: str = "2020-01-01") -> UUID:
        post = uuid7()
        body = {"centre": str(self.centres["zacharo"]), "specialty": specialty, "on": on}
        await self.done("PUT", f"/posts/{post}", body)
        return post

    async def fill(self, post: UUID, account: str, since: str, until: str | None) -> httpx2.Response:
        body = {
            "account": account, "contract": "fixed-term" if until else "indefinite", "since": since, "until": until
        }  # fmt: skip
        return await self.send("POST", f"/posts/{post}/filling", body)

    async def lines(self, scope: str = ZACHARO) -> list[tuple[str, str, bool]]:
        by = "coordinator@/el63/3905/zacharo" if scope == ZACHARO else ADMINISTRATOR
        asked = await self.done("GET", f"/attention?scope={scope}", by=by)
        return [(line["kind"], line["day"], line["late"]) for line in asked["items"]]


def errors(answer: httpx2.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


def problem(answer: httpx2.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["type"].rpartition("/")[2]


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with stage.serve(BLUEPRINT) as served:
        office = Office(served, provider, {slug: uuid7() for _, slug, _ in PLACES})
        for code, slug, prefix in PLACES:
            municipality = {
                "edition": "2021", "name": slug, "short_name": slug, "regional_unit": "Ηλείας", "region": "el63",
                "residents": 8606,
            }  # fmt: skip
            region = "regional_administrator@/el63"
            await office.done("PUT", f"/municipalities/{code}", municipality, by=region)
            centre = {
                "municipality": code, "slug": slug, "name": slug, "implementing_body": slug, "prefix": prefix,
                "operating_since": "2020-01-01",
            }  # fmt: skip
            await office.done("PUT", f"/centres/{office.centres[slug]}", centre, by=region)
        yield office


async def test_a_post_is_filled_renewed_headed_and_vacated(office: Office) -> None:
    post = await office.post_of()
    assert (await office.fill(post, "anna", "2026-01-01", "2026-12-31")).status_code == 200
    await office.done("POST", f"/posts/{post}/head", {"since": "2026-01-01"})
    version = (await office.done("GET", f"/posts/{post}"))["version"]
    await office.done("POST", f"/posts/{post}/renewal", {"until": "2027-12-31"}, version=version)
    stale = await office.send("POST", f"/posts/{post}/renewal", {"until": "2028-12-31"}, version=version)
    assert stale.status_code == 412
    left = {"on": "2026-06-30", "why": "resigned"}
    await office.done("POST", f"/posts/{post}/vacancy", left, version=version + 1)
    shown = (await office.done("GET", f"/posts?scope={ZACHARO}"))["items"]
    assert [each["id"] for each in shown] == [str(post)]
    assert shown[0]["held"] == [
        {
            "account": "anna", "contract": "fixed-term", "since": "2026-01-01", "until": "2026-06-30",
            "head_from": "2026-01-01", "head_to": "2026-06-30", "left": "resigned",
        }
    ]  # fmt: skip


async def test_an_account_holds_one_post_and_a_centre_has_one_head(office: Office) -> None:
    first, second = await office.post_of(), await office.post_of("psychologist")
    assert (await office.fill(first, "anna", "2026-01-01", None)).status_code == 200
    assert errors(await office.fill(second, "anna", "2026-01-01", None)) == [("/account", "holds-another-post")]
    assert (await office.fill(second, "eleni", "2026-01-01", None)).status_code == 200
    await office.done("POST", f"/posts/{first}/head", {"since": "2026-01-01"})
    assert problem(await office.send("POST", f"/posts/{second}/head", {"since": "2026-02-01"})) == "two-heads"
    await office.done("POST", f"/posts/{first}/head/release", {"on": "2026-01-31"})
    await office.done("POST", f"/posts/{second}/head", {"since": "2026-02-01"})
    version = (await office.done("GET", f"/posts/{first}"))["version"]
    await office.done("POST", f"/posts/{first}/vacancy", {"on": "2026-03-01", "why": "other"}, version=version)
    assert (await office.fill(await office.post_of("nurse"), "anna", "2026-03-02", None)).status_code == 200


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-01-01", "2025-12-31", ("/until", "contract-ends-before-it-starts")),
        ("2019-12-31", "2026-12-31", ("/since", "post-not-open-yet")),
        ("2026-02-30", "2026-12-31", ("/since", "not-a-date")),
    ],
)
async def test_a_contracts_wrong_days_are_told_at_their_field(
    office: Office, since: str, until: str, found: tuple[str, str]
) -> None:
    assert errors(await office.fill(await office.post_of(), "anna", since, until)) == [found]


async def test_posts_that_overlap_are_refused_and_nothing_is_written(office: Office) -> None:
    post = await office.post_of()
    await office.fill(post, "anna", "2026-01-01", "2026-12-31")
    assert problem(await office.fill(post, "eleni", "2026-12-31", "2027-12-31")) == "post-occupied"
    assert (await office.done("GET", f"/posts/{post}"))["version"] == 2
    assert (await office.fill(post, "eleni", "2027-01-01", "2027-12-31")).status_code == 200
    assert (await office.fill(await office.post_of("nurse"), "anna", "2027-01-01", "2027-12-31")).status_code == 200


async def test_an_act_is_a_ledger_that_is_read_as_of_a_day(office: Office) -> None:
    included = {
        "scope": "/el63/3905", "title": "Κέντρο Κοινότητας", "programme": "ΕΠ Δυτική Ελλάδα 2014-2020",
        "objective": "Θεματικός Στόχος 9", "decision": {"number": "5736", "on": "2016-12-21"}, "budget": 14_400_000,
        "ends_on": "2020-09-17", "beneficiary": "Δήμος Ζαχάρως", "centres": [str(office.centres["zacharo"])],
    }  # fmt: skip
    await office.done("PUT", "/acts/5003039", included)
    elsewhere = {**included, "centres": [str(office.centres["pyrgos"])]}
    assert errors(await office.send("PUT", "/acts/5003040", elsewhere)) == [("/centres/0", "unknown-centre")]
    amendment = {"decision": {"number": "609", "on": "2020-02-12"}, "ends_on": "2023-09-30"}
    await office.done("POST", "/acts/5003039/amendments", amendment)
    council = {"amendment": "609", "decision": {"number": "31", "on": "2020-03-04"}}
    await office.done("POST", "/acts/5003039/acceptances", council)
    early = {**council, "amendment": "610"}
    assert errors(await office.send("POST", "/acts/5003039/acceptances", early)) == [
        ("/amendment", "amendment-unknown")
    ]
    await office.done("POST", "/acts/5003039/spending", {"on": "2019-12-31", "spent": 9_000_000})
    ends = {}
    for day in ("2016-12-20", "2020-02-11", "2020-02-12"):
        shown = await office.done("GET", f"/acts/5003039?on={day}", by="coordinator@/el63/3905/zacharo")
        ends[day] = shown["in_force"] and shown["in_force"]["ends_on"]
    assert ends == {"2016-12-20": None, "2020-02-11": "2020-09-17", "2020-02-12": "2023-09-30"}
    (act,) = (await office.done("GET", f"/acts?scope={ZACHARO}", by="coordinator@/el63/3905/zacharo"))["items"]
    assert [line["kind"] for line in act["ledger"]] == ["included", "spending", "amended", "accepted"]
    assert ("act-over", "2023-09-30", True) in await office.lines()


async def test_a_regulation_is_decided_submitted_and_due(office: Office) -> None:
    path = f"/centres/{office.centres['zacharo']}/regulation"
    decision = {
        "kind": "approved", "number": "31/2020", "on": "2020-04-07", "meeting": "teleconference", "vote": "unanimous"
    }  # fmt: skip
    await office.done("POST", f"{path}/decisions", decision)
    shown = await office.done("GET", path, by="coordinator@/el63/3905/zacharo")
    assert (shown["due"][0]["what"], shown["due"][0]["by"], shown["due"][0]["overdue"]) == (
        "regulation", "2020-05-07", True,
    )  # fmt: skip
    sent = {"what": "regulation", "of": "31/2020", "on": "2020-05-04", "to": "ΓΓ Πρόνοιας", "protocol": "1187"}
    await office.done("POST", f"{path}/submissions", sent)
    assert problem(await office.send("POST", f"{path}/submissions", {**sent, "protocol": "9"})) == "submitted-before"
    wild = {**sent, "what": "annual-report", "of": "πέρσι"}
    assert errors(await office.send("POST", f"{path}/submissions", wild)) == [("/of", "not-a-year")]
    shown = await office.done("GET", path)
    assert [(each["what"], each["of"]) for each in shown["submissions"]] == [("regulation", "31/2020")]
    assert all(each["what"] == "annual-report" for each in shown["due"])


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


async def test_who_does_not_keep_the_organisation_there_changes_and_sees_nothing(office: Office) -> None:
    post = await office.post_of()
    for by in (
        "municipal_administrator@/el63/3901",
        "coordinator@/el63/3905/zacharo",
        "receptionist@/el63/3905/zacharo",
    ):
        body = {"account": "x", "contract": "indefinite", "since": "2026-01-01"}
        assert (await office.send("POST", f"/posts/{post}/filling", body, by=by)).status_code == 404
    stranger = "municipal_administrator@/el63/3901"
    assert (await office.send("GET", f"/posts/{post}", by=stranger)).status_code == 404
    assert errors(await office.send("GET", f"/attention?scope={ZACHARO}", by=stranger)) == [
        ("/query/scope", "outside-scope")
    ]


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


async def test_what_is_long_is_told_page_by_page_without_a_gap(office: Office) -> None:
    opened = [str(await office.post_of(on=f"20{20 + n % 3}-01-01")) for n in range(53)]
    for n, post in enumerate(opened):
        until = str(today() + timedelta(days=n % 5))
        assert (await office.fill(UUID(post), f"account-{n}", "2022-01-01", until)).status_code == 200
    decision, codes = {"number": "5736", "on": "2020-01-01"}, [f"50{n:05}" for n in range(53)]
    for code in codes:
        act: dict[str, Any] = {
            "scope": ("/el63/3905", ZACHARO)[int(code) % 2], "title": "Κέντρο", "programme": "ΕΠ", "objective": "ΘΣ9",
            "decision": decision, "budget": 100, "ends_on": "2024-12-31", "beneficiary": "Δήμος", "centres": [],
        }  # fmt: skip
        await office.done("PUT", f"/acts/{code}", act)
    for path, name, wanted in (
        ("posts", "id", opened),
        ("acts", "code", codes),
        ("attention", "of", [*opened, *codes]),
    ):
        seen: list[str] = []
        cursor, pages = "", 0
        while cursor is not None:
            page = await office.done("GET", f"/{path}?scope={ZACHARO}" + (f"&cursor={cursor}" if cursor else ""))
            assert len(page["items"]) <= 50
            seen += [item[name] for item in page["items"] if item[name] in wanted]
            cursor, pages = page["next"], pages + 1
        assert (pages > 1, len(seen), set(seen)) == (True, len(wanted), set(wanted))
        assert errors(await office.send("GET", f"/{path}?scope={ZACHARO}&cursor=x")) == [
            ("/query/cursor", "wrong-type")
        ]
