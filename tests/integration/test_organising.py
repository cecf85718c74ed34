"""Posts, funding acts and regulations of a Centre over HTTP."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.upkeep import ZACHARO, Office, an_office, errors, problem


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with an_office(stage, provider) as office:
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
