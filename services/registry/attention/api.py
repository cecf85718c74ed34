"""What needs attention, over HTTP: for a Centre, a municipality or the region."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from services.registry.accounts.directory import AccountsAway, Directory, Found
from services.registry.acts import views as acts
from services.registry.attention import views
from services.registry.attention.answers import AttentionOut, LineOut
from services.registry.attention.finding import (
    CentreFacts,
    Line,
    Rank,
    late_after,
    of_accounts,
    of_act,
    of_agreements,
    of_capacity,
    of_centre,
    of_feasts,
    ordered,
    rank,
)
from services.registry.attention.views import WorkingRow
from services.registry.bodies import aging
from services.registry.organisation.keeping import READERS, ScopeAsked, seen_scope
from services.registry.posts import views as posts
from services.registry.posts.staffing import HORIZON
from services.registry.posts.views import PostRow
from services.registry.regulations import views as regulations
from services.registry.regulations.domain import Regulation
from shared.callers import allow
from shared.database import Connection
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import preferred_language
from shared.scope import ADMINISTRATION, Principal, municipality_of, scoped
from shared.service import Serving
from shared.workdays import today

Reader = Annotated[Principal, allow(*READERS)]
router = APIRouter(tags=["attention"])


@router.get("/attention", summary="What needs attention")
async def show_attention(
    request: Request, caller: Reader, serving: Serving, scope: ScopeAsked, cursor: Cursor = None
) -> AttentionOut:
    """What ends, what is lacking, what was not submitted, who works without a post: each with its day and reason.

    Of accounts only who administers the scope is told.
    """
    seen_scope(caller, scope)
    after = key_of(cursor, Rank) if cursor else None
    day = today(datetime.now(UTC))
    accounts = await _accounts(request) if caller.has(ADMINISTRATION, on=scope) else ()
    async with scoped(serving.pool, caller) as connection:
        centres = await views.working(connection, scope, day)
        held = await posts.posts(connection, municipality_of(scope))
        lines = await _of_centres(connection, scope, centres, held, day)
        for act in await acts.acts(connection, scope):
            lines += of_act(act.code, act.scope, act.act, day)
        lines += of_feasts(centres, await views.keeping_feasts(connection, day), day)
        lines += of_agreements(await aging.running_out(connection, scope, day + HORIZON), day)
        behind = late_after(after, "capacity-stale") if after else None
        lines += of_capacity(await aging.unsaid(connection, scope, day, after=behind, limit=PAGE + 1), day)
    lines += of_accounts(accounts or (), held, {centre.scope for centre in centres}, day)
    language = preferred_language(request.headers.get("accept-language"))
    lines = ordered(lines)
    shown, following = paged(lines[bisect_right(lines, after, key=rank) if after else 0 :], rank)
    return AttentionOut(
        on=day,
        items=[LineOut.of_line(line, language) for line in shown],
        missing=["accounts"] if accounts is None else [],
        next=following,
    )


async def _of_centres(
    connection: Connection, scope: str, centres: Sequence[WorkingRow], held: Sequence[PostRow], day: date
) -> list[Line]:
    of = defaultdict[UUID, list[PostRow]](list)
    for post in held:
        of[post.centre].append(post)
    decided = await regulations.regulations(connection, scope)
    counted = await views.citizens(connection)
    lines: list[Line] = []
    for centre in centres:
        row = decided.get(centre.id)
        facts = CentreFacts(
            centre.scope,
            centre.since,
            tuple(of[centre.id]),
            tuple(counted.get(centre.municipality, ())),
            row.regulation if row else Regulation(),
        )
        lines += of_centre(facts, day)
    return lines


async def _accounts(request: Request) -> Sequence[Found] | None:
    """Everybody's, as they were some minutes ago; none where they are kept elsewhere, None while nobody answers."""
    directory: Directory | None = getattr(request.app.state, "accounts", None)
    if directory is None:
        return ()
    try:
        return await directory.lately()
    except AccountsAway:
        return None
