"""A link lets a body without an account keep its own record current, for an hour, from one browser.

One stream a body: `bodylink-<body>`, apart from the body's own, so that making a link changes nothing of what the
registry says of it. A new link ends the old one, and whoever works by it; of its secret a digest alone is kept.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hmac import compare_digest
from typing import Final, Literal

from shared.domain import Refused

LinkState = Literal["none", "open", "used", "expired", "revoked"]

LINK_DAYS: Final = 14
"""How many days a link waits to be opened; a bound of ours, long enough for an office that is closed for a week."""

SESSION: Final = timedelta(minutes=60)
"""How long a body may work once it opened its link."""


@dataclass(frozen=True, slots=True)
class BodyLinkMade:
    """A link that may be opened through the day `expires_on`; `serial` counts the body's links from 0."""

    token_hash: str
    serial: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class BodyLinkOpened:
    """The body traded its link for a session that ends at `until`."""

    serial: int
    until: datetime


@dataclass(frozen=True, slots=True)
class BodyLinkRevoked:
    """A keeper ended the link, and the session that it was traded for."""

    serial: int


LinkEvent = BodyLinkMade | BodyLinkOpened | BodyLinkRevoked


@dataclass(frozen=True, slots=True)
class BodyLink:
    """The last link that was made for a body, and what became of it; those before it have ended."""

    made: BodyLinkMade | None = None
    opened: BodyLinkOpened | None = None
    revoked: bool = False

    @property
    def next_serial(self) -> int:
        """The number of the link that would be made now."""
        return self.made.serial + 1 if self.made else 0

    def state(self, on: date) -> LinkState:
        """What may be told of it."""
        if self.made is None:
            return "none"
        if self.revoked:
            return "revoked"
        if self.opened:
            return "used"
        return "expired" if on > self.made.expires_on else "open"

    def is_of(self, token_hash: str) -> bool:
        """Whether a secret with this digest is the last link's."""
        return self.made is not None and compare_digest(self.made.token_hash, token_hash)

    def lasts(self, serial: int, now: datetime) -> bool:
        """Whether somebody still works by the link with that number."""
        return bool(
            self.made and self.made.serial == serial and self.opened and not self.revoked and now <= self.opened.until
        )


def make_link(link: BodyLink, *, token_hash: str, on: date) -> list[LinkEvent]:
    """A link for the body; the one before it, opened or not, ends."""
    return [BodyLinkMade(token_hash, link.next_serial, on + timedelta(days=LINK_DAYS))]


def open_link(link: BodyLink, *, token_hash: str, on: date, until: datetime) -> list[LinkEvent]:
    """The body trades the link for a session, once."""
    if link.made is None or not link.is_of(token_hash) or link.revoked:
        raise Refused("link-revoked")
    if link.opened:
        raise Refused("link-used")
    if on > link.made.expires_on:
        raise Refused("link-expired")
    return [BodyLinkOpened(link.made.serial, until)]


def revoke_link(link: BodyLink) -> list[LinkEvent]:
    """Nobody opens it, or works by it, any more. Again, or without a link, changes nothing."""
    return [BodyLinkRevoked(link.made.serial)] if link.made and not link.revoked else []


def evolve_link(link: BodyLink, event: LinkEvent) -> BodyLink:
    """The link after the event."""
    match event:
        case BodyLinkMade():
            return BodyLink(event)
        case BodyLinkOpened():
            return replace(link, opened=event)
        case BodyLinkRevoked():
            return replace(link, revoked=True)
