"""An import: a file that was read, row by row looked at, confirmed by a person, and written. Stream: `import-<id>`.

What its rows say never enters this stream: until somebody confirms it nobody knows whether it belongs here at all.
"""

from dataclasses import dataclass, replace
from typing import Literal

from shared.domain import Refused

Kind = Literal["municipalities", "units", "posts", "bodies", "services"]
Format = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class ImportOpened:
    """A file was read: so many rows below its header. `grants` are the rights with which its rows are looked at;
    `encoding` and `separator` tell how CSV was understood, `columns` what each of its columns is."""

    kind: Kind
    format: Format
    rows: int
    columns: tuple[str, ...]
    digest: str
    grants: tuple[str, ...]
    encoding: str | None = None
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class ImportForeseen:
    """Every row was looked at: so many bring something new, change something, change nothing, are wrong."""

    new: int
    changed: int
    same: int
    wrong: int


@dataclass(frozen=True, slots=True)
class ImportConfirmed:
    """Somebody saw what it would do and wants it, with these rights."""

    grants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportDropped:
    """It is not wanted; its rows are forgotten."""


@dataclass(frozen=True, slots=True)
class ImportEnded:
    """Every row was written, or refused because things were no longer as they had been shown."""

    written: int
    refused: int


Event = ImportOpened | ImportForeseen | ImportConfirmed | ImportDropped | ImportEnded


@dataclass(frozen=True, slots=True)
class Import:
    """An import as its decisions need to know it."""

    opened: ImportOpened | None = None
    foreseen: ImportForeseen | None = None
    confirmed: ImportConfirmed | None = None
    dropped: bool = False
    ended: ImportEnded | None = None


def open_import(imported: Import, *, opened: ImportOpened) -> list[Event]:
    """A file was read. Repeating it changes nothing; another file under the same id is refused."""
    if imported.opened is None:
        return [opened]
    if (imported.opened.kind, imported.opened.digest) == (opened.kind, opened.digest):
        return []
    raise Refused("import-exists")


def foresee(imported: Import, *, foreseen: ImportForeseen) -> list[Event]:
    """Its rows were looked at. Again changes nothing."""
    return [] if imported.foreseen or imported.dropped else [foreseen]


def confirm(imported: Import, *, grants: tuple[str, ...]) -> list[Event]:
    """Somebody wants what was foreseen. Again changes nothing.

    Of a file with a row that is wrong nothing is written.
    """
    if imported.confirmed:
        return []
    if imported.dropped:
        raise Refused("import-dropped")
    if imported.foreseen is None:
        raise Refused("import-not-foreseen")
    if imported.foreseen.wrong:
        raise Refused("import-has-errors", count=imported.foreseen.wrong)
    return [ImportConfirmed(grants)]


def drop(imported: Import) -> list[Event]:
    """Somebody does not want it. Again changes nothing."""
    if imported.confirmed:
        raise Refused("import-confirmed")
    return [] if imported.dropped else [ImportDropped()]


def end(imported: Import, *, written: int, refused: int) -> list[Event]:
    """Its rows were written. Again changes nothing."""
    return [] if imported.ended else [ImportEnded(written, refused)]


def evolve(imported: Import, event: Event) -> Import:
    """The import after the event."""
    match event:
        case ImportOpened():
            return replace(imported, opened=event)
        case ImportForeseen():
            return replace(imported, foreseen=event)
        case ImportConfirmed():
            return replace(imported, confirmed=event)
        case ImportDropped():
            return replace(imported, dropped=True)
        case ImportEnded():
            return replace(imported, ended=event)
