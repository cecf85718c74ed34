"""The store of scanned documents over S3's protocol: what holds of a folder holds of a bucket."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer

from shared.files import FileGone, Files
from shared.ids import uuid7
from shared.marks import mark_of
from shared.sniffing import NotADocument
from shared.vault import PersonKey
from tests.integration.test_documents import CANARY, PDF

LARGE = PDF[:-6] + bytes(12 * 1024 * 1024) + b"\n%%EOF"
"""More than one part of an upload in parts."""

WRONG = b"MZ\x90\x00 a program"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket, found as in production: by what stands in the environment."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint, name = f"http://{host}:{port}", f"papers-{uuid7()}"
    with urlopen(Request(f"{endpoint}/{name}", method="PUT")):
        pass
    for variable, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "eu-south-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(variable, value)
    yield f"s3://{name}/kentro"
    server.stop()


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), 70_000):
        yield content[at : at + 70_000]


async def places(files: Files) -> list[str]:
    return [place async for place in files.places()]


@pytest.mark.parametrize("content", [PDF, LARGE], ids=["small", "in parts"])
async def test_a_file_is_sealed_in_the_bucket_and_read_back(bucket: str, tmp_path: Path, content: bytes) -> None:
    files, person, key = Files(bucket), uuid7(), PersonKey(uuid7(), os.urandom(32))

    kept = await files.put(person, key, pieces(content))

    assert b"".join([piece async for piece in files.get(kept.place, key)]) == content
    assert await files.copy_out(tmp_path) == 1
    assert CANARY not in (tmp_path / kept.place).read_bytes()


async def test_what_is_refused_leaves_nothing(bucket: str) -> None:
    files, key = Files(bucket), PersonKey(uuid7(), os.urandom(32))

    with pytest.raises(NotADocument, match="file-type"):
        await files.put(uuid7(), key, pieces(WRONG))
    with pytest.raises(NotADocument, match="file-too-large"):
        await files.put(uuid7(), key, pieces(PDF + bytes(26 * 1024 * 1024)))

    assert await places(files) == []
    with pytest.raises(FileGone):
        await anext(files.get("nowhere/nothing", key))


async def test_erasing_takes_one_persons_and_a_backup_brings_back_the_others(bucket: str, tmp_path: Path) -> None:
    files, key = Files(bucket), PersonKey(uuid7(), os.urandom(32))
    gone, stays = uuid7(), uuid7()
    mine = await files.put(stays, key, pieces(PDF))
    for _ in range(2):
        await files.put(gone, key, pieces(PDF))
    assert await files.copy_out(tmp_path) == 3

    assert await files.erase(gone) == 2
    assert await places(files) == [mine.place]

    await files.delete(mine.place)
    assert await files.bring_in(tmp_path, [mark_of(gone)]) == 1
    assert await places(files) == [mine.place]
