"""What is answered about bodies and terms."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.registry.bodies.domain import BodyState, Contact
from services.registry.bodies.taxonomy import Term
from services.registry.bodies.views import AgreementRow, BodyRow
from shared.fields import Next, Out, example

_AS_THEY_ARE = ("website", "description", "why", "version")


class ContactOut(Out):
    """An office within a body."""

    model_config = example(office="Γραμματεία μαθημάτων", telephone="+302625000000", email=None)

    office: str
    """What it is asked for."""
    telephone: str | None
    """Its telephone."""
    email: str | None
    """Its e-mail."""


class AgreementOut(Out):
    """What a body and the Centres agreed on."""

    model_config = example(
        subject="Παραπομπές μαθητών", starts="2026-01-01", until="2027-12-31", ended_on=None, state="in-force"
    )

    id: UUID
    """The agreement's."""
    subject: str
    """On what."""
    starts: date
    """The first day."""
    until: date | None
    """The last day that was agreed; null where it has none."""
    ended_on: date | None
    """The last day, where somebody ended it."""
    state: Literal["to-come", "in-force", "over"]
    """Today."""

    @classmethod
    def of(cls, row: AgreementRow, on: date) -> "AgreementOut":
        """The agreement as it is on a day."""
        last = row.ended_on or row.until
        state = "to-come" if row.starts > on else "over" if last is not None and last < on else "in-force"
        return cls(
            id=row.id, subject=row.subject, starts=row.starts, until=row.until, ended_on=row.ended_on, state=state
        )


class BodyLine(Out):
    """A body in a list."""

    model_config = example(
        kind="voluntary", name="Σύλλογος «Ο Αλφειός»", municipality="3905", telephone=None, email=None, state="active"
    )

    id: UUID
    """The body's."""
    kind: str
    """What kind of body it is."""
    name: str
    """In full."""
    municipality: str | None
    """The code of its seat; null where it works for the whole region."""
    telephone: str | None
    """An office's."""
    email: str | None
    """An office's."""
    state: BodyState
    """Whether people are referred to it."""


class BodyList(Out):
    """A page of bodies."""

    items: list[BodyLine]
    """At most fifty, in Greek order."""
    next: Next


class BodyRecord(BodyLine):
    """A body with all that the registry says of it."""

    model_config = example(
        kind="voluntary",
        name="Σύλλογος «Ο Αλφειός»",
        municipality="3905",
        telephone=None,
        email=None,
        state="active",
        website=None,
        description=None,
        why=None,
        version=1,
    )

    website: str | None
    """Its address."""
    description: str | None
    """What it does."""
    contacts: list[ContactOut]
    """Its offices."""
    agreements: list[AgreementOut]
    """The newest first."""
    why: str | None
    """Why it is suspended, or was closed."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: BodyRow, agreements: list[AgreementRow], on: date) -> "BodyRecord":
        """The body as it is shown on a day."""
        contacts = msgspec.json.decode(row.contacts, type=list[Contact])
        return cls(
            **{
                name: getattr(row, name)
                for name in (*BodyLine.model_fields, "website", "description", "why", "version")
            },
            contacts=[ContactOut(office=each.office, telephone=each.telephone, email=each.email) for each in contacts],
            agreements=[AgreementOut.of(each, on) for each in agreements],
        )


class TermOut(Out):
    """A term of a taxonomy of services."""

    model_config = example(
        taxonomy="open-eligibility",
        code="1343",
        el="Ενισχυτική διδασκαλία",
        en="Tutoring",
        parent=None,
        kinds=["tutoring"],
    )

    id: UUID
    """The term's, the same in every installation."""
    taxonomy: str
    """Which taxonomy it belongs to."""
    code: str
    """Its code there."""
    parent: UUID | None
    """The term above it."""
    el: str
    """In Greek."""
    en: str
    """In English, as the taxonomy has it."""
    kinds: list[str]
    """The kinds of service that it leads to, through the terms below it as well."""

    @classmethod
    def of(cls, term: Term) -> "TermOut":
        """The term as it is shown."""
        line = term.line
        return cls(
            id=term.id,
            taxonomy=line.taxonomy,
            code=line.code,
            parent=term.parent,
            el=line.el,
            en=line.en,
            kinds=sorted(term.kinds),
        )


class TermList(Out):
    """All terms."""

    items: list[TermOut]
    """In the order of the taxonomies."""
    next: None = None
    """Always null: the list is whole."""
