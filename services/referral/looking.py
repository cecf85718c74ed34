"""What is looked at of referrals over HTTP: lists, one, a person's course, and what waits."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query

from services.referral import views
from services.referral.answers import ReferralDetail, ReferralList, ReferralOut, WorkItem, Worklist, course_of
from services.referral.directory import receivers
from services.referral.domain import Referral, evolve
from services.referral.views import ReferralRow
from shared.callers import allow
from shared.course import Course
from shared.database import Connection
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import Problem
from shared.reading import Shown, in_emergency, reading
from shared.scope import SOCIAL_WORK, Principal, Role, scoped
from shared.service import Serving
from shared.workdays import GREECE, today

SOON = 5
"""Working days before an unanswered referral comes onto its sender's worklist."""

Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
Reader = Annotated[Principal, allow(*SOCIAL_WORK, Role.AUDITOR)]
State = Annotated[
    Literal["all", "open", "waiting", "overdue", "answered", "ended"], Query(description="How far they are")
]
ReferralId = Annotated[UUID, Path(description="The referral, by the id that its creator made (a UUIDv7).")]
PersonId = Annotated[UUID, Path(description="The person, by the id in registry.")]
router = APIRouter(tags=["referrals"])


@router.get("/referrals", summary="List referrals", openapi_extra=refuses("ticket-required"))
async def list_referrals(
    caller: Reader,
    serving: Serving,
    state: State = "open",
    person: Annotated[UUID | None, Query(description="The referrals of one person, whose file must be open")] = None,
    cursor: Cursor = None,
    shown: Shown = None,
) -> ReferralList:
    """The referrals of the caller's Centres, newest first."""
    after = key_of(cursor, tuple[date, UUID]) if cursor else None
    if person is None:
        async with scoped(serving.pool, caller) as connection:
            return await _listed(
                connection, await views.referrals(connection, state=state, after=after, limit=PAGE + 1)
            )
    async with reading(serving, caller, shown, person, "referrals") as read:
        rows = await views.referrals_of(read.connection, read.known, state=state, after=after, limit=PAGE + 1)
        return await _listed(read.connection, rows)


@router.get("/referrals/{referral}", summary="Look at a referral", openapi_extra=refuses("ticket-required"))
async def show(referral: ReferralId, caller: Reader, serving: Serving, shown: Shown = None) -> ReferralDetail:
    """One referral with what was asked, why, and what was answered. The person's file must be open."""
    async with scoped(serving.pool, caller, opened=in_emergency(serving, caller, shown)) as connection:
        row = await views.referral(connection, referral)
    if row is None:
        raise Problem("not-found")
    async with reading(serving, caller, shown, row.person, "referral", item=referral) as read:
        services = await receivers(read.connection, {row.service})
    loaded = await serving.store.load(f"referral-{referral}")
    return ReferralDetail.of_file(row, services.get(row.service), loaded.fold(evolve, Referral()))


@router.get(
    "/people/{person}/timeline",
    summary="A person's referrals as part of their course",
    openapi_extra=refuses("ticket-required"),
)
async def timeline(person: PersonId, caller: Reader, serving: Serving, shown: Shown = None) -> Course:
    """What happened with the person's referrals, newest first."""
    async with reading(serving, caller, shown, person, "course") as read:
        rows = await views.referrals_of(read.connection, read.known, state="all", after=None, limit=100)
        services = await receivers(read.connection, {row.service for row in rows})
    items = [item for row in rows for item in course_of(row, services.get(row.service))]
    return Course(items=sorted(items, key=lambda item: item.at, reverse=True))


@router.get("/worklist", summary="Referrals that wait for their sender")
async def worklist(caller: Worker, serving: Serving) -> Worklist:
    """Overdue, answered and not yet closed, or due within five working days."""
    until = GREECE.add(today(datetime.now(UTC)), SOON)
    async with scoped(serving.pool, caller) as connection:
        rows = await views.waiting(connection, until, PAGE)
        services = await receivers(connection, {row.service for row in rows})
    return Worklist(
        items=[
            WorkItem(
                id=row.id,
                kind=_kind(row),
                due=_due(row),
                person=row.person,
                service_name=services[row.service].name if row.service in services else "",
                state=row.state,
                number=row.number,
            )
            for row in rows
        ]
    )


async def _listed(connection: Connection, rows: list[ReferralRow]) -> ReferralList:
    rows, following = paged(rows, lambda row: (row.sent_on, row.id))
    services = await receivers(connection, {row.service for row in rows})
    return ReferralList(items=[ReferralOut.of(row, services.get(row.service)) for row in rows], next=following)


def _kind(row: ReferralRow) -> Literal["referral-overdue", "referral-answered", "referral-outcome", "referral-due"]:
    match row.state:
        case "declined":
            return "referral-answered"
        case "delivered":
            return "referral-outcome"
        case _:
            return "referral-overdue" if row.overdue else "referral-due"


def _due(row: ReferralRow) -> date:
    """When the sender should act: on the day of an answer that came, else on the answer's last day."""
    come = row.delivered_on or (row.answered_on if row.state == "declined" else None)
    return come or row.answer_by
