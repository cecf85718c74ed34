"""What a pre-check answers with."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.programmes.answers import Pays
from services.registry.programmes.bodies import DocumentFacts
from services.registry.programmes.domain import Confidence, Verdict
from services.registry.programmes.rules.assessing import Outcome
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


class PreCheckOut(Out):
    """What every programme of a day says of the household. Nothing of it was stored, and nobody decided anything."""

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
