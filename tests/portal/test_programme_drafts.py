"""A version in the making: part by part, with its examples run at once, published by somebody who did not write it."""

import json
from typing import Any

import pytest

from tests.portal import samples_programmes as samples
from tests.portal.checking import check
from tests.portal.pages import REGIONAL, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Forms, Running

DRAFT = f"/programmes/{samples.CODE}/drafts/{samples.DRAFT}"
REGISTRY = f"registry/programmes/{samples.CODE}"


def sent(portal: Running, pattern: str) -> Any:
    (one,) = portal.wire.sent(pattern)
    return json.loads(one.content or b"null")


def saved(portal: Running) -> Any:
    return sent(portal, f"POST {REGISTRY}/versions/[^/]+/draft")


async def test_a_new_version_begins_as_a_copy_with_days_of_its_own(portal: Running) -> None:
    await portal.login(REGIONAL)
    day = {"valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2027"}
    answer = await portal.form(
        f"/programmes/{samples.CODE}/drafts/new", **day, source="ΚΥΑ 2027", confidence="verified"
    )
    assert answer.status_code == 303
    content = saved(portal)
    assert (content["valid_from"], content["until"], content["source"]) == ("2027-01-01", None, "ΚΥΑ 2027")
    assert content["amounts"] == samples.CONTENT["amounts"]
    assert content["examples"] == samples.CONTENT["examples"]
    empty = await portal.form(f"/programmes/{samples.CODE}/drafts/new", source="")
    assert "Γράψτε από ποια ημέρα ισχύει" in empty.text
    check(empty.text)


async def test_a_figure_is_changed_and_the_rest_stays(portal: Running) -> None:
    await portal.login(REGIONAL)
    assert 'value="216"' in (await portal.get(f"{DRAFT}/amounts/0")).text
    assert (await portal.form(f"{DRAFT}/amounts/0", cents="220,50")).status_code == 303
    (request,) = portal.wire.sent(f"POST {REGISTRY}/versions/{samples.DRAFT}/draft")
    assert request.headers["If-Match"] == '"7"'
    content = saved(portal)
    assert [each["cents"] for each in content["amounts"]] == [22050, 97200]
    assert {**content, "amounts": 0} == {**samples.CONTENT, "amounts": 0}


async def test_a_new_figure_has_no_name_until_somebody_gives_it_one(portal: Running) -> None:
    await portal.login(REGIONAL)
    page = await portal.get(f"{DRAFT}/amounts/new")
    form = next(form for form in Forms.of(page.text) if "cents" in form.fields)
    assert form.fields["key"] == ""
    fields = {"label": "Ανά μήνα", "cents": "12", "key": "heating", "source": "ΚΥΑ", "confidence": "seen"}
    assert (await portal.form(f"{DRAFT}/amounts/new", **fields)).status_code == 303
    assert saved(portal)["amounts"][-1]["key"] == "heating"
    (request,) = portal.wire.sent(f"POST {REGISTRY}/versions/{samples.DRAFT}/draft")
    assert request.headers["Idempotency-Key"] != form.fields["command"]


async def test_an_example_is_written_and_taken_away(portal: Running) -> None:
    await portal.login(REGIONAL)
    fields = {"name": "Δύο", "expects": "unlikely", "fact-adults": "2", "fact-single_parent": "yes"}
    assert (await portal.form(f"{DRAFT}/examples/new", **fields)).status_code == 303
    assert saved(portal)["examples"][1] == {
        "name": "Δύο", "facts": {"adults": 2, "single_parent": True}, "expects": "unlikely", "pays": None
    }  # fmt: skip
    portal.wire.asked.clear()
    page = await portal.get(f"{DRAFT}/examples/0")
    removing = next(form for form in Forms.of(page.text) if form.fields.get("do") == "remove")
    assert (await portal.http.post(f"{DRAFT}/examples/0", data=removing.fields)).status_code == 303
    assert saved(portal)["examples"] == []


async def test_a_rule_that_cannot_be_one_is_told_at_its_field(portal: Running) -> None:
    await portal.login(REGIONAL)
    wrong = [{"pointer": "/rules/0/expression", "code": "rule-name", "detail": "Το «x» δεν είναι στοιχείο."}]
    portal.wire.answer(f"POST {REGISTRY}/versions/.+", problem(422, "invalid", errors=wrong))
    page = await portal.form(f"{DRAFT}/rules/0", expression="x > 1")
    assert page.status_code == 422
    assert 'id="expression-error"' in page.text
    assert "Το «x» δεν είναι στοιχείο." in page.text
    assert ">x &gt; 1</textarea>" in page.text
    check(page.text)


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({}, {"submission", "withdrawal"}),
        ({"came": []}, {"withdrawal"}),
        ({"submitted": True}, {"publication", "withdrawal"}),
        ({"submitted": True, "writers": ["somebody"]}, {"withdrawal"}),
    ],
)
async def test_only_what_may_follow_is_offered(portal: Running, changes: dict[str, Any], offered: set[str]) -> None:
    await portal.login(REGIONAL)
    portal.wire.answer(f"GET {REGISTRY}/drafts/.+", reply(samples.draft(**changes)))
    page = await portal.get(DRAFT)
    assert {str(form.fields["do"]) for form in Forms.of(page.text) if "do" in form.fields} == offered
    check(page.text)


async def test_a_second_person_publishes_what_was_shown(portal: Running) -> None:
    await portal.login(REGIONAL)
    portal.wire.answer(f"GET {REGISTRY}/drafts/.+", reply(samples.draft(submitted=True)))
    page = await portal.get(DRAFT)
    form = next(form for form in Forms.of(page.text) if form.fields.get("do") == "publication")
    assert (await portal.http.post(DRAFT, data=form.fields)).status_code == 303
    (request,) = portal.wire.sent(f"POST {REGISTRY}/versions/{samples.DRAFT}/publication")
    assert request.headers["If-Match"] == '"7"'
    refused = problem(409, "writer-approves", "Ζητήστε το από άλλον.")
    portal.wire.answer(f"POST {REGISTRY}/versions/.+", refused)
    again = await portal.http.post(DRAFT, data=form.fields)
    assert (again.status_code, "Ζητήστε το από άλλον." in again.text) == (409, True)
    check(again.text)


async def test_a_published_version_is_corrected_until_it_is_used(portal: Running) -> None:
    await portal.login(REGIONAL)
    portal.wire.answer(f"GET {REGISTRY}/drafts/.+", problem(404, "not-found"))
    page = await portal.get(f"/programmes/{samples.CODE}/drafts/{samples.VERSION}")
    assert "αρχίζει διόρθωση" in page.text
    check(page.text)
    assert (
        await portal.form(f"/programmes/{samples.CODE}/drafts/{samples.VERSION}/amounts/0", cents="1")
    ).status_code == 303
    assert saved(portal)["amounts"][0]["cents"] == 100
    portal.wire.answer(f"GET {REGISTRY}/versions/.+", reply({**samples.PUBLISHED, "used": True}))
    assert (await portal.get(f"/programmes/{samples.CODE}/drafts/{samples.VERSION}")).status_code == 404


async def test_what_is_not_there_is_not_there(portal: Running) -> None:
    await portal.login(REGIONAL)
    for path in ("rules/9", "rules/x", "nothing/0", "rules/-1"):
        assert (await portal.get(f"{DRAFT}/{path}")).status_code == 404
    await portal.login(WORKER)
    for path in (DRAFT, "/programmes/new", f"{DRAFT}/rules/0"):
        assert (await portal.get(path)).status_code == 404


async def test_a_programme_is_introduced(portal: Running) -> None:
    await portal.login(REGIONAL)
    wrong = await portal.form("/programmes/new", code="Όχι", name="Νέο", administered_by="Δήμος", what_for="Κάτι")
    assert "Γράψτε κωδικό με λατινικά πεζά" in wrong.text
    check(wrong.text)
    answer = await portal.form("/programmes/new", code="new-one", name="Νέο", administered_by="Δήμος", what_for="Κάτι")
    assert answer.headers["Location"] == "/programmes/new-one/drafts/new"
    assert sent(portal, "PUT registry/programmes/new-one") == {
        "name": "Νέο", "administered_by": "Δήμος", "what_for": "Κάτι"
    }  # fmt: skip
