"""Links for bodies over HTTP: a keeper makes and ends one, and whoever holds it trades it for an hour."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from services.registry.bodies.api import BodyId
from services.registry.bodies.keeping import Keeper, kept_body
from services.registry.bodies.links import secrets
from services.registry.bodies.links.bodies import LinkOut, MadeLink, Opened
from services.registry.bodies.links.domain import (
    SESSION,
    BodyLink,
    BodyLinkMade,
    BodyLinkOpened,
    evolve_link,
    make_link,
    open_link,
    revoke_link,
)
from services.registry.bodies.links.secrets import Working
from shared.callers import anybody
from shared.eventstore import Loaded, Outcome
from shared.openapi import refuses
from shared.problems import Problem
from shared.scope import Principal
from shared.service import Running, Serving
from shared.tickets import ends
from shared.workdays import today
from shared.writing import Changing, Written

LinkToken = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{64}$"),
    Path(
        description="The secret part of a link that a body was handed.",
        examples=["AZmjwHoefDudUk8bai6MB8Xk3yVQb1nqHc0sT4wZp7LrJd2uFvK9eYmGiO6aUtBx"],
    ),
]
router = APIRouter(tags=["bodies"])


def the_body(body: UUID) -> Principal:
    """Who a body is that works by its link: nobody whom we know, and no account."""
    return Principal(f"body-{body}", ())


def link_of(loaded: Loaded) -> BodyLink:
    """The last link of a stream."""
    return loaded.fold(evolve_link, BodyLink())


async def loaded_link(running: Running, body: UUID) -> BodyLink:
    """The last link that was made for a body."""
    return link_of(await running.store.load(f"bodylink-{body}"))


@router.post(
    "/bodies/{body}/links",
    response_model=MadeLink,
    summary="Make a link for a body",
    openapi_extra=refuses("body-closed"),
)
async def post_link(body: BodyId, caller: Keeper, writing: Changing, serving: Serving) -> JSONResponse:
    """A link by which the body keeps its own record current. The one before it ends, and whoever works by it."""
    loaded = await serving.store.load(f"body-{body}")
    if kept_body(loaded, caller).state == "closed":
        raise Problem("body-closed")
    on = today(datetime.now(UTC))

    def decide(stream: Loaded) -> list[object]:
        link = link_of(stream)
        secret = secrets.token(serving.vault, body, link.next_serial)
        return [*make_link(link, token_hash=secrets.token_hash(secret), on=on)]

    def told(outcome: Outcome) -> dict[str, object]:
        made = next(one.event for one in outcome.recorded if isinstance(one.event, BodyLinkMade))
        token = secrets.token(serving.vault, body, made.serial)
        return {"token": token, "expires_on": made.expires_on.isoformat()}

    return await writing.commit(f"bodylink-{body}", decide, by=caller, scope=loaded.scope, answer=told)


@router.get("/bodies/{body}/links", summary="Look at a body's link")
async def show_link(body: BodyId, caller: Keeper, serving: Serving) -> LinkOut:
    """Whether the body has a link that it can open."""
    kept_body(await serving.store.load(f"body-{body}"), caller)
    return _shown(await loaded_link(serving, body))


@router.post("/bodies/{body}/links/revocation", response_model=Written, summary="Revoke a body's link")
async def post_revocation(body: BodyId, caller: Keeper, writing: Changing, serving: Serving) -> JSONResponse:
    """Nobody opens it, or works by it, any more."""
    loaded = await serving.store.load(f"body-{body}")
    kept_body(loaded, caller)
    return await writing.commit(
        f"bodylink-{body}", lambda stream: revoke_link(link_of(stream)), by=caller, scope=loaded.scope
    )


@router.get("/body-links/{link}", summary="Look at a link for a body", dependencies=[anybody()])
async def show(link: LinkToken, serving: Serving) -> LinkOut:
    """Tells whether it still works, shows nothing else and uses nothing up."""
    _, found = await _found(link, serving)
    return _shown(found)


@router.post(
    "/body-links/{link}/opening",
    response_model=Opened,
    summary="Open a link for a body",
    openapi_extra=refuses("link-used", "link-expired", "link-revoked"),
    dependencies=[anybody()],
)
async def post_opening(link: LinkToken, writing: Changing, serving: Serving) -> JSONResponse:
    """Trades the link for an hour, once."""
    body, _ = await _found(link, serving)
    now = datetime.now(UTC)

    def told(outcome: Outcome) -> dict[str, object]:
        given = next(one.event for one in outcome.recorded if isinstance(one.event, BodyLinkOpened))
        session = secrets.session(serving.vault, Working(body, given.serial))
        return {"session": session, "until": given.until.isoformat()}

    return await writing.commit(
        f"bodylink-{body}",
        lambda stream: open_link(
            link_of(stream), token_hash=secrets.token_hash(link), on=today(now), until=ends(now + SESSION)
        ),
        by=the_body(body),
        answer=told,
    )


async def _found(token: str, running: Running) -> tuple[UUID, BodyLink]:
    """Whose link it is. One that never was, and one that another took the place of, are the same."""
    body = secrets.body_of_token(token)
    link = await loaded_link(running, body)
    if not link.is_of(secrets.token_hash(token)):
        raise Problem("not-found")
    return body, link


def _shown(link: BodyLink) -> LinkOut:
    return LinkOut(state=link.state(today(datetime.now(UTC))), expires_on=link.made.expires_on if link.made else None)
