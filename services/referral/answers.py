"""What referral answers its senders with."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.referral.directory import Receiver
from services.referral.domain import Referral, ReferralDeclined
from services.referral.views import ReferralRow
from shared.course import CourseItem


class AnswerByOut(BaseModel):
    """The last day for an answer, and how many working days that is."""

    answer_by: date
    working_days: int


class ToService(BaseModel):
    """Where a referral went; names are empty until registry has told of the service."""

    id: UUID
    name: str
    body_name: str


class ReferralOut(BaseModel):
    """A referral in a list."""

    id: UUID
    number: str
    person: UUID
    service: ToService
    unit: UUID | None
    centre: str
    sent_on: date
    answer_by: date
    state: str
    overdue: bool
    late: bool
    decline_reason: str | None
    first_meeting: date | None
    outcome: str | None
    closed_outcome: str | None
    told: bool | None
    version: int
    by: str

    @classmethod
    def of(cls, row: ReferralRow, service: Receiver | None) -> "ReferralOut":
        """The row as it is shown."""
        return cls(**_shown(row, service))


class ReferralDetail(ReferralOut):
    """A referral with what was written in it."""

    need: str | None
    reason: str | None
    basis: str | None
    decline_text: str | None
    outcome_text: str | None
    revoked_why: str | None

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


class ReferralList(BaseModel):
    """A page of referrals."""

    items: list[ReferralOut]
    next: str | None


class WorkItem(BaseModel):
    """A referral that waits for its sender."""

    id: UUID
    kind: Literal["referral-overdue", "referral-answered", "referral-outcome", "referral-due"]
    due: date
    person: UUID
    service_name: str
    state: str
    number: str


class Worklist(BaseModel):
    """What waits, most urgent first."""

    items: list[WorkItem]


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
