"""Who read what of a person in this service, for those who watch over it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from shared.callers import allow
from shared.fields import Account, Next, Out, example
from shared.paging import PAGE, Cursor, key_of, paged
from shared.reading import COLUMNS, ReadRow
from shared.scope import OVERSIGHT, Principal, scoped
from shared.service import Serving

router = APIRouter(tags=["oversight"])

_OF_PERSON = f"""
    SELECT {COLUMNS} FROM file_read
    WHERE person = ANY (known_as($1)) AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3))
    ORDER BY at DESC, id DESC LIMIT $4"""  # noqa: S608


class ReadOut(Out):
    """One thing that was read of the person."""

    model_config = example(what="card", item=None)

    opening: UUID
    """The opening under which it was read."""
    what: str
    """What was read, as a code."""
    item: UUID | None
    """Which one, where there are several."""
    by: Account
    at: datetime
    """When it was read first under that opening."""


class ReadList(Out):
    """What was read of a person, newest first."""

    items: list[ReadOut]
    """One line for each thing and opening."""
    next: Next


@router.get("/people/{person}/reads", summary="Who read what of a person")
async def list_reads(
    person: Annotated[UUID, Path(description="The person, by the id in registry.")],
    caller: Annotated[Principal, allow(*OVERSIGHT)],
    serving: Serving,
    cursor: Cursor = None,
) -> ReadList:
    """What this service showed of the person, to whom and under which opening, newest first."""
    after = key_of(cursor, tuple[datetime, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        records = await connection.fetch(_OF_PERSON, person, *(after or (None, None)), PAGE + 1)
    rows, following = paged([ReadRow(*record) for record in records], lambda row: (row.at, row.id))
    return ReadList(
        items=[ReadOut(opening=row.opening, what=row.what, item=row.item, by=row.account, at=row.at) for row in rows],
        next=following,
    )
