"""Precision and recall of the matcher and of the search for candidates, over made pairs."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from services.registry.people import lookup
from services.registry.people.domain import IdentifierKind
from services.registry.people.matching import THRESHOLD, Known, compare
from tests.match.pairs import Pair
from tests.match.people import Record

PRECISION, RECALL, FOUND = 0.98, 0.95, 0.97
"""The least that is good enough; `FOUND` of the pairs of one human must be compared at all."""


@dataclass
class Measured:
    """What came out, by kind of pair: how many, how many shown as suspects, how many compared at all."""

    pairs: Counter[str] = field(default_factory=Counter[str])
    shown: Counter[str] = field(default_factory=Counter[str])
    found: Counter[str] = field(default_factory=Counter[str])
    same: set[str] = field(default_factory=set[str])
    wrong: dict[str, list[tuple[Pair, int, tuple[str, ...]]]] = field(
        default_factory=lambda: defaultdict[str, list[tuple[Pair, int, tuple[str, ...]]]](list)
    )

    def _sum(self, counts: Counter[str], same: bool) -> int:
        return sum(count for kind, count in counts.items() if (kind in self.same) is same)

    @property
    def precision(self) -> float:
        """Of what is shown, how much is one human."""
        return self._sum(self.shown, True) / max(1, self._sum(self.shown, True) + self._sum(self.shown, False))

    @property
    def recall(self) -> float:
        """Of those who are one human, how many are shown: found as candidates, and reaching the threshold."""
        return self._sum(self.shown, True) / max(1, self._sum(self.pairs, True))

    @property
    def candidates(self) -> float:
        """Of those who are one human, how many are compared at all."""
        return self._sum(self.found, True) / max(1, self._sum(self.pairs, True))

    @property
    def good(self) -> bool:
        """Whether the promise holds."""
        return self.precision >= PRECISION and self.recall >= RECALL and self.candidates >= FOUND


def measure(pairs: Iterable[Pair]) -> Measured:
    """Compares every pair as a registration would: first the keys that both share, then the two records."""
    result = Measured()
    for pair in pairs:
        one, other = known(pair.one, 1), known(pair.other, 2)
        suspect = compare(other, one)
        compared = not set(lookup.alike(other)).isdisjoint(registered(one))
        shown = compared and suspect.score >= THRESHOLD
        result.pairs[pair.kind] += 1
        result.shown[pair.kind] += shown
        result.found[pair.kind] += compared
        if pair.same:
            result.same.add(pair.kind)
        if shown is not pair.same:
            result.wrong[pair.kind].append((pair, suspect.score, suspect.reasons))
    return result


def known(record: Record, number: int) -> Known:
    """A made record as the matcher reads it."""
    pairs: list[tuple[IdentifierKind, str | None]] = [("amka", record.amka), ("afm", record.afm)]
    identifiers: tuple[tuple[IdentifierKind, str], ...] = tuple((kind, value) for kind, value in pairs if value)
    return Known(
        UUID(int=number), record.surname, record.given, record.father, record.latin, record.born, identifiers,
        record.telephone,
    )  # fmt: skip


def registered(record: Known) -> list[str]:
    """The keys that the record is stored under."""
    return lookup.registered(
        surname=record.surname,
        given_name=record.given_name,
        latin_name=record.latin_name,
        born_on=record.born_on,
        identifiers=record.identifiers,
        telephone=record.telephone,
        number=None,
    )


def report(result: Measured, seed: int) -> str:
    """The figures, as a person reads them."""
    lines = [f"seed {seed}, {sum(result.pairs.values())} pairs, threshold {THRESHOLD}", ""]
    for same, title in ((True, "one human: shown, and compared at all"), (False, "two humans: shown by mistake")):
        lines.append(title)
        for kind in sorted(kind for kind in result.pairs if (kind in result.same) is same):
            total, shown, found = result.pairs[kind], result.shown[kind], result.found[kind]
            more = f"  {found / total:6.1%}" if same else ""
            lines.append(f"  {kind:24} {total:6}  {shown / total:6.1%}{more}")
        lines.append("")
    lines.append(f"precision {result.precision:.4f} (at least {PRECISION})")
    lines.append(f"recall    {result.recall:.4f} (at least {RECALL})")
    lines.append(f"compared  {result.candidates:.4f} (at least {FOUND})")
    return "\n".join(lines)
