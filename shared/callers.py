"""Who may call an endpoint: every one says so, and a test fails for one that does not."""

from typing import Any

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.auth import Verifier
from shared.problems import Problem
from shared.scope import Principal, Role

_MARK = "kentro_callers"
ANYBODY = "anybody"


def allow(*roles: Role) -> Any:  # noqa: ANN401 - FastAPI's own Depends is untyped
    """The caller, who must hold one of these roles somewhere; for others the endpoint does not exist."""

    wanted = frozenset(roles)

    async def caller(request: Request) -> Principal:
        verifier: Verifier = request.app.state.verifier
        principal = await verifier.principal(request.headers.get("authorization"))
        if not principal.has(wanted):
            raise Problem("not-found")
        return principal

    setattr(caller, _MARK, wanted)
    return Depends(caller)


def anybody() -> Any:  # noqa: ANN401
    """An endpoint that asks for no token, on purpose: what it shows, anybody may see."""

    async def nobody() -> None:
        return None

    setattr(nobody, _MARK, ANYBODY)
    return Depends(nobody)


def callers_of(route: APIRoute) -> frozenset[Role] | str | None:
    """Who may call the route: roles, `ANYBODY`, or None where it does not say."""
    return _found(route.dependant)


def _found(dependant: Dependant) -> frozenset[Role] | str | None:
    mark = getattr(dependant.call, _MARK, None)
    if mark is not None:
        return mark
    return next((found for inner in dependant.dependencies if (found := _found(inner)) is not None), None)
