"""The small rules of pages: no database, no network."""

from datetime import date

import msgspec
import pytest

from services.portal import codes
from services.portal.carried import carried
from services.portal.catalogue import load
from services.portal.clients.base import Caller
from services.portal.clients.referral import Referral
from services.portal.course import next_step
from services.portal.forms import Form
from services.portal.months import last_whole, shifted
from services.portal.pages.today import Task, arrange
from services.portal.pages.visits import common_topics
from services.portal.sealing import Broken, Sealer
from services.portal.security import local_page
from tests.portal import samples

EL, EN = load("el"), load("en")

TODAY = date(2026, 3, 12)


def _plain() -> list[object]:
    return msgspec.json.decode(msgspec.json.encode(list(samples.REFERRALS.values())))


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("14021105328", {"identifier_kind": "amka", "identifier": "14021105328"}),
        ("140211 05328", {"identifier_kind": "amka", "identifier": "14021105328"}),
        ("012345678", {"identifier_kind": "afm", "identifier": "012345678"}),
        ("6900000000", {"telephone": "6900000000"}),
        ("Αλ-Χουσεΐν Φατίμα Ζάχρα", {"surname": "Αλ-Χουσεΐν", "given_name": "Φατίμα Ζάχρα"}),
        ("ΖΑΧ-2026-00118", {}),
        ("123", {}),
        ("", {}),
    ],
)
def test_search_words_become_first_values(query: str, fields: dict[str, str]) -> None:
    assert carried(query) == fields


def test_months_cross_years() -> None:
    assert shifted("2026-01", -1) == "2025-12"
    assert shifted("2026-03", -12) == "2025-03"
    assert last_whole(date(2026, 1, 31)) == "2025-12"


def test_work_is_sorted_by_working_days() -> None:
    def task(day: int) -> Task:
        return Task(date(2026, 3, day), "visit", "visit-unlinked", "housing", "/", None)

    work = arrange([task(5), task(12), task(13), task(19), task(20)], TODAY)
    assert [len(work.overdue), len(work.today), work.soon_count] == [1, 1, 2]
    assert work.until == date(2026, 3, 19)
    assert work.later == date(2026, 3, 20)
    assert arrange([], TODAY).nothing


def test_commonest_topics_come_first_in_the_lists_order() -> None:
    assert common_topics(None) == list(codes.TOPICS[:6])


def test_next_step_is_the_nearest_that_lies_ahead() -> None:
    referrals = [msgspec.convert(each, Referral, strict=False) for each in _plain()]
    step = next_step(referrals, TODAY)
    assert step
    assert step.code == "close"
    ahead = next_step([referral for referral in referrals if referral.state == "accepted"], TODAY)
    assert ahead
    assert (ahead.code, ahead.day) == ("meeting", date(2026, 3, 24))
    assert next_step([], TODAY) is None


def test_form_takes_dates_apart_and_keeps_what_was_typed() -> None:
    form = Form(EL, {"born-day": "31", "born-month": "2", "born-year": "2011", "name": " <Α> "})
    assert form.day("born") is None
    assert form.error("born-day") == "Γράψτε ημέρα που υπάρχει στον μήνα"
    assert form.get("name") == "<Α>"
    assert Form(EL).day("born") is None


@pytest.mark.parametrize(
    ("status", "another", "version"),
    [(200, False, "3"), (409, True, "3"), (412, True, "4"), (422, True, "3"), (503, False, "3")],
)
def test_what_was_refused_is_sent_as_another_command_and_what_may_have_been_done_as_the_same(
    status: int, another: bool, version: str
) -> None:
    form = Form(EL)
    form.ready(3)
    key = form.get("key")
    form.status = status
    form.ready(4)
    assert (form.get("key") != key, form.get("version")) == (another, version)


def test_sealed_text_opens_only_in_its_own_row_and_under_its_key() -> None:
    sealer = Sealer(bytes(32))
    sealed = sealer.seal(b"words", row=b"row")
    assert sealer.open(sealed, row=b"row") == b"words"
    assert sealer.seal(b"words", row=b"row") != sealed
    for opener, row in ((sealer, b"other"), (Sealer(bytes(31) + b"\1"), b"row")):
        with pytest.raises(Broken):
            opener.open(sealed, row=row)


def test_positions_are_noted_by_source_and_the_highest_stays() -> None:
    caller = Caller(None, "el", "request")
    for header in ("intake/3/41", "intake/3/40, registry/0/7", "nonsense", None):
        caller.note(header)
    assert caller.reached == {"intake/3": 41, "registry/0": 7}
    assert caller.headers()["Kentro-Position"] == "intake/3/41, registry/0/7"


@pytest.mark.parametrize("page", ["//evil", "https://evil", "/\\evil", "/a\nb", "", "javascript:x"])
def test_other_places_become_the_start_page(page: str) -> None:
    assert local_page(page) == "/"
    assert local_page("/visits?day=2026-03-12") == "/visits?day=2026-03-12"
