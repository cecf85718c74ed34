"""Households looked at over HTTP, from one person's file, whose ticket must be shown."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from services.registry.households import views
from services.registry.households.answers import (
    HouseholdChange,
    HouseholdHistory,
    HouseholdOut,
    HouseholdsOut,
    MemberOut,
)
from services.registry.households.domain import (
    HouseholdDissolved,
    HouseholdFormed,
    HouseholdMoved,
    Member,
    MemberJoined,
    MemberLeft,
)
from services.registry.households.seen import Seen, seen_from
from services.registry.households.views import MemberRow
from services.registry.people import queries
from services.registry.people.views import PersonRow
from shared.callers import allow
from shared.envelope import Recorded
from shared.openapi import refuses
from shared.reading import Read, Shown, reading
from shared.scope import SOCIAL_WORK, Principal, Role
from shared.service import Serving

Reader = Annotated[Principal, allow(*SOCIAL_WORK, Role.AUDITOR)]
PersonId = Annotated[UUID, Path(description="The person, by the id in registry.")]
router = APIRouter(tags=["households"])


@router.get(
    "/people/{person}/household", summary="Look at a person's household", openapi_extra=refuses("ticket-required")
)
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
    openapi_extra=refuses("ticket-required"),
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
