"""Households changed over HTTP, from one person's file, whose ticket must be shown."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from services.registry.households.bodies import (
    Dissolving,
    JoiningMember,
    LeavingMember,
    Moving,
    NewHousehold,
    Splitting,
)
from services.registry.households.changing import Acting, Step
from services.registry.households.domain import (
    Household,
    Joining,
    MemberLeft,
    dissolve,
    evolve,
    form,
    join,
    leave,
    move,
)
from services.registry.households.seen import Seen
from services.registry.people.domain import Person, record_address
from services.registry.people.domain import evolve as evolve_person
from shared.callers import allow
from shared.domain import Refused, derived
from shared.openapi import refuses
from shared.problems import Problem
from shared.reading import Shown
from shared.restrictions import RESTRICTED
from shared.scope import SOCIAL_WORK, Principal
from shared.writing import ChangingShown, Creating, Written

Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
HouseholdId = Annotated[UUID, Path(description="The household, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["households"])
_TICKET = ("ticket-required", RESTRICTED)
_STANDS = (*_TICKET, "household-unknown", "household-dissolved", "household-day-ahead")


@router.put(
    "/households/{household}",
    status_code=201,
    response_model=Written,
    summary="Form a household",
    openapi_extra=refuses(
        *_TICKET,
        "household-already-formed",
        "member-already-there",
        "member-elsewhere",
        "two-reference-persons",
        "household-day-ahead",
        "household-without-members",
        "viewer-not-among",
    ),
)
async def put_household(
    household: HouseholdId, body: NewHousehold, caller: Worker, writing: Creating, shown: Shown = None
) -> JSONResponse:
    """People live together, the one whose file is open among them."""
    acting = Acting.of(caller, writing, shown)
    members = [one.known() for one in body.members]
    if acting.viewer not in {one.person for one in members}:
        raise Refused("viewer-not-among")

    async def decide(seen: Seen, on: date) -> Step:
        events = form(seen.state, since=body.since, members=members, on=on)
        await acting.may_join([one.person for one in members])
        return Step(events)

    return await acting.change(household, decide, body.occurred_on, forming=True)


@router.post(
    "/households/{household}/members",
    response_model=Written,
    summary="Record that somebody joined",
    openapi_extra=refuses(
        *_STANDS,
        "member-already-there",
        "member-elsewhere",
        "joined-before-forming",
        "joined-before-leaving",
        "two-reference-persons",
    ),
)
async def post_member(
    household: HouseholdId, body: JoiningMember, caller: Worker, writing: ChangingShown, shown: Shown = None
) -> JSONResponse:
    """One more person lives with them. Nobody has two households at one time."""
    acting = Acting.of(caller, writing, shown)

    async def decide(seen: Seen, on: date) -> Step:
        events = join(seen.state, person=body.person, role=body.role, since=body.since, on=on)
        await acting.may_join([body.person])
        return Step(events)

    return await acting.change(household, decide, body.occurred_on)


@router.post(
    "/households/{household}/members/departure",
    response_model=Written,
    summary="Record that somebody left",
    openapi_extra=refuses(*_STANDS, "not-a-member", "left-before-joining"),
)
async def post_departure(
    household: HouseholdId, body: LeavingMember, caller: Worker, writing: ChangingShown, shown: Shown = None
) -> JSONResponse:
    """Somebody no longer lives there; the membership stays in the history."""

    async def decide(seen: Seen, on: date) -> Step:
        return Step(leave(seen.state, people=[body.person], left_on=body.on, why=body.why, on=on))

    return await Acting.of(caller, writing, shown).change(household, decide, body.occurred_on)


@router.post(
    "/households/{household}/split",
    response_model=Written,
    summary="Part a household",
    openapi_extra=refuses(
        *_STANDS,
        "not-a-member",
        "left-before-joining",
        "member-already-there",
        "joined-before-forming",
        "two-reference-persons",
        "same-household",
    ),
)
async def split(
    household: HouseholdId, body: Splitting, caller: Worker, writing: ChangingShown, shown: Shown = None
) -> JSONResponse:
    """Some leave together and live in another household from that day: in one command, nothing is typed again."""
    acting = Acting.of(caller, writing, shown)
    members = [one.known() for one in body.members]
    if body.into == household:
        raise Refused("same-household")

    async def decide(seen: Seen, on: date) -> Step:
        people = [one.person for one in members]
        events = leave(seen.state, people=people, left_on=body.on, why=body.why, on=on)
        target = await acting.look(body.into)
        if target.loaded.version and target.loaded.scope != acting.scope:
            raise Problem("not-found")
        return Step(events, [(target.loaded, _joined(target.state, members, body.on, on))])

    return await acting.change(household, decide, body.occurred_on)


@router.post(
    "/households/{household}/move",
    response_model=Written,
    summary="Record that a household moved",
    openapi_extra=refuses(*_STANDS, "joined-before-forming"),
)
async def post_move(
    household: HouseholdId, body: Moving, caller: Worker, writing: ChangingShown, shown: Shown = None
) -> JSONResponse:
    """They live elsewhere: the address goes into the record of each member whom the file shows."""
    acting = Acting.of(caller, writing, shown)

    async def decide(seen: Seen, on: date) -> Step:
        events = move(seen.state, moved_on=body.on, on=on)
        beside: list[tuple[object, object]] = []
        for member in seen.state.current:
            loaded = await acting.store.load(f"person-{member.person}")
            person = loaded.fold(evolve_person, Person())
            beside.append((loaded, record_address(person, address=body.address, municipal_unit=body.municipal_unit)))
        return Step(events, beside)  # type: ignore[arg-type]

    return await acting.change(household, decide, body.occurred_on)


@router.post(
    "/households/{household}/dissolution",
    response_model=Written,
    summary="Dissolve a household",
    openapi_extra=refuses(
        *_TICKET,
        "household-unknown",
        "household-has-members",
        "household-day-ahead",
        "left-before-joining",
        "dissolved-before-leaving",
    ),
)
async def post_dissolution(
    household: HouseholdId, body: Dissolving, caller: Worker, writing: ChangingShown, shown: Shown = None
) -> JSONResponse:
    """Everybody left, or leaves now. Who lives there concealed goes on, in a household that the file does not know."""
    acting = Acting.of(caller, writing, shown)

    async def decide(seen: Seen, on: date) -> Step:
        events = dissolve(seen.state, dissolved_on=body.on, on=on, why=body.why)
        whole = seen.loaded.fold(evolve, Household())
        rest = [Joining(one.person, one.role) for one in whole.current if one.person in seen.hidden]
        if not events or not rest:
            return Step(events)
        left = [MemberLeft(one.person, on, "own-household") for one in rest]
        elsewhere = await acting.store.load(f"household-{derived(household, 'rest')}")
        return Step(
            [*left, *events], [(elsewhere, form(elsewhere.fold(evolve, Household()), since=on, members=rest, on=on))]
        )

    return await acting.change(household, decide, body.occurred_on)


def _joined(household: Household, members: list[Joining], since: date, on: date) -> list[object]:
    """What makes them members of another household: a new one, or one that is there."""
    if household.formed is None:
        return [*form(household, since=since, members=members, on=on)]
    events: list[object] = []
    for one in members:
        more = join(household, person=one.person, role=one.role, since=since, on=on)
        household = evolve(household, more[0])
        events += more
    return events
