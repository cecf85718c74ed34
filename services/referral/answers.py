"""What referral answers its senders with."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.referral.directory import Receiver
from services.referral.domain import Referral, ReferralDeclined
from services.referral.views import ReferralRow
from shared.course import CourseItem
from shared.fields import Account, Next, Out, example
from shared.writing import Written


class Sent(Written):
    """A command that may have sent a link."""

    code: Annotated[str | None, Field(pattern="^[0-9]{6}$", examples=["204917"])] = None
    """The six digits to tell the receiver by telephone; absent where no link was sent."""


class AnswerByOut(Out):
    """The last day for an answer, and how many working days that is."""

    model_config = example(working_days=5)

    answer_by: date
    """The last day."""
    working_days: int
    """Within how many working days the service answers."""


class ToService(Out):
    """Where a referral went; names are empty until registry has told of the service."""

    model_config = example(name="Ενισχυτική διδασκαλία", body_name="Σύλλογος «Ο Αλφειός»")

    id: UUID
    """The service's, in registry."""
    name: str
    """The service's."""
    body_name: str
    """That of the body that offers it."""


class ReferralOut(Out):
    """A referral in a list."""

    model_config = example(
        number="ΠΡ-2026-0093",
        centre="/el63/3905/zacharo",
        state="accepted",
        overdue=False,
        late=False,
        decline_reason=None,
        outcome=None,
        closed_outcome=None,
        told=None,
    )

    id: UUID
    """The referral's."""
    number: str
    """The outgoing protocol number, counted within the municipality's year."""
    person: UUID
    """Who was referred, by the id in registry."""
    service: ToService
    """Where to."""
    unit: UUID | None
    """Which Centre, branch or mobile unit referred."""
    centre: str
    """The scope path of the Centre."""
    sent_on: date
    """When it was sent."""
    answer_by: date
    """The last day for an answer."""
    state: str
    """How far it is: `sent`, `seen`, `accepted`, `waitlisted`, `declined`, `delivered`, `closed` or `revoked`."""
    overdue: bool
    """Whether an answer is owed and its last day is over."""
    late: bool
    """Whether the answer came after its last day."""
    decline_reason: str | None
    """Why the service declined."""
    first_meeting: date | None
    """When the service first sees the person, where it said so."""
    outcome: str | None
    """What came of it."""
    closed_outcome: str | None
    """How it ended."""
    told: bool | None
    """Whether the person knows how it ended."""
    version: int
    """As in the ETag."""
    by: Account

    @classmethod
    def of(cls, row: ReferralRow, service: Receiver | None) -> "ReferralOut":
        """The row as it is shown."""
        return cls(**_shown(row, service))


class ReferralDetail(ReferralOut):
    """A referral with what was written in it; what was written is absent once the person was erased."""

    model_config = example(
        number="ΠΡ-2026-0093",
        centre="/el63/3905/zacharo",
        state="accepted",
        overdue=False,
        late=False,
        decline_reason=None,
        outcome=None,
        closed_outcome=None,
        told=None,
        need="Ενισχυτική διδασκαλία στα μαθηματικά",
        reason="Επέστρεψε στο σχολείο μετά από διακοπή ενός έτους.",
        basis="consent",
        decline_text=None,
        outcome_text=None,
        revoked_why=None,
    )

    need: str | None
    """What the service was asked for."""
    reason: str | None
    """Why."""
    basis: str | None
    """The lawful basis of the disclosure."""
    decline_text: str | None
    """What the service said beside the reason."""
    outcome_text: str | None
    """What the service said beside the outcome."""
    revoked_why: str | None
    """Why it was taken back."""

    @classmethod
    def of_file(cls, row: ReferralRow, service: Receiver | None, referral: Referral) -> "ReferralDetail":
        """The row together with what only the log holds."""
        sent, answer = referral.sent, referral.answer
        return cls(
            **_shown(row, service),
            need=sent.need if sent else None,
            reason=sent.reason if sent else None,
            basis=sent.basis if sent else None,
            decline_text=answer.text if isinstance(answer, ReferralDeclined) else None,
            outcome_text=referral.delivered.text if referral.delivered else None,
            revoked_why=referral.revoked.why if referral.revoked else None,
        )


class ReferralList(Out):
    """A page of referrals."""

    items: list[ReferralOut]
    """At most fifty."""
    next: Next


class WorkItem(Out):
    """A referral that waits for its sender."""

    model_config = example(service_name="Ενισχυτική διδασκαλία", state="sent", number="ΠΡ-2026-0093")

    id: UUID
    """The referral's."""
    kind: Literal["referral-overdue", "referral-answered", "referral-outcome", "referral-due"]
    """Why it waits."""
    due: date
    """The day of the answer or outcome that came, else the last day for an answer."""
    person: UUID
    """Who was referred, by the id in registry."""
    service_name: str
    """Where to; empty until registry has told of the service."""
    state: str
    """How far it is."""
    number: str
    """The outgoing protocol number."""


class Worklist(Out):
    """What waits, most urgent first."""

    items: list[WorkItem]
    """At most fifty."""


def course_of(row: ReferralRow, service: Receiver | None) -> Iterable[CourseItem]:
    """What happened with one referral, as steps of the person's course. The sending alone is surely the sender's."""
    facts = {
        "number": row.number,
        "service": service.name if service else "",
        "body": service.body_name if service else "",
    }

    def item(code: str, at: date, *, by: str = "", key: bool = False, **more: str) -> CourseItem:
        return CourseItem(id=row.id, at=at, kind="referral", code=code, facts={**facts, **more}, by=by, key=key)

    yield item("referral-sent", row.sent_on, by=row.sent_by, key=True, answer_by=row.answer_by.isoformat())
    if row.overdue:
        yield item("answer-overdue", row.answer_by)
    if row.answered_on:
        if row.decline_reason:
            yield item("referral-declined", row.answered_on, reason=row.decline_reason)
        elif row.state == "waitlisted":
            yield item("referral-waitlisted", row.answered_on)
        else:
            yield item("referral-accepted", row.answered_on)
    if row.delivered_on and row.outcome:
        yield item("referral-delivered", row.delivered_on, outcome=row.outcome)
    if row.ended_on and row.closed_outcome:
        yield item("referral-closed", row.ended_on, key=True, outcome=row.closed_outcome)
    elif row.ended_on:
        yield item("referral-revoked", row.ended_on)


def _shown(row: ReferralRow, service: Receiver | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "person": row.person,
        "service": ToService(
            id=row.service, name=service.name if service else "", body_name=service.body_name if service else ""
        ),
        "unit": row.unit,
        "centre": row.centre,
        "sent_on": row.sent_on,
        "answer_by": row.answer_by,
        "state": row.state,
        "overdue": row.overdue,
        "late": row.late,
        "decline_reason": row.decline_reason,
        "first_meeting": row.first_meeting,
        "outcome": row.outcome,
        "closed_outcome": row.closed_outcome,
        "told": row.told,
        "version": row.version,
        "by": row.sent_by,
    }
