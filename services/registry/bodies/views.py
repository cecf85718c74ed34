"""Bodies and their agreements, as the registry has them now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registry.bodies.domain import (
    AgreementEnded,
    AgreementSigned,
    BodyClosed,
    BodyCorrected,
    BodyEntered,
    BodyFacts,
    BodyResumed,
    BodySuspended,
    ContactsSet,
    entered_facts,
)
from shared.envelope import Recorded
from shared.greek import sort_key, words
from shared.views import Key, View

NONE = "[]"


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body; `contacts` is JSON, `words` are what it is found by."""

    id: UUID
    scope: str
    kind: str
    name: str
    municipality: str | None
    sort_key: str
    telephone: str | None
    email: str | None
    website: str | None
    description: str | None
    contacts: str
    state: str
    why: str | None
    words: str
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """What a body and the Centres agreed on; `ended_on` where it was ended by somebody."""

    id: UUID
    body: UUID
    subject: str
    starts: date
    until: date | None
    ended_on: date | None = None


def _of_body(recorded: Recorded[Any]) -> Iterable[Key]:
    return [(recorded.id,)] if recorded.stream.startswith("body-") else []


def _body(_: Key, row: BodyRow | None, recorded: Recorded[Any]) -> BodyRow | None:
    event = recorded.event
    if isinstance(event, BodyEntered):
        blank = BodyRow(
            recorded.id, recorded.metadata.scope, "", "", None, "", None, None, None, None, NONE, "active", None, "",
            recorded.version, recorded.recorded_at,
        )  # fmt: skip
        return _with_body(blank, entered_facts(event))
    if row is None:
        return None
    row = replace(row, version=recorded.version, changed_at=recorded.recorded_at)
    match event:
        case BodyCorrected(facts):
            return _with_body(row, facts)
        case ContactsSet(contacts):
            return replace(row, contacts=msgspec.json.encode(contacts).decode())
        case BodySuspended(why):
            return replace(row, state="suspended", why=why)
        case BodyResumed():
            return replace(row, state="active", why=None)
        case BodyClosed(why):
            return replace(row, state="closed", why=why)
        case _:
            return row


def _with_body(row: BodyRow, facts: BodyFacts) -> BodyRow:
    return replace(
        row,
        **{name: getattr(facts, name) for name in BodyFacts.__slots__},
        sort_key=sort_key(facts.name),
        words=found_words(facts.name, facts.description),
    )


def _agreement(_: Key, row: AgreementRow | None, recorded: Recorded[Any]) -> AgreementRow | None:
    match recorded.event:
        case AgreementSigned(agreement, subject, starts, until):
            return AgreementRow(agreement, recorded.id, subject, starts, until)
        case AgreementEnded(_, on) if row is not None:
            return replace(row, ended_on=on)
        case _:
            return row


def found_words(*texts: str | None) -> str:
    """The folded words of texts, each once."""
    return " ".join(dict.fromkeys(word for text in texts for word in words(text or "")))


BODY_COLUMNS = """
    id, scope, kind, name, municipality, sort_key, telephone, email, website, description, contacts, state, why,
    words, version, changed_at"""

BODIES: View[Recorded[Any], BodyRow] = View(
    row=BodyRow,
    keys=_of_body,
    project=_body,
    tables=["body"],
    read=f"SELECT {BODY_COLUMNS} FROM body WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO body ({BODY_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::int[],
            $16::timestamptz[])
        ON CONFLICT (id) DO UPDATE SET
            (kind, name, municipality, sort_key, telephone, email, website, description, contacts, state, why, words,
             version, changed_at)
            = (excluded.kind, excluded.name, excluded.municipality, excluded.sort_key, excluded.telephone,
               excluded.email, excluded.website, excluded.description, excluded.contacts, excluded.state, excluded.why,
               excluded.words, excluded.version, excluded.changed_at)""",  # noqa: S608
    remove="DELETE FROM body WHERE id = ANY ($1::uuid[])",
)

AGREEMENTS: View[Recorded[Any], AgreementRow] = View(
    row=AgreementRow,
    keys=lambda recorded: (
        [(recorded.event.agreement,)] if isinstance(recorded.event, AgreementSigned | AgreementEnded) else []
    ),
    project=_agreement,
    tables=["agreement"],
    read="SELECT id, body, subject, starts, until, ended_on FROM agreement WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO agreement (id, body, subject, starts, until, ended_on)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::date[], $6::date[])
        ON CONFLICT (id) DO UPDATE SET ended_on = excluded.ended_on""",
    remove="DELETE FROM agreement WHERE id = ANY ($1::uuid[])",
)
