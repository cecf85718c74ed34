"""Accounts of those who work with Kentro: which roles they hold on which scope, and whether they may log in.

One stream: `account-<id>`. The provider of logins holds the accounts; here stands who changed what, and when.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from shared.domain import Refused

GIVEN_BY_MUNICIPALITIES = frozenset(
    {
        "receptionist",
        "social_worker",
        "psychologist",
        "mediator",
        "coordinator",
        "auditor",
        "data_protection_officer",
        "partner",
    }
)
"""Roles that a municipality gives: those of its Centres, and those that watch over them."""

GIVEN_BY_REGIONS = GIVEN_BY_MUNICIPALITIES | {"municipal_administrator", "regional_administrator", "analyst"}
"""Roles that a region gives besides. The importer's belongs to whoever runs the installation."""


@dataclass(frozen=True, slots=True)
class GrantGiven:
    """The account may be `role` on `scope` from now on."""

    role: str
    scope: str


@dataclass(frozen=True, slots=True)
class GrantTaken:
    """It no longer may."""

    role: str
    scope: str


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """Nobody logs in with it any more; what it had open ends within a minute, as its tokens do."""


@dataclass(frozen=True, slots=True)
class AccountReopened:
    """It may be logged in with again."""


Event = GrantGiven | GrantTaken | AccountClosed | AccountReopened


@dataclass(frozen=True, slots=True)
class Account:
    """What was done to an account here; what the provider's own pages did is not known."""

    closed: bool = False


Pair = tuple[str, str]
"""A role and the scope path that it is held on."""


def regrant(
    account: Account, *, held: Collection[Pair], wanted: Collection[Pair], within: str, givable: Collection[str]
) -> list[Event]:
    """The account is to hold `wanted` within a scope; what it holds elsewhere stays as it is.

    Raises `Refused` for a role that is not the giver's to give or take, and for a scope outside.
    """
    own = {pair for pair in held if _lies_within(pair[1], within)}
    given, taken = sorted(set(wanted) - own), sorted(own - set(wanted))
    for role, scope in (*given, *taken):
        if not _lies_within(scope, within):
            raise Refused("grant-outside-scope")
        if role not in givable:
            raise Refused("grant-not-yours", role=role)
    return [*(GrantTaken(*pair) for pair in taken), *(GrantGiven(*pair) for pair in given)]


def close(account: Account, *, held: Collection[Pair], within: str) -> list[Event]:
    """Nobody is to log in with it any more. Raises `Refused` where it also works elsewhere: there it is theirs."""
    _must_work_within(held, within)
    return [] if account.closed else [AccountClosed()]


def reopen(account: Account, *, held: Collection[Pair], within: str) -> list[Event]:
    """It may be logged in with again. Raises `Refused` where it also works elsewhere, as for closing it."""
    _must_work_within(held, within)
    return [AccountReopened()] if account.closed else []


def evolve(account: Account, event: Event) -> Account:
    """The account after the event."""
    match event:
        case AccountClosed():
            return replace(account, closed=True)
        case AccountReopened():
            return replace(account, closed=False)
        case GrantGiven() | GrantTaken():
            return account


def _must_work_within(held: Collection[Pair], within: str) -> None:
    if any(not _lies_within(scope, within) for _, scope in held):
        raise Refused("account-works-elsewhere")


def _lies_within(scope: str, path: str) -> bool:
    return f"{scope}/".startswith(f"{path}/")
