"""Visits and persons, form by form, as a browser without JavaScript does them."""

import re
from uuid import UUID

import httpx2
import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import RECEPTION
from tests.portal.replies import Reply, problem, reply, written
from tests.portal.running import Running, body


def _token(html: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', html)
    assert found
    return found[1]


async def test_visit_is_recorded_in_two_fields(portal: Running) -> None:
    await portal.login(RECEPTION)
    answer = await portal.form("/visits/new", topic="housing")
    assert answer.status_code == 303
    [sent] = portal.wire.sent(r"PUT intake/visits/.*")
    visit = UUID(sent.url.path.rsplit("/", 1)[-1])
    assert visit.version == 7
    assert sent.headers["If-None-Match"] == "*"
    assert body(sent) == {
        "unit": str(samples.UNIT),
        "centre": samples.CENTRE,
        "topic": "housing",
        "channel": "in-person",
    }
    assert answer.headers["Location"] == f"/visits/new?saved={visit}"


async def test_service_that_was_just_started_again_is_asked_once_more_for_the_same(portal: Running) -> None:
    await portal.login(RECEPTION)
    dropped: list[httpx2.Request] = []

    def drops_the_first(request: httpx2.Request) -> Reply:
        if not dropped:
            dropped.append(request)
            raise httpx2.ReadError("", request=request)
        return written("intake")(request)

    portal.wire.answer(r"PUT intake/visits/.*", drops_the_first)
    answer = await portal.form("/visits/new", topic="housing")
    assert answer.status_code == 303
    first, again = portal.wire.sent(r"PUT intake/visits/.*")
    assert (first.url, first.content) == (again.url, again.content)


async def test_visit_without_topic_says_so_at_the_field(portal: Running) -> None:
    await portal.login(RECEPTION)
    answer = await portal.form("/visits/new")
    assert answer.status_code == 422
    assert "<title>Σφάλμα: Νέα επίσκεψη" in answer.text
    assert '<a class="govgr-link" href="#topic">Διαλέξτε θέμα</a>' in answer.text
    check(answer.text)
    assert portal.wire.sent(r"PUT (?!registry/staff).*") == []


async def test_rarer_topic_is_chosen_from_the_rest(portal: Running) -> None:
    await portal.login(RECEPTION)
    await portal.form("/visits/new", topic="more", more="legal")
    assert body(portal.wire.sent(r"PUT intake/visits/.*")[0])["topic"] == "legal"


async def test_last_unit_and_channel_are_offered_first(portal: Running) -> None:
    await portal.login(RECEPTION)
    await portal.form("/visits/new", topic="housing", channel="telephone", unit=str(samples.BRANCH))
    page = await portal.get("/visits/new")
    assert re.search(r'value="telephone" id="channel-2" checked', page.text)
    assert f'<option value="{samples.BRANCH}" selected>' in page.text


async def test_what_was_written_is_asked_for_by_position(portal: Running) -> None:
    await portal.login(RECEPTION)
    await portal.form("/visits/new", topic="housing")
    await portal.get("/visits")
    assert portal.wire.sent(r"POST registry/people/labels")[-1].headers["Kentro-Position"] == "intake/3/41"


async def test_service_that_does_not_answer_leaves_the_form_filled_and_safe_to_repeat(portal: Running) -> None:
    await portal.login(RECEPTION)
    portal.wire.answer(r"PUT intake/visits/.*", problem(503, "busy"))
    answer = await portal.form("/visits/new", topic="housing", channel="telephone")
    assert answer.status_code == 503
    assert 'value="housing" id="topic-2" checked' in answer.text
    portal.wire.answer(r"PUT intake/visits/.*", written("intake"))
    again = await portal.resend(answer)
    assert again.status_code == 303
    first, second = portal.wire.sent(r"PUT intake/visits/.*")
    assert first.url.path == second.url.path


async def test_search_keeps_words_out_of_the_address(portal: Running) -> None:
    await portal.login(RECEPTION)
    answer = await portal.form("/search", q="Παναγιωτοπουλου 14021105328")
    assert re.fullmatch(r"/search/[A-Za-z0-9_-]{43}", answer.headers["Location"])
    page = await portal.get(answer.headers["Location"])
    check(page.text)
    assert "Βρέθηκαν 2 πρόσωπα." in page.text
    assert "όμοιο όνομα, ίδιο τηλέφωνο" in page.text
    assert body(portal.wire.sent(r"POST registry/people/search")[0])["query"] == "Παναγιωτοπουλου 14021105328"


async def test_search_of_another_person_is_not_found(portal: Running) -> None:
    await portal.login(RECEPTION)
    answer = await portal.form("/search", q="Παπαδοπούλου")
    portal.http.cookies.clear()
    usual = portal.wire.provider.token
    portal.wire.provider.token = lambda *grants, **claims: usual(*grants, **{**claims, "subject": "another"})  # type: ignore[method-assign]
    try:
        await portal.login(RECEPTION)
        assert (await portal.get(answer.headers["Location"])).headers["Location"] == "/search?over=1"
    finally:
        portal.wire.provider.token = usual  # type: ignore[method-assign]


async def test_person_that_is_not_found_is_registered_with_what_was_searched(portal: Running) -> None:
    await portal.login(RECEPTION)
    found = await portal.form("/search", q="Παναγιωτοπούλου Νικολέτα")
    handle = found.headers["Location"].rsplit("/", 1)[-1]
    page = await portal.get(f"/people/new?search={handle}")
    assert 'value="Παναγιωτοπούλου"' in page.text
    answer = await portal.resend(
        page, identifier="14021105328", born__day="14", born__month="2", born__year="2011", informed="yes"
    )
    assert answer.status_code == 303
    sent = body(portal.wire.sent(r"PUT registry/people/.*")[0])
    assert sent == {
        "centre": samples.CENTRE,
        "unit": str(samples.UNIT),
        "surname": "Παναγιωτοπούλου",
        "given_name": "Νικολέτα",
        "informed": True,
        "born_on": "2011-02-14",
        "identifier": {"kind": "amka", "value": "14021105328"},
    }


async def test_wrong_check_digit_stands_at_the_field_and_nothing_typed_is_lost(portal: Running) -> None:
    await portal.login(RECEPTION)
    portal.wire.answer(r"PUT registry/people/.*", reply(samples.WRONG_DIGIT, 422))
    answer = await portal.form(
        "/people/new", surname="Σελίμι", given_name="Αρμπέρ", identifier="14021105329", telephone="69000 00000"
    )
    assert answer.status_code == 422
    check(answer.text)
    assert (
        '<a class="govgr-link" href="#identifier">Ο ΑΜΚΑ δεν επαληθεύεται. Δείτε το τελευταίο ψηφίο.</a>' in answer.text
    )
    assert "Ο ΑΜΚΑ δείχνει 14/02/11." in answer.text
    for typed in ("Σελίμι", "Αρμπέρ", "14021105329", "69000 00000"):
        assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize(
    ("day", "month", "year", "place"),
    [
        ("31", "2", "2011", "born-day"),
        ("1", "22", "2011", "born-month"),
        ("1", "2", "11", "born-year"),
        ("x", "2", "2011", "born-day"),
    ],
)
async def test_impossible_birth_date_stands_at_its_part(
    portal: Running, day: str, month: str, year: str, place: str
) -> None:
    await portal.login(RECEPTION)
    answer = await portal.form(
        "/people/new",
        surname="Α",
        given_name="Β",
        identifier_kind="none",
        born__day=day,
        born__month=month,
        born__year=year,
    )
    assert answer.status_code == 422
    assert f'href="#{place}"' in answer.text


async def test_near_duplicates_are_shown_and_each_must_be_dismissed(portal: Running) -> None:
    await portal.login(RECEPTION)
    portal.wire.answer(r"PUT registry/people/.*", reply(samples.ALIKE, 409))
    page = await portal.form("/people/new", surname="Παπαδοπούλου", given_name="Μαρία", identifier_kind="none")
    assert page.status_code == 409
    check(page.text)
    assert "Μοιάζει πολύ: ίδιο όνομα, ημέρα και μήνας ανάποδα" in page.text
    again = await portal.resend(page, not_same_as=[str(samples.MARIA)])
    assert again.status_code == 409
    assert "Σημειώστε για κάθε πρόσωπο" in again.text
    portal.wire.answer(r"PUT registry/people/.*", written("registry"))
    saved = await portal.resend(again, not_same_as=[str(samples.MARIA), str(samples.ILIAS)])
    assert saved.status_code == 303
    assert body(portal.wire.sent(r"PUT registry/people/.*")[-1])["not_same_as"] == [
        str(samples.MARIA),
        str(samples.ILIAS),
    ]


async def test_visit_is_linked_by_search_or_by_registering(portal: Running) -> None:
    await portal.login(RECEPTION)
    found = await portal.form(f"/visits/{samples.LOOSE_VISIT}/person", q="Παναγιωτοπούλου")
    page = await portal.get(found.headers["Location"])
    check(page.text)
    linked = await portal.http.post(
        f"/visits/{samples.LOOSE_VISIT}/person",
        data={"token": _token(page.text), "person": str(samples.NIKOLETA), "key": str(samples.uuid(77))},
    )
    assert linked.headers["Location"] == f"/people/{samples.NIKOLETA}?of=visit-{samples.LOOSE_VISIT}"
    handle = found.headers["Location"].rsplit("/", 1)[-1]
    answer = await portal.form(
        f"/people/new?search={handle}&visit={samples.LOOSE_VISIT}", given_name="Ελένη", identifier_kind="none"
    )
    assert answer.status_code == 303
    assert len(portal.wire.sent(rf"POST intake/visits/{samples.LOOSE_VISIT}/person")) == 2


async def test_something_else_under_the_same_id_may_be_opened_or_saved_as_new(portal: Running) -> None:
    await portal.login(RECEPTION)
    portal.wire.answer(r"PUT intake/visits/.*", problem(422, "command-reused", "Έχει ήδη αποθηκευτεί."))
    page = await portal.form("/visits/new", topic="housing")
    first = portal.wire.sent(r"PUT intake/visits/.*")[0].url.path.rsplit("/", 1)[-1]
    assert f'href="/visits/new?saved={first}"' in page.text
    portal.wire.answer(r"PUT intake/visits/.*", written("intake"))
    await portal.resend(page)
    assert portal.wire.sent(r"PUT intake/visits/.*")[1].url.path.rsplit("/", 1)[-1] != first


async def test_beneficiary_number_is_asked_for_first(portal: Running) -> None:
    await portal.login(RECEPTION)
    answer = await portal.form(f"/people/{samples.FATIMA}/beneficiary")
    assert answer.headers["Location"] == f"/people/{samples.FATIMA}"
    [sent] = portal.wire.sent(r"POST registry/people/.*/beneficiary")
    assert UUID(sent.headers["Idempotency-Key"])
