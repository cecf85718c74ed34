"""What is answered of kept pre-checks: what was said then, in the words that the versions had then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.registry.kept_checks.domain import ProgrammeSaid
from services.registry.kept_checks.views import KeptCheckRow
from services.registry.programmes.asking import Asked
from services.registry.programmes.bodies import Facts
from services.registry.programmes.domain import Programme, Verdict, evolve
from services.registry.programmes.precheck_answers import PreCheckOut
from services.registry.programmes.rules.assessing import Assessment, Finding, in_order
from services.registry.programmes.views import PREFIX
from shared.eventstore import EventStore
from shared.fields import Account, Out, example

_ID = "0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07"


class KeptLine(Out):
    """One kept pre-check in a list."""

    model_config = example(
        id=_ID, on="2026-03-02", facts=4, likely=["Ελάχιστο Εγγυημένο Εισόδημα (ΕΕΕ)"], not_enough_known=[], unlikely=[]
    )

    id: UUID
    """The pre-check's."""
    on: date
    """The day whose rules were used."""
    by: Account
    kept_at: datetime
    """When it was kept."""
    facts: int
    """How many facts were declared."""
    likely: list[str]
    """The programmes that the person may expect, by the names of that day."""
    not_enough_known: list[str]
    """Those of which not enough was known."""
    unlikely: list[str]
    """Those that are unlikely."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: KeptCheckRow) -> "KeptLine":
        """The same for an answer."""
        said = row.programmes

        def names(verdict: Verdict) -> list[str]:
            return [each.name for each in said if each.verdict == verdict]

        return cls(
            id=row.id,
            on=row.day,
            by=row.kept_by,
            kept_at=row.kept_at,
            facts=len(row.declared),
            likely=names("likely"),
            not_enough_known=names("not-enough-known"),
            unlikely=names("unlikely"),
            version=row.version,
        )


class KeptList(Out):
    """The pre-checks in a person's file, newest first."""

    items: list[KeptLine]
    """At most two hundred."""


class KeptOut(PreCheckOut):
    """What a person was told that they may expect. Nobody decided anything."""

    model_config = example(
        id=_ID,
        on="2026-03-02",
        binding=False,
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        facts={"adults": 1, "minors": 2, "single_parent": True, "work_income": 0},
    )

    id: UUID
    """The pre-check's."""
    facts: Facts
    """What was declared, by the codes of `GET /household-facts`; money in cents."""
    by: Account
    kept_at: datetime
    """When it was kept."""
    version: int
    """As in the ETag."""


async def as_told(row: KeptCheckRow, store: EventStore) -> KeptOut:
    """What was said then, whole."""
    asked = [await _asked(said, store) for said in row.programmes]
    told = PreCheckOut.of(row.day, row.declared, asked)
    return KeptOut(
        **dict(told), id=row.id, facts=dict(row.declared), by=row.kept_by, kept_at=row.kept_at, version=row.version
    )


async def _asked(said: ProgrammeSaid, store: EventStore) -> Asked:
    """The outcomes that were kept, each with its rule as the programme's stream had it when it was asked."""
    loaded = await store.load(f"{PREFIX}{said.programme}")
    then = replace(loaded, recorded=[each for each in loaded.recorded if each.version <= said.seen])
    programme = then.fold(evolve, Programme())
    content = programme.versions[said.version].published
    assert content is not None
    assert programme.introduced is not None
    rules = {rule.key: rule for rule in content.rules}
    findings = tuple(Finding(rules[each.key], each.outcome, each.missing) for each in said.rules)
    came = Assessment(said.verdict, findings, _missing(findings), said.used, said.pays)
    by = programme.introduced.administered_by
    return Asked(said.programme, said.name, by, said.version, said.seen, content, came)


def _missing(findings: Sequence[Finding]) -> tuple[str, ...]:
    return in_order({code for finding in findings for code in finding.missing})
