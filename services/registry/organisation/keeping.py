"""Who keeps what is written of a Centre's organisation, who reads it, and on which scope."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from shared.fields import AnyScopePath
from shared.problems import FieldError, Problem
from shared.scope import ADMINISTRATION, Principal, Role, covers
from shared.service import Running

KEEPERS = (*ADMINISTRATION, Role.IMPORTER)
"""Who writes of a municipality and its Centres."""

FOUNDERS = (Role.REGIONAL_ADMINISTRATOR, Role.IMPORTER)
"""Who enters municipalities and founds Centres."""

READERS = (*KEEPERS, Role.COORDINATOR, Role.AUDITOR)
"""Who reads of posts, acts and regulations."""


ScopeAsked = Annotated[
    AnyScopePath,
    Query(description="A region's, municipality's or Centre's path", examples=["/el63/3905/zacharo"]),
]


async def centre_kept(service: Running, caller: Principal, centre: UUID) -> str:
    """The scope path of a Centre whose organisation the caller keeps. Raises `Problem` at the field."""
    loaded = await service.store.load(f"centre-{centre}")
    if not loaded.version or not caller.has(KEEPERS, on=loaded.scope):
        raise Problem("invalid", errors=[FieldError("/centre", "unknown-centre")])
    return loaded.scope


def seen_scope(caller: Principal, scope: str) -> None:
    """Raises `Problem` where the caller reads nothing on that scope."""
    if not any(grant.role in READERS and covers(grant.path, scope) for grant in caller.grants):
        raise Problem("invalid", errors=[FieldError("/query/scope", "outside-scope")])
