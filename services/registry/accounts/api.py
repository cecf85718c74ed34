"""Accounts over HTTP: who may log in, as what, and since when nobody did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse

from services.registry.accounts.answers import AccountList, AccountOut
from services.registry.accounts.bodies import Regranting
from services.registry.accounts.directory import AccountsAway, Directory, Found
from services.registry.accounts.domain import (
    GIVEN_BY_MUNICIPALITIES,
    GIVEN_BY_REGIONS,
    Account,
    Event,
    Pair,
    close,
    evolve,
    regrant,
    reopen,
)
from shared.callers import allow
from shared.domain import Refused
from shared.eventstore import Busy
from shared.fields import Body
from shared.greek import sort_key
from shared.openapi import refuses
from shared.problems import Problem
from shared.scope import ADMINISTRATION, Principal, Role, covers
from shared.writing import Changing, Writing, Written

UNUSED = timedelta(days=60)
"""After so long without a login an account is pointed out: whoever had it may have left."""

Administrator = Annotated[Principal, allow(*ADMINISTRATION)]
AccountId = Annotated[UUID, Path(description="The account, by the provider's id.")]
router = APIRouter(tags=["accounts"])


class Nothing(Body):
    """Nothing more is to be said."""


async def _directory(request: Request) -> Directory:
    found: Directory | None = getattr(request.app.state, "accounts", None)
    if found is None:
        raise Problem("accounts-elsewhere")
    return found


Accounts = Annotated[Directory, Depends(_directory)]


@dataclass(frozen=True, slots=True)
class Hand:
    """An administrator's hand over one account: what it holds, within which scope they act, what they give there."""

    accounts: Directory
    account: UUID
    by: Principal
    held: list[Pair]
    within: str
    givable: frozenset[str]

    async def change(
        self, writing: Writing, decide: Callable[[Account], Sequence[Event]], **change: object
    ) -> JSONResponse:
        """Changes the account at the provider, and then writes down that it did.

        What is refused whatever happened before is refused first: the provider is asked for nothing then.
        """
        decide(Account())
        try:
            await self.accounts.change(str(self.account), **change)  # type: ignore[arg-type]
        except AccountsAway:
            raise Busy from None
        return await writing.commit(
            f"account-{self.account}",
            lambda loaded: decide(loaded.fold(evolve, Account())),
            by=self.by,
            scope=self.within,
        )


@router.get("/accounts", summary="List accounts", openapi_extra=refuses("accounts-elsewhere"))
async def list_accounts(
    caller: Administrator,
    accounts: Accounts,
    unused: Annotated[bool, Query(description="Those alone that nobody logged in with for sixty days")] = False,
) -> AccountList:
    """The accounts that work within the caller's scope, by name."""
    within = _scopes(caller)
    try:
        found = [one for one in await accounts.accounts() if _works_within(one, within)]
        found = await accounts.with_logins(found)
    except AccountsAway:
        raise Busy from None
    items = [AccountOut.of(one, unused=_unused(one)) for one in sorted(found, key=lambda one: sort_key(one.name))]
    return AccountList(items=[one for one in items if one.unused or not unused])


@router.get("/accounts/{account}", summary="Look at an account", openapi_extra=refuses("accounts-elsewhere"))
async def show_account(account: AccountId, caller: Administrator, accounts: Accounts) -> AccountOut:
    """One account that works within the caller's scope."""
    found = await _one(accounts, account, caller)
    return AccountOut.of(found, unused=_unused(found))


@router.post(
    "/accounts/{account}/grants",
    response_model=Written,
    summary="Say what an account is",
    openapi_extra=refuses("accounts-elsewhere", "own-account", "grant-outside-scope", "grant-not-yours"),
)
async def post_grants(
    account: AccountId, body: Regranting, caller: Administrator, accounts: Accounts, writing: Changing
) -> JSONResponse:
    """Gives and takes roles within the caller's scope; what the account is elsewhere stays as it is."""
    hand = await _hand(accounts, account, caller)
    wanted = [(grant.role.value, grant.scope) for grant in body.grants]
    kept = [f"{role}@{scope}" for role, scope in hand.held if not covers(hand.within, scope)]
    grants = [*kept, *(f"{role}@{scope}" for role, scope in dict.fromkeys(wanted))]
    decide = partial(regrant, held=hand.held, wanted=wanted, within=hand.within, givable=hand.givable)
    return await hand.change(writing, decide, grants=grants)


@router.post(
    "/accounts/{account}/closing",
    response_model=Written,
    summary="Close an account",
    openapi_extra=refuses("accounts-elsewhere", "own-account", "account-works-elsewhere"),
)
async def close_account(
    account: AccountId, body: Nothing, caller: Administrator, accounts: Accounts, writing: Changing
) -> JSONResponse:
    """Nobody logs in with it any more; who is logged in is out within a minute."""
    hand = await _hand(accounts, account, caller)
    return await hand.change(writing, partial(close, held=hand.held, within=hand.within), is_open=False)


@router.post(
    "/accounts/{account}/reopening",
    response_model=Written,
    summary="Reopen an account",
    openapi_extra=refuses("accounts-elsewhere", "own-account", "account-works-elsewhere"),
)
async def reopen_account(
    account: AccountId, body: Nothing, caller: Administrator, accounts: Accounts, writing: Changing
) -> JSONResponse:
    """It may be logged in with again."""
    hand = await _hand(accounts, account, caller)
    return await hand.change(writing, partial(reopen, held=hand.held, within=hand.within), is_open=True)


async def _one(accounts: Directory, account: UUID, caller: Principal) -> Found:
    try:
        found = await accounts.account(str(account))
    except AccountsAway:
        raise Busy from None
    if found is None or not _works_within(found, _scopes(caller)):
        raise Problem("not-found")
    return found


async def _hand(accounts: Directory, account: UUID, caller: Principal) -> Hand:
    """The caller's hand over an account: the widest of their scopes in which it works, and what is given there."""
    found = await _one(accounts, account, caller)
    if found.id == caller.id:
        raise Refused("own-account")
    for grant in sorted(caller.grants, key=lambda grant: len(grant.path)):
        if grant.role in ADMINISTRATION and _works_within(found, [grant.path]):
            givable = GIVEN_BY_REGIONS if grant.role is Role.REGIONAL_ADMINISTRATOR else GIVEN_BY_MUNICIPALITIES
            held = [(each.role.value, each.path) for each in found.grants]
            return Hand(accounts, account, caller, held, grant.path, givable)
    raise Problem("not-found")


def _scopes(caller: Principal) -> list[str]:
    return [grant.path for grant in caller.grants if grant.role in ADMINISTRATION]


def _works_within(found: Found, paths: list[str]) -> bool:
    return any(covers(path, grant.path) for path in paths for grant in found.grants)


def _unused(found: Found) -> bool:
    return found.open and (found.last_login or found.since) < datetime.now(UTC) - UNUSED
