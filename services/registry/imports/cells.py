"""What a cell means: its text read into a value, and a value shown as the text that is read back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Protocol

from services.registry.imports.labels import labels
from shared.greek import fold
from shared.problems import Fact

BETWEEN = "|"
"""Stands between the parts of a cell that holds several."""

_DAYS = ("Δευ", "Τρι", "Τετ", "Πεμ", "Παρ", "Σαβ", "Κυρ")
_DAY_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y")
_NUMBER = re.compile(r"-?([0-9]{1,9}|[0-9]{1,3}(\.[0-9]{3}){1,3})")
_DECIMAL = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,15})?")
_CLOCKS = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})\s*[-–]\s*([0-9]{1,2})[:.]([0-9]{2})")
_FIXED = re.compile(r"(.+?)\s+([0-9]{1,2})/([0-9]{1,2})")
_MOVING = re.compile(r"(.+?)\s+πασχα\s*([+-][0-9]{1,2})?", re.IGNORECASE)
_YES = {"ναι", "yes", "true", "1", "x"}
_NO = {"οχι", "no", "false", "0"}


class CellWrong(Exception):
    """The text is no value of its column. `code` is stable; `facts` fill its sentence."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Cell(Protocol):
    """One kind of cell."""

    def read(self, text: str) -> Any:  # noqa: ANN401 - what the column's field takes
        """The value. Raises `CellWrong`."""
        ...

    def show(self, value: Any) -> str:  # noqa: ANN401
        """The text that is read as that value."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """As it stands; its field says what it may be."""

    def read(self, text: str) -> str:
        """The text."""
        return text

    def show(self, value: str) -> str:
        """The text."""
        return value


@dataclass(frozen=True, slots=True)
class Code:
    """Digits of a length, zeros before them included: Excel takes those away."""

    digits: int

    def read(self, text: str) -> str:
        """The digits, with the zeros that were lost."""
        return text.zfill(self.digits) if text.isascii() and text.isdigit() else text

    def show(self, value: str) -> str:
        """The digits."""
        return value


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, with or without stops between thousands."""

    def read(self, text: str) -> int:
        """The number. Raises `CellWrong`."""
        if not _NUMBER.fullmatch(text):
            raise CellWrong("not-a-number")
        return int(text.replace(".", ""))

    def show(self, value: int) -> str:
        """Its digits."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Decimal:
    """Degrees, with a comma or a point."""

    def read(self, text: str) -> float:
        """The number. Raises `CellWrong`."""
        if not _DECIMAL.fullmatch(text):
            raise CellWrong("not-a-number")
        return float(text.replace(",", "."))

    def show(self, value: float) -> str:
        """With a comma, as Greek programs write it."""
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


@dataclass(frozen=True, slots=True)
class Day:
    """A day: 31/12/2026, or as machines write it."""

    def read(self, text: str) -> date:
        """The day. Raises `CellWrong`."""
        for shape in _DAY_FORMATS:
            try:
                return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise CellWrong("not-a-date")

    def show(self, value: date) -> str:
        """As 31/12/2026."""
        return f"{value:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no."""

    def read(self, text: str) -> bool:
        """Whether it is yes. Raises `CellWrong`."""
        said = fold(text)
        if said in _YES:
            return True
        if said in _NO:
            return False
        raise CellWrong("not-yes-or-no")

    def show(self, value: bool) -> str:
        """In capitals."""
        return "ΝΑΙ" if value else "ΟΧΙ"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list of codes, told by its Greek or English label or the code itself."""

    of: str
    _codes: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known = labels().choices[self.of]
        named = {fold(name): code for code, label in known.items() for name in (code, label.el, label.en)}
        object.__setattr__(self, "_codes", named)

    def choices(self) -> list[str]:
        """The Greek labels."""
        return [label.el for label in labels().choices[self.of].values()]

    def read(self, text: str) -> str:
        """The code. Raises `CellWrong`."""
        code = self._codes.get(fold(text))
        if code is None:
            raise CellWrong("not-in-list", list=", ".join(self.choices()))
        return code

    def show(self, value: str) -> str:
        """Its Greek label."""
        return labels().choices[self.of][value].el


@dataclass(frozen=True, slots=True)
class Several:
    """Several of one kind in one cell."""

    each: Cell

    def choices(self) -> list[str]:
        """Those of each part."""
        return choices_of(self.each)

    def read(self, text: str) -> list[Any]:
        """The values, in their order. Raises `CellWrong`."""
        return [self.each.read(part.strip()) for part in text.split(BETWEEN) if part.strip()]

    def show(self, value: Sequence[Any]) -> str:
        """With strokes between them."""
        return f" {BETWEEN} ".join(self.each.show(one) for one in value)


@dataclass(frozen=True, slots=True)
class Week:
    """Hours of a week: «Δευ-Παρ 08:00-15:00 | Τετ 17:00-20:00», as (weekday, opens, closes) from 1, Monday."""

    def read(self, text: str) -> tuple[tuple[int, str, str], ...]:
        """The intervals in the order of the week. Raises `CellWrong`."""
        found: list[tuple[int, str, str]] = []
        for part in text.split(BETWEEN):
            days, _, clocks = part.strip().partition(" ")
            match = _CLOCKS.fullmatch(clocks.strip())
            if not match:
                raise CellWrong("not-a-week")
            opens, closes = f"{int(match[1]):02}:{match[2]}", f"{int(match[3]):02}:{match[4]}"
            found += [(weekday, opens, closes) for weekday in _weekdays(days)]
        return tuple(sorted(found))

    def show(self, value: Sequence[tuple[int, str, str]]) -> str:
        """Days in a row with the same hours together."""
        runs: list[list[tuple[int, str, str]]] = []
        by_hours = sorted(value, key=lambda one: (one[1], one[2], one[0]))
        for one in by_hours:
            if runs and runs[-1][-1][1:] == one[1:] and runs[-1][-1][0] == one[0] - 1:
                runs[-1].append(one)
            else:
                runs.append([one])
        return f" {BETWEEN} ".join(_run(run) for run in sorted(runs))


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast with its day: «Αγίου Σπυρίδωνος 12/12» or «Ζωοδόχου Πηγής Πάσχα+5».

    As (name, month, day, days from Easter): a day of the year, or days from Easter.
    """

    def read(self, text: str) -> tuple[str, int | None, int | None, int | None]:
        """The feast. Raises `CellWrong`."""
        if match := _FIXED.fullmatch(text):
            return match[1], int(match[3]), int(match[2]), None
        if match := _MOVING.fullmatch(text.replace("Πάσχα", "Πασχα")):
            return match[1], None, None, int(match[2] or 0)
        raise CellWrong("not-a-feast")

    def show(self, value: tuple[str, int | None, int | None, int | None]) -> str:
        """As it is read."""
        name, month, day, days = value
        return f"{name} Πάσχα{days:+}" if days is not None else f"{name} {day}/{month}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its code, what its cells are, and whether a new thing must have it."""

    code: str
    cell: Cell = field(default_factory=Text)
    required: bool = False


def choices_of(cell: Cell) -> list[str]:
    """What a cell may say, where that is a list."""
    return cell.choices() if isinstance(cell, Choice | Several) else []


def _weekdays(text: str) -> Sequence[int]:
    first, _, last = (fold(text)).partition("-")
    known = {fold(day): number for number, day in enumerate(_DAYS, 1)}
    try:
        begin, end = known[first[:3]], known[(last or first)[:3]]
    except KeyError:
        raise CellWrong("not-a-week") from None
    if end < begin:
        raise CellWrong("not-a-week")
    return range(begin, end + 1)


def _run(run: Sequence[tuple[int, str, str]]) -> str:
    assert all(one[0] + 1 == following[0] for one, following in pairwise(run))
    first, last = _DAYS[run[0][0] - 1], _DAYS[run[-1][0] - 1]
    days = first if first == last else f"{first}-{last}"
    return f"{days} {run[0][1]}-{run[0][2]}"
