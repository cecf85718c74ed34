"""Asking whether a person is known in another municipality, by their numbers.

One stream a question: `enquiry-<id>`. Each municipality is a controller of its own (GDPR, article 4(7)) and may be told
no more than is needed (article 5(1)(c)): which Centre to ask, never who the other record is. The question itself is
recorded with who asked, when and about whom.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ElsewhereAsked:
    """A colleague asked about a person of their own; `centres` are the scope paths that were answered."""

    person: UUID
    centres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question as its decision needs to know it."""

    asked: ElsewhereAsked | None = None


def ask(enquiry: Enquiry, *, asked: ElsewhereAsked) -> list[ElsewhereAsked]:
    """The question is recorded, with what was answered, before anybody is told. Asked again, it changes nothing."""
    return [] if enquiry.asked else [asked]


def evolve(_: Enquiry, event: ElsewhereAsked) -> Enquiry:
    """The question after the event."""
    return Enquiry(event)
