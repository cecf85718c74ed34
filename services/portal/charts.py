"""Where marks of a chart stand; templates only write them down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10

_HEIGHT = 176
_BASE = 152.0
_TOP = 24.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: places in percent across and in pixels down."""

    month: date
    value: int | None
    x: float
    width: float
    middle: float
    y: float
    height: float
    now: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from zero, each with its value, the last one in the colour of now."""

    bars: list[Bar]
    height: int = _HEIGHT
    base: float = _BASE

    @property
    def highest(self) -> Bar | None:
        """The month with the greatest value."""
        known = [bar for bar in self.bars if bar.value is not None]
        return max(known, key=lambda bar: bar.value or 0, default=None)


def bars(points: Sequence[tuple[date, int | None]]) -> Bars:
    """Bars for months; a month without a value keeps its place."""
    most = max((value for _, value in points if value), default=0) or 1
    step = 100 / max(len(points), 1)
    made: list[Bar] = []
    for at, (month, value) in enumerate(points):
        height = (value or 0) / most * (_BASE - _TOP)
        left = at * step + step * 0.175
        made.append(
            Bar(
                month, value, round(left, 2), round(step * 0.65, 2), round(at * step + step / 2, 2),
                round(_BASE - height, 1), round(height, 1), at == len(points) - 1,
            )
        )  # fmt: skip
    return Bars(made)


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a breakdown with its length in percent of the longest."""

    name: str
    value: int | None
    width: float


def shares(parts: Sequence[tuple[str, int | None]], *, as_given: bool = False) -> list[Part]:
    """A breakdown, greatest first and what is too small to publish last, or in the order in which it is given."""
    most = max((value for _, value in parts if value), default=0) or 1
    made = [Part(name, value, round((value or 0) / most * 100, 2)) for name, value in parts]
    return made if as_given else sorted(made, key=lambda part: (part.value is None, -(part.value or 0), part.name))


def axis(most: float, steps: int = 3) -> tuple[float, list[float]]:
    """A round end of an axis from zero to at least `most`, and its marks."""
    if most <= 0:
        return 1.0, [0.0, 1.0]
    rough = most / steps
    unit = 10 ** floor(log10(rough))
    size = next(factor * unit for factor in (1, 2, 2.5, 5, 10) if factor * unit >= rough)
    end = size * -(-most // size)
    return end, [round(size * n, 6) for n in range(round(end / size) + 1)]


def quartile_breaks(values: Sequence[float]) -> tuple[float, ...]:
    """Up to three limits between four steps of equal count, rounded to one decimal; equal ones fall together."""
    ordered = sorted(values)
    if not ordered:
        return ()
    limits = {round(ordered[min(len(ordered) * n // 4, len(ordered) - 1)], 1) for n in (1, 2, 3)}
    return tuple(sorted(limit for limit in limits if limit > ordered[0]))
