"""Every artifact is the one that the lock names, or nothing runs."""

import hashlib
import threading
from collections.abc import Generator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.local.artifacts import Locked, fetch, kafka_jars, keycloak_zip, read_lock
from deploy.local.failures import PartFailed

CONTENT = b"a jar, as far as its hash is concerned"
FILE = Locked("gr.example", "tool", "1.0", "jar", "", hashlib.sha256(CONTENT).hexdigest())


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def published(tmp_path: Path) -> Path:
    file = tmp_path / "remote/gr/example/tool/1.0/tool-1.0.jar"
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def remotes(tmp_path: Path) -> Generator[dict[str, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "remote")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield {"ours": f"http://127.0.0.1:{server.server_port}"}
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_file_is_fetched_once_and_then_used_without_a_network(
    tmp_path: Path, published: Path, remotes: dict[str, str]
) -> None:
    (path,) = fetch([FILE], tmp_path / "cache", remotes)
    published.unlink()

    assert fetch([FILE], tmp_path / "cache", remotes) == [path]
    assert path.read_bytes() == CONTENT


@pytest.mark.usefixtures("published")
def test_a_damaged_file_is_fetched_again(tmp_path: Path, remotes: dict[str, str]) -> None:
    (path,) = fetch([FILE], tmp_path / "cache", remotes)
    path.write_bytes(CONTENT[:10])

    assert fetch([FILE], tmp_path / "cache", remotes)[0].read_bytes() == CONTENT


def test_a_file_that_differs_from_the_lock_is_refused_and_not_kept(
    tmp_path: Path, published: Path, remotes: dict[str, str]
) -> None:
    published.write_bytes(b"something else")

    with pytest.raises(PartFailed, match=r"gr\.example:tool:1\.0.*SHA-256"):
        fetch([FILE], tmp_path / "cache", remotes)

    assert not list((tmp_path / "cache").rglob("*.jar"))


def test_a_file_that_cannot_be_had_is_named(tmp_path: Path, remotes: dict[str, str]) -> None:
    (tmp_path / "remote").mkdir(exist_ok=True)

    with pytest.raises(PartFailed, match=r"gr\.example:tool:1\.0.*could not be fetched"):
        fetch([FILE], tmp_path / "cache", remotes)


def test_the_lock_names_every_part_and_no_host() -> None:
    locked = read_lock()

    assert any(file.artifact == "kafka_2.13" for file in kafka_jars(locked))
    assert any(file.artifact == "log4j-slf4j-impl" for file in kafka_jars(locked))
    assert keycloak_zip(locked).artifact == "keycloak-quarkus-dist"
    assert all(len(file.sha256) == 64 for file in locked)
    assert not any("/" in file.coordinates for file in locked)
