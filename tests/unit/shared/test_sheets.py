"""Tables come in as offices save them, and go out so that nothing in them is ever reckoned."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from shared.sheets import MOST_BYTES, MOST_CELL, MOST_ROWS, NotATable, Table, csv_of, read_table, xlsx_of

HEADER = ("Κωδικός", "Δήμος")
ROWS = (("0905", "Ζαχάρως"), ("3905", "Ανδρίτσαινας - Κρεστένων"))
CELLS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["=1+1", "+302625000000", "-48", "-", "@x", "'=x", "''", "'", "+1+1", "a;b", 'a"b', "γ,δ"]
)
TABLES = st.lists(st.tuples(CELLS, CELLS).filter(lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=6)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines]


def refused(content: bytes) -> tuple[str, dict[str, Any]]:
    with pytest.raises(NotATable) as raised:
        read_table(content)
    return raised.value.code, dict(raised.value.facts)


def workbook(rows: Sequence[Sequence[Any]], at: tuple[int, int] = (0, 0)) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Φύλλο1")
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                sheet.write(at[0] + down, at[1] + across, cell)
    return made.getvalue()


@given(rows=TABLES)
def test_what_is_written_as_csv_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    table = read_table(b"".join(csv_of(HEADER, rows)))

    assert (table.encoding, table.separator, table.header.cells) == ("utf-8", ";", HEADER)
    assert cells(table) == rows
    assert not any(line.formulas for line in table.lines)


@given(rows=TABLES)
def test_what_is_written_as_a_workbook_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    table = read_table(xlsx_of("Δήμοι [2026]", HEADER, rows))

    assert table.header.cells == HEADER
    assert cells(table) == rows
    assert not any(line.formulas for line in table.lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1253"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_as_offices_save_it(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in (HEADER, *ROWS))

    table = read_table(text.encode(encoding))

    assert table.encoding == encoding.removesuffix("-sig")
    assert table.separator == separator
    assert cells(table) == list(ROWS)


def test_rows_are_numbered_as_the_files_own_program_does() -> None:
    table = read_table('α;β\r\n\r\n1;"δύο\nσειρές"\r\n;\r\n3;4'.encode())

    assert [line.number for line in table.lines] == [3, 6]


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "+1+cmd", "-2+3*4"])
def test_a_formula_in_csv_is_told_by_its_place(cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'

    table = read_table(f"α;β\r\n1;{quoted}".encode())

    assert table.lines[0].formulas == {1}


@pytest.mark.parametrize("cell", ["+302625000000", "+30 26250-00000", "-48", "-", "2-3", "a=b"])
def test_a_telephone_a_negative_number_and_a_stroke_are_no_formulas(cell: str) -> None:
    assert not read_table(f"α;β\r\n1;{cell}".encode()).lines[0].formulas


def test_a_workbook_is_read_as_it_shows() -> None:
    table = read_table(
        workbook([["α", "β", "γ", "δ", "ε"], ["0905", 8606, True, date(2017, 9, 18), time(8, 30)], ["x", 1.5]])
    )

    assert cells(table) == [("0905", "8606", "ΝΑΙ", "18/09/2017", "08:30"), ("x", "1.5", "", "", "")]


def test_a_formula_in_a_workbook_is_told_by_its_place_wherever_the_table_begins() -> None:
    table = read_table(workbook([["α", "β"], ["1", "=1+1"], ["=A1", "2"]], at=(2, 1)))

    assert table.header.number == 3
    assert [(line.number, line.formulas) for line in table.lines] == [(4, {2}), (5, {1})]
    assert table.lines[1].cells[1:] == ("0", "2")


def test_what_is_no_table_is_refused_by_its_reason() -> None:
    assert refused(b"") == ("table-empty", {})
    assert refused("α;β\r\n".encode()) == ("table-empty", {})
    assert refused(b"\xd0\xcf\x11\xe0rest") == ("old-workbook", {})
    assert refused(b"PK\x03\x04nothing") == ("table-unreadable", {})
    assert refused(b"a;b\n\x00;1") == ("table-unreadable", {})
    assert refused(b"a;b\n\xd2\xff;\xaa") == ("encoding-unknown", {})
    assert refused(b'a;b\n1;"open') == ("table-unreadable-at", {"row": 2})
    assert refused(b"x" * (MOST_BYTES + 1)) == ("table-too-large", {"limit": 10})
    assert refused(b"a;b\n" + b"1;2\n" * (MOST_ROWS + 1)) == ("table-too-long", {"limit": MOST_ROWS})
    assert refused(b"a\n" + b";" * 100 + b"1") == ("table-too-wide", {"limit": 100})
    assert refused(b"a;b\n1;" + b"x" * (MOST_CELL + 1)) == ("cell-too-long", {"row": 2, "limit": MOST_CELL})


def test_as_many_rows_as_are_taken_are_taken() -> None:
    assert len(read_table(b"a;b\n" + b"1;2\n" * MOST_ROWS).lines) == MOST_ROWS


def test_a_workbook_that_would_unpack_to_too_much_is_not_unpacked() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 160_000_000)

    assert refused(made.getvalue())[0] == "table-too-large"


def test_a_workbook_that_names_entities_is_not_read() -> None:
    original, made = io.BytesIO(workbook([["α"], ["1"]])), io.BytesIO()
    with zipfile.ZipFile(original) as packed, zipfile.ZipFile(made, "w") as bomb:
        for entry in packed.infolist():
            content = packed.read(entry)
            if entry.filename == "xl/workbook.xml":
                content = content.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)
            bomb.writestr(entry.filename, content)

    assert refused(made.getvalue())[0] == "table-unreadable"
