"""Opening files over HTTP, and looking at who opened which."""

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import JSONResponse

from services.registry.access import views
from services.registry.access.answers import FileOpen, OpeningList, OpeningOut, State
from services.registry.access.bodies import NewOpening, Reviewing
from services.registry.access.domain import EMERGENCY, ORDINARY, FileOpened, Opening, Reach, evolve, open_file, review
from services.registry.people import queries
from shared.callers import allow
from shared.domain import Refused
from shared.eventstore import Loaded, Outcome
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem
from shared.scope import DESK, OVERSIGHT, SOCIAL_WORK, Principal, Role, scoped
from shared.scope import Reach as Reaching
from shared.service import Serving
from shared.tickets import Ticket, ends
from shared.writing import ChangingShown, Creating, Written

Opener = Annotated[Principal, allow(*DESK, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER)]
Overseer = Annotated[Principal, allow(*OVERSIGHT)]
OpeningId = Annotated[UUID, Path(description="The opening, by the id that its creator made (a UUIDv7).")]
UserAddress = Annotated[
    str | None,
    Header(
        alias="Kentro-User-Address",
        description="The network address of whoever uses the portal, as the portal sees it.",
        examples=["192.0.2.7"],
    ),
]
router = APIRouter(tags=["access"])


@router.put(
    "/openings/{opening}",
    status_code=201,
    response_model=FileOpen,
    summary="Open a person's file",
    openapi_extra=refuses("opening-exists", "emergency-without-reason", "emergency-not-needed"),
)
async def put_opening(
    opening: OpeningId, body: NewOpening, caller: Opener, writing: Creating, address: UserAddress = None
) -> JSONResponse:
    """Says what the file is opened for, and gives the ticket without which no service shows anything of the person."""
    service = writing.service
    _must_fit(caller, body)
    async with scoped(service.pool, caller) as connection:
        person = await queries.person(connection, body.person)
    if person is None:
        raise Problem("not-found")
    now = datetime.now(UTC)
    opened = FileOpened(
        body.person,
        body.purpose,
        _reach(caller, person.centre, emergency=body.emergency),
        ends(now + (EMERGENCY if body.emergency else ORDINARY)),
        body.emergency,
        body.reference,
    )

    def ticket(outcome: Outcome) -> dict[str, object]:
        given = next(one.event for one in outcome.recorded if isinstance(one.event, FileOpened))
        signed = service.tickets.sign(
            Ticket(
                opening,
                caller.id,
                given.person,
                person.centre,
                given.purpose,
                given.reach,
                given.until,
                given.emergency,
            )
        )
        return {"ticket": signed, "until": given.until.isoformat(), "reach": given.reach}

    return await writing.commit(
        f"opening-{opening}",
        lambda loaded: open_file(
            loaded.fold(evolve, Opening()), opened=opened, reason=body.reason, address=_address(address)
        ),
        by=caller,
        scope=person.centre,
        answer=ticket,
    )


@router.get("/openings", summary="List openings of files")
async def list_openings(
    caller: Overseer,
    serving: Serving,
    state: Annotated[State, Query(description="All, emergencies, or those that nobody looked at yet")] = "all",
    person: Annotated[UUID | None, Query(description="The openings of one person's file")] = None,
    cursor: Cursor = None,
) -> OpeningList:
    """Who opened which file, when and why, newest first."""
    after = key_of(cursor, tuple[datetime, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.openings(connection, person=person, state=state, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.at, row.id))
    return OpeningList(items=[OpeningOut.of(row) for row in rows], next=following)


@router.get("/openings/{opening}", summary="Look at an opening")
async def show_opening(opening: OpeningId, caller: Overseer, serving: Serving) -> OpeningOut:
    """One opening of a file."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.opening(connection, opening)
    if row is None:
        raise Problem("not-found")
    return OpeningOut.of(row)


@router.post(
    "/openings/{opening}/review",
    response_model=Written,
    summary="Review an emergency",
    openapi_extra=refuses("opening-unknown", "not-an-emergency", "own-opening", "already-reviewed"),
)
async def review_opening(opening: OpeningId, body: Reviewing, caller: Overseer, writing: ChangingShown) -> JSONResponse:
    """Somebody else than who opened it says whether it was an emergency."""

    def decide(loaded: Loaded) -> list[object]:
        if not caller.has(OVERSIGHT, on=loaded.scope or "/"):
            raise Problem("not-found")
        own = loaded.recorded[0].metadata.by == caller.id
        return [*review(loaded.fold(evolve, Opening()), own=own, justified=body.justified, text=body.text)]

    return await writing.commit(f"opening-{opening}", decide, by=caller)


def _must_fit(caller: Principal, body: NewOpening) -> None:
    """Raises `Problem` for a purpose that is not among those of the caller's roles."""
    may_serve, may_oversee = caller.has(DESK), caller.has(OVERSIGHT)
    if not (may_oversee if body.purpose == "oversight" else may_serve):
        raise Problem("invalid", errors=[FieldError("/purpose", "not-a-choice")])


def _reach(caller: Principal, centre: str, *, emergency: bool) -> Reach:
    """How far the file opens: as far as the grants reach, and in an emergency to its end."""
    whole = caller.reaches(Reaching.FILE, centre)
    if not emergency:
        return "file" if whole else "basic"
    if whole or not caller.has(SOCIAL_WORK):
        raise Refused("emergency-not-needed")
    return "file"


def _address(stated: str | None) -> str | None:
    """The address in its one form; what is none is not kept."""
    try:
        return str(ip_address(stated)) if stated else None
    except ValueError:
        return None
