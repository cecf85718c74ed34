"""Documents over HTTP: filed as they stream in, listed, handed out as attachments alone; each with a file ticket."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import unquote
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from services.registry.documents import views
from services.registry.documents.domain import Document, DocumentFiled, Kind, Why, evolve, file, withdraw
from services.registry.documents.views import DocumentRow
from shared.callers import allow
from shared.eventstore import Loaded
from shared.fields import Account, Body, Out, example
from shared.files import MOST_BYTES, FileGone, Files, Kept
from shared.openapi import refuses
from shared.problems import FieldError, Problem
from shared.reading import Shown, looking, reading, tell, ticket_for, ticket_to_work
from shared.restrictions import RESTRICTED, must_be_free
from shared.scope import SOCIAL_WORK, Principal, Reach, Role
from shared.service import Running, Serving
from shared.sniffing import NotADocument
from shared.text import TextError, one_line
from shared.writing import Changing, Writing, Written, must_be_visible

NAME_LENGTH = 200
_ENDINGS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tiff",
    "image/heic": "heic",
}
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "no-store",
}

Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
Reader = Annotated[Principal, allow(*SOCIAL_WORK, Role.AUDITOR)]
PersonId = Annotated[UUID, Path(description="The person whose file it is in.")]
DocumentId = Annotated[UUID, Path(description="The document, by the id that its creator made (a UUIDv7).")]
FileName = Annotated[
    str | None,
    Header(
        alias="Kentro-File-Name",
        description="The file's name, percent-encoded UTF-8, where it is to be kept: never in an address.",
        max_length=NAME_LENGTH * 9,
        examples=[None],
    ),
]
router = APIRouter(tags=["documents"])


class DocumentOut(Out):
    """One document in a person's file."""

    model_config = example(kind="identity", media_type="application/pdf", size=48213, name=None)

    id: UUID
    """The document's."""
    kind: str
    """What it shows, as a code."""
    media_type: str
    """What it is, by its content."""
    size: int
    """Bytes of its content."""
    name: str | None
    """The file's name, where it was kept."""
    by: Account
    filed_at: datetime
    """When it was filed."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: DocumentRow) -> "DocumentOut":
        """The same for an answer."""
        return cls(
            id=row.id,
            kind=row.kind,
            media_type=row.media_type,
            size=row.size,
            name=row.name,
            by=row.filed_by,
            filed_at=row.filed_at,
            version=row.version,
        )


class DocumentList(Out):
    """What is in a person's file, newest first."""

    items: list[DocumentOut]
    """At most two hundred."""
    scanned: bool
    """Whether a malware scanner looks at what is filed."""


class Withdrawing(Body):
    """Why a document is taken out."""

    model_config = example(why="wrong-person")

    why: Why
    """The reason, as a code."""


@router.put(
    "/people/{person}/documents/{document}",
    status_code=201,
    response_model=Written,
    summary="File a scanned document",
    openapi_extra=refuses("document-exists", "files-off", "ticket-required", "precondition-required", RESTRICTED),
)
async def put_document(
    person: PersonId,
    document: DocumentId,
    request: Request,
    caller: Worker,
    serving: Serving,
    kind: Annotated[Kind, Query(description="What it shows")],
    name: FileName = None,
    shown: Shown = None,
) -> JSONResponse:
    """Takes the content as the request's body, at most 25 MB: PDF, JPEG, PNG, TIFF or HEIC, by what it really is."""
    if request.headers.get("if-none-match") != "*":
        raise Problem("precondition-required", {"header": "If-None-Match: *"})
    ticket, files = await ticket_to_work(serving, caller, shown, person), _files(serving)
    await must_be_free(serving, caller, person)
    called = _name(name)
    key = await serving.vault.ensure(person)
    request.state.body_limit = MOST_BYTES + 1_000_000
    try:
        kept = await files.put(person, key, _body(request))
    except NotADocument as wrong:
        raise Problem("invalid", errors=[FieldError("/content", wrong.code)]) from None
    digest = serving.vault.blind("document", kept.digest.hex()).hex()
    filed = DocumentFiled(person, kind, kept.media_type, kept.size, digest, kept.place, called)
    body = f"{request.scope['path']}\n{kind}\n{digest}\n{called}".encode()
    writing = Writing(serving, document, 0, body, None, created=True)
    try:
        answer = await writing.commit(
            f"document-{document}",
            lambda loaded: file(loaded.fold(evolve, Document()), filed=filed),
            by=caller,
            scope=ticket.scope,
        )
    except Exception:
        await files.delete(kept.place)
        raise
    await _forget_if_repeated(serving, files, document, kept)
    return answer


@router.get("/people/{person}/documents", summary="List a person's documents", openapi_extra=refuses("ticket-required"))
async def list_documents(person: PersonId, caller: Reader, serving: Serving, shown: Shown = None) -> DocumentList:
    """What was filed, newest first."""
    async with reading(serving, caller, shown, person, "documents") as read:
        rows = await views.documents_of(read.connection, read.known)
    return DocumentList(
        items=[DocumentOut.of(row) for row in rows], scanned=bool(serving.files and serving.files.scans)
    )


@router.get(
    "/people/{person}/documents/{document}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The content, as an attachment"}},
    summary="Read a document",
    openapi_extra=refuses("files-off", "ticket-required"),
)
async def read_document(
    person: PersonId, document: DocumentId, caller: Reader, serving: Serving, shown: Shown = None
) -> StreamingResponse:
    """Its content, to be saved: never shown within a page, whatever it is."""
    files = _files(serving)
    ticket = await ticket_for(serving, caller, shown, person)
    async with looking(serving, caller, ticket, person) as read:
        row = await views.document(read.connection, read.known, document)
    key = (await serving.vault.keys([row.person])).get(row.person) if row else None
    if row is None or key is None:
        raise Problem("not-found")
    content = files.get(row.place, key)
    try:
        # Whatever is wrong with it is known before the answer begins, as far as its first chunk tells.
        first = await anext(content)
    except FileGone:
        raise Problem("not-found") from None
    await tell(serving, ticket, "document", document)
    ending = _ENDINGS[row.media_type]
    headers = {
        **_SAFE,
        "Content-Disposition": f'attachment; filename="{document}.{ending}"',
        "Content-Length": str(row.size),
    }
    return StreamingResponse(_on(first, content), media_type="application/octet-stream", headers=headers)


@router.post(
    "/people/{person}/documents/{document}/withdrawal",
    response_model=Written,
    summary="Take a document out of the file",
    openapi_extra=refuses("document-unknown", "files-off", "ticket-required"),
)
async def withdraw_document(
    person: PersonId,
    document: DocumentId,
    body: Withdrawing,
    caller: Worker,
    writing: Changing,
    shown: Shown = None,
) -> JSONResponse:
    """It should not have been filed: its content is deleted, and that it was there stays known."""
    serving = writing.service
    ticket = await ticket_to_work(serving, caller, shown, person)
    async with looking(serving, caller, ticket, person) as read:
        known = read.known
    files, places = _files(serving), list[str]()

    def decide(loaded: Loaded) -> list[object]:
        must_be_visible(loaded, caller, Reach.FILE)
        state = loaded.fold(evolve, Document())
        if state.filed is None or state.filed.person not in known:
            raise Problem("not-found")
        places.append(state.filed.place)
        return [*withdraw(state, why=body.why)]

    answer = await writing.commit(f"document-{document}", decide, by=caller)
    for place in places:
        await files.delete(place)
    return answer


def _files(serving: Running) -> Files:
    if serving.files is None:
        raise Problem("files-off")
    return serving.files


def _name(given: str | None) -> str | None:
    if not given:
        return None
    try:
        name = one_line(unquote(given, errors="strict"))
    except (TextError, UnicodeDecodeError):
        raise Problem("malformed-header", {"header": "Kentro-File-Name"}) from None
    return name[:NAME_LENGTH] or None


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        yield piece


async def _on(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


async def _forget_if_repeated(serving: Running, files: Files, document: UUID, kept: Kept) -> None:
    """The same content that was there before was put a second time: the first stays."""
    filed = (await serving.store.load(f"document-{document}")).fold(evolve, Document()).filed
    if filed is not None and filed.place != kept.place:
        await files.delete(kept.place)
