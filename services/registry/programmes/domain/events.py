"""What happens to a programme and its versions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.programmes.domain.content import Content


@dataclass(frozen=True, slots=True)
class ProgrammeIntroduced:
    """A programme joined the registry; `administered_by` decides on it, `what_for` is one or two sentences."""

    code: str
    name: str
    administered_by: str
    what_for: str


@dataclass(frozen=True, slots=True)
class VersionDrafted:
    """A version, or the correction of one that is published, stands as a draft; the account `writer` wrote it so."""

    version: UUID
    writer: str
    content: Content


@dataclass(frozen=True, slots=True)
class VersionSubmitted:
    """The draft's examples pass; it waits for a second person."""

    version: UUID


@dataclass(frozen=True, slots=True)
class VersionPublished:
    """The draft holds from its day on. `imported`: it came with initial data, whose source and confidence it names."""

    version: UUID
    approved_by: str
    valid_from: date
    until: date | None
    imported: bool = False


@dataclass(frozen=True, slots=True)
class VersionCorrected:
    """What was published was wrong, and no application rests on it: the draft stands in its place."""

    version: UUID
    approved_by: str
    valid_from: date
    until: date | None


@dataclass(frozen=True, slots=True)
class DraftWithdrawn:
    """The draft is no more; what was published stays."""

    version: UUID


@dataclass(frozen=True, slots=True)
class VersionUsed:
    """A first application rests on the version."""

    version: UUID


@dataclass(frozen=True, slots=True)
class ProgrammeRenamed:
    """The law calls it otherwise from that day on."""

    name: str
    since: date


@dataclass(frozen=True, slots=True)
class ProgrammeEnded:
    """Nobody can apply after that day."""

    last_day: date


Event = (
    ProgrammeIntroduced
    | VersionDrafted
    | VersionSubmitted
    | VersionPublished
    | VersionCorrected
    | DraftWithdrawn
    | VersionUsed
    | ProgrammeRenamed
    | ProgrammeEnded
)
