"""Restrictions over HTTP: placed and lifted by who decides on the rights of persons."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from services.registry.restrictions.domain import Ground, Restriction, evolve, lift, place
from services.registry.rights import Officer, decided_person, must_decide
from shared.eventstore import Loaded
from shared.fields import Body, example
from shared.openapi import refuses
from shared.writing import Changing, Creating, Written

RestrictionId = Annotated[UUID, Path(description="The restriction, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["restriction"])


class NewRestriction(Body):
    """Whose processing is restricted, and why."""

    model_config = example(ground="accuracy-contested")

    person: UUID
    """The person, by the id in registry."""
    ground: Ground
    """The ground, of article 18(1)."""


class Lifting(Body):
    """That it ends."""

    model_config = example(informed=True)

    informed: bool
    """Whether the person was told that it ends (article 18(3))."""


@router.put(
    "/restrictions/{restriction}",
    status_code=201,
    response_model=Written,
    summary="Restrict the processing of a person",
    openapi_extra=refuses("restriction-exists"),
)
async def put_restriction(
    restriction: RestrictionId, body: NewRestriction, caller: Officer, writing: Creating
) -> JSONResponse:
    """Nothing new is written about the person until it is lifted."""
    row = await decided_person(writing.service, caller, body.person)
    return await writing.commit(
        f"restriction-{restriction}",
        lambda loaded: place(loaded.fold(evolve, Restriction()), person=body.person, ground=body.ground),
        by=caller,
        scope=row.centre,
    )


@router.post(
    "/restrictions/{restriction}/end",
    response_model=Written,
    summary="Lift a restriction",
    openapi_extra=refuses("restriction-unknown", "restriction-untold"),
)
async def end_restriction(
    restriction: RestrictionId, body: Lifting, caller: Officer, writing: Changing
) -> JSONResponse:
    """Once the person was told."""

    def decide(loaded: Loaded) -> list[object]:
        must_decide(loaded, caller)
        return [*lift(loaded.fold(evolve, Restriction()), informed=body.informed)]

    return await writing.commit(f"restriction-{restriction}", decide, by=caller)
