"""What is answered about imports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.registry.imports.cells import choices_of
from services.registry.imports.domain import Kind
from services.registry.imports.labels import labels
from services.registry.imports.planning import ColumnError, Effect, Foreseen, cells_of
from services.registry.imports.sheet import Sheet
from services.registry.imports.views import FileRow, ImportRow, State
from shared.fields import Account, Next, Out, example
from shared.problems import Catalogue


class ColumnOut(Out):
    """A column that a file may have."""

    model_config = example(code="code", name="Κωδικός δήμου", hint="Τέσσερα ψηφία.", required=True, choices=[])

    code: str
    """Names it for good; a header may have it too."""
    name: str
    """As an export's header has it, in the language that was asked for."""
    hint: str
    """What its cells hold; empty where its name says it."""
    required: bool
    """Whether something new must have it."""
    choices: list[str]
    """What its cells may say, where that is a list."""


class SheetOut(Out):
    """A kind of file."""

    model_config = example(kind="municipalities", name="Δήμοι")

    kind: Kind
    """Which."""
    name: str
    """What it is called."""
    columns: list[ColumnOut]
    """What it may have; the first one it must have."""


class SheetList(Out):
    """The kinds of file that the caller may bring in, in the order in which a region is set up."""

    items: list[SheetOut]
    """Each with its columns."""


class ImportOut(Out):
    """An import as it stands."""

    model_config = example(
        kind="municipalities", format="csv", encoding="windows-1253", separator=";", rows=30, state="foreseen",
        looked_at=30, new=29, changed=1, same=0, wrong=0, written=0, refused=0,
    )  # fmt: skip

    id: UUID
    """The import's."""
    kind: Kind
    """What its rows are."""
    by: Account
    format: Literal["csv", "xlsx"]
    """What the file was."""
    encoding: str | None
    """How its letters were understood, where it was CSV."""
    separator: str | None
    """What parts its cells, where it was CSV."""
    rows: int
    """Below the header."""
    state: State
    """`opened`: its rows are looked at; `foreseen`: somebody must decide; `confirmed`: they are written."""
    looked_at: int
    """Rows of which it is known what they would do."""
    new: int
    """Rows that bring something new."""
    changed: int
    """Rows that change something."""
    same: int
    """Rows that change nothing."""
    wrong: int
    """Rows that cannot be brought in; while there is one, nothing is."""
    written: int
    """Rows that were written."""
    refused: int
    """Rows that were refused, because things were no longer as they had been shown."""
    opened_at: datetime
    """When the file came."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: ImportRow, done: int | None) -> "ImportOut":
        """The same for an answer; `done` is how many rows were looked at or written, while it is at work."""
        told: dict[str, Any] = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        told["looked_at"] = row.rows if done is None or row.state != "opened" else done
        told["written"] = row.written if done is None or row.state != "confirmed" else done
        return cls.model_validate(told)


class ImportList(Out):
    """Imports, the newest first."""

    items: list[ImportOut]
    """A page of them."""
    next: Next


class ChangeOut(Out):
    """A cell that would change."""

    model_config = example(column="residents", name="Κάτοικοι", before="8606", after="8607")

    column: str
    """Its column."""
    name: str
    """What that is called."""
    before: str
    """What is known; empty where nothing is."""
    after: str
    """What will be."""


class WrongOut(Out):
    """What is wrong with a row."""

    model_config = example(column="code", name="Κωδικός δήμου", code="missing", detail="Συμπληρώστε το πεδίο.")

    column: str
    """At which column; empty where it is the whole row."""
    name: str
    """What that is called."""
    code: str
    """What is wrong."""
    detail: str
    """The same in words."""


class RowOut(Out):
    """A row of the file."""

    model_config = example(number=2, effect="new", title="Ζαχάρως", outcome=None)

    number: int
    """As the file's own program counts; the header's is usually 1."""
    effect: Effect | None
    """What it would do; null until it was looked at."""
    title: str
    """What the thing is called."""
    changes: list[ChangeOut]
    """What would change; of something new, all it says."""
    errors: list[WrongOut]
    """What is wrong with it, or why it was refused when it was to be written."""
    outcome: Literal["written", "refused"] | None
    """What became of it; null until it was written."""


class RowList(Out):
    """Rows of a file, in its order."""

    items: list[RowOut]
    """A page of them."""
    next: Next


def sheet_out(sheet: Sheet, language: str) -> SheetOut:
    """A kind of file, described in that language."""
    columns: list[ColumnOut] = []
    for column in sheet.columns:
        label = labels().column(sheet.kind, column.code)
        columns.append(
            ColumnOut(
                code=column.code,
                name=label.name(language),
                hint=label.hint(language),
                required=column.required,
                choices=choices_of(column.cell),
            )
        )
    return SheetOut(kind=sheet.kind, name=labels().sheets[sheet.kind].name(language), columns=columns)


def row_out(row: FileRow, kind: Kind, catalogue: Catalogue, language: str) -> RowOut:
    """A row of a file, in that language."""
    foreseen = msgspec.json.decode(row.foreseen, type=Foreseen) if row.foreseen else None
    refused = msgspec.json.decode(row.problem, type=list[ColumnError]) if row.problem else []
    named = _namer(kind, language)
    cells, _ = cells_of(row.cells)
    return RowOut(
        number=row.number,
        effect=foreseen.effect if foreseen else None,
        title=(foreseen.title if foreseen else "") or next(iter(cells.values()), ""),
        changes=[
            ChangeOut(column=each.column, name=named(each.column), before=each.before, after=each.after)
            for each in (foreseen.changes if foreseen else ())
        ],
        errors=[
            WrongOut(
                column=each.column,
                name=named(each.column),
                code=each.code,
                detail=catalogue.detail(each.code, language, each.facts),
            )
            for each in (*(foreseen.errors if foreseen else ()), *refused)
        ],
        outcome=row.outcome,
    )


def _namer(kind: Kind, language: str) -> Callable[[str], str]:
    return lambda column: labels().column(kind, column).name(language) if column else ""
