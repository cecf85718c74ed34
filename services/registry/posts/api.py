"""Posts over HTTP: opened, filled, renewed, headed, vacated and abolished; and what teams lack."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from services.registry.organisation.keeping import KEEPERS, READERS, ScopeAsked, centre_kept, seen_scope
from services.registry.posts import domain, views
from services.registry.posts.answers import PostList, PostOut
from services.registry.posts.bodies import Filling, HeadFrom, LastDay, Leaving, NewPost, Renewal
from services.registry.posts.deciding import claiming
from services.registry.posts.domain import Event, Post, evolve
from shared.callers import allow
from shared.eventstore import Claimed, Decision, Loaded
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem, at_fields
from shared.scope import Principal, scoped
from shared.service import Serving
from shared.writing import Changing, ChangingShown, Creating, Written

Keeper = Annotated[Principal, allow(*KEEPERS)]
Reader = Annotated[Principal, allow(*READERS)]
PostId = Annotated[UUID, Path(description="The post, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["posts"])

_STANDING = ("post-abolished", "post-unknown")


@router.put(
    "/posts/{post}",
    status_code=201,
    response_model=Written,
    summary="Open a post",
    openapi_extra=refuses("post-exists"),
)
async def put_post(post: PostId, body: NewPost, caller: Keeper, writing: Creating) -> JSONResponse:
    """A Centre gets a post."""
    scope = await centre_kept(writing.service, caller, body.centre)
    return await writing.commit(
        f"post-{post}",
        lambda loaded: domain.open_post(_state(loaded), **body.model_dump()),
        by=caller,
        scope=scope,
        unit=body.centre,
    )


@router.post(
    "/posts/{post}/filling",
    response_model=Written,
    summary="Fill a post",
    openapi_extra=refuses(*_STANDING, "post-occupied"),
)
async def fill_post(post: PostId, body: Filling, caller: Keeper, writing: Changing) -> JSONResponse:
    """Somebody takes it; an account holds one post at a time."""
    pointers = {
        "contract-without-end": "/until",
        "contract-ends-before-it-starts": "/until",
        "post-not-open-yet": "/since",
    }
    try:
        with at_fields(pointers):
            return await writing.commit(
                f"post-{post}", _deciding(caller, lambda state: domain.fill(state, **body.model_dump())), by=caller
            )
    except Claimed:
        raise Problem("invalid", errors=[FieldError("/account", "holds-another-post")]) from None


@router.post(
    "/posts/{post}/renewal",
    response_model=Written,
    summary="Renew a contract",
    openapi_extra=refuses(*_STANDING, "post-vacant", "contract-has-no-end"),
)
async def renew_contract(post: PostId, body: Renewal, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """The holder stays longer."""
    with at_fields({"renewal-not-later": "/until"}):
        return await writing.commit(
            f"post-{post}", lambda loaded: domain.renew(_kept(loaded, caller), until=body.until), by=caller
        )


@router.post(
    "/posts/{post}/head",
    response_model=Written,
    summary="Name the holder head of the team",
    openapi_extra=refuses(*_STANDING, "post-vacant", "already-head", "two-heads"),
)
async def name_head(post: PostId, body: HeadFrom, caller: Keeper, writing: Changing) -> JSONResponse:
    """The holder heads the Centre's team; a Centre has one head."""
    try:
        with at_fields({"outside-contract": "/since"}):
            return await writing.commit(
                f"post-{post}",
                _deciding(caller, lambda state: domain.name_head(state, since=body.since)),
                by=caller,
            )
    except Claimed:
        raise Problem("two-heads") from None


@router.post(
    "/posts/{post}/head/release",
    response_model=Written,
    summary="End the holder's heading of the team",
    openapi_extra=refuses(*_STANDING),
)
async def release_head(post: PostId, body: LastDay, caller: Keeper, writing: Changing) -> JSONResponse:
    """The holder keeps the post."""
    with at_fields({"ends-before-it-starts": "/on"}):
        return await writing.commit(
            f"post-{post}",
            _deciding(caller, lambda state: domain.release_head(state, on=body.on)),
            by=caller,
        )


@router.post(
    "/posts/{post}/vacancy",
    response_model=Written,
    summary="Vacate a post",
    openapi_extra=refuses(*_STANDING, "post-vacant"),
)
async def vacate_post(post: PostId, body: Leaving, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """The holder leaves, and heads nothing any more."""
    with at_fields({"ends-before-it-starts": "/on"}):
        return await writing.commit(
            f"post-{post}",
            _deciding(caller, lambda state: domain.vacate(state, on=body.on, why=body.why)),
            by=caller,
        )


@router.post(
    "/posts/{post}/abolition",
    response_model=Written,
    summary="Abolish a post",
    openapi_extra=refuses(*_STANDING, "post-occupied"),
)
async def abolish_post(post: PostId, body: LastDay, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """It is no more; nobody may hold it beyond its last day."""
    with at_fields({"ends-before-it-starts": "/on"}):
        return await writing.commit(
            f"post-{post}", lambda loaded: domain.abolish(_kept(loaded, caller), on=body.on), by=caller
        )


@router.get("/posts", summary="List posts")
async def list_posts(
    caller: Reader,
    serving: Serving,
    scope: ScopeAsked,
    cursor: Cursor = None,
) -> PostList:
    """The posts of a Centre, a municipality or the region, with everybody who held them."""
    seen_scope(caller, scope)
    after = key_of(cursor, tuple[str, date, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.posts(connection, scope, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.scope, row.opened_on, row.id))
    return PostList(items=[PostOut.of(row) for row in rows], next=following)


@router.get("/posts/{post}", summary="Look at a post")
async def show_post(post: PostId, caller: Reader, serving: Serving) -> PostOut:
    """One post."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.post(connection, post)
    if row is None or not caller.has(READERS, on=row.scope):
        raise Problem("not-found")
    return PostOut.of(row)


def _deciding(caller: Principal, decided: Callable[[Post], Sequence[Event]]) -> Callable[[Loaded], Decision]:
    return lambda loaded: claiming(_kept(loaded, caller), decided)


def _state(loaded: Loaded) -> Post:
    return loaded.fold(evolve, Post())


def _kept(loaded: Loaded, caller: Principal) -> Post:
    if not loaded.recorded or not caller.has(KEEPERS, on=loaded.scope):
        raise Problem("not-found")
    return _state(loaded)
