"""What may be decided about a body."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.bodies.domain.events import (
    AgreementEnded,
    AgreementSigned,
    BodyClosed,
    BodyCorrected,
    BodyEntered,
    BodyEvent,
    BodyFacts,
    BodyResumed,
    BodySuspended,
    Contact,
    ContactsSet,
    entered_facts,
)
from shared.domain import Refused

BodyState = Literal["active", "suspended", "closed"]


@dataclass(frozen=True, slots=True)
class Body:
    """A body as its decisions need to know it; agreements with the day on which each ends."""

    entered: BodyFacts | None = None
    facts: BodyFacts | None = None
    contacts: tuple[Contact, ...] = ()
    agreements: tuple[AgreementSigned, ...] = ()
    ended: tuple[AgreementEnded, ...] = ()
    state: BodyState = "active"


def enter_body(body: Body, *, facts: BodyFacts) -> list[BodyEvent]:
    """A body joins the registry. Repeating it changes nothing; other facts under the same id are refused."""
    if body.entered not in (None, facts):
        raise Refused("body-already-entered")
    return [] if body.entered else [BodyEntered(**{name: getattr(facts, name) for name in BodyFacts.__slots__})]


def correct_body(body: Body, *, facts: BodyFacts) -> list[BodyEvent]:
    """What the registry says of the body was wrong, or is so no longer."""
    if _standing(body) == facts:
        return []
    return [BodyCorrected(facts)]


def set_contacts(body: Body, *, contacts: tuple[Contact, ...]) -> list[BodyEvent]:
    """Which of the body's offices is asked for what (R25). Each has a telephone or an e-mail."""
    _standing(body)
    if any(contact.telephone is None and contact.email is None for contact in contacts):
        raise Refused("contact-without-a-way")
    return [] if body.contacts == contacts else [ContactsSet(contacts)]


def sign_agreement(body: Body, *, agreement: UUID, subject: str, starts: date, until: date | None) -> list[BodyEvent]:
    """The body and the Centres agreed (R23). Repeating it changes nothing."""
    _standing(body)
    signed = AgreementSigned(agreement, subject, starts, until)
    if signed in body.agreements:
        return []
    if any(other.agreement == agreement for other in body.agreements):
        raise Refused("agreement-already-signed")
    if until is not None and until < starts:
        raise Refused("agreement-ends-before-it-starts")
    return [signed]


def end_agreement(body: Body, *, agreement: UUID, on: date) -> list[BodyEvent]:
    """An agreement ends on that day. Again on the same day changes nothing."""
    _standing(body)
    ended = AgreementEnded(agreement, on)
    if ended in body.ended:
        return []
    signed = next((each for each in body.agreements if each.agreement == agreement), None)
    if signed is None:
        raise Refused("agreement-unknown")
    if any(each.agreement == agreement for each in body.ended):
        raise Refused("agreement-already-ended")
    if on < signed.starts:
        raise Refused("agreement-ends-before-it-starts")
    if signed.until is not None and on > signed.until:
        raise Refused("agreement-already-ended")
    return [ended]


def suspend_body(body: Body, *, why: str) -> list[BodyEvent]:
    """Nobody is referred to the body until it is resumed. Again changes nothing."""
    _standing(body)
    return [] if body.state == "suspended" else [BodySuspended(why)]


def resume_body(body: Body) -> list[BodyEvent]:
    """People are referred to the body again. Again changes nothing."""
    _standing(body)
    return [BodyResumed()] if body.state == "suspended" else []


def close_body(body: Body, *, why: str) -> list[BodyEvent]:
    """The body is no more. Again changes nothing."""
    if body.state == "closed":
        return []
    _standing(body)
    return [BodyClosed(why)]


def evolve_body(body: Body, event: BodyEvent) -> Body:
    """The body after the event."""
    match event:
        case BodyEntered():
            facts = entered_facts(event)
            return replace(body, entered=facts, facts=facts)
        case BodyCorrected(facts):
            return replace(body, facts=facts)
        case ContactsSet(contacts):
            return replace(body, contacts=contacts)
        case AgreementSigned():
            return replace(body, agreements=(*body.agreements, event))
        case AgreementEnded():
            return replace(body, ended=(*body.ended, event))
        case BodySuspended():
            return replace(body, state="suspended")
        case BodyResumed():
            return replace(body, state="active")
        case BodyClosed():
            return replace(body, state="closed")


def _standing(body: Body) -> BodyFacts:
    if body.facts is None:
        raise Refused("body-unknown")
    if body.state == "closed":
        raise Refused("body-closed")
    return body.facts
