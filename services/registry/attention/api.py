"""What needs attention, over HTTP: for a Centre, a municipality or the region."""

from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.registry.acts import views as acts
from services.registry.attention import views
from services.registry.attention.answers import AttentionOut, LineOut
from services.registry.attention.finding import CentreFacts, Line, Rank, of_act, of_centre, ordered, rank
from services.registry.organisation.keeping import READERS, ScopeAsked, seen_scope
from services.registry.posts import views as posts
from services.registry.posts.views import PostRow
from services.registry.regulations import views as regulations
from services.registry.regulations.domain import Regulation
from shared.callers import allow
from shared.paging import Cursor, key_of, paged
from shared.scope import Principal, scoped
from shared.service import Serving
from shared.workdays import today

Reader = Annotated[Principal, allow(*READERS)]
router = APIRouter(tags=["attention"])


@router.get("/attention", summary="What needs attention")
async def show_attention(caller: Reader, serving: Serving, scope: ScopeAsked, cursor: Cursor = None) -> AttentionOut:
    """Contracts and acts that end, teams that lack somebody, what was not submitted: each with its day and reason."""
    seen_scope(caller, scope)
    after = key_of(cursor, Rank) if cursor else None
    day = today(datetime.now(UTC))
    async with scoped(serving.pool, caller) as connection:
        centres = await views.working(connection, scope, day)
        held = defaultdict[UUID, list[PostRow]](list)
        for post in await posts.posts(connection, scope):
            held[post.centre].append(post)
        decided = await regulations.regulations(connection, scope)
        ledger = await acts.acts(connection, scope)
        counted = await views.citizens(connection)
    lines: list[Line] = []
    for centre in centres:
        row = decided.get(centre.id)
        facts = CentreFacts(
            centre.scope,
            centre.since,
            held[centre.id],
            counted.get(centre.municipality, ()),
            row.regulation if row else Regulation(),
        )
        lines += of_centre(facts, day)
    for act in ledger:
        lines += of_act(act.code, act.scope, act.act, day)
    lines = ordered(lines)
    shown, following = paged(lines[bisect_right(lines, after, key=rank) if after else 0 :], rank)
    return AttentionOut(on=day, items=[LineOut.of_line(line) for line in shown], next=following)
