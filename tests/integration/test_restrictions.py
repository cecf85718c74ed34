"""While an erasure is open, or a person asked for it, nothing new is written about them; files retire by themselves."""

from collections.abc import AsyncGenerator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registry.erasure.retiring import retire
from shared.database import connect
from shared.domain import months_after
from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.erasing import ZACHARO, Region, a_region
from tests.integration.operator import operator

RESTRICTED = "https://kentro.gr/problems/processing-restricted"


@pytest.fixture
async def region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(stage, provider) as region:
        yield region


async def tried(region: Region, person: UUID) -> dict[str, httpx2.Response]:
    """Everything that would write something new about the person."""
    registry, worker = region.services["registry"], region.worker()
    shown = {**worker, **registry.ticket(person)}
    version = (await registry.running.store.load(f"person-{person}")).version
    visit = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "housing", "channel": "in-person"}
    unlinked = uuid7()
    await region.put("intake", f"/visits/{unlinked}", visit, worker)
    referral = {
        "person": str(person), "service": str(region.offered), "unit": str(uuid7()), "centre": ZACHARO,
        "need": "x", "reason": "y", "basis": "consent", "disclosed": {"name": "ζ", "age": 15},
    }  # fmt: skip
    household = {"since": "2026-03-02", "members": [{"person": str(person), "role": "reference"}]}
    other = uuid7()
    unlike = "".join(chr(ord("α") + int(digit, 16)) for digit in other.hex[-10:])
    beside = {
        "centre": ZACHARO,
        "unit": str(uuid7()),
        "surname": unlike,
        "given_name": unlike,
        "informed": True,
    }
    await region.put("registry", f"/people/{other}", beside, worker)
    members = [{"person": str(other), "role": "reference"}, {"person": str(person), "role": "child"}]
    joined = {"since": "2026-03-02", "members": members}
    new = {"If-None-Match": "*"}
    changed = {**worker, "If-Match": f'"{version}"'}
    put, post = registry.http.put, region.post
    return {
        "record": await post("registry", f"/people/{person}/birth", changed, {"born_on": "1981-01-01"}),
        "household": await put(f"/households/{uuid7()}", json=household, headers={**shown, **new}),
        "household of another": await put(
            f"/households/{uuid7()}", json=joined, headers={**worker, **registry.ticket(other), **new}
        ),
        "document": await put(
            f"/people/{person}/documents/{uuid7()}?kind=tax", content=b"%PDF-1.7\n%%EOF\n", headers={**shown, **new}
        ),
        "pre-check": await put(
            f"/people/{person}/pre-checks/{uuid7()}", json={"facts": {"adults": 1}}, headers={**shown, **new}
        ),
        "visit": await region.services["intake"].http.put(
            f"/visits/{uuid7()}", json={**visit, "person": str(person)}, headers={**worker, **new}
        ),
        "link": await post("intake", f"/visits/{unlinked}/person", worker, {"person": str(person)}),
        "referral": await region.services["referral"].http.put(
            f"/referrals/{uuid7()}", json=referral, headers={**worker, **new}
        ),
    }  # fmt: skip


def refused(answers: dict[str, httpx2.Response]) -> dict[str, bool]:
    return {name: answer.json().get("type") == RESTRICTED for name, answer in answers.items()}


async def test_while_an_erasure_is_open_nothing_new_is_written_and_afterwards_it_is(region: Region) -> None:
    person = await region.meet()
    erasure, asked = await region.ask(person)
    assert asked.status_code == 201, asked.text
    await region.settled()
    assert all(refused(await tried(region, person)).values())

    registry = region.services["registry"]
    card = await registry.http.get(f"/people/{person}", headers={**region.worker(), **registry.ticket(person)})
    assert card.json()["restrictions"] == [{"id": str(erasure), "ground": "erasure"}]

    await region.post("registry", f"/erasures/{erasure}/withdrawal", region.officer("first"))
    await region.settled()
    answers = await tried(region, person)
    assert answers.pop("household of another").json()["type"].endswith("/member-elsewhere")
    assert {answer.status_code for answer in answers.values()} <= {200, 201}, answers
    assert not any(refused(answers).values())


async def test_what_is_put_right_or_protects_is_written_all_the_same(region: Region) -> None:
    person, restriction = await region.meet(), uuid7()
    body = {"person": str(person), "ground": "accuracy-contested"}
    await region.put("registry", f"/restrictions/{restriction}", body, region.officer("first"))
    await region.settled()
    assert all(refused(await tried(region, person)).values())
    correction = {"why": "misheard", "source": "person"}
    await region.record(person, "birth", {"born_on": "1981-01-01", "sex": None, "correction": correction})
    await region.record(person, "concealment", {"asked_by": "person", "why": "violence", "since": "2026-03-02"})

    untold = await region.post(
        "registry", f"/restrictions/{restriction}/end", region.officer("second"), {"informed": False}
    )
    assert untold.json()["type"] == "https://kentro.gr/problems/restriction-untold"
    stranger = region.provider.bearer("coordinator@/el63/3901/pyrgos")
    path = f"/restrictions/{restriction}/end"
    assert (await region.post("registry", path, stranger, {"informed": True})).status_code == 404
    assert (await region.post("registry", path, region.officer("second"), {"informed": True})).status_code == 200
    await region.settled()
    assert not any(refused(await tried(region, person)).values())


async def test_no_relatives_file_writes_about_whose_processing_is_restricted(region: Region) -> None:
    person, relative, household = await region.meet(), await region.meet("Μενίδου", None), uuid7()
    registry, worker = region.services["registry"], region.worker()
    shown = {**worker, **registry.ticket(relative)}
    roles = {relative: "reference", person: "child"}
    members = [{"person": str(one), "role": role} for one, role in roles.items()]
    await region.put("registry", f"/households/{household}", {"since": "2026-03-02", "members": members}, shown)
    restriction = {"person": str(person), "ground": "objection"}
    await region.put("registry", f"/restrictions/{uuid7()}", restriction, region.officer("first"))
    await region.settled()
    before = await region.dump()

    on = {"on": "2026-03-03"}
    moved = {**on, "address": "Οδός Ελιάς 4", "municipal_unit": None}
    apart = {**on, "members": members[1:], "into": str(uuid7()), "why": "separated"}
    for path, body in (("move", moved), ("split", apart)):
        answer = await region.post("registry", f"/households/{household}/{path}", {**shown, "If-Match": '"3"'}, body)
        assert (answer.status_code, answer.json()["type"]) == (409, RESTRICTED), answer.text
    assert await region.dump() == before

    left = {**on, "person": str(person), "why": "moved-out"}
    path = f"/households/{household}/members/departure"
    assert (await region.post("registry", path, {**shown, "If-Match": '"3"'}, left)).status_code == 200


async def test_restrictions_rebuilt_are_those_that_are_live(region: Region, kek_file: Any) -> None:
    one, other = await region.meet(), await region.meet("Μενίδου", None)
    await region.put(
        "registry", f"/restrictions/{uuid7()}", {"person": str(one), "ground": "objection"}, region.officer("first")
    )
    await region.ask(other)
    await region.settled()
    live = await region.dump()
    assert (
        len(live["intake.restriction"]) == len(live["referral.restriction"]) == len(live["registry.restriction"]) == 2
    )
    for name in ("registry", "intake", "referral"):
        assert await operator(region.stage, region.services[name], kek_file, "rebuild", name) == 0
    rebuilt = await region.dump()
    for table in ("intake.restriction", "referral.restriction", "registry.restriction", "registry.activity"):
        assert rebuilt[table] == live[table]


async def test_a_file_whose_time_is_over_is_brought_forward_once(region: Region) -> None:
    visitor, other = await region.meet(), await region.meet("Μενίδου", None)
    await region.settled()
    registry = region.services["registry"].running
    connection = await connect(region.services["registry"].databases.projector, name="test")
    last: date = await connection.fetchval("SELECT max(last) FROM activity WHERE person = $1", visitor)
    sources = await connection.fetch("SELECT source FROM activity WHERE person = $1 ORDER BY 1", visitor)
    assert [row["source"] for row in sources] == ["intake", "own log", "referral"]

    over = months_after(last, 24) + timedelta(days=1)
    assert await retire(registry, connection, on=over - timedelta(days=1)) == 0
    await connection.execute("UPDATE activity SET last = $2 WHERE person = $1", other, last + timedelta(days=9))
    assert await retire(registry, connection, on=over) == 1
    await region.settled()
    (row,) = await connection.fetch("SELECT id, person, basis, requested_by FROM erasure")
    assert (row["person"], row["basis"], row["requested_by"]) == (visitor, "retention-over", "retention")
    assert await retire(registry, connection, on=over) == 0

    withdrawn = await region.post("registry", f"/erasures/{row['id']}/withdrawal", region.officer("first"))
    assert withdrawn.status_code == 200
    await region.settled()
    assert await retire(registry, connection, on=over + timedelta(days=1)) == 0
    await connection.close()


async def test_a_beneficiarys_file_is_kept_for_sixty_months(region: Region) -> None:
    person, registry = await region.meet(), region.services["registry"]
    await region.found()
    made = await region.post("registry", f"/people/{person}/beneficiary", region.worker(), {})
    assert made.status_code == 200, made.text
    await region.settled()
    connection = await connect(registry.databases.projector, name="test")
    last: date = await connection.fetchval("SELECT max(last) FROM activity WHERE person = $1", person)
    assert await retire(registry.running, connection, on=months_after(last, 60)) == 0
    assert await retire(registry.running, connection, on=months_after(last, 60) + timedelta(days=4)) == 1
    await connection.close()


async def test_records_that_are_one_person_retire_as_one_when_the_last_of_them_does(region: Region) -> None:
    kept, merged = await region.meet(), await region.meet("Μενίδου", None)
    await region.merge(kept, merged)
    await region.settled()
    registry = region.services["registry"]
    connection = await connect(registry.databases.projector, name="test")
    last: date = await connection.fetchval("SELECT max(last) FROM activity WHERE person = $1", kept)
    later = last + timedelta(days=9)
    await connection.execute("UPDATE activity SET last = $2 WHERE person = $1", merged, later)
    assert await retire(registry.running, connection, on=months_after(later, 24)) == 0
    assert await retire(registry.running, connection, on=months_after(later, 24) + timedelta(days=4)) == 1
    await region.settled()
    (row,) = await connection.fetch("SELECT person, others FROM erasure")
    assert (row["person"], row["others"]) == (kept, str(merged))
    await connection.close()


async def retired(region: Region) -> UUID:
    """The erasure of somebody whose file is kept no longer."""
    person = await region.meet()
    await region.settled()
    registry = region.services["registry"]
    connection = await connect(registry.databases.projector, name="test")
    assert await retire(registry.running, connection, on=date(2090, 1, 1)) == 1
    await region.settled()
    erasure: UUID = await connection.fetchval("SELECT id FROM erasure WHERE person = $1", person)
    await connection.close()
    return erasure


async def test_what_retired_is_approved_by_one_officer_who_says_when_the_person_was_last_paid(region: Region) -> None:
    erasure = await retired(region)
    unsaid = await region.approve(erasure)
    assert (unsaid.status_code, unsaid.json()["type"]) == (409, "https://kentro.gr/problems/payment-unsaid")
    assert (await region.shown(erasure))["asks_for_payment"]

    officer, path = region.officer("second"), f"/erasures/{erasure}/payment"
    wild = await region.post("registry", path, officer, {"year": 1999})
    assert [each["pointer"] for each in wild.json()["errors"]] == ["/year"]
    said = await region.post("registry", path, officer, {"year": None})
    assert (said.status_code, said.json()["held_until"]) == (200, None)
    again = await region.post("registry", path, officer, {"year": 2030})
    assert (again.status_code, again.json()["type"]) == (409, "https://kentro.gr/problems/payment-said")
    assert (await region.approve(erasure)).status_code == 200


async def test_what_retired_is_held_for_the_evidence_of_the_year_that_is_said(region: Region) -> None:
    erasure = await retired(region)
    year = today().year
    said = await region.post("registry", f"/erasures/{erasure}/payment", region.officer("second"), {"year": year})
    assert (said.status_code, said.json()["held_until"]) == (200, f"{year + 5}-12-31")
    refused = await region.approve(erasure)
    assert (refused.status_code, refused.json()["type"]) == (409, "https://kentro.gr/problems/erasure-held")
    shown = await region.shown(erasure)
    assert (shown["state"], [each["why"] for each in shown["holds"]]) == ("held", ["esf-evidence"])
