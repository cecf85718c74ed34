"""Accounts: who may enter, as what and where, and who has not for long."""

from collections.abc import Awaitable
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.accounts import Grant
from services.portal.desk import Desk
from services.portal.door import AdminDesk
from services.portal.forms import Form
from services.portal.grants import ADMIN
from services.portal.places import places_of
from shared.scope import ADMINISTRATION, Role, covers

router = APIRouter(include_in_schema=False)

_BY_MUNICIPALITIES = (
    Role.RECEPTIONIST, Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.MEDIATOR, Role.COORDINATOR, Role.AUDITOR,
    Role.DATA_PROTECTION_OFFICER, Role.PARTNER,
)  # fmt: skip
_BY_REGIONS = (*_BY_MUNICIPALITIES, Role.MUNICIPAL_ADMINISTRATOR, Role.REGIONAL_ADMINISTRATOR, Role.ANALYST)


@router.get("/users")
async def accounts(desk: AdminDesk, unused: str = "") -> Response:
    """Everybody who works within this administrator's scope; with `unused` those who did not log in for long."""
    found = await desk.accounts.accounts(unused=bool(unused))
    return await desk.page("users/list.html", found=found, unused=bool(unused), places=await places_of(desk, ADMIN))


@router.get("/users/{account_id}")
async def account(desk: AdminDesk, account_id: UUID, saved: str = "") -> Response:
    """One account and what it is."""
    return await _show(desk, account_id, await desk.form(), saved=bool(saved))


@router.post("/users/{account_id}")
async def regrant(desk: AdminDesk, account_id: UUID) -> Response:
    """Takes the roles whose box is no longer ticked, and gives the one that was chosen."""
    form = await desk.form()
    grants = [_grant(text) for text in form.all("grant")]
    if form.get("role"):
        scope = form.chosen("scope", tuple(await places_of(desk, ADMIN)), "users.error.scope")
        grants.append(Grant(form.chosen("role", tuple(role.value for role in _roles(desk)), "users.error.role"), scope))
    asked = desk.accounts.regrant(account_id, grants, form.command)
    if form.errors:
        asked.close()
    elif await form.attempt(_done(asked)):
        return await desk.go(f"/users/{account_id}", saved=1)
    return await _show(desk, account_id, form)


@router.post("/users/{account_id}/closing")
async def close(desk: AdminDesk, account_id: UUID) -> Response:
    """Nobody logs in with it any more."""
    form = await desk.form()
    if await form.attempt(_done(desk.accounts.close(account_id, form.command))):
        return await desk.go(f"/users/{account_id}", saved=1)
    return await _show(desk, account_id, form)


@router.post("/users/{account_id}/reopening")
async def reopen(desk: AdminDesk, account_id: UUID) -> Response:
    """It may be logged in with again."""
    form = await desk.form()
    if await form.attempt(_done(desk.accounts.reopen(account_id, form.command))):
        return await desk.go(f"/users/{account_id}", saved=1)
    return await _show(desk, account_id, form)


async def _done(asked: Awaitable[None]) -> bool:
    await asked
    return True


async def _show(desk: Desk, account_id: UUID, form: Form, *, saved: bool = False) -> Response:
    found = await desk.accounts.account(account_id)
    form.ready()
    places = await places_of(desk, ADMIN)
    return await desk.page(
        "users/show.html",
        status=form.status,
        form=form,
        account=found,
        mine=[grant for grant in found.grants if _covered(desk, grant)],
        others=[grant for grant in found.grants if not _covered(desk, grant)],
        roles=_roles(desk),
        places=places,
        own=found.id == desk.session.principal.subject,
        saved=saved,
    )


def _grant(text: str) -> Grant:
    role, _, scope = text.partition("@")
    return Grant(role, scope)


def _covered(desk: Desk, grant: Grant) -> bool:
    return any(covers(own.path, grant.scope) for own in desk.scopes(frozenset(ADMINISTRATION)))


def _roles(desk: Desk) -> tuple[Role, ...]:
    return _BY_REGIONS if desk.may(frozenset({Role.REGIONAL_ADMINISTRATOR})) else _BY_MUNICIPALITIES
