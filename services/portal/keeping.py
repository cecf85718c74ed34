"""Whose bodies this person keeps: a municipality's administrator those that have their seat there, the region's all."""

from collections.abc import Mapping
from uuid import UUID

from starlette.exceptions import HTTPException

from services.portal.clients.bodies import Body
from services.portal.clients.registry import Municipality, Service
from services.portal.desk import Desk
from services.portal.grants import ADMIN, municipality_of
from shared.scope import Role

_REGION = frozenset({Role.REGIONAL_ADMINISTRATOR})


def keeps_region(desk: Desk) -> bool:
    """Whether this person keeps the bodies of the whole region."""
    return desk.may(_REGION)


def keeps(desk: Desk, municipality: str | None) -> bool:
    """Whether the pages offer changes of the bodies that have their seat there; registry decides."""
    return keeps_region(desk) or (municipality is not None and municipality in _own(desk))


async def seats(desk: Desk) -> Mapping[str, Municipality]:
    """The municipalities whose bodies this person keeps."""
    known, own = await desk.municipalities(), _own(desk)
    return known if keeps_region(desk) else {code: each for code, each in known.items() if code in own}


async def kept_body(desk: Desk, body_id: UUID) -> Body:
    """The body, for who keeps it; for others there is nothing to change. Raises 404."""
    body = await desk.bodies.body(body_id)
    if not keeps(desk, body.municipality):
        raise HTTPException(404)
    return body


async def kept_service(desk: Desk, service_id: UUID) -> Service:
    """The same for a service of such a body."""
    service = await desk.registry.service(service_id)
    if not await keeps_service(desk, service):
        raise HTTPException(404)
    return service


async def keeps_service(desk: Desk, service: Service) -> bool:
    """Whether the pages offer changes of it."""
    return desk.may(ADMIN) and (
        keeps_region(desk) or keeps(desk, (await desk.bodies.body(service.body.id)).municipality)
    )


def _own(desk: Desk) -> frozenset[str]:
    return frozenset(code for grant in desk.scopes(ADMIN) if (code := municipality_of(grant.path)))
