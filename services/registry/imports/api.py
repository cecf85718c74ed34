"""Imports over HTTP: a file is read, its rows are shown with what they would do, and written once that is wanted."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from services.registry.imports import views
from services.registry.imports.answers import ImportList, ImportOut, RowList, SheetList, row_out, sheet_out
from services.registry.imports.domain import Import, ImportOpened, Kind, confirm, drop, evolve, open_import
from services.registry.imports.labels import labels
from services.registry.imports.planning import SHEETS, MissingColumns, UnknownColumns, columns_of, kept_cells
from services.registry.imports.sheet import Sheet, shown
from services.registry.imports.views import ImportRow, Shown
from services.registry.imports.working import keep_rows
from services.registry.organisation.keeping import KEEPERS
from shared.callers import allow
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem, preferred_language
from shared.scope import Principal, covers, scoped
from shared.service import Running, Serving
from shared.sheets import MOST_BYTES, Format, NotATable, Table, csv_of, read_table, xlsx_of
from shared.writing import Changing, ChangingShown, Writing, Written

Keeper = Annotated[Principal, allow(*KEEPERS)]
ImportId = Annotated[UUID, Path(description="The import, by the id that its creator made (a UUIDv7).")]
KindAsked = Annotated[Kind, Query(description="What its rows are")]
KindNamed = Annotated[Kind, Path(description="What its rows are")]
router = APIRouter(tags=["imports"])

_MEDIA = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_FILE = {
    200: {
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in _MEDIA.values()},
        "description": "The file, as an attachment",
    }
}


@router.get("/import-sheets", summary="List the kinds of file")
async def list_sheets(request: Request, caller: Keeper) -> SheetList:
    """What the caller may bring in, and which columns such a file has."""
    language = preferred_language(request.headers.get("accept-language"))
    return SheetList(items=[sheet_out(sheet, language) for sheet in SHEETS.values() if caller.has(sheet.roles)])


@router.put(
    "/imports/{imported}",
    status_code=201,
    response_model=Written,
    summary="Bring a file in",
    openapi_extra=refuses("import-exists", "precondition-required"),
)
async def put_import(
    imported: ImportId, request: Request, caller: Keeper, serving: Serving, kind: KindAsked
) -> JSONResponse:
    """Takes CSV or an Excel workbook of at most 10 MB and 20,000 rows as the body, and begins to look at its rows.

    Nothing is written of it: see what it would do, then confirm it.
    """
    if request.headers.get("if-none-match") != "*":
        raise Problem("precondition-required", {"header": "If-None-Match: *"})
    sheet, scope = SHEETS[kind], _scope(caller, SHEETS[kind])
    request.state.body_limit = MOST_BYTES + 1
    content = await request.body()
    table, columns = await _read(sheet, content)
    opened = ImportOpened(
        kind, table.format, len(table.lines), tuple(columns), hashlib.sha256(content).hexdigest(), _grants(caller),
        table.encoding, table.separator,
    )  # fmt: skip
    body = f"{request.scope['path']}\n{kind}\n{opened.digest}".encode()
    writing = Writing(serving, imported, 0, body, None, created=True)
    answer = await writing.commit(
        f"import-{imported}",
        lambda loaded: open_import(loaded.fold(evolve, Import()), opened=opened),
        by=caller,
        scope=scope,
    )
    await keep_rows(serving, imported, scope, [(line.number, kept_cells(columns, line)) for line in table.lines])
    return answer


@router.get("/imports", summary="List imports")
async def list_imports(caller: Keeper, serving: Serving, cursor: Cursor = None) -> ImportList:
    """Those of the caller's municipalities, the newest first."""
    after = key_of(cursor, tuple[datetime, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.imports(connection, after, PAGE + 1)
        rows, following = paged(rows, lambda row: (row.opened_at, row.id))
        items = [ImportOut.of(row, await views.progress(connection, row)) for row in rows if _sees(caller, row)]
    return ImportList(items=items, next=following)


@router.get("/imports/{imported}", summary="Look at an import")
async def show_import(imported: ImportId, caller: Keeper, serving: Serving) -> ImportOut:
    """How far it is, and what its rows would do in all."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.one_import(connection, imported)
        if row is None or not _sees(caller, row):
            raise Problem("not-found")
        return ImportOut.of(row, await views.progress(connection, row))


@router.get("/imports/{imported}/rows", summary="List the rows of a file")
async def list_rows(
    request: Request,
    imported: ImportId,
    caller: Keeper,
    serving: Serving,
    only: Annotated[Shown | None, Query(description="Rows of one effect, or those that were refused")] = None,
    cursor: Cursor = None,
) -> RowList:
    """Each with what it would do, cell by cell, or what is wrong with it. They are kept for thirty days."""
    after = key_of(cursor, tuple[int])[0] if cursor else 0
    language = preferred_language(request.headers.get("accept-language"))
    async with scoped(serving.pool, caller) as connection:
        row = await views.one_import(connection, imported)
        if row is None or not _sees(caller, row):
            raise Problem("not-found")
        found = await views.rows_of(connection, imported, only, after, PAGE + 1)
    found, following = paged(found, lambda one: (one.number,))
    catalogue = request.app.state.catalogue
    return RowList(items=[row_out(each, row.kind, catalogue, language) for each in found], next=following)


@router.post(
    "/imports/{imported}/confirmation",
    response_model=Written,
    summary="Confirm an import",
    openapi_extra=refuses("import-has-errors", "import-not-foreseen", "import-dropped"),
)
async def confirm_import(imported: ImportId, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """What was shown is written, row by row; a row that would no longer do what was shown is refused."""

    def decide(loaded: Loaded) -> Sequence[object]:
        return confirm(_kept(loaded, caller), grants=_grants(caller))

    return await writing.commit(f"import-{imported}", decide, by=caller)


@router.post(
    "/imports/{imported}/dropping",
    response_model=Written,
    summary="Drop an import",
    openapi_extra=refuses("import-confirmed"),
)
async def drop_import(imported: ImportId, caller: Keeper, writing: Changing) -> JSONResponse:
    """It is not wanted, and what its rows said is forgotten."""
    return await writing.commit(f"import-{imported}", lambda loaded: drop(_kept(loaded, caller)), by=caller)


@router.get(
    "/exports/{sheet}",
    response_class=Response,
    responses=_FILE,  # pyright: ignore[reportArgumentType]
    summary="Take a file out",
)
async def export(
    request: Request,
    sheet: KindNamed,
    caller: Keeper,
    serving: Serving,
    format: Annotated[Format, Query(description="What it is to be")] = "xlsx",  # noqa: A002
    empty: Annotated[bool, Query(description="The header alone, to be filled in")] = False,
) -> Response:
    """All that is known of that kind on the caller's scope; brought in again it changes nothing."""
    kind = SHEETS[sheet]
    scope = _scope(caller, kind, "/path/sheet")
    rows = [] if empty else await _rows(serving, caller, kind, scope)
    names = [labels().column(sheet, column.code).name("el") for column in kind.columns]
    if format == "csv":
        content = b"".join(csv_of(names, rows))
    else:
        content = await asyncio.to_thread(xlsx_of, labels().sheets[sheet].el, names, rows)
    disposition = f'attachment; filename="{sheet}.{format}"'
    return Response(content, media_type=_MEDIA[format], headers={"Content-Disposition": disposition})


async def _rows(serving: Running, caller: Principal, sheet: Sheet, scope: str) -> list[list[str]]:
    async with scoped(serving.pool, caller) as connection:
        things = await sheet.known(connection, serving.store, scope)
    cells = [shown(sheet.columns, thing.values) for thing in things if not thing.over]
    return [[each.get(column.code, "") for column in sheet.columns] for each in cells]


async def _read(sheet: Sheet, content: bytes) -> tuple[Table, list[str]]:
    try:
        table = await asyncio.to_thread(read_table, content)
        return table, columns_of(sheet, table.header.cells)
    except NotATable as not_one:
        raise Problem("invalid", errors=[FieldError("/content", not_one.code, not_one.facts)]) from None
    except UnknownColumns as strange:
        facts = {"list": ", ".join(strange.names[:10])}
        raise Problem("invalid", errors=[FieldError("/content", "unknown-columns", facts)]) from None
    except MissingColumns as missing:
        facts = {"list": ", ".join(missing.names)}
        raise Problem("invalid", errors=[FieldError("/content", "missing-columns", facts)]) from None


def _scope(caller: Principal, sheet: Sheet, pointer: str = "/query/kind") -> str:
    """The widest scope on which the caller keeps such things. Raises `Problem`."""
    paths = [grant.path for grant in caller.grants if grant.role in sheet.roles]
    if not paths:
        raise Problem("invalid", errors=[FieldError(pointer, "outside-scope")])
    return min(paths, key=len)


def _grants(caller: Principal) -> tuple[str, ...]:
    return tuple(f"{grant.role}@{grant.path}" for grant in caller.grants)


def _sees(caller: Principal, row: ImportRow) -> bool:
    return any(grant.role in KEEPERS and covers(grant.path, row.scope) for grant in caller.grants)


def _kept(loaded: Loaded, caller: Principal) -> Import:
    if not loaded.version or not caller.has(KEEPERS, on=loaded.scope):
        raise Problem("not-found")
    return loaded.fold(evolve, Import())
