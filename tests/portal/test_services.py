"""Who can help, as colleagues look for it; bodies and services as their keepers change them."""

from tests.portal import samples, samples_bodies
from tests.portal.checking import check
from tests.portal.pages import MUNICIPAL, RECEPTION, REGIONAL, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running, body


async def test_the_own_municipality_is_asked_first_and_filters_go_on(portal: Running) -> None:
    await portal.login(WORKER)
    await portal.get("/services?need=housing&with_place=1&age=12")
    [asked] = portal.wire.sent(r"GET registry/services")
    assert dict(asked.url.params) == {"need": "housing", "municipality": "3905", "age": "12", "with_place": "true"}
    await portal.get("/services?municipality=&need=nonsense&age=-1&audience=x")
    assert dict(portal.wire.sent(r"GET registry/services")[-1].url.params) == {}


async def test_a_list_says_who_takes_people_and_how_old_that_news_is(portal: Running) -> None:
    await portal.login(WORKER)
    page = (await portal.get("/services")).text
    for words in ("3 θέσεις", "Χωρίς θέση", "περιμένουν 12", "ξαναδέχεται από", "παλιά", "Δεν προσφέρεται πια"):
        assert words in page


async def test_no_service_says_what_to_do(portal: Running) -> None:
    await portal.login(WORKER)
    portal.wire.answer(r"GET registry/services", reply({"items": [], "next": None}))
    page = await portal.get("/services")
    check(page.text)
    assert "Αφαιρέστε ένα φίλτρο" in page.text


async def test_room_is_reported_in_digits(portal: Running) -> None:
    await portal.login(WORKER)
    path = f"/services/{samples.SERVICE}"
    page = await portal.get(path)
    wrong = await portal.resend(page, places="λίγες", waiting="2")
    assert wrong.status_code == 422
    check(wrong.text)
    assert 'href="#places"' in wrong.text
    assert 'value="λίγες"' in wrong.text
    sent = await portal.resend(wrong, places="0", waiting="2")
    assert sent.headers["Location"] == f"{path}?saved=1"
    [asked] = portal.wire.sent(r"POST registry/services/.*/capacity")
    assert body(asked) == {"places": 0, "waiting": 2}


async def test_who_does_not_keep_services_is_not_offered_to_change_them(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = (await portal.get(f"/services/{samples.SERVICE}")).text
    assert "/capacity" not in page
    assert "/pause" not in page
    assert (await portal.get("/bodies/new")).status_code == 404


async def test_a_service_that_takes_nobody_sends_to_others_before_anything_is_written(portal: Running) -> None:
    await portal.login(WORKER)
    path = f"/referrals/new?person={samples.NIKOLETA}&service={samples_bodies.PAUSED}"
    page = (await portal.get(path)).text
    check(page)
    assert "ξαναδέχεται από" in page
    assert 'name="need"' not in page
    assert f"service={samples.SERVICE}" in page
    assert f"kind=tutoring&amp;service={samples_bodies.PAUSED}" not in page


async def test_a_full_service_asks_whether_the_person_waits(portal: Running) -> None:
    await portal.login(WORKER)
    path = f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={samples_bodies.FULL}"
    words = {"need": "Μαθηματικά", "reason": "Έλειψε.", "do": "preview"}
    asked = await portal.form(path, **words)
    assert asked.status_code == 422
    check(asked.text)
    assert 'href="#may_wait"' in asked.text
    preview = await portal.resend(asked, may_wait="yes", do="preview")
    assert preview.status_code == 200
    assert (await portal.resend(preview, do="send")).status_code == 303
    [sent] = portal.wire.sent(r"PUT referral/.*")
    assert body(sent)["may_wait"] is True


async def test_a_service_that_paused_meanwhile_leaves_what_was_typed(portal: Running) -> None:
    await portal.login(WORKER)
    path = f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={samples.SERVICE}"
    preview = await portal.form(path, need="Μαθηματικά", reason="Έλειψε.", do="preview")
    portal.wire.answer(r"PUT referral/.*", problem(409, "service-paused", "Η υπηρεσία δεν δέχεται κανέναν."))
    refused = await portal.resend(preview, do="send")
    assert refused.status_code == 409
    check(refused.text)
    assert "Η υπηρεσία δεν δέχεται κανέναν." in refused.text
    assert 'value="Μαθηματικά"' in refused.text


async def test_a_service_is_paused_from_today_on(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(f"/services/{samples_bodies.PAUSED}")
    wrong = await portal.resend(page, until__day="1", until__month="1", until__year="2026", do="pause")
    assert wrong.status_code == 422
    check(wrong.text)
    assert (await portal.resend(wrong, until__year="2027", do="pause")).status_code == 303
    assert body(portal.wire.sent(r"POST registry/.*/pause")[0])["until"] == "2027-01-01"
    assert (await portal.resend(wrong, do="resume")).status_code == 303
    assert len(portal.wire.sent(r"POST registry/.*/resumption")) == 1


async def test_a_body_is_corrected_on_the_version_that_was_shown(portal: Running) -> None:
    await portal.login(REGIONAL)
    path = f"/bodies/{samples_bodies.BODY}"
    saved = await portal.form(f"{path}/edit", name="Νέος Αλφειός")
    assert saved.headers["Location"] == f"{path}?saved=1"
    [sent] = portal.wire.sent(r"POST registry/bodies/.*/correction")
    assert sent.headers["If-Match"] == '"3"'
    assert (body(sent)["name"], body(sent)["municipality"]) == ("Νέος Αλφειός", "3905")
    portal.wire.answer(r"POST registry/bodies/.*/correction", problem(412, "stale", "Άλλαξε στο μεταξύ."))
    stale = await portal.form(f"{path}/edit", name="Άλλος")
    assert stale.status_code == 412
    check(stale.text)
    assert 'value="Άλλος"' in stale.text


async def test_a_body_needs_a_kind_and_a_name(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    wrong = await portal.form("/bodies/new")
    assert wrong.status_code == 422
    check(wrong.text)
    assert 'href="#kind"' in wrong.text
    assert 'href="#name"' in wrong.text
    made = await portal.resend(wrong, kind="social", name="Σύλλογος")
    assert made.status_code == 303
    [sent] = portal.wire.sent(r"PUT registry/bodies/.*")
    assert body(sent)["municipality"] == "3905"
