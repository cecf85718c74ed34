"""A whole Kentro of its own, started by the launcher as an operator starts it."""

import asyncio
import hashlib
import json
import os
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import psutil

from deploy.local.places import held, user_cache
from shared.workdays import today

CHECKOUT = Path(__file__).parents[2]
START_SECONDS = 420
STOP_SECONDS = 60
_SLOTS = 4
_SHAPES = ("shared", "services/registry", "services/intake", "services/referral", "services/reporting")
_MADE_BY = ("deploy/local/realm.py", "deploy/keycloak/kentro-realm.json", "tests/e2e/region.py")


@dataclass(frozen=True, slots=True)
class Stack:
    """What `run.json` says of a running Kentro."""

    run: dict[str, Any]

    @property
    def portal(self) -> str:
        """The portal's base address."""
        return cast("str", self.run["portal"])

    @property
    def mailbox(self) -> str:
        """The base address of the launcher's mailbox."""
        return cast("str", self.run["mailbox"])

    def service(self, name: str) -> str:
        """A service's base address."""
        return cast("str", self.run["services"][name])

    def password(self, user: str) -> str:
        """The password of one of the launcher's logins."""
        return next(login["password"] for login in self.run["logins"] if login["user"] == user)


@asynccontextmanager
async def running_stack(own: Path | None = None) -> AsyncGenerator[Stack]:
    """Runs everything but the demo region while the block runs, and checks that no process is left.

    The data directory is in the user's cache and kept for a day, so that a second run starts in seconds; it is another
    one as soon as what is stored in it could look different. With `KENTRO_RUN_FILE` a Kentro that runs already is
    used instead. In a directory of its `own` a test may break what it likes.
    """
    if own is None and (given := os.environ.get("KENTRO_RUN_FILE")):
        yield Stack(json.loads(Path(given).read_text()))
        return
    with ExitStack() as locks:
        directory = own or _directory(locks) / "kentro"
        launcher = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kentro", "run", "--no-demo", "--data-dir", directory),
            cwd=CHECKOUT,
            env={key: value for key, value in os.environ.items() if key not in _ADDRESSES},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said: list[str] = []
        ready = asyncio.Event()
        listening = asyncio.create_task(_listen(launcher, said, ready))
        children: list[psutil.Process] = []
        try:
            async with asyncio.timeout(START_SECONDS):
                await ready.wait()
            assert launcher.returncode is None, "".join(said)
            children = psutil.Process(launcher.pid).children(recursive=True)
            yield Stack(json.loads((directory / "run.json").read_text()))
        finally:
            with suppress(ProcessLookupError):
                launcher.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await launcher.wait()
            except TimeoutError:
                launcher.kill()
                raise
            finally:
                listening.cancel()
        assert not [child for child in children if child.is_running()], "".join(said)


_ADDRESSES = frozenset({"DATABASE_URL", "KAFKA_BOOTSTRAP", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"})


async def _listen(launcher: asyncio.subprocess.Process, said: list[str], ready: asyncio.Event) -> None:
    """Keeps what the launcher says; `ready` is set at its last word of starting, or when it ends."""
    assert launcher.stdout is not None
    async for line in launcher.stdout:
        said.append(line.decode())
        if b"Kentro is ready" in line:
            ready.set()
    await launcher.wait()
    ready.set()


def _directory(locks: ExitStack) -> Path:
    """A directory that no other run holds; those of other days and shapes are removed."""
    base = user_cache() / "e2e"
    now = f"{today(datetime.now(UTC))}-{_shape()}"
    for old in base.glob("*-*"):
        if not old.name.startswith(now):
            with held(old / "lock", wait=False) as mine:
                if mine:
                    shutil.rmtree(old)
    for slot in range(_SLOTS):
        candidate = base / f"{now}-{slot}"
        if locks.enter_context(held(candidate / "lock", wait=False)):
            return candidate
    raise AssertionError(f"every one of {_SLOTS} data directories is in use by another run")


def _shape() -> str:
    files = [path for folder in _SHAPES for path in sorted((CHECKOUT / folder).rglob("*"))]
    files += [CHECKOUT / name for name in _MADE_BY]
    digest = hashlib.sha256()
    for path in files:
        if path.suffix in {".py", ".sql", ".json"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
