"""Programmes and their versions as everybody at work looks them up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from services.registry.programmes.domain import (
    Content,
    DraftWithdrawn,
    Named,
    ProgrammeEnded,
    ProgrammeIntroduced,
    ProgrammeRenamed,
    Span,
    VersionCorrected,
    VersionDrafted,
    VersionPublished,
    VersionSubmitted,
    VersionUsed,
)
from services.registry.programmes.domain.calendar import in_force, name_on
from services.registry.programmes.rules.assessing import Compiled, compiled
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View

PREFIX = "programme-"
_OF_VERSION = (VersionDrafted, VersionSubmitted, VersionPublished, VersionCorrected, DraftWithdrawn, VersionUsed)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme; `names` is the JSON of what it was called since when, `version` the number of its last event."""

    code: str
    names: str
    administered_by: str
    what_for: str
    ended_on: date | None
    version: int

    def called(self, on: date) -> str:
        """Its name on a day."""
        return name_on(self.named, on)

    @property
    def named(self) -> list[Named]:
        """Its names, the first one first."""
        return msgspec.json.decode(self.names, type=list[Named])


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version: `content` is what holds, its days beside it; `draft` what is to. Writers parted by spaces."""

    id: UUID
    programme: str
    valid_from: date | None = None
    until: date | None = None
    content: str | None = None
    approved_by: str | None = None
    published_at: datetime | None = None
    imported: bool = False
    corrected: bool = False
    used: bool = False
    draft: str | None = None
    writers: str = ""
    submitted: bool = False

    @property
    def span(self) -> Span:
        """The days of what is published, which there must be."""
        assert self.valid_from is not None
        return Span(self.id, self.valid_from, self.until)


def _programme(key: Key, row: ProgrammeRow | None, recorded: Recorded[Any]) -> ProgrammeRow | None:
    match recorded.event:
        case ProgrammeIntroduced(_, name, administered_by, what_for):
            return ProgrammeRow(key[0], _json([Named(None, name)]), administered_by, what_for, None, recorded.version)
        case _ if row is None:
            return None
        case ProgrammeRenamed(name, since):
            return replace(row, names=_json([*row.named, Named(since, name)]), version=recorded.version)
        case ProgrammeEnded(last_day):
            return replace(row, ended_on=last_day, version=recorded.version)
        case _:
            return replace(row, version=recorded.version)


def _version(_: Key, row: VersionRow | None, recorded: Recorded[Any]) -> VersionRow | None:
    event = recorded.event
    if isinstance(event, VersionDrafted):
        row = row or VersionRow(event.version, recorded.stream.removeprefix(PREFIX))
        writers = " ".join(sorted({*row.writers.split(), event.writer}))
        return replace(row, draft=_json(event.content), writers=writers, submitted=False)
    if row is None:
        return None
    match event:
        case VersionSubmitted():
            return replace(row, submitted=True)
        case VersionPublished(_, by, valid_from, until, imported):
            row = _holding(row, by, valid_from, until)
            return replace(row, imported=imported, published_at=recorded.recorded_at)
        case VersionCorrected(_, by, valid_from, until):
            return replace(_holding(row, by, valid_from, until), corrected=True)
        case DraftWithdrawn():
            return replace(row, draft=None, writers="", submitted=False) if row.content else None
        case VersionUsed():
            return replace(row, used=True)
        case _:
            return row


def _holding(row: VersionRow, by: str, valid_from: date, until: date | None) -> VersionRow:
    return VersionRow(
        row.id, row.programme, valid_from, until, row.draft, by, row.published_at, row.imported, row.corrected, row.used
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


def _of_programme(recorded: Recorded[Any]) -> Iterable[Key]:
    ours = (ProgrammeIntroduced, ProgrammeRenamed, ProgrammeEnded, *_OF_VERSION)
    return [(recorded.stream.removeprefix(PREFIX),)] if isinstance(recorded.event, ours) else []


def _of_version(recorded: Recorded[Any]) -> Iterable[Key]:
    return [(recorded.event.version,)] if isinstance(recorded.event, _OF_VERSION) else []


_PROGRAMME = "code, names, administered_by, what_for, ended_on, version"
_VERSION = """id, programme, valid_from, until, content, approved_by, published_at, imported, corrected, used, draft,
    writers, submitted"""

PROGRAMMES: View[Recorded[Any], ProgrammeRow] = View(
    row=ProgrammeRow,
    keys=_of_programme,
    project=_programme,
    tables=["programme"],
    read=f"SELECT {_PROGRAMME} FROM programme WHERE code = ANY ($1::text[])",  # noqa: S608
    write=f"""
        INSERT INTO programme ({_PROGRAMME})
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::int[])
        ON CONFLICT (code) DO UPDATE SET (names, administered_by, what_for, ended_on, version)
            = (excluded.names, excluded.administered_by, excluded.what_for, excluded.ended_on, excluded.version)""",  # noqa: S608
    remove="DELETE FROM programme WHERE code = ANY ($1::text[])",
)

VERSIONS: View[Recorded[Any], VersionRow] = View(
    row=VersionRow,
    keys=_of_version,
    project=_version,
    tables=["programme_version"],
    read=f"SELECT {_VERSION} FROM programme_version WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO programme_version ({_VERSION})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::date[], $4::date[], $5::text[], $6::text[], $7::timestamptz[],
                             $8::bool[], $9::bool[], $10::bool[], $11::text[], $12::text[], $13::bool[])
        ON CONFLICT (id) DO UPDATE SET (valid_from, until, content, approved_by, published_at, imported, corrected,
                                        used, draft, writers, submitted)
            = (excluded.valid_from, excluded.until, excluded.content, excluded.approved_by, excluded.published_at,
               excluded.imported, excluded.corrected, excluded.used, excluded.draft, excluded.writers,
               excluded.submitted)""",  # noqa: S608
    remove="DELETE FROM programme_version WHERE id = ANY ($1::uuid[])",
)


async def programmes(connection: Connection) -> list[ProgrammeRow]:
    """All of them."""
    return [ProgrammeRow(*row) for row in await connection.fetch(f"SELECT {_PROGRAMME} FROM programme")]  # noqa: S608


async def programme(connection: Connection, code: str) -> ProgrammeRow | None:
    """One of them."""
    row = await connection.fetchrow(f"SELECT {_PROGRAMME} FROM programme WHERE code = $1", code)  # noqa: S608
    return ProgrammeRow(*row) if row else None


async def versions(connection: Connection, code: str | None = None) -> list[VersionRow]:
    """Those of one programme, or of all, drafts included."""
    rows = await connection.fetch(
        f"SELECT {_VERSION} FROM programme_version WHERE $1::text IS NULL OR programme = $1 ORDER BY valid_from, id",  # noqa: S608
        code,
    )
    return [VersionRow(*row) for row in rows]


async def whole(connection: Connection) -> list[tuple[ProgrammeRow, list[VersionRow]]]:
    """Every programme that has versions, with all of them, as of one moment."""
    rows = await connection.fetch(
        f"SELECT {_PROGRAMME}, {_VERSION} FROM programme"  # noqa: S608
        " JOIN programme_version ON programme_version.programme = programme.code"
    )
    width = len(fields(ProgrammeRow))
    found: dict[str, tuple[ProgrammeRow, list[VersionRow]]] = {}
    for row in rows:
        columns = tuple(row)
        programme = ProgrammeRow(*columns[:width])
        found.setdefault(programme.code, (programme, []))[1].append(VersionRow(*columns[width:]))
    return list(found.values())


def published(rows: Sequence[VersionRow]) -> dict[UUID, VersionRow]:
    """Those that hold, by their id."""
    return {row.id: row for row in rows if row.content is not None}


def holding(row: ProgrammeRow, versions: Sequence[VersionRow], on: date) -> tuple[Span, VersionRow] | None:
    """The version of a day, with its real days."""
    known = published(versions)
    span = in_force([each.span for each in known.values()], on, row.ended_on)
    return (span, known[span.version]) if span else None


@lru_cache(maxsize=512)
def content_of(text: str) -> Content:
    """A version's content, read once."""
    return msgspec.json.decode(text, type=Content)


@lru_cache(maxsize=512)
def ready(text: str) -> Compiled:
    """A version that can be asked, compiled once. Raises `ValueError` where this release cannot read its rules."""
    found, errors = compiled(content_of(text))
    if found is None:
        raise ValueError(f"a published version uses what is not known: {errors[0].pointer} {errors[0].code}")
    return found
