"""A scanned document in a person's file. One stream: `document-<id>`; the content is no part of it."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

from shared.domain import Refused, Subject, personal

Kind = Literal["identity", "residence", "income", "tax", "health", "lease", "decision", "authorisation", "other"]
"""What it shows, as the Centre files it."""

Why = Literal["wrong-person", "unreadable", "not-needed"]


@dataclass(frozen=True, slots=True)
class DocumentFiled:
    """A scan was put into the file: `place` is where it lies, `digest` a keyed hash of its content in hexadecimal."""

    person: Subject
    kind: Kind
    media_type: str
    size: int
    digest: str
    place: str
    name: Annotated[str | None, personal]


@dataclass(frozen=True, slots=True)
class DocumentWithdrawn:
    """It should not have been filed; its content was deleted."""

    person: UUID
    why: Why


Event = DocumentFiled | DocumentWithdrawn


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its decisions need to know it."""

    filed: DocumentFiled | None = None
    withdrawn: bool = False


def file(document: Document, *, filed: DocumentFiled) -> list[Event]:
    """A scan is filed. The same content again, wherever it was put, changes nothing; another is refused."""
    if document.filed is not None:
        if replace(filed, place=document.filed.place) == document.filed:
            return []
        raise Refused("document-exists")
    return [filed]


def withdraw(document: Document, *, why: Why) -> list[Event]:
    """It is taken out of the file."""
    if document.filed is None:
        raise Refused("document-unknown")
    return [] if document.withdrawn else [DocumentWithdrawn(document.filed.person, why)]


def evolve(document: Document, event: Event) -> Document:
    """The document after the event."""
    match event:
        case DocumentFiled():
            return replace(document, filed=event)
        case DocumentWithdrawn():
            return replace(document, withdrawn=True)
