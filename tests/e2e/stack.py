"""A whole Kentro of its own, started by the launcher as an operator starts it."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import psutil

from deploy.local.places import held, user_cache
from deploy.local.process import Child, Command
from deploy.local.readiness import Probe, until_ready
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
async def running_stack(
    own: Path | None = None, elsewhere: Mapping[str, str] | None = None, python: str | Path = sys.executable
) -> AsyncGenerator[Stack]:
    """Runs everything but the demo region while the block runs, and checks that no process is left.

    The data directory is in the user's cache and kept for a day, so that a second run starts in seconds; it is another
    one as soon as what is stored in it could look different. With `KENTRO_RUN_FILE` a Kentro that runs already is
    used instead. In a directory of its `own` a test may break what it likes; `elsewhere` says, as the launcher's
    environment does, which parts run at other addresses; `python` runs the launcher and its services. A run that is
    killed takes everything with it.
    """
    if own is None and (given := os.environ.get("KENTRO_RUN_FILE")):
        yield Stack(json.loads(Path(given).read_text()))
        return
    with ExitStack() as locks:
        directory = own or _directory(locks) / "kentro"
        (directory / "run.json").unlink(missing_ok=True)
        launcher = await Child.start(_launcher(directory, elsewhere or {}, python), directory / "launcher")
        children: list[psutil.Process] = []
        try:
            await until_ready(launcher, _described(directory), within=START_SECONDS)
            children = psutil.Process(launcher.process.pid).children(recursive=True)
            yield Stack(json.loads((directory / "run.json").read_text()))
        finally:
            await launcher.stop(STOP_SECONDS)
        assert launcher.process.returncode == 0, launcher.last_words()
        assert not [child for child in children if child.is_running()], launcher.last_words()


_ADDRESSES = frozenset({"DATABASE_URL", "KAFKA_BOOTSTRAP", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"})


def _launcher(directory: Path, elsewhere: Mapping[str, str], python: str | Path) -> Command:
    """The launcher, which ends with this process however that ends; what it says is in its log."""
    environment = {key: value for key, value in os.environ.items() if key not in _ADDRESSES} | dict(elsewhere)
    argv = [python, "-m", "kentro", "run", "--no-demo", "--data-dir", directory]
    return Command("launcher", argv, environment, directory / "launcher" / "launcher.log", CHECKOUT)


def _described(directory: Path) -> Probe:
    async def described() -> bool:
        return (directory / "run.json").exists()

    return described


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
