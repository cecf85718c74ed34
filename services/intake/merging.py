"""Visits of two records that are one human: how many a merge would move, and which came since."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from services.intake import views
from services.intake.views import VisitRow
from shared.aliases import known_as, standing
from shared.callers import allow
from shared.openapi import refuses
from shared.problems import Problem
from shared.reading import Shown, reading
from shared.scope import SOCIAL_WORK, Principal, scoped
from shared.service import Serving
from shared.written import Effects, WrittenItem, WrittenSince

Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
router = APIRouter(tags=["merging"])


@router.get("/merges/preview", summary="See what a merge would move", openapi_extra=refuses("ticket-required"))
async def preview(
    caller: Worker,
    serving: Serving,
    kept: Annotated[UUID, Query(description="The record that would go on, whose file must be open")],
    merged: Annotated[UUID, Query(description="The record that would be read as it")],
    shown: Shown = None,
) -> Effects:
    """How many visits of the merged record, as far as the caller may see them, would be read as the kept one's."""
    async with reading(serving, caller, shown, kept, "merge-preview", item=merged) as read:
        count = await views.count_of(read.connection, await known_as(read.connection, merged))
    return Effects(counts={"visits": count})


@router.get(
    "/merges/{merge}/written",
    summary="See which visits came since a merge",
    openapi_extra=refuses("ticket-required"),
)
async def written(
    merge: Annotated[UUID, Path(description="The merge, by its id in registry.")],
    caller: Worker,
    serving: Serving,
    shown: Shown = None,
) -> WrittenSince:
    """The visits that were recorded since, newest first, each with the record that it was written to."""
    async with scoped(serving.pool, caller) as connection:
        found = await standing(connection, merge, caller)
    if found is None:
        raise Problem("not-found")
    async with reading(serving, caller, shown, found.kept, "merge-written", item=merge) as read:
        rows = await views.visits_since(read.connection, read.known, found.at, 200)
    return WrittenSince(items=[_item(row) for row in rows])


def _item(row: VisitRow) -> WrittenItem:
    assert row.person is not None
    facts = {"topic": row.topic, "channel": row.channel}
    return WrittenItem(id=row.id, kind="visit", on=row.day, at=row.received_at, facts=facts, person=row.person)
