"""Scanned documents: encrypted as they stream in, refused by what they really are, handed out as attachments alone."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import httpx2
import pytest
from cryptography.exceptions import InvalidTag

from services import registry
from shared.files import CHUNK, MOST_BYTES, Files
from shared.ids import uuid7
from shared.marks import mark_of
from shared.sniffing import NotADocument, media_type
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from shared.vault import PersonKey
from tests.integration.erasing import a_region
from tests.integration.operator import operator

ZACHARO = "/el63/3905/zacharo"
CANARY = "Καναρινοπούλου στο περιεχόμενο".encode()
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n" + CANARY + b"\ntrailer <</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 50 + b"\xff\xd9"
PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
PNG_TAIL = b"\x08\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00IEND\xaeB`\x82"
PNG = PNG_HEAD + (800).to_bytes(4) + (600).to_bytes(4) + PNG_TAIL
TIFF = b"II*\x00\x08\x00\x00\x00" + bytes(40)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)


@pytest.fixture
def own(stage: Stage, tmp_path: Path) -> Stage:
    """With files of its own."""
    file = tmp_path / "kek"
    file.write_bytes(stage.kek_file.read_bytes())
    file.chmod(0o600)
    return replace(stage, kek_file=file)


@pytest.fixture
async def desk(own: Stage) -> AsyncGenerator[Served]:
    async with own.serve(registry.BLUEPRINT) as served:
        yield served


async def filed(
    desk: Served, provider: TestProvider, person: UUID, content: bytes, document: UUID | None = None, **others: str
) -> httpx2.Response:
    headers = {
        "If-None-Match": "*",
        "Content-Type": "application/octet-stream",
        **provider.bearer(f"social_worker@{ZACHARO}"),
        **desk.ticket(person),
        **others,
    }
    path = f"/people/{person}/documents/{document or uuid7()}?kind=identity"
    return await desk.http.put(path, content=content, headers=headers)


def stored(own: Stage) -> list[Path]:
    return [path for path in own.kek_file.with_name("files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (TIFF, "image/tiff"),
        (HEIC, "image/heic"),
        (PDF[:-6] + b"x" * (5 * CHUNK + 17) + b"\n%%EOF", "application/pdf"),
    ],
)
async def test_a_scan_is_stored_sealed_and_read_back_as_an_attachment(
    desk: Served, own: Stage, provider: TestProvider, content: bytes, kind: str
) -> None:
    person, document = uuid7(), uuid7()
    name = quote("ταυτότητα Καναρίνας.pdf")
    answer = await filed(desk, provider, person, content, document, **{"Kentro-File-Name": name})
    assert answer.status_code == 201, answer.text
    (file,) = stored(own)
    assert CANARY not in file.read_bytes()
    assert (mark_of(person).hex() in str(file), str(person) in str(file)) == (True, False)

    shown = {**provider.bearer(f"social_worker@{ZACHARO}"), **desk.ticket(person)}
    (row,) = (await desk.http.get(f"/people/{person}/documents", headers=shown)).json()["items"]
    assert (row["id"], row["media_type"], row["size"]) == (str(document), kind, len(content))
    assert row["name"] == "ταυτότητα Καναρίνας.pdf"
    read = await desk.http.get(f"/people/{person}/documents/{document}", headers=shown)
    assert (read.status_code, read.content) == (200, content)
    assert read.headers["content-disposition"].startswith("attachment; ")
    assert read.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in read.headers["content-security-policy"]
    assert read.headers["content-type"] == "application/octet-stream"
    reads = await desk.running.pool.fetchval("SELECT count(*) FROM log WHERE type = 'FileRead'")
    assert reads == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-type"),
        (b"MZ\x90\x00 an installer", "file-type"),
        (b"<html><script>alert(1)</script></html>", "file-type"),
        (b"PK\x03\x04" + bytes(100), "file-type"),
        (b"\xff\xd8\xff\xe0 <script>alert(1)</script>\xff\xd9", "file-two-at-once"),
        (PDF + b"PK\x05\x06" + bytes(18), "file-two-at-once"),
        (PDF + b"<html>", "file-two-at-once"),
        (JPEG + b"surplus", "file-two-at-once"),
        (PNG[:-12], "file-two-at-once"),
        (PDF.replace(b"/Type", b"/OpenAction <</S /JavaScript>> /Type"), "file-active"),
        (PNG_HEAD + (60_000).to_bytes(4) + (60_000).to_bytes(4) + PNG_TAIL, "file-bomb"),
        (PDF + b"x" * MOST_BYTES, "file-too-large"),
    ],
)
async def test_what_only_pretends_to_be_a_scan_is_refused_and_leaves_nothing(
    desk: Served, own: Stage, provider: TestProvider, content: bytes, code: str
) -> None:
    answer = await filed(desk, provider, uuid7(), content)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/content", code)
    assert error["detail"]
    assert stored(own) == []
    assert await desk.running.store.log.head() == 0


async def test_filing_again_changes_nothing_and_other_content_is_refused(
    desk: Served, own: Stage, provider: TestProvider
) -> None:
    person, document = uuid7(), uuid7()
    for _ in range(3):
        assert (await filed(desk, provider, person, PDF, document)).status_code == 201
    assert len(stored(own)) == 1
    assert await desk.running.store.log.head() == 1
    assert (await filed(desk, provider, person, JPEG, document)).status_code in (409, 422)
    assert len(stored(own)) == 1


async def test_without_a_ticket_for_that_person_nothing_is_filed_or_read(
    desk: Served, own: Stage, provider: TestProvider
) -> None:
    person, document = uuid7(), uuid7()
    await filed(desk, provider, person, PDF, document)
    worker = provider.bearer(f"social_worker@{ZACHARO}")
    stranger = {**provider.bearer("social_worker@/el63/3901/pyrgos", subject="other"), **desk.ticket(person)}
    for headers in (worker, {**worker, **desk.ticket(uuid7())}, stranger):
        for path in (f"/people/{person}/documents", f"/people/{person}/documents/{document}"):
            assert (await desk.http.get(path, headers=headers)).status_code == 403
        put = await desk.http.put(
            f"/people/{person}/documents/{uuid7()}?kind=other", content=PDF, headers={**headers, "If-None-Match": "*"}
        )
        assert put.status_code == 403
    assert len(stored(own)) == 1


async def test_a_damaged_file_is_told_as_one_and_its_reading_is_not_noted(
    desk: Served, own: Stage, provider: TestProvider
) -> None:
    person, document = uuid7(), uuid7()
    await filed(desk, provider, person, PDF, document)
    (file,) = stored(own)
    whole = file.read_bytes()
    file.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    shown = {**provider.bearer(f"social_worker@{ZACHARO}"), **desk.ticket(person)}
    answer = await desk.http.get(f"/people/{person}/documents/{document}", headers=shown)
    assert (answer.status_code, answer.json()["type"]) == (503, "https://kentro.gr/problems/damaged")
    assert await desk.running.store.log.head() == 1


async def test_a_document_is_taken_out_with_its_content(desk: Served, own: Stage, provider: TestProvider) -> None:
    person, document = uuid7(), uuid7()
    await filed(desk, provider, person, PDF, document)
    shown = {**provider.bearer(f"social_worker@{ZACHARO}"), **desk.ticket(person), "Idempotency-Key": str(uuid7())}
    path = f"/people/{person}/documents/{document}"
    assert (await desk.http.post(f"{path}/withdrawal", json={"why": "wrong-person"}, headers=shown)).status_code == 200
    assert stored(own) == []
    head = await desk.running.store.log.head()
    assert (await desk.http.get(path, headers=shown)).status_code == 404
    assert await desk.running.store.log.head() == head


async def content_of(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_a_chunk_altered_moved_or_left_out_is_not_opened(tmp_path: Path) -> None:
    files, key = Files(f"file://{tmp_path}"), PersonKey(uuid7(), os.urandom(32))
    long = PDF[:-6] + os.urandom(3 * CHUNK) + b"\n%%EOF"
    kept = await files.put(uuid7(), key, content_of(long[:1000], long[1000:]))
    file = tmp_path / kept.place
    whole = file.read_bytes()
    sealed = CHUNK + 16
    for wrong in (
        whole[:50] + bytes([whole[50] ^ 1]) + whole[51:],
        whole[sealed : 2 * sealed] + whole[:sealed] + whole[2 * sealed :],
        whole[: 2 * sealed],
        whole[sealed:],
        b"",
    ):
        file.write_bytes(wrong)
        with pytest.raises(InvalidTag):
            [piece async for piece in files.get(kept.place, key)]
    file.write_bytes(whole)
    with pytest.raises(InvalidTag):
        [piece async for piece in files.get(kept.place, PersonKey(uuid7(), os.urandom(32)))]
    assert b"".join([piece async for piece in files.get(kept.place, key)]) == long


@pytest.mark.parametrize(
    ("verdict", "code"), [(b"stream: OK\0", None), (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "file-infected")]
)
async def test_a_scanner_is_asked_where_there_is_one(tmp_path: Path, verdict: bytes, code: str | None) -> None:
    heard: list[bytes] = []

    async def clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        while size := int.from_bytes(await reader.readexactly(4)):
            heard.append(await reader.readexactly(size))
        writer.write(verdict)
        writer.close()

    server = await asyncio.start_server(clamd, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    files, key = Files(f"file://{tmp_path}", f"127.0.0.1:{port}"), PersonKey(uuid7(), os.urandom(32))
    assert files.scans
    if code:
        with pytest.raises(NotADocument) as refused:
            await files.put(uuid7(), key, content_of(PDF))
        assert refused.value.code == code
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    else:
        await files.put(uuid7(), key, content_of(PDF[:10], PDF[10:]))
    assert b"".join(heard) == PDF
    server.close()
    with pytest.raises(ConnectionRefusedError):
        await Files(f"file://{tmp_path}", "127.0.0.1:1").put(uuid7(), key, content_of(PDF))


async def test_an_erasure_deletes_the_files_and_a_restore_brings_none_of_them_back(
    own: Stage, provider: TestProvider, tmp_path: Path
) -> None:
    async with a_region(own, provider) as region:
        desk = region.services["registry"]
        stays, person = await region.meet("Μενίδου", None), await region.meet()
        for one in (stays, person):
            answer = await filed(desk, provider, one, PDF)
            assert answer.status_code == 201, answer.text
        backup = str(tmp_path / "backup")
        environment = {"FILES_URL": f"file://{own.kek_file.with_name('files')}"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FILES_URL", environment["FILES_URL"])
            assert await operator(own, desk, own.kek_file, "backup", "files", backup, "registry") == 0
            assert len([path for path in Path(backup).rglob("*") if path.is_file()]) == 2
            await region.erase(person)
            assert [mark_of(stays).hex() in str(path) for path in stored(own)] == [True]
            for path in stored(own):
                path.unlink()
            assert await operator(own, desk, own.kek_file, "restore", "files", backup, "registry") == 0
            assert [mark_of(stays).hex() in str(path) for path in stored(own)] == [True]


def test_every_allowed_kind_is_told_from_its_beginning_and_end() -> None:
    assert [media_type(each, each) for each in (PDF, JPEG, PNG, TIFF, HEIC)] == [
        "application/pdf", "image/jpeg", "image/png", "image/tiff", "image/heic",
    ]  # fmt: skip
