"""Who is named for a Centre no more is erased: staff are persons too (ADR 0080)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog

from services.registry.organisation.domain import OfficerLeft
from shared.envelope import Recorded
from shared.erasure import destroy
from shared.reactions import Facts, Reacting, Reaction
from shared.service import Running
from shared.workdays import today

FORGET_OFFICER = "forget-officer"
"""The kind of the reaction that destroys an officer's key."""

_OTHERS = ("person", "staff")
"""Whose streams are named by their own id: nobody of them is erased because an officer was named under it."""

_log = structlog.get_logger()


def _left(recorded: Recorded[Any]) -> tuple[str, Facts] | None:
    match recorded.event:
        case OfficerLeft(officer):
            return FORGET_OFFICER, {"officer": str(officer)}
        case _:
            return None


LEFT = Reacting(_left)
"""Notes who is to be forgotten, in the transaction in which they left."""


async def is_somebody_else(running: Running, officer: UUID) -> bool:
    """Whether that id is a beneficiary's or a colleague's."""
    loaded = [await running.store.load(f"{kind}-{officer}") for kind in _OTHERS]
    return any(each.version for each in loaded)


async def forget_officer(running: Running, reaction: Reaction) -> None:
    """Destroys the key under which the officer was named. Interrupted, it is begun again."""
    officer = UUID(reaction.facts["officer"])
    if await is_somebody_else(running, officer):
        _log.error("officer.not_forgotten", why="the id is somebody else's as well")
        return
    await destroy(running, officer, today(datetime.now(UTC)))
