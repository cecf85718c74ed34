"""Asking over HTTP whether a person is known in another municipality."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import Field

from services.registry.elsewhere.domain import ElsewhereAsked, Enquiry, ask, evolve
from services.registry.elsewhere.index import centres_that_know, hashes_of
from services.registry.people import queries
from shared.callers import allow
from shared.eventstore import Outcome
from shared.fields import Body, example
from shared.openapi import refuses
from shared.problems import Problem
from shared.reading import Shown, reading
from shared.scope import DESK, Principal
from shared.service import Serving
from shared.writing import Changing, Written

Desk = Annotated[Principal, allow(*DESK)]
router = APIRouter(tags=["elsewhere"])


class Asking(Body):
    """A question about a person of one's own; what is asked by stands on the person's card."""

    model_config = example()


class KnownElsewhere(Written):
    """Where the person is known by the same numbers."""

    centres: Annotated[list[str], Field(examples=[["/el63/3901/pyrgos"]])]
    """The scope paths of the Centres to ask; who the record is of, they alone may say."""


@router.post(
    "/people/{person}/elsewhere",
    response_model=KnownElsewhere,
    summary="Ask whether a person is known elsewhere",
    openapi_extra=refuses("ticket-required"),
)
async def post_elsewhere(
    person: Annotated[UUID, Path(description="The person, whose file must be open.")],
    _: Asking,
    caller: Desk,
    serving: Serving,
    writing: Changing,
    shown: Shown = None,
) -> JSONResponse:
    """Compares keyed hashes of the person's numbers with those of other municipalities. The question is recorded."""
    async with reading(serving, caller, shown, person, "elsewhere") as read:
        row = await queries.person(read.connection, person)
        if row is None:
            raise Problem("not-found")
        hashes = hashes_of(serving.vault, row.known_identifiers)
        centres = await centres_that_know(read.connection, hashes, row.centre)
    asked = ElsewhereAsked(row.id, tuple(centres))

    def told(outcome: Outcome) -> dict[str, object]:
        said = next((one.event for one in outcome.recorded if isinstance(one.event, ElsewhereAsked)), asked)
        return {"centres": list(said.centres)}

    return await writing.commit(
        f"enquiry-{writing.command}",
        lambda loaded: ask(loaded.fold(evolve, Enquiry()), asked=asked),
        by=caller,
        scope=row.centre,
        answer=told,
    )
