"""Where things are kept: the user's cache, and places that another user of the machine may reach."""

import asyncio
import hashlib
import os
import shutil
import stat
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
from pathlib import Path

import platformdirs

from deploy.local.failures import PartFailed

_SHARED_BASE = Path("/var/tmp")  # noqa: S108  world-traversable and kept over restarts; ownership is checked below
_STANDS_FOR = "stands-for"


def user_cache() -> Path:
    """The directory in which downloads and built distributions are kept for all checkouts of this user."""
    path = platformdirs.user_cache_path("kentro")
    path.mkdir(parents=True, exist_ok=True)
    return path


def reachable_by_others(path: Path) -> bool:
    """Whether a user who owns nothing here may pass through every directory down to `path`."""
    resolved = path.resolve()
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (resolved, *resolved.parents) if parent.is_dir())


def reachable_twin(path: Path) -> Path:
    """A directory that stands in for `path` where other users may traverse, one for each path.

    It belongs to the caller and is made when it is missing. Those whose path is gone are removed at the same time.
    Raises PartFailed when somebody else owns its name.
    """
    _remove_orphans()
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    twin = _SHARED_BASE / f"kentro-{os.getuid()}-{name}"
    twin.mkdir(mode=0o711, exist_ok=True)
    found = twin.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PartFailed(f"{twin} belongs to another user; remove it and start again")
    twin.chmod(0o711)
    (twin / _STANDS_FOR).write_text(str(path.resolve()))
    return twin


def _remove_orphans() -> None:
    for mark in _SHARED_BASE.glob(f"kentro-{os.getuid()}-*/{_STANDS_FOR}"):
        with suppress(OSError):
            if mark.stat().st_uid == os.getuid() and not Path(mark.read_text()).exists():
                shutil.rmtree(mark.parent)


def copy_once(sources: list[Path], target: Path) -> Path:
    """Copy the directories side by side into `target`, unless they are there; readable by everybody."""
    complete = target / "complete"
    if not complete.exists():
        for source in sources:
            shutil.copytree(source, target / source.name, symlinks=True, dirs_exist_ok=True)
        for path in (target, *target.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | stat.S_IROTH | (stat.S_IXOTH if path.stat().st_mode & 0o100 else 0))
        complete.touch()
    return target


@contextmanager
def held(lock: Path, *, wait: bool = True) -> Generator[bool]:
    """Hold `lock` among processes while the block runs; yields False at once if it is taken and `wait` is false.

    The operating system frees it when the process ends, however it ends.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as handle:
        try:
            flock(handle, LOCK_EX if wait else LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            flock(handle, LOCK_UN)


@asynccontextmanager
async def held_async(lock: Path) -> AsyncGenerator[None]:
    """As `held`, waiting without holding up the event loop."""
    while True:
        with held(lock, wait=False) as mine:
            if mine:
                yield
                return
        await asyncio.sleep(0.5)
