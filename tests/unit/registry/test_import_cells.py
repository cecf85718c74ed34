"""What offices write into cells is understood, and what is written is understood as it was."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.imports.cells import (
    Cell,
    CellWrong,
    Choice,
    Code,
    Day,
    Decimal,
    Feast,
    Number,
    Several,
    Text,
    Week,
    YesNo,
)
from services.registry.imports.labels import labels
from services.registry.imports.planning import SHEETS, MissingColumns, UnknownColumns, columns_of

TIMES = st.integers(0, 24 * 60 - 1).map(lambda at: f"{at // 60:02}:{at % 60:02}")
WEEKS = st.sets(st.tuples(st.integers(1, 7), TIMES, TIMES), min_size=1, max_size=8).map(
    lambda week: tuple(sorted(week))
)


@given(week=WEEKS)
def test_hours_are_read_as_they_were_shown(week: tuple[tuple[int, str, str], ...]) -> None:
    assert Week().read(Week().show(week)) == week


@given(day=st.dates(date(1000, 1, 1)))
def test_days_are_read_as_they_were_shown(day: date) -> None:
    assert Day().read(Day().show(day)) == day


@given(degrees=st.integers(-180_000_000, 180_000_000))
def test_degrees_are_read_as_they_were_shown(degrees: int) -> None:
    assert round(Decimal().read(Decimal().show(degrees / 1_000_000)) * 1_000_000) == degrees


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        (Number(), "11.500", 11500),
        (Number(), "0", 0),
        (Code(4), "905", "0905"),
        (Code(4), "κωδικός", "κωδικός"),
        (Day(), "5/3/2026", date(2026, 3, 5)),
        (Day(), "2026-03-05", date(2026, 3, 5)),
        (Day(), "05.03.2026", date(2026, 3, 5)),
        (YesNo(), "Ναι", True),
        (YesNo(), "ΌΧΙ", False),
        (Decimal(), "37,486", 37.486),
        (Choice("specialty"), "ΚΟΙΝΩΝΙΚΟΣ ΛΕΙΤΟΥΡΓΟΣ", "social-worker"),
        (Choice("specialty"), "Social worker", "social-worker"),
        (Choice("specialty"), "social-worker", "social-worker"),
        (Several(Text()), "α | β|  |γ", ["α", "β", "γ"]),
        (Week(), "Δευτέρα-Τρίτη 8.00 – 15:30", ((1, "08:00", "15:30"), (2, "08:00", "15:30"))),
        (Feast(), "Αγίου Σπυρίδωνος 12/12", ("Αγίου Σπυρίδωνος", 12, 12, None)),
        (Feast(), "Αγίου Πνεύματος Πάσχα+50", ("Αγίου Πνεύματος", None, None, 50)),
        (Feast(), "Καθαρά Δευτέρα Πάσχα-48", ("Καθαρά Δευτέρα", None, None, -48)),
    ],
)
def test_cells_are_understood_as_offices_write_them(cell: Cell, text: str, value: object) -> None:
    assert cell.read(text) == value


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        (Number(), "1.23", "not-a-number"),
        (Number(), "1" * 12, "not-a-number"),
        (Number(), "١٢", "not-a-number"),
        (Day(), "31/2/2026", "not-a-date"),
        (Day(), "2026", "not-a-date"),
        (YesNo(), "ίσως", "not-yes-or-no"),
        (Choice("contract"), "μόνιμη", "not-in-list"),
        (Week(), "Δευ", "not-a-week"),
        (Week(), "Παρ-Δευ 08:00-15:00", "not-a-week"),
        (Week(), "Xyz 08:00-15:00", "not-a-week"),
        (Feast(), "Αγίου Σπυρίδωνος", "not-a-feast"),
    ],
)
def test_what_is_no_such_cell_is_refused(cell: Cell, text: str, code: str) -> None:
    with pytest.raises(CellWrong) as refused:
        cell.read(text)

    assert refused.value.code == code


def test_every_code_of_every_list_is_read_by_each_of_its_names() -> None:
    for name, codes in labels().choices.items():
        for code, label in codes.items():
            assert {Choice(name).read(text) for text in (code, label.el, label.en)} == {code}


def test_every_list_has_every_code_of_its_field() -> None:
    from typing import get_args

    from services.registry.bodies.domain import Audience, BodyKind, ServiceKind
    from services.registry.organisation import domain as organisation
    from services.registry.posts.domain import Contract, Specialty

    fields = {
        "reason": organisation.UnitReason, "implementing_body": organisation.BodyKind, "room": organisation.Room,
        "specialty": Specialty, "contract": Contract, "body_kind": BodyKind, "service_kind": ServiceKind,
        "audience": Audience,
    }  # fmt: skip
    for name, field in fields.items():
        assert set(labels().choices[name]) == set(get_args(field)), name


@pytest.mark.parametrize("kind", sorted(SHEETS))
def test_a_header_is_understood_in_greek_in_english_and_by_codes(kind: str) -> None:
    sheet = SHEETS[kind]  # type: ignore[index] # one of its own keys
    codes = [column.code for column in sheet.columns]
    told = [labels().column(sheet.kind, code) for code in codes]

    for header in (codes, [label.el for label in told], [label.en.upper() for label in told]):
        assert columns_of(sheet, header) == codes


def test_a_header_may_be_in_any_order_have_gaps_and_stars() -> None:
    assert columns_of(SHEETS["bodies"], ["Τηλέφωνο", "", "ονομασια *"]) == ["telephone", "", "name"]


def test_a_strange_a_doubled_and_a_missing_column_are_named() -> None:
    with pytest.raises(UnknownColumns) as strange:
        columns_of(SHEETS["bodies"], ["Ονομασία", "Χρώμα", "name"])
    with pytest.raises(MissingColumns) as missing:
        columns_of(SHEETS["bodies"], ["Τηλέφωνο"])

    assert strange.value.names == ["Χρώμα", "name"]
    assert missing.value.names == ["Ονομασία"]
