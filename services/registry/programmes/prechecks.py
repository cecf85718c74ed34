"""What a household may expect, over HTTP. It never decides: the authority that administers a programme does."""

from typing import Annotated

from fastapi import APIRouter

from services.registry.programmes.api import this_day
from services.registry.programmes.asking import ask, must_be_facts
from services.registry.programmes.bodies import NewPreCheck
from services.registry.programmes.precheck_answers import PreCheckOut
from shared.callers import allow
from shared.scope import ADMINISTRATION, DESK, Principal, scoped
from shared.service import Serving

Checker = Annotated[Principal, allow(*DESK, *ADMINISTRATION)]
router = APIRouter(tags=["programmes"])


@router.post("/pre-checks", summary="See what a household may expect")
async def pre_check(body: NewPreCheck, caller: Checker, serving: Serving) -> PreCheckOut:
    """Asks the rules of every programme of the day.

    Nothing is stored, and nothing is decided: the authority that is named with each programme does that.
    """
    must_be_facts(body.facts)
    day = this_day(body.on)
    async with scoped(serving.pool, caller) as connection:
        asked = await ask(connection, day, body.facts)
    return PreCheckOut.of(day, body.facts, asked)
