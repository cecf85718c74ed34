"""Opening a person's file: by whom, for what purpose, how far and for how long; and what is thought of it afterwards.

One stream: `opening-<id>`. Reading personal data is processing too, and must be for a stated purpose (GDPR, article
5(1)(b)) and shown to have been (article 5(2)). A file that another Centre keeps is closed to a colleague, unless an
emergency opens it: then somebody else looks at it afterwards.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from shared.domain import PersonalText, Refused, Subject

Purpose = Literal["service", "application", "referral", "follow-up", "correction", "registration", "oversight"]
"""What a file is opened for: somebody is served now, an application or a referral is worked on, a course is followed, a
record is put right, a person was just taken down, or somebody watches over the work of others."""

Reach = Literal["basic", "file"]

ORDINARY, EMERGENCY = timedelta(minutes=30), timedelta(minutes=60)
"""How long a file stays open."""

LEAST_REASON = 20
"""Letters that the reason of an emergency has at least: a word is none."""


@dataclass(frozen=True, slots=True)
class FileOpened:
    """An account was let see a person's file until `until`; `reference` is the work item that it came from."""

    person: Subject
    purpose: Purpose
    reach: Reach
    until: datetime
    emergency: bool
    reference: str | None


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """Why, in the account's own words."""

    person: Subject
    text: PersonalText


@dataclass(frozen=True, slots=True)
class OpenedFrom:
    """The network address that the file was opened from, as the portal saw it (the audit record's `auditUserIp`)."""

    person: Subject
    address: PersonalText


@dataclass(frozen=True, slots=True)
class OpeningReviewed:
    """Somebody else looked at an emergency and found it justified, or not."""

    justified: bool


@dataclass(frozen=True, slots=True)
class ReviewExplained:
    """What whoever reviewed it has to say."""

    person: Subject
    text: PersonalText


Event = FileOpened | ReasonGiven | OpenedFrom | OpeningReviewed | ReviewExplained


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening as its decisions need to know it."""

    opened: FileOpened | None = None
    reason: str | None = None
    justified: bool | None = None


def open_file(
    opening: Opening,
    *,
    opened: FileOpened,
    reason: str | None = None,
    address: str | None = None,
) -> list[Event]:
    """A colleague opens a file. The same again, at whatever time, changes nothing; anything else is refused.

    An emergency says why, in a sentence.
    """
    if opening.opened is not None:
        if replace(opening.opened, until=opened.until) == opened and opening.reason == reason:
            return []
        raise Refused("opening-exists")
    if opened.emergency and sum(letter.isalpha() for letter in reason or "") < LEAST_REASON:
        raise Refused("emergency-without-reason", least=LEAST_REASON)
    events: list[Event] = [opened]
    if reason is not None:
        events.append(ReasonGiven(opened.person, reason))
    if address is not None:
        events.append(OpenedFrom(opened.person, address))
    return events


def review(opening: Opening, *, own: bool, justified: bool, text: str | None = None) -> list[Event]:
    """Somebody who did not open the file (`own`) says whether the emergency was one."""
    if opening.opened is None:
        raise Refused("opening-unknown")
    if not opening.opened.emergency:
        raise Refused("not-an-emergency")
    if own:
        raise Refused("own-opening")
    if opening.justified is not None:
        if opening.justified is justified:
            return []
        raise Refused("already-reviewed")
    events: list[Event] = [OpeningReviewed(justified)]
    if text is not None:
        events.append(ReviewExplained(opening.opened.person, text))
    return events


def evolve(opening: Opening, event: Event) -> Opening:
    """The opening after the event."""
    match event:
        case FileOpened():
            return replace(opening, opened=event)
        case ReasonGiven():
            return replace(opening, reason=event.text)
        case OpeningReviewed():
            return replace(opening, justified=event.justified)
        case OpenedFrom() | ReviewExplained():
            return opening
