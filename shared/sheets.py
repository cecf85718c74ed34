"""Tables as people keep them: CSV of any usual encoding and Excel workbooks, read and written.

What is read is text, cell by cell; what a cell means is its column's to say. A formula is no text: who reads one is
told so by its place, and what is written here never becomes one.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from xml.etree import ElementTree

import xlsxwriter  # type: ignore[import-untyped]
from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 10_000_000
"""Of one file as it comes."""

MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CELL = 10_000
"""Characters of one cell."""

MOST_UNPACKED = 150_000_000
"""Bytes that a workbook may unpack to."""

Format = Literal["csv", "xlsx"]
Encoding = Literal["utf-8", "utf-16", "windows-1253"]

_SEPARATORS = (";", ",", "\t")
_ESCAPED = re.compile(r"'[=+\-@'\t\r]")
_FORMULA = re.compile(r"[=@\t\r]|[+-](?!$|[0-9(][0-9 ()./:,-]*$)")
"""Of a cell that is read: a telephone or a negative number is none, nor is a lone stroke."""

_RISKY = re.compile(r"[=@\t\r]|[+-](?!$|[0-9 ]*$)")
"""Of a cell that is written: what a program might reckon with."""

_XML_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?>\s*<(?:\w+:)?f\b')
_XML_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class NotATable(Exception):
    """The file holds no table that can be read. `code` is stable; `facts` fill its sentence."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as the file's own program counts, its cells, and which of them hold a formula."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A header and what stands below it; empty rows are left out. How it was read is told, where it is CSV."""

    format: Format
    header: Line
    lines: tuple[Line, ...]
    encoding: Encoding | None = None
    separator: str | None = None


def read_table(content: bytes) -> Table:
    """The table in a file: the first sheet of a workbook, or CSV.

    Raises `NotATable`: `table-empty`, `table-too-long`, `table-too-wide`, `cell-too-long`, `file-too-large`,
    `table-unreadable`, `old-workbook`, `workbook-locked`, `encoding-unknown`.
    """
    if len(content) > MOST_BYTES:
        raise NotATable("table-too-large", limit=MOST_BYTES // 1_000_000)
    if content.startswith(b"PK"):
        return _of_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotATable("old-workbook")
    return _of_csv(content)


def csv_of(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The rows as CSV that a Greek Excel opens as it is: UTF-8 with its mark, semicolons; no cell is a formula."""
    yield b"\xef\xbb\xbf"
    for row in (header, *rows):
        written = io.StringIO()
        csv.writer(written, delimiter=";", lineterminator="\r\n").writerow([_inert(cell) for cell in row])
        yield written.getvalue().encode()


def xlsx_of(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as a workbook of one sheet; every cell is text, so that codes keep their zeros."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", name)[:31])
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.set_column(column, column, min(max(len(title) + 2, 12), 40), text)
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell, text)
    return made.getvalue()


def _of_csv(content: bytes) -> Table:
    text, encoding = _decoded(content)
    if "\x00" in text:
        raise NotATable("table-unreadable")
    separator = _separator(text)
    lines = _filled(_csv_lines(text, separator))
    return _table("csv", lines, encoding, separator)


def _csv_lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield Line(
                number,
                tuple(cell[1:] if _ESCAPED.match(cell) else cell for cell in cells),
                frozenset(at for at, cell in enumerate(cells) if _FORMULA.match(cell)),
            )
            number = reader.line_num + 1
    except csv.Error:
        raise NotATable("table-unreadable-at", row=number) from None


def _decoded(content: bytes) -> tuple[str, Encoding]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _or_unknown(content, "utf-16"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _or_unknown(content, "windows-1253"), "windows-1253"


def _or_unknown(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise NotATable("encoding-unknown") from None


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=first.count)


def _of_workbook(content: bytes) -> Table:
    try:
        formulas = _formulas(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            above, left = sheet.start or (0, 0)
            _must_fit(sheet.height, left + sheet.width)
            rows = sheet.to_python()
    except (CalamineError, zipfile.BadZipFile, KeyError, IndexError, ElementTree.ParseError, NotImplementedError):
        raise NotATable("table-unreadable") from None
    except RuntimeError:
        raise NotATable("workbook-locked") from None
    lines = (
        Line(number, ("",) * left + tuple(_text(cell) for cell in row), formulas.get(number, frozenset()))
        for number, row in enumerate(rows, above + 1)
    )
    return _table("xlsx", _filled(lines))


def _formulas(content: bytes) -> dict[int, frozenset[int]]:
    """Where the first sheet has formulas: columns by row. Refuses what unpacks to too much before it unpacks it."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
            raise NotATable("table-too-large", limit=MOST_BYTES // 1_000_000)
        parts = {name: packed.read(name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")}
        if any(_XML_DOCTYPE.search(part) for part in parts.values()):
            raise NotATable("table-unreadable")
        found: dict[int, set[int]] = {}
        for column, row in _XML_FORMULA.findall(packed.read(_first_sheet(parts))):
            found.setdefault(int(row), set()).add(_index(column.decode()))
    return {row: frozenset(columns) for row, columns in found.items()}


def _first_sheet(parts: dict[str, bytes]) -> str:
    book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - without a document type there are no entities
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    first = next(each for each in book.iter() if each.tag.endswith("}sheet"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    target = targets[first.get(_RELATION)]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _index(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _text(cell: object) -> str:
    """What Excel shows of a value, as far as that can be told without its style."""
    match cell:
        case bool():
            return "ΝΑΙ" if cell else "ΟΧΙ"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            minutes = int(cell.total_seconds()) // 60
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            return str(cell)


def _filled(lines: Iterable[Line]) -> list[Line]:
    """The lines that say something. Raises `NotATable` where there are more than are taken."""
    kept: list[Line] = []
    for line in lines:
        if not any(cell.strip() for cell in line.cells):
            continue
        _must_fit(len(kept) + 1, len(line.cells))
        if any(len(cell) > MOST_CELL for cell in line.cells):
            raise NotATable("cell-too-long", row=line.number, limit=MOST_CELL)
        kept.append(line)
    return kept


def _must_fit(rows: int, columns: int) -> None:
    if rows > MOST_ROWS + 1:
        raise NotATable("table-too-long", limit=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise NotATable("table-too-wide", limit=MOST_COLUMNS)


def _table(
    format_: Format, lines: Sequence[Line], encoding: Encoding | None = None, separator: str | None = None
) -> Table:
    if len(lines) < 2:
        raise NotATable("table-empty")
    return Table(format_, lines[0], tuple(lines[1:]), encoding, separator)


def _inert(cell: str) -> str:
    """The cell, so that no program takes it for a formula, and `read_table` gives it back as it was."""
    return f"'{cell}" if _RISKY.match(cell) or _ESCAPED.match(cell) else cell
