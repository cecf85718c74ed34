"""Who keeps the registry of bodies: a municipality its own bodies, the region all (R23)."""

from typing import Annotated
from uuid import UUID

from services.registry.bodies.domain import Body, Service, evolve_body, evolve_service
from services.registry.bodies.looking import unknown_places
from shared.callers import allow
from shared.eventstore import Loaded
from shared.problems import FieldError, Problem
from shared.scope import SOCIAL_WORK, Principal, Role, covers
from shared.service import Running

KEEPERS = (Role.MUNICIPAL_ADMINISTRATOR, Role.REGIONAL_ADMINISTRATOR, Role.IMPORTER)
"""Who enters bodies and their services."""
Keeper = Annotated[Principal, allow(*KEEPERS)]
Reporter = Annotated[Principal, allow(*KEEPERS, *SOCIAL_WORK)]
"""Who asks services what room they have: those who refer to them as well."""


def region_of(caller: Principal) -> str:
    """The scope of what the caller enters: bodies belong to the whole region, whoever enters them."""
    path = next(grant.path for grant in caller.grants if grant.role in KEEPERS)
    return "/".join(path.split("/")[:2])


def keeps(caller: Principal, region: str, municipality: str | None) -> bool:
    """Whether the caller keeps the bodies that have their seat there; without a seat the region does.

    An import brings the bodies that its records name, wherever in the region they are.
    """
    if caller.has([Role.REGIONAL_ADMINISTRATOR], on=region):
        return True
    if any(grant.role is Role.IMPORTER and covers(region, grant.path) for grant in caller.grants):
        return True
    return municipality is not None and caller.has([Role.MUNICIPAL_ADMINISTRATOR], on=f"{region}/{municipality}")


def must_keep(caller: Principal, region: str, municipality: str | None) -> None:
    """Raises `Problem` at the field where the seat that is named is not one of the caller's."""
    if not keeps(caller, region, municipality):
        raise Problem("invalid", errors=[FieldError("/municipality", "outside-scope")])


def body_of(loaded: Loaded) -> Body:
    """The body of a stream."""
    return loaded.fold(evolve_body, Body())


def service_of(loaded: Loaded) -> Service:
    """The service of a stream."""
    return loaded.fold(evolve_service, Service())


def kept_body(loaded: Loaded, caller: Principal) -> Body:
    """The body, for somebody who keeps it. Raises `Problem`."""
    body = body_of(loaded)
    if body.facts is None or not keeps(caller, loaded.scope, body.facts.municipality):
        raise Problem("not-found")
    return body


async def must_keep_service(running: Running, caller: Principal, service: UUID) -> None:
    """Raises `Problem` for who does not keep the body that offers the service."""
    offered = service_of(await running.store.load(f"service-{service}")).body
    if offered is None:
        raise Problem("not-found")
    kept_body(await running.store.load(f"body-{offered}"), caller)


async def must_report(running: Running, caller: Principal, service: UUID) -> None:
    """Raises `Problem` for who neither keeps the service nor works in its region."""
    loaded = await running.store.load(f"service-{service}")
    works = any(grant.role in SOCIAL_WORK and covers(loaded.scope, grant.path) for grant in caller.grants)
    if loaded.version == 0 or not works:
        await must_keep_service(running, caller, service)


async def must_keep_body(running: Running, caller: Principal, body: UUID) -> None:
    """Raises `Problem` for who does not keep the body."""
    kept_body(await running.store.load(f"body-{body}"), caller)


async def must_be_known(
    running: Running,
    municipality: str | None,
    *,
    municipalities: tuple[str, ...] = (),
    units: tuple[str, ...] = (),
) -> None:
    """Raises `Problem` at the field where a seat or a territory names what nobody entered."""
    seat = (municipality,) if municipality else ()
    if not (seat or municipalities or units):
        return
    codes, names = await unknown_places(running.pool, municipalities={*seat, *municipalities}, units=units)
    errors = [FieldError("/municipality", "unknown-municipality")] if municipality in codes else []
    errors += [FieldError("/municipalities", "unknown-municipality")] if codes.intersection(municipalities) else []
    errors += [FieldError("/regional_units", "unknown-regional-unit")] if names else []
    if errors:
        raise Problem("invalid", errors=errors)
