"""Εισαγωγή από αρχείο: a file is brought in, its rows are seen with what they would do, and written once wanted."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.imports import Import, Sheet
from services.portal.desk import Desk
from services.portal.door import AdminDesk, AdminFiling
from services.portal.downloads import handed_on
from services.portal.forms import Form
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

MOST_BYTES = 10_000_000
"""As registry takes; told before a larger file is sent on."""

Kind = Literal["municipalities", "units", "posts", "bodies", "services"]
Shown = Literal["", "new", "changed", "same", "wrong", "refused"]


@router.get("/imports")
async def listed(desk: AdminDesk, cursor: str | None = None) -> Response:
    """What can be brought in and taken out, and the imports that were."""
    page = await desk.imports.listed(cursor)
    names = await desk.colleagues(one.by for one in page.items)
    return await desk.page(
        "imports/list.html",
        sheets=await desk.imports.sheets(),
        imports=page.items,
        next=page.next,
        cursor=cursor,
        colleagues=names,
        me=desk.session.principal.subject,
    )


@router.get("/imports/new/{kind}")
async def ask(desk: AdminDesk, kind: Kind) -> Response:
    """Which columns such a file has, and the form that brings one in."""
    form = await desk.form()
    form.fill(id=str(uuid7()))
    return await _new(desk, form, kind)


@router.post("/imports/new/{kind}")
async def bring(filing: AdminFiling, kind: Kind) -> Response:
    """Hands the file on as it arrives, and leads to what its rows would do."""
    desk, upload = filing.desk, filing.upload
    try:
        form = await desk.form()
        brought = None
        if upload.length > MOST_BYTES + 100_000:
            form.fail("content", "imports.error.size")
        elif not upload.file_name:
            form.fail("content", "imports.error.none")
        else:
            asked = desk.imports.bring(kind, form.id("id") or uuid7(), upload.content())
            brought = await form.attempt(asked, {"/content": "content", "/query/kind": "content"})
        if brought:
            return await desk.go(f"/imports/{brought.id}")
        # What failed is another file next time.
        form.put("id", str(uuid7()))
        return await _new(desk, form, kind)
    finally:
        await upload.drain()


@router.get("/imports/{import_id}")
async def show(desk: AdminDesk, import_id: UUID, only: Shown | None = None, cursor: str | None = None) -> Response:
    """How far it is, what its rows would do, and what became of them."""
    return await _show(desk, import_id, await desk.form(), only=only, cursor=cursor)


@router.post("/imports/{import_id}")
async def decide(desk: AdminDesk, import_id: UUID) -> Response:
    """Confirms it, or drops it."""
    form = await desk.form()
    key = form.command
    if form.get("do") == "confirm":
        done = await form.attempt(desk.imports.confirm(import_id, key=key, version=form.get("version")))
    else:
        done = await form.attempt(desk.imports.drop(import_id, key=key))
    return await desk.go(f"/imports/{import_id}") if done else await _show(desk, import_id, form)


@router.get("/exports/{kind}")
async def export(desk: AdminDesk, kind: Kind, format: Literal["csv", "xlsx"] = "xlsx", empty: bool = False) -> Response:  # noqa: A002
    """What is known as a file, or its header alone."""
    return handed_on(await desk.imports.export(kind, format, empty=empty))


async def _new(desk: Desk, form: Form, kind: str) -> Response:
    sheet = next((one for one in await desk.imports.sheets() if one.kind == kind), None)
    if sheet is None:
        raise HTTPException(404)
    return await desk.page("imports/new.html", status=form.status, form=form, sheet=sheet)


async def _show(
    desk: Desk, import_id: UUID, form: Form, *, only: Shown | None = None, cursor: str | None = None
) -> Response:
    one = await desk.imports.one(import_id)
    if one.state == "ended" and one.kind in ("municipalities", "units"):
        # What pages remember of places may be older than what was written.
        desk.forget_places()
    chosen = _first_asked(one) if only is None else only
    rows = await desk.imports.rows(import_id, chosen or None, cursor)
    sheets: tuple[Sheet, ...] = await desk.imports.sheets()
    form.ready(one.version)
    return await desk.page(
        "imports/show.html",
        status=form.status,
        form=form,
        one=one,
        rows=rows.items,
        next=rows.next,
        cursor=cursor,
        only=chosen,
        name=next((sheet.name for sheet in sheets if sheet.kind == one.kind), ""),
        counts=_counts(one),
    )


def _first_asked(one: Import) -> Shown:
    """What is looked at first: what went wrong where something did."""
    return "refused" if one.refused else "wrong" if one.wrong and one.state == "foreseen" else ""


def _counts(one: Import) -> list[tuple[str, int]]:
    """How many rows of each effect there are, without those that have none."""
    counts = [("new", one.new), ("changed", one.changed), ("same", one.same), ("wrong", one.wrong)]
    return [(code, count) for code, count in (*counts, ("refused", one.refused)) if count]
