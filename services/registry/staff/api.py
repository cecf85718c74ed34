"""Members of staff over HTTP: one says who she is, and colleagues ask who did what.

A member is named to those who work in a municipality where she works or worked, and to the administrators of it and of
its region. Analysts see figures, and nobody's name.
"""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from services.registry.staff import views
from services.registry.staff.domain import Member, evolve, make_known, place_of, staff_id
from shared.callers import allow
from shared.fields import Body, Name, Out, example
from shared.scope import ADMINISTRATION, DESK, Principal, Role, covers, scoped
from shared.service import Serving
from shared.writing import Changing, Written

_KNOWN = (*DESK, *ADMINISTRATION, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER)
_ACCOUNT = "7c9e6679-7425-40de-944b"
Colleague = Annotated[Principal, allow(*_KNOWN)]
router = APIRouter(tags=["staff"])


class Known(Body):
    """The name by which colleagues know the caller."""

    model_config = example(name="Ελένη Παπαδοπούλου")

    name: Name
    """Given name and surname, as they shall be read."""


class Accounts(Body):
    """Accounts to be named beside what they did, as events carry them."""

    model_config = example(ids=[_ACCOUNT])

    ids: Annotated[tuple[Annotated[str, StringConstraints(max_length=255)], ...], Field(max_length=200)]
    """At most 200, each as an event's `by` has it."""


class StaffLabels(Out):
    """The short names by account, of those whom the caller may know."""

    model_config = example(labels={_ACCOUNT: "Ε. Παπαδοπούλου"})

    labels: dict[str, str]
    """An account that nobody is named for is left out."""


@router.put("/staff/me", response_model=Written, summary="Say who you are")
async def put_me(body: Known, caller: Colleague, writing: Changing) -> JSONResponse:
    """The caller's own name, and the places of the caller's own grants. The same again writes nothing."""
    places = _places(caller)
    return await writing.commit(
        f"staff-{staff_id(caller.id)}",
        lambda loaded: make_known(loaded.fold(evolve, Member()), name=body.name, places=places),
        by=caller,
        scope=places[0],
    )


@router.post("/staff/labels", summary="Name colleagues beside what they did")
async def labels(body: Accounts, caller: Colleague, serving: Serving) -> StaffLabels:
    """The short names of those whom the caller may know; of the others nothing is said."""
    accounts = {staff_id(account): account for account in body.ids}
    async with scoped(serving.pool, caller) as connection:
        rows = await views.members(connection, accounts)
    seen = _places(caller)
    return StaffLabels(
        labels={
            accounts[row.id]: row.label
            for row in rows
            if any(covers(mine, place) for mine in seen for place in row.where)
        }
    )


def _places(caller: Principal) -> list[str]:
    """Where the caller works, by the grants of the roles that are named to colleagues."""
    return sorted({place_of(grant.path) for grant in caller.grants if grant.role in _KNOWN})
