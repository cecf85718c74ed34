"""A post at a Centre (θέση), and who holds it under which contract (R13, R14). One stream: `post-<id>`.

The Centre's staff is decided by the municipality; the law names a least number by its citizens and says that a social
worker heads the team. What is missing is shown (`staffing.py`), never refused here.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal
from uuid import UUID

from shared.domain import Refused

Specialty = Literal[
    "social-worker",
    "psychologist",
    "school-psychologist",
    "social-scientist",
    "health-visitor",
    "nurse",
    "economist",
    "learning-support",
    "mediator",
    "other",
]
"""What a post is for (R13: Joint Ministerial Decision Δ23/οικ.14435-1135, ΦΕΚ Β 854/30.03.2016, as the ministry
presents it); `other` is what a municipality adds of its own."""

Contract = Literal["fixed-term", "indefinite", "civil-servant", "project", "secondment"]
"""How the holder is employed: ΙΔΟΧ, ΙΔΑΧ, μόνιμος, σύμβαση έργου, απόσπαση."""

Why = Literal["contract-ended", "resigned", "transferred", "retired", "other"]
"""Why a post became vacant."""

ENDING: Final = frozenset({"fixed-term", "project", "secondment"})
"""Contracts that name the day on which they end."""


@dataclass(frozen=True, slots=True)
class PostOpened:
    """The Centre has a post; `act` is the code (MIS) of the funding act that pays it, None for the municipality."""

    centre: UUID
    specialty: Specialty
    act: str | None
    on: date


@dataclass(frozen=True, slots=True)
class PostFilled:
    """An account of the provider holds the post from `since` through `until`, None where the contract has no end."""

    account: str
    contract: Contract
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class ContractRenewed:
    """The same holder stays through that day."""

    until: date


@dataclass(frozen=True, slots=True)
class HeadNamed:
    """The holder heads the Centre's team from that day on."""

    since: date


@dataclass(frozen=True, slots=True)
class HeadReleased:
    """The holder does so no longer; `on` is the last day."""

    on: date


@dataclass(frozen=True, slots=True)
class PostVacated:
    """The holder left; `on` is the last day."""

    on: date
    why: Why


@dataclass(frozen=True, slots=True)
class PostAbolished:
    """The post is no more; `on` is its last day."""

    on: date


Event = PostOpened | PostFilled | ContractRenewed | HeadNamed | HeadReleased | PostVacated | PostAbolished


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its decisions need to know it; `ended` is the last day of whoever left."""

    opened: PostOpened | None = None
    holder: PostFilled | None = None
    head_since: date | None = None
    ended: date | None = None
    abolished: PostAbolished | None = None


def head_of(centre: UUID) -> str:
    """The claim by which a Centre has one head."""
    return f"head-of:{centre}"


def holds(account: str) -> str:
    """The claim by which an account holds one post."""
    return f"post-held-by:{account}"


def kept_by(post: Post) -> frozenset[str]:
    """The claims of a post: its holder's account, and that of heading its Centre's team."""
    account = [holds(post.holder.account)] if post.holder else []
    team = [head_of(post.opened.centre)] if post.opened and post.head_since else []
    return frozenset((*account, *team))


def open_post(post: Post, *, centre: UUID, specialty: Specialty, act: str | None, on: date) -> list[Event]:
    """A Centre gets a post. Repeating it changes nothing; other facts under the same id are refused."""
    opened = PostOpened(centre, specialty, act, on)
    if post.opened not in (None, opened):
        raise Refused("post-exists")
    return [] if post.opened else [opened]


def fill(post: Post, *, account: str, contract: Contract, since: date, until: date | None) -> list[Event]:
    """Somebody takes the post. It must be free on that day; a contract of a kind that ends says when."""
    opened = _standing(post)
    filled = PostFilled(account, contract, since, until)
    if post.holder == filled:
        return []
    if until is None and contract in ENDING:
        raise Refused("contract-without-end")
    if until is not None and until < since:
        raise Refused("contract-ends-before-it-starts")
    if since < opened.on:
        raise Refused("post-not-open-yet", on=opened.on)
    holder = post.holder
    if holder and (holder.until is None or since <= holder.until):
        raise Refused("post-occupied")
    if post.ended and since <= post.ended:
        raise Refused("post-occupied")
    # A contract that ended by its day leaves the post free without anybody having said so.
    over: list[Event] = [PostVacated(holder.until, "contract-ended")] if holder and holder.until else []
    return [*over, filled]


def renew(post: Post, *, until: date) -> list[Event]:
    """The holder's contract goes on through a later day. Again changes nothing."""
    holder = _holder(post)
    if holder.until == until:
        return []
    if holder.until is None:
        raise Refused("contract-has-no-end")
    if until < holder.until:
        raise Refused("renewal-not-later", until=holder.until)
    return [ContractRenewed(until)]


def name_head(post: Post, *, since: date) -> list[Event]:
    """The holder heads the team, from a day of the contract on. Again changes nothing."""
    holder = _holder(post)
    if post.head_since == since:
        return []
    if post.head_since is not None:
        raise Refused("already-head", since=post.head_since)
    if since < holder.since or (holder.until is not None and since > holder.until):
        raise Refused("outside-contract")
    return [HeadNamed(since)]


def release_head(post: Post, *, on: date) -> list[Event]:
    """The holder heads the team no longer. Again changes nothing."""
    _standing(post)
    if post.head_since is None:
        return []
    if on < post.head_since:
        raise Refused("ends-before-it-starts", since=post.head_since)
    return [HeadReleased(on)]


def vacate(post: Post, *, on: date, why: Why) -> list[Event]:
    """The holder leaves after that day, and heads nothing any more. Again changes nothing."""
    _standing(post)
    if post.holder is None and post.ended == on:
        return []
    holder = _holder(post)
    if on < holder.since:
        raise Refused("ends-before-it-starts", since=holder.since)
    released: list[Event] = [HeadReleased(max(on, post.head_since))] if post.head_since else []
    return [*released, PostVacated(on, why)]


def abolish(post: Post, *, on: date) -> list[Event]:
    """The post is no more; nobody may hold it beyond. Again changes nothing."""
    if post.abolished == PostAbolished(on):
        return []
    opened = _standing(post)
    if on < opened.on:
        raise Refused("ends-before-it-starts", since=opened.on)
    if post.holder and (post.holder.until is None or post.holder.until > on):
        raise Refused("post-occupied")
    return [PostAbolished(on)]


def evolve(post: Post, event: Event) -> Post:
    """The post after the event."""
    match event:
        case PostOpened():
            return replace(post, opened=event)
        case PostFilled():
            return replace(post, holder=event, ended=None)
        case ContractRenewed(until):
            return replace(post, holder=replace(post.holder, until=until) if post.holder else None)
        case HeadNamed(since):
            return replace(post, head_since=since)
        case HeadReleased():
            return replace(post, head_since=None)
        case PostVacated(on):
            return replace(post, holder=None, head_since=None, ended=on)
        case PostAbolished():
            return replace(post, abolished=event)


def _standing(post: Post) -> PostOpened:
    if post.opened is None:
        raise Refused("post-unknown")
    if post.abolished is not None:
        raise Refused("post-abolished")
    return post.opened


def _holder(post: Post) -> PostFilled:
    _standing(post)
    if post.holder is None:
        raise Refused("post-vacant")
    return post.holder
