"""What the registry of programmes answers with."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.programmes.bodies import NewVersion
from services.registry.programmes.domain import Confidence, Verdict
from services.registry.programmes.rules.vocabulary import FactKind, Group
from shared.fields import Account, Out, example

_ID = "0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07"
_SOURCE = "ΚΥΑ 2023, όπως δημοσιεύθηκε"
Pays = Annotated[int | None, Field(description="What a month brings, in cents; null where nobody can say.")]


class FactOut(Out):
    """One thing that a household may be asked."""

    model_config = example(
        code="minors",
        kind="count",
        group="household",
        most=30,
        el="Ανήλικοι στο νοικοκυριό",
        en="Minors in the household",
        hint_el="Γράψτε 0 αν δεν υπάρχουν.",
        hint_en="Write 0 where there are none.",
    )

    code: str
    """As rules name it."""
    kind: FactKind
    """How it is answered; `cents` is money in cents."""
    group: Group
    """What it is asked together with."""
    most: int
    """The largest number taken; 0 where it is yes or no."""
    el: str
    """The question in Greek."""
    en: str
    """The question in English."""
    hint_el: str
    """What helps to answer, in Greek; may be empty."""
    hint_en: str
    """The same in English."""


class FactList(Out):
    """All that may be asked."""

    items: list[FactOut]
    """In the order of a form."""


class InForce(Out):
    """The version of a day."""

    model_config = example(id=_ID, valid_from="2023-12-01", until=None, source=_SOURCE, confidence="seen")

    id: UUID
    """The version's."""
    valid_from: date
    """Its first day."""
    until: date | None
    """Its last day, that before the next version's first included; null while nobody knows one."""
    source: str
    """What it rests on."""
    confidence: Confidence
    """How well it is known."""


class ProgrammeLine(Out):
    """A programme in a list."""

    model_config = example(
        code="minimum-income",
        name="Ελάχιστο Εγγυημένο Εισόδημα (ΕΕΕ)",
        administered_by="ΟΠΕΚΑ",
        what_for="Μηνιαία ενίσχυση για νοικοκυριά με πολύ χαμηλό εισόδημα.",
        ended_on=None,
        version=None,
    )

    code: str
    """The programme's."""
    name: str
    """What it is called on that day."""
    administered_by: str
    """The authority that decides."""
    what_for: str
    """What it gives and to whom."""
    ended_on: date | None
    """The last day on which people can apply, where there is one."""
    version: InForce | None
    """The version of that day; null where none holds."""


class ProgrammeList(Out):
    """The programmes of a day."""

    on: date
    """The day."""
    items: list[ProgrammeLine]
    """In Greek order."""


class ProgrammeOut(ProgrammeLine):
    """A programme on a day, with all that holds."""

    content: NewVersion | None
    """What the version says; null where none holds."""
    imported: bool
    """Whether it came with initial data, which nobody here approved as a second person."""
    used: bool
    """Whether an application rests on it, so that it stays as it is."""


class Change(Out):
    """What a version says otherwise than the one before it."""

    model_config = example(part="amount", label="Για ένα άτομο", before="20000", after="21600")

    part: Literal["amount", "sum", "rule", "pays", "document"]
    """What it is."""
    label: str
    """Its name."""
    before: str | None
    """As it was: an amount in cents, an expression, or for whom; null where it is new."""
    after: str | None
    """As it is; null where it is no more."""


class HistoryLine(InForce):
    """One version in the history of its programme."""

    model_config = example(
        id=_ID, valid_from="2023-12-01", until=None, source=_SOURCE, confidence="seen",
        name="Ελάχιστο Εγγυημένο Εισόδημα (ΕΕΕ)", imported=True, corrected=False, used=False,
        changes=[{"part": "amount", "label": "Για ένα άτομο", "before": "20000", "after": "21600"}],
    )  # fmt: skip

    name: str
    """What the programme was called on its first day."""
    imported: bool
    """Whether it came with initial data."""
    corrected: bool
    """Whether it was put right after it was published."""
    used: bool
    """Whether an application rests on it."""
    changes: list[Change]
    """Against the version before it; empty for the first."""


class VersionOut(InForce):
    """A version that was published, whatever holds now."""

    model_config = example(
        id=_ID, valid_from="2023-12-01", until=None, source=_SOURCE, confidence="seen",
        name="Ελάχιστο Εγγυημένο Εισόδημα (ΕΕΕ)", imported=True, corrected=False, used=False,
    )  # fmt: skip

    name: str
    """What the programme was called on its first day."""
    content: NewVersion
    """What it says."""
    imported: bool
    """Whether it came with initial data."""
    corrected: bool
    """Whether it was put right after it was published."""
    used: bool
    """Whether an application rests on it."""


class History(Out):
    """All versions of a programme."""

    items: list[HistoryLine]
    """The latest first."""


class Came(Out):
    """An example, and what the rules say of it."""

    model_config = example(
        name="Μόνος χωρίς εισόδημα", expects="likely", came="likely", pays=21600, came_pays=21600, passes=True
    )

    name: str
    """The example's."""
    expects: Verdict
    """What must come out."""
    came: Verdict
    """What does."""
    pays: Pays
    came_pays: Pays
    passes: bool
    """Whether it comes out as it must."""


class DraftOut(Out):
    """A version that does not hold yet, or a correction of one that does."""

    model_config = example(
        id=_ID, programme="minimum-income", writers=["7c9e6679-7425-40de-944b"], submitted=True, corrects=False,
        version=3,
    )  # fmt: skip

    id: UUID
    """The version's."""
    programme: str
    """The code of its programme."""
    content: NewVersion
    """What it says."""
    writers: list[Account]
    """Who wrote it: none of them can publish it."""
    submitted: bool
    """Whether it waits for a second person."""
    corrects: bool
    """Whether it is to stand instead of what was published."""
    came: list[Came]
    """Its examples, run now."""
    version: int
    """The number of the programme's last event, for `If-Match`."""


class DraftList(Out):
    """What does not hold yet."""

    items: list[DraftOut]
    """In the order of their first days."""
