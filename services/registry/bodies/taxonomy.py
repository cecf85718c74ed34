"""The taxonomies of services: public terms with Greek names, and the kinds of service that each leads to."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from services.registry.bodies.domain import Audience, ServiceKind


class TaxonomyLine(msgspec.Struct, frozen=True):
    """A taxonomy as the table has it."""

    code: str
    name: str
    description: str
    uri: str
    version: str


class TermLine(msgspec.Struct, frozen=True):
    """A term as the table has it: `parent` by its code, within the same taxonomy."""

    code: str
    en: str
    el: str
    taxonomy: str = "open-eligibility"
    parent: str | None = None
    kinds: tuple[ServiceKind, ...] = ()
    audience: Audience | None = None


class _Table(msgspec.Struct, frozen=True):
    taxonomy: tuple[TaxonomyLine, ...]
    term: tuple[TermLine, ...]
    needs: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Taxonomy:
    """One taxonomy, of which there is one object; its id follows from its address: it is the same everywhere."""

    id: UUID
    line: TaxonomyLine


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One term, of which there is one object; its id follows from its taxonomy's address and its code.

    `kinds` are those below it as well.
    """

    id: UUID
    taxonomy: Taxonomy
    parent: UUID | None
    line: TermLine
    kinds: frozenset[ServiceKind]

    @property
    def uri(self) -> str:
        """Names the term for good."""
        return f"{self.taxonomy.line.uri}#{self.line.code}"


@dataclass(frozen=True, slots=True)
class Terms:
    """All of them, in the order of the table."""

    taxonomies: Mapping[UUID, Taxonomy]
    terms: Mapping[UUID, Term]
    needs: Mapping[str, frozenset[ServiceKind]]

    def of_kind(self, kind: str) -> Sequence[Term]:
        """The terms that name this kind themselves, the most general left out."""
        return [term for term in self.terms.values() if kind in term.line.kinds]

    def of_audience(self, audience: Iterable[str]) -> Sequence[Term]:
        """The terms that name these people."""
        wanted = set(audience)
        return [term for term in self.terms.values() if term.line.audience in wanted]

    def under(self, term: UUID) -> Sequence[Term]:
        """The term and all below it; nothing where there is no such term."""
        found = [self.terms[term]] if term in self.terms else []
        for each in found:
            found += [below for below in self.terms.values() if below.parent == each.id]
        return found

    def kinds_in(self, taxonomy: UUID) -> frozenset[ServiceKind]:
        """The kinds that some term of the taxonomy leads to."""
        its = (term for term in self.terms.values() if term.taxonomy.id == taxonomy)
        return frozenset(kind for term in its for kind in term.line.kinds)


@cache
def terms() -> Terms:
    """The table, read once. Raises `ValueError` for a table that contradicts itself."""
    text = (files("services.registry.bodies") / "taxonomy.toml").read_text("utf-8")
    table = msgspec.convert(tomllib.loads(text), _Table)
    taxonomies = {line.code: Taxonomy(uuid5(NAMESPACE_URL, line.uri), line) for line in table.taxonomy}
    lines = {line.code: line for line in table.term}
    if len(lines) < len(table.term):
        raise ValueError("the taxonomy has a code twice")
    ids = {code: uuid5(NAMESPACE_URL, f"{taxonomies[line.taxonomy].line.uri}#{code}") for code, line in lines.items()}
    found: dict[UUID, Term] = {}
    for code, line in lines.items():
        if line.parent is not None and (line.parent not in lines or lines[line.parent].taxonomy != line.taxonomy):
            raise ValueError(f"the term {code} has no parent in its taxonomy")
        below: frozenset[ServiceKind] = frozenset(
            kind for other in lines.values() if code in _up(other, lines) for kind in other.kinds
        )
        parent = ids[line.parent] if line.parent else None
        found[ids[code]] = Term(ids[code], taxonomies[line.taxonomy], parent, line, below)
    missing = set(get_args(ServiceKind)) - {kind for line in lines.values() for kind in line.kinds}
    if missing:
        raise ValueError(f"no term leads to {', '.join(sorted(missing))}")
    needs: dict[str, frozenset[ServiceKind]] = {
        need: frozenset(kind for code in codes for kind in found[ids[code]].kinds)
        for need, codes in table.needs.items()
    }
    return Terms({each.id: each for each in taxonomies.values()}, found, needs)


def _up(line: TermLine, lines: Mapping[str, TermLine]) -> Iterable[str]:
    """The codes from a term up to its top."""
    at: TermLine | None = line
    while at is not None:
        yield at.code
        at = lines[at.parent] if at.parent else None
