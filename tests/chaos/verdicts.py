"""What a run says: what was done how often, what was looked at, and whether it held."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("results.json")
_SHOWN = 5


@dataclass(slots=True)
class Verdict:
    """One fault: how often it was done, what was looked at, what was seen, and what did not hold."""

    fault: str
    count: int
    checked: str
    figures: dict[str, float | int | str] = field(default_factory=dict[str, "float | int | str"])
    failures: list[str] = field(default_factory=list[str])
    seconds: float = 0.0

    def must(self, holds: bool, otherwise: str) -> None:
        """Notes a failure unless it holds."""
        if not holds:
            self.failures.append(otherwise)

    @property
    def held(self) -> bool:
        """Whether everything did."""
        return not self.failures


def table(verdicts: Sequence[Verdict]) -> str:
    """All faults, a line each, and below each that did not hold the first differences."""
    lines = [("fault", "count", "checked", "seen", "seconds", "verdict")]
    for one in verdicts:
        seen = ", ".join(f"{name} {_plain(figure)}" for name, figure in one.figures.items())
        lines.append((one.fault, str(one.count), one.checked, seen, f"{one.seconds:.0f}", _verdict(one)))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    told = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    for one in verdicts:
        told += [f"{one.fault}: {failure}" for failure in one.failures[:_SHOWN]]
        if len(one.failures) > _SHOWN:
            told.append(f"{one.fault}: and {len(one.failures) - _SHOWN} more, see {FILE.name}")
    return "\n".join(told)


def write(verdicts: Sequence[Verdict], about: Mapping[str, object], file: Path = FILE) -> None:
    """Writes them down for whoever looks later."""
    said = {**about, "verdicts": [{**asdict(one), "held": one.held} for one in verdicts]}
    file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _verdict(one: Verdict) -> str:
    return "held" if one.held else f"FAILED ({len(one.failures)})"


def _plain(figure: float | int | str) -> str:
    return f"{figure:.1f}" if isinstance(figure, float) else str(figure)
