"""Merging over HTTP: two records side by side, merged, and parted again."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from services.registry.duplicates.views import related
from services.registry.merging import views
from services.registry.merging.answers import MergeList, MergeOut, MergePreview, differences, fact_out, said
from services.registry.merging.bodies import NewMerge, Undoing
from services.registry.merging.deciding import merge_records, undo_merge
from services.registry.merging.facts import facts_since
from services.registry.merging.views import as_read
from services.registry.people import queries
from services.registry.people.sections import card
from shared.callers import allow
from shared.openapi import refuses
from shared.problems import Problem
from shared.reading import Shown, reading
from shared.scope import DESK, SOCIAL_WORK, Principal, Reach, scoped
from shared.service import Serving
from shared.workdays import today
from shared.writing import Changing, Creating, Written
from shared.written import WrittenSince

Desk = Annotated[Principal, allow(*DESK)]
Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
MergeId = Annotated[UUID, Path(description="The merge, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["merging"])


@router.get("/merges/preview", summary="Lay two records side by side", openapi_extra=refuses("ticket-required"))
async def preview(
    caller: Desk,
    serving: Serving,
    kept: Annotated[UUID, Query(description="The record that would go on, whose file must be open")],
    merged: Annotated[UUID, Query(description="The record that would be read as it")],
    shown: Shown = None,
) -> MergePreview:
    """What the two say, the differences apart. The log names both.

    The ticket of one opens the other for comparing, whole where they were suspected or merged, otherwise who it is.
    """
    async with reading(serving, caller, shown, kept, "comparison", item=merged, beside=merged) as read:
        rows = await queries.recorded(read.connection, {kept, merged})
        if rows.keys() != {kept, merged} or len({row.municipality for row in rows.values()}) > 1:
            raise Problem("not-found")
        one, other = await as_read(read.connection, [rows[kept], rows[merged]])
        is_work = await related(read.connection, kept, merged)
        files = {row.id: await queries.file_of(read.connection, row.id) for row in rows.values()}
    whole = is_work and read.ticket.shows_file and all(caller.reaches(Reach.FILE, row.centre) for row in (one, other))
    apart, same = differences(said(one, files[kept], whole=whole), said(other, files[merged], whole=whole))
    day = today(datetime.now(UTC))
    return MergePreview(
        kept=card(one, files[kept] if whole else None, day),
        merged=card(other, files[merged] if whole else None, day),
        differences=apart,
        same=same,
    )


@router.put(
    "/merges/{merge}",
    status_code=201,
    response_model=Written,
    summary="Merge two records",
    openapi_extra=refuses(
        "merge-exists", "merged-with-itself", "merged-already", "merged-half-concealed", "merged-while-erased"
    ),
)
async def put_merge(merge: MergeId, body: NewMerge, caller: Worker, writing: Creating) -> JSONResponse:
    """They are one human: the merged record is read as the kept one from now on. Nothing is rewritten."""
    return await merge_records(merge, body, caller, writing)


@router.get("/merges", summary="List the merges into a record")
async def list_merges(
    caller: Worker,
    serving: Serving,
    person: Annotated[UUID, Query(description="The record that went on")],
) -> MergeList:
    """The merges into that record that stand."""
    async with scoped(serving.pool, caller) as connection:
        rows = await views.merges_into(connection, person)
    return MergeList(items=[MergeOut.of(row) for row in rows])


@router.get("/merges/{merge}", summary="Look at a merge")
async def show_merge(merge: MergeId, caller: Worker, serving: Serving) -> MergeOut:
    """A merge that stands."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.merge_of(connection, merge)
    if row is None:
        raise Problem("not-found")
    return MergeOut.of(row)


@router.get(
    "/merges/{merge}/written",
    summary="See which facts were written since a merge",
    openapi_extra=refuses("ticket-required"),
)
async def written(merge: MergeId, caller: Worker, serving: Serving, shown: Shown = None) -> WrittenSince:
    """The facts of either card that were written since, newest first, each with the record that it was written to."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.merge_of(connection, merge)
    if row is None:
        raise Problem("not-found")
    async with reading(serving, caller, shown, row.kept, "merge-written", item=merge):
        facts = await facts_since(serving.store, row.id, row.kept, row.merged, row.position)
    return WrittenSince(items=[fact_out(fact, row) for fact in facts[:200]])


@router.post(
    "/merges/{merge}/undoing",
    response_model=Written,
    summary="Part two records again",
    openapi_extra=refuses("merge-already-undone", "merged-further"),
)
async def undo(merge: MergeId, body: Undoing, caller: Worker, writing: Changing) -> JSONResponse:
    """They are two after all. What was written since is assigned to either; what is not named stays where it is."""
    return await undo_merge(merge, body, caller, writing)
