"""Who may enter: seen and changed by whoever administers, within their own scope."""

from tests.portal import accounts, samples
from tests.portal.pages import COORDINATOR, MUNICIPAL, REGIONAL
from tests.portal.replies import problem
from tests.portal.running import Running, body

PAGE = f"/users/{accounts.USER}"
SENT = r"POST registry/accounts/.+"


async def test_accounts_are_listed_with_what_they_are_and_who_has_left(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get("/users")
    assert "Κοινωνικός λειτουργός, Κέντρο Κοινότητας Ζαχάρως" in page.text
    assert "60 ημέρες χωρίς είσοδο" in page.text
    unused = await portal.get("/users?unused=1")
    assert "Δημητρόπουλος" in unused.text
    assert "Παπαδημητροπούλου" not in unused.text


async def test_a_role_is_given_and_what_is_unticked_is_taken(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    kept = f"social_worker@{samples.CENTRE}"
    done = await portal.form(PAGE, grant=[kept], role="coordinator", scope=samples.CENTRE)
    assert (done.status_code, done.headers["Location"]) == (303, f"{PAGE}?saved=1")
    [sent] = portal.wire.sent(SENT)
    assert sent.url.path.endswith("/grants")
    assert body(sent) == {
        "grants": [
            {"role": "social_worker", "scope": samples.CENTRE},
            {"role": "coordinator", "scope": samples.CENTRE},
        ]
    }


async def test_what_is_refused_is_said_and_nothing_typed_is_lost(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    portal.wire.answer(SENT, problem(409, "grant-not-yours", "Τον ρόλο δεν τον δίνετε εσείς."))
    answer = await portal.form(PAGE, role="auditor", scope="/el63/3905")
    assert answer.status_code == 409
    assert "Τον ρόλο δεν τον δίνετε εσείς." in answer.text
    assert '<option value="auditor" selected>' in answer.text


async def test_a_role_or_place_that_was_not_offered_is_not_sent(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    for wrong in ({"role": "regional_administrator", "scope": "/el63/3905"}, {"role": "auditor", "scope": "/el63"}):
        assert (await portal.form(PAGE, **wrong)).status_code == 422
    assert portal.wire.sent(SENT) == []


async def test_a_region_gives_a_municipality_its_administrator(portal: Running) -> None:
    await portal.login(REGIONAL)
    await portal.form(PAGE, grant=[], role="municipal_administrator", scope="/el63/3905")
    [sent] = portal.wire.sent(SENT)
    assert body(sent)["grants"][-1] == {"role": "municipal_administrator", "scope": "/el63/3905"}


async def test_an_account_is_closed_and_the_own_one_is_not_offered(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(PAGE)
    token = page.text.split('name="token" value="')[1].split('"')[0]
    closed = await portal.http.post(f"{PAGE}/closing", data={"token": token, "key": str(samples.uuid(5))})
    assert closed.status_code == 303
    [sent] = portal.wire.sent(SENT)
    assert (sent.url.path.endswith("/closing"), body(sent)) == (True, {})
    own = await portal.get(f"/users/{accounts.OWN}")
    assert "Κλείσιμο λογαριασμού" not in own.text


async def test_accounts_are_for_administrators(portal: Running) -> None:
    await portal.login(COORDINATOR)
    for page in ("/users", PAGE):
        assert (await portal.get(page)).status_code == 404
