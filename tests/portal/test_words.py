"""Formats and the catalogue: no database, no network."""

import re
import string
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from markupsafe import Markup

from services.portal import codes
from services.portal.catalogue import LANGUAGES, Language, choose, load
from services.portal.formats import Formats

PORTAL = Path(__file__).parents[2] / "services" / "portal"

EL, EN = load("el"), load("en")

TODAY = date(2026, 3, 12)

GREEK, ENGLISH = Formats(EL, TODAY), Formats(EN, TODAY)


def places(words: str | dict[str, str]) -> set[str]:
    texts = words.values() if isinstance(words, dict) else [words]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


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
        ("number", (1234.5, 1), "1.234,5", "1,234.5"),
        ("number", (211593,), "211.593", "211,593"),
        ("number", (0.25, 1), "0,3", "0.3"),
        ("change", (214, 198), "↑ 8,1 %", "↑ 8.1 %"),
        ("change", (17, 19), "↓ 10,5 %", "↓ 10.5 %"),
        ("change", (5, 5), "=", "="),
        ("change", (5, 0), "–", "–"),
        ("change", (None, 5), "–", "–"),
        ("difference", (5.1, 3.6), "↑ 1,5", "↑ 1.5"),
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


@pytest.mark.parametrize("count", [0, 2, 999, 1000, 12_345, 1_234_567])
def test_a_count_in_a_sentence_is_written_as_its_language_writes_numbers(count: int) -> None:
    assert EL("imports.rows", n=count) == f"{GREEK.number(count)} γραμμές"
    assert EN.plain("imports.rows", n=count) == f"{ENGLISH.number(count)} rows"
    assert EL("imports.rows", n=1) == "1 γραμμή"
    # What names a thing is no count, though it is made of digits.
    assert EL("shell.municipality", name=str(count)) == f"Δήμος {count}"


@pytest.mark.parametrize(
    ("wish", "language"),
    [(None, "el"), ("en", "en"), ("en-GB,en;q=0.8", "en"), ("fr, de", "el"), ("", "el"), ("\x00", "el")],
)
def test_language_is_greek_unless_english_is_chosen(wish: str | None, language: Language) -> None:
    assert choose(wish) == language
    assert language in LANGUAGES
