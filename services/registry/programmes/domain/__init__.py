"""A programme that people can apply for, and its versions in time (R19 to R21). One stream: `programme-<code>`.

A version is drafted by one person and published by another, after its own examples passed. Once an application rests
on it, it stays as it is for good. What the law calls it may change, and change back: ΕΕΕ, ΚΕΑ, ΕΕΕ is one programme.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.registry.programmes.domain.calendar import Clash, Named, Span, clash
from services.registry.programmes.domain.content import (
    Amount,
    Confidence,
    Content,
    Document,
    Example,
    Outcome,
    Rule,
    Sum,
    Verdict,
)
from services.registry.programmes.domain.events import (
    DraftWithdrawn,
    Event,
    ProgrammeEnded,
    ProgrammeIntroduced,
    ProgrammeRenamed,
    VersionCorrected,
    VersionDrafted,
    VersionPublished,
    VersionSubmitted,
    VersionUsed,
)
from shared.domain import Refused


@dataclass(frozen=True, slots=True)
class Version:
    """One version: what holds, what is to hold instead, and who wrote that."""

    published: Content | None = None
    approved_by: str = ""
    draft: Content | None = None
    writers: frozenset[str] = frozenset()
    submitted: bool = False
    used: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme as its decisions need to know it."""

    introduced: ProgrammeIntroduced | None = None
    names: tuple[Named, ...] = ()
    versions: Mapping[UUID, Version] = field(default_factory=dict[UUID, Version])
    ended: date | None = None


def introduce(programme: Programme, *, code: str, name: str, administered_by: str, what_for: str) -> list[Event]:
    """A programme joins the registry. Repeating it changes nothing; other facts under the same code are refused."""
    introduced = ProgrammeIntroduced(code, name, administered_by, what_for)
    if programme.introduced not in (None, introduced):
        raise Refused("programme-exists")
    return [] if programme.introduced else [introduced]


def draft(programme: Programme, *, version: UUID, writer: str, content: Content) -> list[Event]:
    """Somebody writes a version, or what is to stand instead of one that no application rests on."""
    _known(programme)
    before = programme.versions.get(version, Version())
    if content == (before.draft or before.published):
        return []
    if before.used:
        raise Refused("version-used")
    _must_fit(programme, version, content)
    return [VersionDrafted(version, writer, content)]


def submit(programme: Programme, *, version: UUID, failing: int) -> list[Event]:
    """The draft is handed to a second person; `failing` of its examples come out otherwise than they must."""
    standing = _drafted(programme, version)
    if standing.submitted:
        return []
    _must_pass(standing, failing)
    return [VersionSubmitted(version)]


def publish(programme: Programme, *, version: UUID, by: str, failing: int, imported: bool = False) -> list[Event]:
    """A second person lets the draft hold. Initial data are published as they came, and say so."""
    standing = programme.versions.get(version)
    if standing and not standing.draft and standing.published and standing.approved_by == by:
        return []
    standing = _drafted(programme, version)
    content = standing.draft
    assert content is not None
    if not standing.submitted:
        raise Refused("version-not-submitted")
    if by in standing.writers and not imported:
        raise Refused("writer-approves")
    if standing.used:
        raise Refused("version-used")
    _must_pass(standing, failing)
    _must_fit(programme, version, content)
    if standing.published:
        return [VersionCorrected(version, by, content.valid_from, content.until)]
    return [VersionPublished(version, by, content.valid_from, content.until, imported)]


def withdraw(programme: Programme, *, version: UUID) -> list[Event]:
    """The draft is given up. Again changes nothing."""
    standing = programme.versions.get(version)
    return [DraftWithdrawn(version)] if standing and standing.draft else []


def use(programme: Programme, *, version: UUID) -> list[Event]:
    """An application rests on the version: from now on it stays as it is. Again changes nothing."""
    standing = programme.versions.get(version)
    if standing is None or standing.published is None:
        raise Refused("version-not-published")
    return [] if standing.used else [VersionUsed(version)]


def rename(programme: Programme, *, name: str, since: date) -> list[Event]:
    """The law calls it otherwise from a day on, later than the day of its last name."""
    _known(programme)
    last = programme.names[-1]
    if last == Named(since, name):
        return []
    if last.since and since <= last.since:
        raise Refused("name-not-later", until=last.since)
    return [ProgrammeRenamed(name, since)]


def end(programme: Programme, *, last_day: date) -> list[Event]:
    """Nobody can apply after that day; a version that would begin later stands against it."""
    _known(programme)
    if programme.ended:
        if programme.ended == last_day:
            return []
        raise Refused("programme-ended", until=programme.ended)
    if later := [span.valid_from for span in spans(programme) if span.valid_from > last_day]:
        raise Refused("version-after-end", until=min(later))
    return [ProgrammeEnded(last_day)]


def spans(programme: Programme) -> list[Span]:
    """The days of what is published."""
    return [
        Span(id_, version.published.valid_from, version.published.until)
        for id_, version in programme.versions.items()
        if version.published
    ]


def clashes(programme: Programme, version: UUID, content: Content) -> Clash | None:
    """Where the content would reach into the days of another version that is published."""
    return clash(spans(programme), Span(version, content.valid_from, content.until))


def evolve(programme: Programme, event: Event) -> Programme:
    """The programme after the event."""
    match event:
        case ProgrammeIntroduced():
            return replace(programme, introduced=event, names=(Named(None, event.name),))
        case ProgrammeRenamed(name, since):
            return replace(programme, names=(*programme.names, Named(since, name)))
        case ProgrammeEnded(last_day):
            return replace(programme, ended=last_day)
        case _:
            before = programme.versions.get(event.version, Version())
            return replace(programme, versions={**programme.versions, event.version: _next(before, event)})


def _next(
    version: Version,
    event: VersionDrafted | VersionSubmitted | VersionPublished | VersionCorrected | DraftWithdrawn | VersionUsed,
) -> Version:
    match event:
        case VersionDrafted(_, writer, content):
            return replace(version, draft=content, writers=version.writers | {writer}, submitted=False)
        case VersionSubmitted():
            return replace(version, submitted=True)
        case VersionPublished(approved_by=by) | VersionCorrected(approved_by=by):
            return Version(published=version.draft, approved_by=by, used=version.used)
        case DraftWithdrawn():
            return replace(version, draft=None, writers=frozenset(), submitted=False)
        case VersionUsed():
            return replace(version, used=True)


def _known(programme: Programme) -> None:
    if programme.introduced is None:
        raise Refused("programme-unknown")


def _drafted(programme: Programme, version: UUID) -> Version:
    standing = programme.versions.get(version)
    if standing is None or standing.draft is None:
        raise Refused("no-draft")
    return standing


def _must_pass(version: Version, failing: int) -> None:
    if version.draft is None or not version.draft.rules or not version.draft.examples:
        raise Refused("version-incomplete")
    if failing:
        raise Refused("examples-fail", count=failing)


def _must_fit(programme: Programme, version: UUID, content: Content) -> None:
    if clashes(programme, version, content):
        raise Refused("version-overlaps")
    if programme.ended and content.valid_from > programme.ended:
        raise Refused("programme-ended", until=programme.ended)


__all__ = [
    "Amount",
    "Clash",
    "Confidence",
    "Content",
    "Document",
    "DraftWithdrawn",
    "Event",
    "Example",
    "Named",
    "Outcome",
    "Programme",
    "ProgrammeEnded",
    "ProgrammeIntroduced",
    "ProgrammeRenamed",
    "Rule",
    "Span",
    "Sum",
    "Verdict",
    "Version",
    "VersionCorrected",
    "VersionDrafted",
    "VersionPublished",
    "VersionSubmitted",
    "VersionUsed",
    "clashes",
    "draft",
    "end",
    "evolve",
    "introduce",
    "publish",
    "rename",
    "spans",
    "submit",
    "use",
    "withdraw",
]
