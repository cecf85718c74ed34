"""What a pre-check answers with."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.registry.programmes.answers import Pays
from services.registry.programmes.asking import Asked
from services.registry.programmes.bodies import DocumentFacts
from services.registry.programmes.domain import Confidence, Outcome, Verdict
from services.registry.programmes.rules.assessing import Finding
from services.registry.programmes.rules.engine import Value
from shared.fields import Out, example

_ID = "0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07"
_SOURCE = "ΚΥΑ 2023, όπως δημοσιεύθηκε"


class Reason(Out):
    """What one rule says of the household."""

    model_config = example(
        key="income",
        asks="Εισόδημα των τελευταίων έξι μηνών",
        outcome="met",
        text="Το εισόδημα είναι κάτω από το όριο.",
        source=_SOURCE,
        confidence="seen",
        missing=[],
    )

    key: str
    """The rule's."""
    asks: str
    """What it is about."""
    outcome: Outcome
    """Whether it is met, not met, or not known."""
    text: str
    """Why, in Greek; empty where it is not known."""
    source: str
    """Where it stands."""
    confidence: Confidence
    """How well it is known."""
    missing: list[str]
    """The facts that it waits for."""

    @classmethod
    def of(cls, finding: Finding) -> "Reason":
        """The same for an answer."""
        rule = finding.rule
        said = {"met": rule.met, "unmet": rule.unmet, "unknown": ""}
        return cls(
            key=rule.key,
            asks=rule.asks,
            outcome=finding.outcome,
            text=said[finding.outcome],
            source=rule.source,
            confidence=rule.confidence,
            missing=list(finding.missing),
        )


class Checked(Out):
    """What one programme's version says of the household."""

    model_config = example(
        programme="minimum-income", name="Ελάχιστο Εγγυημένο Εισόδημα (ΕΕΕ)", administered_by="ΟΠΕΚΑ", version=_ID,
        valid_from="2023-12-01", source=_SOURCE, confidence="seen", verdict="likely", pays=21600, missing=[],
        used=["adults", "work_income"],
    )  # fmt: skip

    programme: str
    """The programme's code."""
    name: str
    """What it is called on that day."""
    administered_by: str
    """The authority that decides."""
    version: UUID
    """The version whose rules were asked."""
    valid_from: date
    """Since when they hold."""
    source: str
    """What it rests on."""
    confidence: Confidence
    """How well it is known."""
    verdict: Verdict
    """What is to be expected. The authority decides."""
    pays: Pays
    reasons: list[Reason]
    """Each rule with what it says."""
    missing: list[str]
    """The facts that are not known and would tell."""
    used: list[str]
    """The facts that were looked at."""
    documents: list[DocumentFacts]
    """What to bring."""

    @classmethod
    def of(cls, asked: Asked) -> "Checked":
        """The same for an answer."""
        content, came = asked.content, asked.came
        return cls(
            programme=asked.programme,
            name=asked.name,
            administered_by=asked.administered_by,
            version=asked.version,
            valid_from=content.valid_from,
            source=content.source,
            confidence=content.confidence,
            verdict=came.verdict,
            pays=came.pays,
            reasons=[Reason.of(finding) for finding in came.findings],
            missing=list(came.missing),
            used=list(came.used),
            documents=[DocumentFacts.model_validate(each, from_attributes=True) for each in content.documents],
        )


class PreCheckOut(Out):
    """What every programme of a day says of the household. Nobody decided anything."""

    model_config = example(
        on="2026-03-02",
        binding=False,
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )

    on: date
    """The day whose rules were used."""
    binding: Literal[False]
    """It never is: the authority that is named decides."""
    digest: str
    """SHA-256 of the day, the facts and the versions: the same question has the same."""
    items: list[Checked]
    """What is likely first, then what is not known, then what is unlikely; each in Greek order."""

    @classmethod
    def of(cls, on: date, facts: Mapping[str, Value], asked: Sequence[Asked]) -> "PreCheckOut":
        """What the versions of that day say of these facts."""
        return cls(on=on, binding=False, digest=_digest(on, facts, asked), items=[Checked.of(each) for each in asked])


def _digest(on: date, facts: Mapping[str, Value], asked: Sequence[Asked]) -> str:
    told = {"on": on, "facts": facts, "versions": sorted(str(each.version) for each in asked)}
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()
