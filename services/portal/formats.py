"""Dates, numbers and deadlines as Greek and English readers write them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from services.portal.catalogue import Text
from shared.workdays import ATHENS, GREECE

_LOCALES = {"el": "el_GR", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Formats:
    """One language's way of writing, on one day."""

    text: Text
    today: date

    @property
    def locale(self) -> str:
        """Babel's name of the language."""
        return _LOCALES[self.text.language]

    def day(self, day: date) -> str:
        """05/03/2026."""
        return day.strftime("%d/%m/%Y")

    def iso_day(self, day: str) -> str:
        """A day that came as text; as it came where it is none."""
        try:
            return self.day(date.fromisoformat(day))
        except ValueError:
            return day

    def short(self, day: date) -> str:
        """05/03, with the year when it is not this one."""
        return day.strftime("%d/%m") if day.year == self.today.year else self.day(day)

    def long(self, day: date) -> str:
        """5 Μαρτίου 2026."""
        return format_date(day, "d MMMM y", locale=self.locale)

    def weekday(self, day: date) -> str:
        """Πέμπτη 5 Μαρτίου, with the year when it is not this one."""
        return format_date(day, "EEEE d MMMM" if day.year == self.today.year else "EEEE d MMMM y", locale=self.locale)

    def month(self, month: date) -> str:
        """Μάρτιος 2026."""
        return format_date(month, "LLLL y", locale=self.locale)

    def month_of(self, month: date) -> str:
        """Μαρτίου 2026: the month as a sentence needs it."""
        return format_date(month, "MMMM y", locale=self.locale)

    def month_short(self, month: date) -> str:
        """Μαρ."""
        return format_date(month, "LLL", locale=self.locale).rstrip(".")

    def clock(self, moment: datetime) -> str:
        """14:05, in Greece."""
        return moment.astimezone(ATHENS).strftime("%H:%M")

    def moment(self, moment: datetime) -> str:
        """05/03/2026 14:05, in Greece."""
        return moment.astimezone(ATHENS).strftime("%d/%m/%Y %H:%M")

    def number(self, value: float | Decimal, places: int = 0) -> str:
        """1.234 or 1.234,5; a half is rounded up, as people do."""
        return _number(value, places, self.locale)

    def money(self, cents: int) -> str:
        """1.234,56 €, of whole cents."""
        return f"{self.number(Decimal(cents) / 100, 2)} €"

    def bytes(self, count: int) -> str:
        """48 KB or 1,2 MB."""
        return f"{self.number(count / 1e6, 1)} MB" if count >= 1_000_000 else f"{self.number(max(1, count / 1e3))} KB"

    def change(self, now: int | None, before: int | None) -> str:
        """↑ 8,1 %, ↓ 4,4 %, =, or – where no share can be told."""
        if now is None or not before:
            return "–"
        if now == before:
            return "="
        share = Decimal(abs(now - before) * 100) / before
        return f"{'↑' if now > before else '↓'} {self.number(share, 1)} %"

    def difference(self, now: float | None, before: float | None) -> str:
        """↑ 1,5, ↓ 0,3, = or –, for values that are shares already."""
        if now is None or before is None:
            return "–"
        step = round(now - before, 1)
        return "=" if step == 0 else f"{'↑' if step > 0 else '↓'} {self.number(abs(step), 1)}"

    def due(self, day: date) -> Markup:
        """«σε 3 εργάσιμες», «σήμερα», «πριν 2 εργάσιμες»: working days between today and the day.

        Where none lies between, as on the Sunday after a Friday, plain days are told: «πριν 2 ημέρες».
        """
        return self._due(day, "dates.due")

    def due_short(self, day: date) -> Markup:
        """«σε 3 εργ.», for narrow columns."""
        return self._due(day, "dates.due_short")

    def _due(self, day: date, group: str) -> Markup:
        if day == self.today:
            return self.text(f"{group}.today")
        way, first, last = ("in", self.today, day) if day > self.today else ("ago", day, self.today)
        if working := GREECE.between(first, last):
            return self.text(f"{group}.{way}", n=working)
        return self.text(f"{group}.days_{way}", n=(last - first).days)

    def phone(self, number: str) -> str:
        """26250 00000: a Greek number in two groups; anything else as it was written."""
        digits = "".join(character for character in number if character.isdigit())
        national = digits[2:] if digits.startswith("30") and len(digits) == 12 else digits
        return f"{national[:5]} {national[5:]}" if len(national) == 10 else number

    def short_number(self, number: str | None) -> str:
        """00118 of ΖΑΧ-2026-00118: what a colleague at the next desk says."""
        return number.rsplit("-", 1)[-1] if number else ""


@lru_cache(maxsize=10_000)
def _number(value: float | Decimal, places: int, locale: str) -> str:
    """Remembered, since a page of a whole region writes a thousand numbers, most of them small or of an axis."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return format_decimal(exact, format="#,##0." + "0" * places if places else "#,##0", locale=locale)
