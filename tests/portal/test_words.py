"""Formats, the catalogue, and the small rules of pages: no database, no network."""

import re
import string
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from markupsafe import Markup

from services.portal import codes
from services.portal.carried import carried
from services.portal.catalogue import LANGUAGES, Language, choose, load
from services.portal.charts import axis, bars, quartile_breaks, shares
from services.portal.clients.base import Caller
from services.portal.clients.referral import Referral
from services.portal.clients.reporting import Compared
from services.portal.course import next_step
from services.portal.formats import Formats
from services.portal.forms import Form
from services.portal.months import last_whole, shifted
from services.portal.pages.region import finding
from services.portal.pages.today import Task, arrange
from services.portal.pages.visits import common_topics
from services.portal.regions import MAPS
from services.portal.sealing import Broken, Sealer
from services.portal.security import local_page
from tests.portal import samples

PORTAL = Path(__file__).parents[2] / "services" / "portal"
EL, EN = load("el"), load("en")
TODAY = date(2026, 3, 12)
GREEK, ENGLISH = Formats(EL, TODAY), Formats(EN, TODAY)


@pytest.mark.parametrize(
    ("way", "given", "greek", "english"),
    [
        ("day", (date(2026, 3, 5),), "05/03/2026", "05/03/2026"),
        ("short", (date(2026, 3, 5),), "05/03", "05/03"),
        ("short", (date(2025, 3, 5),), "05/03/2025", "05/03/2025"),
        ("long", (date(2026, 3, 5),), "5 Μαρτίου 2026", "5 March 2026"),
        ("weekday", (date(2026, 3, 12),), "Πέμπτη 12 Μαρτίου", "Thursday 12 March"),
        ("month", (date(2026, 2, 1),), "Φεβρουάριος 2026", "February 2026"),
        ("month_of", (date(2026, 2, 1),), "Φεβρουαρίου 2026", "February 2026"),
        ("clock", (datetime(2026, 7, 1, 11, 5, tzinfo=UTC),), "14:05", "14:05"),
        (
            "number",
            (
                1234.5,
                1,
            ),
            "1.234,5",
            "1,234.5",
        ),
        ("number", (211593,), "211.593", "211,593"),
        (
            "number",
            (
                0.25,
                1,
            ),
            "0,3",
            "0.3",
        ),
        (
            "change",
            (
                214,
                198,
            ),
            "↑ 8,1 %",
            "↑ 8.1 %",
        ),
        (
            "change",
            (
                17,
                19,
            ),
            "↓ 10,5 %",
            "↓ 10.5 %",
        ),
        (
            "change",
            (
                5,
                5,
            ),
            "=",
            "=",
        ),
        (
            "change",
            (
                5,
                0,
            ),
            "–",
            "–",
        ),
        (
            "change",
            (
                None,
                5,
            ),
            "–",
            "–",
        ),
        (
            "difference",
            (
                5.1,
                3.6,
            ),
            "↑ 1,5",
            "↑ 1.5",
        ),
        ("due", (date(2026, 3, 12),), "σήμερα", "today"),
        ("due", (date(2026, 3, 13),), "σε 1 εργάσιμη", "in 1 working day"),
        ("due", (date(2026, 3, 19),), "σε 5 εργάσιμες", "in 5 working days"),
        ("due", (date(2026, 3, 26),), "σε 9 εργάσιμες", "in 9 working days"),
        ("due", (date(2026, 3, 5),), "πριν 5 εργάσιμες", "5 working days ago"),
        ("due_short", (date(2026, 3, 5),), "πριν 5 εργ.", "5 w.d. ago"),
        ("phone", ("+302625000000",), "26250 00000", "26250 00000"),
        ("phone", ("άγνωστο",), "άγνωστο", "άγνωστο"),
        ("short_number", ("ΖΑΧ-2026-00118",), "00118", "00118"),
    ],
)
def test_formats(way: str, given: tuple[object, ...], greek: str, english: str) -> None:
    assert (getattr(GREEK, way)(*given), getattr(ENGLISH, way)(*given)) == (greek, english)


@pytest.mark.parametrize(
    ("today", "day", "long", "short", "english"),
    [
        (date(2026, 3, 15), date(2026, 3, 13), "πριν 2 ημέρες", "πριν 2 ημ.", "2 days ago"),
        (date(2026, 3, 14), date(2026, 3, 13), "χθες", "χθες", "yesterday"),
        (date(2026, 3, 16), date(2026, 3, 13), "πριν 1 εργάσιμη", "πριν 1 εργ.", "1 working day ago"),
        (date(2026, 3, 13), date(2026, 3, 14), "αύριο", "αύριο", "tomorrow"),
        (date(2026, 3, 13), date(2026, 3, 15), "σε 2 ημέρες", "σε 2 ημ.", "in 2 days"),
        # From Good Friday to Easter Monday nothing is worked.
        (date(2026, 4, 13), date(2026, 4, 9), "πριν 4 ημέρες", "πριν 4 ημ.", "4 days ago"),
    ],
)
def test_days_are_told_where_no_working_day_lies_between(
    today: date, day: date, long: str, short: str, english: str
) -> None:
    greek = Formats(EL, today)
    assert (greek.due(day), greek.due_short(day)) == (long, short)
    assert Formats(EN, today).due(day) == english


def places(words: str | dict[str, str]) -> set[str]:
    texts = words.values() if isinstance(words, dict) else [words]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things_with_the_same_places() -> None:
    assert EL.words.keys() == EN.words.keys()
    assert [key for key in EL.words if places(EL.words[key]) != places(EN.words[key])] == []
    assert [key for key, words in [*EL.words.items(), *EN.words.items()] if words == ""] == []


def test_templates_hold_no_words_and_ask_for_keys_that_exist() -> None:
    asked: set[str] = set()
    for file in PORTAL.glob("templates/**/*.html"):
        text = re.sub(r"{#.*?#}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"[\u0370-\u03ff\u1f00-\u1fff]", text), file
        asked |= set(re.findall(r'\bt\("([a-z0-9_.-]+)"[,)]', text))
    assert asked - EL.words.keys() == set()


@pytest.mark.parametrize(
    ("group", "known"),
    [
        ("topic", codes.TOPICS),
        ("channel", codes.CHANNELS),
        ("channel_in", codes.CHANNELS),
        ("visit_outcome", codes.VISIT_OUTCOMES),
        ("service_kind", codes.SERVICE_KINDS),
        ("identifier", codes.IDENTIFIERS),
        ("basis", codes.BASES),
        ("decline_reason", codes.DECLINE_REASONS),
        ("outcome", codes.OUTCOMES),
        ("closing", codes.CLOSINGS),
        ("indicator", codes.INDICATORS),
        ("referral_state", codes.OPEN_REFERRALS),
        ("any_outcome", (*codes.VISIT_OUTCOMES, *codes.OUTCOMES, *codes.CLOSINGS)),
    ],
)
def test_every_code_has_a_word(group: str, known: tuple[str, ...]) -> None:
    assert [code for code in known if not EL.has(f"codes.{group}.{code}")] == []


def test_text_escapes_what_fills_a_place_and_shows_unknown_codes_as_they_are() -> None:
    assert EL("shell.municipality", name="<b>") == Markup("Δήμος &lt;b&gt;")
    assert EL("shell.municipality", name="{n}") == "Δήμος {n}"
    assert EL("search.found", n=1) == "Βρέθηκε ένα πρόσωπο."
    assert EL.code("codes.topic", "<newer>") == "&lt;newer&gt;"
    with pytest.raises(KeyError):
        EL("nothing.here")


@pytest.mark.parametrize(
    ("wish", "language"),
    [(None, "el"), ("en", "en"), ("en-GB,en;q=0.8", "en"), ("fr, de", "el"), ("", "el"), ("\x00", "el")],
)
def test_language_is_greek_unless_english_is_chosen(wish: str | None, language: Language) -> None:
    assert choose(wish) == language
    assert language in LANGUAGES


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


def _plain() -> list[object]:
    return msgspec.json.decode(msgspec.json.encode(list(samples.REFERRALS.values())))


def test_bars_begin_at_zero_and_keep_the_place_of_a_missing_month() -> None:
    made = bars([(date(2026, 1, 1), None), (date(2026, 2, 1), 10), (date(2026, 3, 1), 5)])
    assert [bar.height for bar in made.bars] == [0, 128, 64]
    assert made.highest
    assert made.highest.value == 10
    assert bars([]).highest is None


def test_axis_ends_at_a_round_number() -> None:
    assert axis(10.9) == (15, [0, 5, 10, 15])
    assert axis(0.9)[0] == 1.0
    assert axis(0) == (1.0, [0.0, 1.0])


def test_steps_of_the_map_are_of_equal_count_and_never_empty() -> None:
    assert quartile_breaks([1, 2, 3, 4, 5, 6, 7, 8]) == (3, 5, 7)
    assert quartile_breaks([2, 2, 2]) == ()
    assert quartile_breaks([]) == ()


def test_parts_stand_by_size_with_hidden_ones_last() -> None:
    assert [part.name for part in shares([("a", 1), ("b", None), ("c", 9)])] == ["c", "a", "b"]


def test_every_municipality_has_a_place_of_its_own_on_the_map() -> None:
    places = MAPS["el63"].places
    assert set(places) == {code for code, *_ in samples.PLACES}
    assert len(set(places.values())) == 19


def test_finding_names_the_farthest_and_ones_own() -> None:
    rows = [
        Compared("1", "Α", 1000, per_1000=9.0),
        Compared("2", "Β", 1000, per_1000=3.0, year_ago=2.0),
        Compared("3", "Γ", 9),
    ]
    found = finding(rows, 6.0, "2")
    assert found
    assert (found.highest.name, found.times_mean, found.own) == ("Α", 1.5, rows[1])
    assert finding([rows[2]], 6.0, "") is None


def test_one_municipality_alone_is_not_compared_with_a_mean_that_it_makes() -> None:
    alone = [Compared("1", "Α", 1000, per_1000=9.0), Compared("2", "Β", 1000, per_1000=0.0), Compared("3", "Γ", 9)]
    assert finding(alone, 0.5, "1") is None


def test_form_takes_dates_apart_and_keeps_what_was_typed() -> None:
    form = Form(EL, {"born-day": "31", "born-month": "2", "born-year": "2011", "name": " <Α> "})
    assert form.day("born") is None
    assert form.error("born-day") == "Γράψτε ημέρα που υπάρχει στον μήνα"
    assert form.get("name") == "<Α>"
    assert Form(EL).day("born") is None


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
