"""How long the law, or the controller, keeps a file: a table of classes with effective dates, not code."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from services.registry.erasure.domain import ErasureHeld
from shared.domain import months_after


class RetentionClass(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """One class from a day on: `months` from the last entry, or whole years from the end of the last payment's year.

    So long a file is kept against a request. `over_after` months after the last entry its time is over by itself.
    """

    code: str
    since: date
    source: str
    months: int | None = None
    years_from_december: int | None = None
    over_after: int | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """The table."""

    classes: Sequence[RetentionClass]

    @classmethod
    def read(cls, file: Path | None = None) -> "Retention":
        """From a file, or ours where none is named. Raises `ValueError` for what is no such table."""
        text = (
            file.read_text("utf-8")
            if file
            else (files("services.registry.erasure") / "retention.toml").read_text("utf-8")
        )
        raw: dict[str, Any] = tomllib.loads(text)
        try:
            return cls(msgspec.convert(raw.get("class", []), list[RetentionClass]))
        except msgspec.ValidationError as wrong:
            raise ValueError(f"the table of retention classes: {wrong}") from wrong

    def of(self, code: str, on: date) -> RetentionClass | None:
        """The class as it stands on a day; None where the table does not name it."""
        standing = [each for each in self.classes if each.code == code and each.since <= on]
        return max(standing, key=lambda each: each.since, default=None)

    def holds(self, *, beneficiary: bool, last_entry: date, last_payment: int | None, on: date) -> list[ErasureHeld]:
        """What keeps a file on that day: its class, and evidence of the year of a last payment, if there was one."""
        held: list[ErasureHeld] = []
        if (kept := self.of("beneficiary" if beneficiary else "visitor", on)) and kept.months:
            held.append(ErasureHeld("retention", months_after(last_entry, kept.months), kept.source))
        return [each for each in held if each.until >= on] + self.evidence(last_payment, on=on)

    def evidence(self, last_payment: int | None, *, on: date) -> list[ErasureHeld]:
        """What keeps a file on that day as evidence of the year of a last payment, if there was one."""
        kept = self.of("esf-evidence", on)
        if not last_payment or not kept or not kept.years_from_december:
            return []
        until = date(last_payment + kept.years_from_december, 12, 31)
        return [ErasureHeld("esf-evidence", until, kept.source)] if until >= on else []
