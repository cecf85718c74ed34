"""Households over HTTP: read and changed from one person's file, whose ticket must be shown."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from services.registry.households import views
from services.registry.households.answers import (
    HouseholdChange,
    HouseholdHistory,
    HouseholdOut,
    HouseholdsOut,
    MemberOut,
)
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
    HouseholdDissolved,
    HouseholdFormed,
    HouseholdMoved,
    Joining,
    Member,
    MemberJoined,
    MemberLeft,
    dissolve,
    evolve,
    form,
    join,
    leave,
    move,
)
from services.registry.households.seen import Seen, seen_from
from services.registry.households.views import MemberRow
from services.registry.people import queries
from services.registry.people.domain import Person, record_address
from services.registry.people.domain import evolve as evolve_person
from services.registry.people.views import PersonRow
from shared.callers import allow
from shared.domain import Refused, derived
from shared.envelope import Recorded
from shared.openapi import refuses
from shared.problems import Problem
from shared.reading import Read, Shown, reading
from shared.restrictions import RESTRICTED
from shared.scope import SOCIAL_WORK, Principal, Role
from shared.service import Serving
from shared.writing import ChangingShown, Creating, Written

Reader = Annotated[Principal, allow(*SOCIAL_WORK, Role.AUDITOR)]
Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
HouseholdId = Annotated[UUID, Path(description="The household, by the id that its creator made (a UUIDv7).")]
PersonId = Annotated[UUID, Path(description="The person, by the id in registry.")]
router = APIRouter(tags=["households"])
_TICKET = ("ticket-required", RESTRICTED)
_STANDS = (*_TICKET, "household-unknown", "household-dissolved", "household-day-ahead")


@router.get("/people/{person}/household", summary="Look at a person's household", openapi_extra=refuses(*_TICKET))
async def show(person: PersonId, caller: Reader, serving: Serving, shown: Shown = None) -> HouseholdsOut:
    """Who lives with the person, and did. Who is concealed is not there, unless the file is theirs."""
    async with reading(serving, caller, shown, person, "household") as read:
        found: list[Seen] = []
        for known, row in await _of_all(read):
            loaded = await serving.store.load(f"household-{row.household}")
            found.append(await seen_from(read.connection, loaded, row.household, known))
        people = {member.person for seen in found for member in seen.state.members}
        rows = await queries.several(read.connection, people)
        mine = set(read.known)
    current = next((one for one in found if any(member.person in mine for member in one.state.current)), None)
    return HouseholdsOut(
        current=_out(current, rows) if current else None, past=[_out(one, rows) for one in found if one is not current]
    )


@router.get(
    "/people/{person}/household/history",
    summary="What happened in a person's household",
    openapi_extra=refuses(*_TICKET),
)
async def show_history(person: PersonId, caller: Reader, serving: Serving, shown: Shown = None) -> HouseholdHistory:
    """Who joined and left when, who told so, and when they moved."""
    async with reading(serving, caller, shown, person, "household") as read:
        items: list[HouseholdChange] = []
        for known, row in await _of_all(read):
            loaded = await serving.store.load(f"household-{row.household}")
            seen = await seen_from(read.connection, loaded, row.household, known)
            items += [_change(one) for one in reversed(seen.events)]
    return HouseholdHistory(items=items)


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


async def _of_all(read: Read) -> list[tuple[UUID, MemberRow]]:
    """The households of a person under each of the ids that are read as theirs, each household once."""
    found = {
        row.household: (known, row)
        for known in reversed(read.known)
        for row in await views.households_of(read.connection, known)
    }
    return list(found.values())


def _out(seen: Seen, rows: dict[UUID, PersonRow]) -> HouseholdOut:
    state = seen.state
    moved = [one.event.on for one in seen.events if isinstance(one.event, HouseholdMoved)]
    members = [_member(one, rows[one.person]) for one in state.members if one.person in rows]
    return HouseholdOut(
        id=seen.household,
        since=state.formed.since if state.formed else date.min,
        moved_on=moved[-1] if moved else None,
        dissolved_on=state.dissolved.on if state.dissolved else None,
        members=[one for one in members if one.until is None],
        former=[one for one in members if one.until is not None],
        version=seen.version,
    )


def _member(member: Member, row: PersonRow) -> MemberOut:
    return MemberOut(
        person=member.person,
        label=row.label,
        born_on=row.born_on,
        role=member.role,
        since=member.since,
        until=member.until,
        why=member.why,
    )


def _change(recorded: Recorded[object]) -> HouseholdChange:
    match recorded.event:
        case MemberJoined(person, role, since):
            facts: dict[str, object] = {"what": "joined", "on": since, "person": person, "role": role}
        case MemberLeft(person, on, why):
            facts = {"what": "left", "on": on, "person": person, "why": why}
        case HouseholdMoved(on):
            facts = {"what": "moved", "on": on}
        case HouseholdDissolved(on):
            facts = {"what": "dissolved", "on": on}
        case HouseholdFormed(since):
            facts = {"what": "formed", "on": since}
        case _:
            raise AssertionError(recorded.stream)
    usual: dict[str, object] = {"person": None, "role": None, "why": None}
    return HouseholdChange.model_validate(
        {**usual, **facts, "by": recorded.metadata.by, "recorded_on": recorded.metadata.occurred_on}
    )
