"""Scanned papers in a person's file: file one, save one, take one out."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.desk import Desk
from services.portal.door import PaperDesk, TeamDesk, TeamFiling
from services.portal.downloads import handed_on
from services.portal.forms import Form
from services.portal.grants import TEAM
from services.portal.opening import opened
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

KINDS = ("identity", "residence", "income", "tax", "health", "lease", "decision", "authorisation", "other")
WHYS = ("wrong-person", "unreadable", "not-needed")
MOST_BYTES = 25_000_000
"""As registry takes; told before a larger one is sent on."""


@router.get("/people/{person_id}/documents")
async def show(desk: PaperDesk, person_id: UUID, saved: str = "") -> Response:
    """What is in the file, and the form that files one more."""
    return await _page(desk, person_id, await desk.form(), saved=saved)


@router.post("/people/{person_id}/documents")
async def file(filing: TeamFiling, person_id: UUID) -> Response:
    """Hands the file on as it arrives; a browser that sends it twice files it once."""
    desk, upload = filing.desk, filing.upload
    try:
        await opened(desk, person_id)
        form = await desk.form()
        kind = form.chosen("kind", KINDS, "documents.error.kind")
        filed = None
        if upload.length > MOST_BYTES + 100_000:
            form.fail("content", "documents.error.size")
        elif not upload.file_name:
            form.fail("content", "documents.error.none")
        elif not form.errors:
            name = upload.file_name if form.get("named") == "yes" else None
            document = form.id("id") or uuid7()
            asked = desk.documents.file(person_id, document, kind, upload.content(), name)
            filed = await form.attempt(asked, {"/content": "content"})
        if filed:
            return await desk.go(f"/people/{person_id}/documents", saved="filed")
        return await _page(desk, person_id, form)
    finally:
        await upload.drain()


@router.get("/people/{person_id}/documents/{document_id}")
async def save(desk: PaperDesk, person_id: UUID, document_id: UUID) -> Response:
    """The document as a file to be saved; nothing of it is shown within a page."""
    await opened(desk, person_id)
    return handed_on(await desk.documents.read(person_id, document_id))


@router.get("/people/{person_id}/documents/{document_id}/withdrawal")
async def ask(desk: TeamDesk, person_id: UUID, document_id: UUID) -> Response:
    """Asks why, before the content is deleted."""
    form = await desk.form()
    form.fill(key=str(uuid7()))
    return await _ask(desk, person_id, document_id, form)


@router.post("/people/{person_id}/documents/{document_id}/withdrawal")
async def withdraw(desk: TeamDesk, person_id: UUID, document_id: UUID) -> Response:
    """Takes it out."""
    await opened(desk, person_id)
    form = await desk.form()
    why, key = form.chosen("why", WHYS, "documents.error.why"), form.command
    if not form.errors and await form.attempt(desk.documents.withdraw(person_id, document_id, why, key=key)):
        return await desk.go(f"/people/{person_id}/documents", saved="withdrawn")
    return await _ask(desk, person_id, document_id, form)


async def _ask(desk: Desk, person_id: UUID, document_id: UUID, form: Form) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    listed = await desk.documents.of(person_id)
    document = next((one for one in listed.items if one.id == document_id), None)
    if document is None:
        return await desk.lead(f"/people/{person_id}/documents")
    return await desk.page(
        "documents/withdrawal.html",
        status=form.status, form=form, person=person, file=file, document=document, whys=WHYS,
    )  # fmt: skip


async def _page(desk: Desk, person_id: UUID, form: Form, *, saved: str = "") -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    listed = await desk.documents.of(person_id)
    form.put("id", str(uuid7()))
    return await desk.page(
        "documents/list.html",
        status=form.status,
        form=form,
        person=person,
        file=file,
        listed=listed,
        kinds=KINDS,
        files=desk.may(TEAM) and not file.emergency,
        saved=saved if saved in ("filed", "withdrawn") else "",
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues(one.by for one in listed.items),
    )
