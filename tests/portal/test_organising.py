"""Posts, funding acts and regulations in the portal: what is typed is passed on, and what is wrong is said."""

import json
from typing import Any

import httpx2
import pytest

from tests.portal import organising, samples, samples_bodies
from tests.portal.accounts import USER
from tests.portal.checking import check
from tests.portal.pages import COORDINATOR, MUNICIPAL
from tests.portal.replies import reply
from tests.portal.running import Forms, Running

ACT = "/acts/5003039"
REGULATION = f"/regulation/{organising.CENTRE_ID}"


async def do(portal: Running, path: str, what: str, /, **fields: str) -> httpx2.Response:
    """Opens a page and sends the folded form of that action."""
    page = await portal.http.get(path)
    form = next(form for form in Forms.of(page.text) if form.fields.get("do") == what)
    return await portal.http.post(path, data={**form.fields, **{k.replace("__", "-"): v for k, v in fields.items()}})


def sent(portal: Running, pattern: str) -> Any:
    (one,) = portal.wire.sent(pattern)
    return json.loads(one.content or b"null")


def day(name: str, iso: str) -> dict[str, str]:
    year, month, number = iso.split("-")
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


async def test_what_needs_attention_leads_to_where_it_is_mended(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = (await portal.http.get("/attention")).text
    for href in (f"/posts/{organising.HELD}", "/posts?scope=/el63/3905/zacharo", ACT, REGULATION):
        assert f'href="{href}"' in page
    assert "Λείπει προσωπικό</a>: 1 από 2" in page
    assert "700.000,00 € από 653.121,41 €" in page


async def test_feasts_agreements_room_and_accounts_lead_to_where_they_are_mended(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = (await portal.http.get("/attention")).text
    mended = (
        "/organisation/municipalities/3905",
        f"/bodies/{samples_bodies.BODY}",
        f"/services/{samples.SERVICE}",
        f"/users/{samples.COLLEAGUE}",
    )
    for href in mended:
        assert f'href="{href}"' in page
    assert f"Λογαριασμός χωρίς θέση</a>: {samples.COLLEAGUES[samples.COLLEAGUE]}" in page
    assert "<b>Λογαριασμοί:</b>" in page
    await portal.login(COORDINATOR)
    page = (await portal.http.get("/attention")).text
    assert "/organisation/municipalities" not in page.partition("<main")[2]
    assert "Δεν έχει δηλωθεί τοπική εορτή" in page


async def test_a_post_is_opened_and_leads_to_it(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    empty = await portal.form("/posts/new")
    assert (empty.status_code, "Διαλέξτε ειδικότητα" in empty.text) == (422, True)
    check(empty.text)
    done = await portal.form(
        "/posts/new", centre=str(organising.CENTRE_ID), specialty="nurse", **day("on", "2026-01-01")
    )
    assert done.status_code == 303
    assert sent(portal, "PUT registry/posts/.+") == {
        "centre": str(organising.CENTRE_ID), "specialty": "nurse", "act": None, "on": "2026-01-01"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("what", "fields", "path", "body"),
    [
        ("renew", day("renewed", "2027-03-31"), "renewal", {"until": "2027-03-31"}),
        ("release", day("released", "2026-03-01"), "head/release", {"on": "2026-03-01"}),
        ("vacate", day("left", "2026-03-01") | {"why": "retired"}, "vacancy", {"on": "2026-03-01", "why": "retired"}),
    ],
)
async def test_a_held_post_changes(
    portal: Running, what: str, fields: dict[str, str], path: str, body: dict[str, Any]
) -> None:
    await portal.login(MUNICIPAL)
    assert (await do(portal, f"/posts/{organising.HELD}", what, **fields)).status_code == 303
    assert sent(portal, f"POST registry/posts/[^/]+/{path}") == body


async def test_a_vacant_post_is_filled_by_an_account(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    path = f"/posts/{organising.VACANT}"
    without = await do(portal, path, "fill")
    assert "Διαλέξτε λογαριασμό" in without.text
    check(without.text)
    fields = {"account": str(USER), "contract": "indefinite", **day("since", "2026-04-01")}
    assert (await do(portal, path, "fill", **fields)).status_code == 303
    assert sent(portal, "POST registry/posts/[^/]+/filling") == {
        "account": str(USER), "contract": "indefinite", "since": "2026-04-01", "until": None
    }  # fmt: skip


@pytest.mark.parametrize(("typed", "cents"), [("289.440,00", 28944000), ("653121,41 €", 65312141), ("7", 700)])
async def test_amounts_are_typed_as_greeks_do(portal: Running, typed: str, cents: int) -> None:
    await portal.login(MUNICIPAL)
    fields = {"number": "700", **day("decided", "2026-01-01"), "budget": typed}
    assert (await do(portal, ACT, "amend", **fields)).status_code == 303
    assert sent(portal, "POST registry/acts/[^/]+/amendments") == {
        "decision": {"number": "700", "on": "2026-01-01"}, "budget": cents, "ends_on": None
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["1.2345", "1,234", "πολλά", "-5", "1" * 13])
async def test_a_wrong_amount_is_said_at_its_field(portal: Running, typed: str) -> None:
    await portal.login(MUNICIPAL)
    fields = {"number": "700", **day("decided", "2026-01-01"), "budget": typed}
    answer = await do(portal, ACT, "amend", **fields)
    assert answer.status_code == 422
    assert "Γράψτε το ποσό σε ευρώ" in answer.text
    check(answer.text)


async def test_the_council_accepts_spending_is_stated_and_the_act_ends(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    fields = {"amendment": "609", "council": "31", **day("accepted", "2020-03-04")}
    assert (await do(portal, ACT, "accept", **fields)).status_code == 303
    assert sent(portal, "POST registry/acts/[^/]+/acceptances") == {
        "amendment": "609", "decision": {"number": "31", "on": "2020-03-04"}
    }  # fmt: skip
    assert (await do(portal, ACT, "spending", **day("stated", "2026-01-31"), spent="480.120,50")).status_code == 303
    assert sent(portal, "POST registry/acts/[^/]+/spending") == {"on": "2026-01-31", "spent": 48012050}
    assert (await do(portal, ACT, "end", **day("ended", "2026-04-30"))).status_code == 303
    assert sent(portal, "POST registry/acts/[^/]+/end") == {"on": "2026-04-30"}


async def test_an_act_is_included(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    empty = await portal.form("/acts/new")
    assert "Γράψτε τον κωδικό με 4 ως 10 ψηφία" in empty.text
    check(empty.text)
    words = {name: name for name in ("title", "programme", "objective", "beneficiary")}
    done = await portal.form(
        "/acts/new", code="5003040", scope="/el63/3905", number="5736", budget="144.000,00",
        **day("decided", "2016-12-21"), **day("ends", "2020-09-17"), **words, centres=[str(organising.CENTRE_ID)],
    )  # fmt: skip
    assert (done.status_code, done.headers["location"].split("?")[0]) == (303, "/acts/5003040")
    body = sent(portal, "PUT registry/acts/.+")
    assert (body["budget"], body["decision"], body["centres"]) == (
        14400000, {"number": "5736", "on": "2016-12-21"}, [str(organising.CENTRE_ID)],
    )  # fmt: skip


async def test_a_regulation_is_decided_submitted_and_sent_back(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    fields = {
        "kind": "amended",
        "number": "8/2023",
        **day("decided", "2023-02-01"),
        "meeting": "ordinary",
        "vote": "majority",
    }
    assert (await do(portal, REGULATION, "decide", **fields)).status_code == 303
    assert sent(portal, "POST registry/centres/[^/]+/regulation/decisions")["number"] == "8/2023"
    fields = {"what": "annual-report", "of": "2025", **day("sent", "2026-03-01")}
    assert (await do(portal, REGULATION, "submit", **fields)).status_code == 303
    assert sent(portal, "POST registry/centres/[^/]+/regulation/submissions")["to"].startswith("Διεύθυνση Κοινωνικής")
    fields = {"submission": "regulation 31/2020", **day("back", "2020-06-01")}
    assert (await do(portal, REGULATION, "return", **fields)).status_code == 303
    assert sent(portal, "POST registry/centres/[^/]+/regulation/returns") == {
        "what": "regulation", "of": "31/2020", "on": "2020-06-01"
    }  # fmt: skip


async def test_a_coordinator_sees_and_changes_nothing(portal: Running) -> None:
    await portal.login(COORDINATOR)
    for path in (f"/posts/{organising.HELD}", ACT, REGULATION):
        page = await portal.http.get(path)
        assert (page.status_code, 'name="do"' in page.text) == (200, False)
    assert (await portal.http.get("/posts/new")).status_code == 404


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/posts", organising.POSTS[str(organising.HELD)]),
        ("/acts", organising.ACT),
        ("/attention", organising.ATTENTION["items"][0]),
    ],
)
async def test_a_long_list_goes_on_at_the_same_place(portal: Running, path: str, what: Any) -> None:
    await portal.login(MUNICIPAL)
    portal.wire.answer(f"GET registry{path}", reply({"on": "2026-03-12", "items": [what], "next": "abc"}))
    page = (await portal.http.get(f"{path}?scope=/el63/3905/zacharo")).text
    check(page)
    assert f'rel="next" href="{path}?scope=/el63/3905/zacharo&amp;cursor=abc"' in page

    await portal.http.get(f"{path}?scope=/el63/3905/zacharo&cursor=abc")

    assert portal.wire.sent(f"GET registry{path}")[-1].url.params["cursor"] == "abc"


@pytest.mark.parametrize(
    ("path", "lists"),
    [("/attention", 1), ("/posts", 1), ("/acts", 1), (f"/posts/{organising.HELD}", 0), (REGULATION, 0)],
)
async def test_a_page_asks_for_the_list_of_centres_once_and_for_one_centre_alone(
    portal: Running, path: str, lists: int
) -> None:
    await portal.login(MUNICIPAL)
    portal.wire.asked.clear()
    assert (await portal.http.get(path)).status_code == 200
    assert len(portal.wire.sent("GET registry/(units|centres)")) == lists


async def test_accounts_are_asked_for_where_a_post_is_to_be_filled(portal: Running) -> None:
    path = f"/posts/{organising.HELD}"
    await portal.login(MUNICIPAL)
    for until, left, asked in (("2026-12-31", None, 0), ("2026-01-31", None, 1), ("2026-12-31", "resigned", 1)):
        held = organising.held(until=until, left=left)
        portal.wire.answer(f"GET registry{path}", reply(organising.post(organising.HELD, "nurse", held=[held])))
        portal.wire.asked.clear()
        page = (await portal.http.get(path)).text
        assert (len(portal.wire.sent("GET registry/accounts")), 'id="account"' in page) == (asked, bool(asked))
