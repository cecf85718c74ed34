"""Who may come to the desk: the login, the form's origin, the role. Every page names its own."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from services.portal.desk import Desk
from services.portal.grants import (
    ADMIN,
    ANYONE,
    CHECK,
    FILES,
    FOUND,
    FRONT,
    HELP,
    KEEP,
    KNOW,
    MONTH,
    PAPERS,
    PLACES,
    REGION,
    REPORT,
    RIGHTS,
    TEAM,
    UPKEEP,
    WATCH,
)
from services.portal.portal import Fields, portal_of
from services.portal.security import from_our_pages
from services.portal.sessions import Ended, LoginOver, Session
from services.portal.uploads import Upload, read_upload
from shared.scope import Role

FORM_MINUTES = 30
FORM_BYTES = 65_536
_FIELDS = 200


class NeedsLogin(Exception):
    """The person must log in; `next` is where to go after it, `kept` says that a form waits there."""

    def __init__(self, next_page: str, *, kept: bool = False) -> None:
        super().__init__(next_page)
        self.next = next_page
        self.kept = kept


def desk_for(roles: frozenset[Role]) -> Callable[[Request], Coroutine[Any, Any, Desk]]:
    """The dependency of a page for these roles; others are told that it does not exist."""

    async def desk(request: Request) -> Desk:
        sent = await read_form(request) if request.method == "POST" else None
        return await _at_desk(request, roles, sent)

    return desk


@dataclass(frozen=True, slots=True)
class Filing:
    """A desk to which a form came with a file."""

    desk: Desk
    upload: Upload


def filing_for(roles: frozenset[Role]) -> Callable[[Request], Coroutine[Any, Any, Filing]]:
    """The same for a form with a file; one that may not be taken is read to its end, so that the answer is seen."""

    async def filing(request: Request) -> Filing:
        upload = await read_upload(request)
        try:
            return Filing(await _at_desk(request, roles, upload.fields), upload)
        except Exception:
            await upload.drain()
            raise

    return filing


async def _at_desk(request: Request, roles: frozenset[Role], sent: Fields | None) -> Desk:
    portal = portal_of(request)
    handle = request.cookies.get(portal.session_cookie)
    if handle is None:
        raise NeedsLogin(_here(request))
    if sent is not None and not _ours(request, sent, handle):
        raise HTTPException(403)
    session = await portal.sessions.find(handle)
    try:
        if isinstance(session, Session):
            session = await portal.sessions.fresh(session, portal.provider.renew)
    except LoginOver:
        session = Ended(session.principal.subject) if isinstance(session, Session) else None
    if not isinstance(session, Session):
        raise await _later(request, session, sent)
    desk = Desk(request, session, sent)
    request.state.desk = desk
    if sent is None:
        desk.count()
    if not desk.may(roles):
        raise HTTPException(404)
    return desk


def _ours(request: Request, sent: Fields, handle: str) -> bool:
    portal = portal_of(request)
    token = sent.get("token", [""])[-1]
    return from_our_pages(request, portal.settings.origin) and portal.sealer.form_token_fits(token, handle)


async def _later(request: Request, ended: Ended | None, sent: Fields | None) -> NeedsLogin:
    """A form that came after its session ended is kept for its person and comes back filled after the login."""
    if sent is None or ended is None:
        return NeedsLogin(_here(request))
    return NeedsLogin(await way_back(request, ended.subject, sent), kept=True)


async def way_back(request: Request, subject: str, sent: Fields | None) -> str:
    """Where the request leads when it is made again; a form that it sent is kept for its person and comes back."""
    if sent is None:
        return _here(request)
    fields = {name: values for name, values in sent.items() if name != "token"}
    owner = subject + request.url.path
    kept = await portal_of(request).sessions.keep("form", owner, fields, minutes=FORM_MINUTES)
    query = urlencode([*((k, v) for k, v in request.query_params.items() if k != "kept"), ("kept", kept)])
    return f"{request.url.path}?{query}"


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query and request.method == "GET" else "")


async def read_form(request: Request) -> Fields:
    """The fields of a sent form. A body that is too large is not even read to its end.

    Raises 413 for one and 422 for what no form of ours sends.
    """
    if not request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(422)
    if int(request.headers.get("Content-Length", "0")) > FORM_BYTES:
        raise HTTPException(413)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > FORM_BYTES:
            raise HTTPException(413)
    fields: Fields = {}
    try:
        for name, value in parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS):
            fields.setdefault(name, []).append(value)
    except ValueError as malformed:
        raise HTTPException(422) from malformed
    return fields


AnyDesk = Annotated[Desk, Depends(desk_for(ANYONE))]
"""Everybody who is logged in and holds a grant."""
FrontDesk = Annotated[Desk, Depends(desk_for(FRONT))]
"""Who receives people."""
TeamDesk = Annotated[Desk, Depends(desk_for(TEAM))]
"""Who opens files and refers."""
PaperDesk = Annotated[Desk, Depends(desk_for(PAPERS))]
"""Who sees what papers are in a file."""
TeamFiling = Annotated[Filing, Depends(filing_for(TEAM))]
"""Who puts papers into files."""
AdminFiling = Annotated[Filing, Depends(filing_for(ADMIN))]
"""Who brings the organisation in from files."""
MonthDesk = Annotated[Desk, Depends(desk_for(MONTH))]
"""Who answers for a Centre's month."""
AdminDesk = Annotated[Desk, Depends(desk_for(ADMIN))]
"""Who says who may log in."""
FileDesk = Annotated[Desk, Depends(desk_for(FILES))]
"""Who may open a person's card."""
WatchDesk = Annotated[Desk, Depends(desk_for(WATCH))]
"""Who sees which files were opened."""
RightsDesk = Annotated[Desk, Depends(desk_for(RIGHTS))]
"""Who decides about erasures."""
UpkeepDesk = Annotated[Desk, Depends(desk_for(UPKEEP))]
"""Who sees what a Centre stands on."""
PlacesDesk = Annotated[Desk, Depends(desk_for(PLACES))]
"""Who keeps the places of Centres current."""
FounderDesk = Annotated[Desk, Depends(desk_for(FOUND))]
"""Who enters municipalities and founds Centres."""
RegionDesk = Annotated[Desk, Depends(desk_for(REGION))]
"""Who sees the municipalities side by side."""
ProgrammeDesk = Annotated[Desk, Depends(desk_for(KNOW))]
"""Who looks up what people can apply for."""
CheckDesk = Annotated[Desk, Depends(desk_for(CHECK))]
"""Who sees what a household may expect."""
HelpDesk = Annotated[Desk, Depends(desk_for(HELP))]
"""Who looks for help."""
ReportDesk = Annotated[Desk, Depends(desk_for(REPORT))]
"""Who says what room a service has."""
KeeperDesk = Annotated[Desk, Depends(desk_for(KEEP))]
"""Who writes and publishes versions of programmes."""
