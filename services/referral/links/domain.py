"""A link lets a body without an account take one step of one referral, once, after a code told by telephone.

Links are part of the stream `referral-<id>`; neither the link's secret nor its code is kept, only their digests.
"""

from dataclasses import dataclass, replace
from datetime import date
from hmac import compare_digest
from typing import Final, Literal
from uuid import UUID

from shared.domain import Refused

Step = Literal["answer", "outcome"]
LinkState = Literal["open", "used", "expired", "revoked"]

TRIES: Final = 5
"""So many wrong codes close a link."""


@dataclass(frozen=True, slots=True)
class LinkIssued:
    """A link for one step, good through the day `expires_on`; `serial` counts the referral's links from 0.

    `token_hash` is a hash of the link's secret, `code_mac` a keyed hash of the code, bound to that secret. `person` is
    whose referral it is; links of before did not say.
    """

    token_hash: str
    code_mac: str
    step: Step
    expires_on: date
    serial: int
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """With the right code: what the referral discloses was shown."""

    token_hash: str


@dataclass(frozen=True, slots=True)
class WrongCodeTried:
    """Somebody who holds the link does not know its code."""

    token_hash: str


LinkEvent = LinkIssued | LinkOpened | WrongCodeTried


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was issued, and what became of it."""

    issued: LinkIssued
    wrong_tries: int = 0
    opened: bool = False
    used: bool = False
    revoked: bool = False

    @property
    def tries_left(self) -> int:
        """How many more wrong codes it bears."""
        return max(TRIES - self.wrong_tries, 0)

    def state(self, on: date) -> LinkState:
        """What its holder may be told without a code."""
        if self.used:
            return "used"
        if self.revoked or not self.tries_left:
            return "revoked"
        return "expired" if on > self.issued.expires_on else "open"


Links = tuple[Link, ...]


def find(links: Links, token_hash: str) -> Link | None:
    """The link with this digest, whatever became of it."""
    return next((link for link in links if link.issued.token_hash == token_hash), None)


def try_code(links: Links, *, token_hash: str, code_mac: str, on: date) -> LinkOpened | WrongCodeTried:
    """Whether the code opens the link. An open link may be opened again until its step is done."""
    link = _open(links, token_hash, on)
    return (LinkOpened if compare_digest(link.issued.code_mac, code_mac) else WrongCodeTried)(token_hash)


def require_opened(links: Links, *, token_hash: str, step: Step, on: date) -> None:
    """Refuse a step that comes by a link which was not opened, is for another step, or is no longer good."""
    link = _open(links, token_hash, on)
    if link.issued.step != step:
        raise Refused("link-for-another-step")
    if not link.opened:
        raise Refused("link-not-opened")


def step_done(links: Links, step: Step) -> Links:
    """The step was taken, by link or by telephone: a link for it has nothing left to ask."""
    return tuple(replace(link, used=True) if link.issued.step == step and not link.revoked else link for link in links)


def all_revoked(links: Links) -> Links:
    """Those that were not used no longer work."""
    return tuple(link if link.used else replace(link, revoked=True) for link in links)


def evolve_links(links: Links, event: LinkEvent) -> Links:
    """The links after the event; a new one takes the place of those before it."""
    match event:
        case LinkIssued():
            return (*all_revoked(links), Link(event))
        case LinkOpened():
            return _changed(links, event.token_hash, opened=True)
        case WrongCodeTried():
            return _changed(links, event.token_hash, wrong=1)


def _open(links: Links, token_hash: str, on: date) -> Link:
    link = find(links, token_hash)
    if link is None:
        raise Refused("link-unknown")
    state = link.state(on)
    if state != "open":
        raise Refused(f"link-{state}")
    return link


def _changed(links: Links, token_hash: str, *, opened: bool = False, wrong: int = 0) -> Links:
    return tuple(
        replace(link, opened=link.opened or opened, wrong_tries=link.wrong_tries + wrong)
        if link.issued.token_hash == token_hash
        else link
        for link in links
    )
