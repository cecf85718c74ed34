"""What is answered about accounts."""

from datetime import datetime

from services.registry.accounts.directory import Found
from shared.fields import Out, example


class GrantOut(Out):
    """A role on a scope."""

    model_config = example(role="social_worker", scope="/el63/3905/zacharo")

    role: str
    """What the account is for."""
    scope: str
    """Where, as a scope path."""


class AccountOut(Out):
    """An account of somebody who works here."""

    model_config = example(
        id="7c9e6679-7425-40de-944b-e07fc1f90ae7", user="koinoniki", name="Μυρτώ Δεμερτζίδη", last_login=None
    )

    id: str
    """As events carry it."""
    user: str
    """What is typed at the login."""
    name: str
    """Given name and surname."""
    open: bool
    """Whether it may be logged in with."""
    since: datetime
    """When it was made."""
    last_login: datetime | None
    """When it was logged in with last; null where that is longer ago than the provider remembers, or never."""
    unused: bool
    """Whether nobody logged in with it for sixty days, though it may be."""
    grants: list[GrantOut]
    """What it is, and where."""

    @classmethod
    def of(cls, found: Found, *, unused: bool) -> "AccountOut":
        """The same for an answer."""
        return cls(
            id=found.id,
            user=found.user,
            name=found.name,
            open=found.open,
            since=found.since,
            last_login=found.last_login,
            unused=unused,
            grants=[GrantOut(role=grant.role.value, scope=grant.path) for grant in found.grants],
        )


class AccountList(Out):
    """Accounts by name."""

    items: list[AccountOut]
    """Those that hold a grant within the caller's scope."""
    next: None = None
    """Always null: a region's accounts are one page."""
