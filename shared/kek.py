"""The key-encryption keys of an installation: one file, readable by its owner alone.

It holds 32 bytes as it was first made. From the first rotation on it is a JSON object with every key that something
may still be wrapped under, by id, and the root of the blinding keys, which is never rotated: what was hashed under it
stands in the logs as claims. Processes that run read the file again when it changed.
"""

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import msgspec
import structlog

KEY_BYTES = 32
FIRST = ""
"""The id of the key that was there before keys had ids."""

_WIDER = stat.S_IRWXG | stat.S_IRWXO
_log = structlog.get_logger()


class KeyFileUnusable(Exception):
    """The file is missing, damaged, or others than its owner may read it; the message says what to do."""


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's JSON; keys in hexadecimal digits."""

    current: str
    blinding: str
    keys: dict[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """The keys by id, the one that is wrapped under now, and the root of the blinding keys."""

    current: str
    blinding: bytes
    keys: Mapping[str, bytes]

    @classmethod
    def of_one(cls, key: bytes) -> "KeyRing":
        """The ring of an installation whose key was never rotated."""
        if len(key) != KEY_BYTES:
            raise KeyFileUnusable("a key-encryption key has 32 bytes")
        return cls(FIRST, key, {FIRST: key})

    def rotated(self) -> "KeyRing":
        """The same with a new current key beside those that were there."""
        fresh = os.urandom(KEY_BYTES)
        id_ = key_id(fresh)
        return replace(self, current=id_, keys={**self.keys, id_: fresh})

    def without(self, id_: str) -> "KeyRing":
        """The same without a key that nothing is wrapped under any more. Raises `ValueError` for the current one."""
        if id_ == self.current:
            raise ValueError("the current key is in use")
        return replace(self, keys={name: key for name, key in self.keys.items() if name != id_})


def key_id(key: bytes) -> str:
    """What a key is known by; it tells nothing of the key."""
    return hashlib.sha256(b"kentro kek " + key).hexdigest()[:16]


class KeyFile:
    """The ring in a file, read again when the file changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._seen = _stamp(path)
        self._ring = read_ring(path)

    @property
    def ring(self) -> KeyRing:
        """The keys as they stand in the file now. A file that cannot be used leaves those that were read last."""
        try:
            if (stamp := _stamp(self.path)) != self._seen:
                with self._lock:
                    self._ring, self._seen = read_ring(self.path), stamp
                _log.info("keys.read_again", current=self._ring.current or "first")
        except KeyFileUnusable as unusable:
            _log.error("keys.file_unusable", reason=str(unusable))
        return self._ring


def read_ring(path: Path) -> KeyRing:
    """The ring in a file. Raises `KeyFileUnusable`."""
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except OSError as missing:
        raise KeyFileUnusable(f"{path} cannot be read: {missing.strerror}") from missing
    if mode & _WIDER:
        raise KeyFileUnusable(
            f"{path} has mode {stat.S_IMODE(mode):04o}: others than its owner may use it. chmod 600 {path}"
        )
    if len(content) == KEY_BYTES:
        return KeyRing.of_one(content)
    try:
        written = msgspec.json.decode(content, type=_Written)
        keys = {name: bytes.fromhex(key) for name, key in written.keys.items()}
        ring = KeyRing(written.current, bytes.fromhex(written.blinding), keys)
    except (msgspec.MsgspecError, ValueError):
        raise KeyFileUnusable(f"{path} is neither 32 bytes nor what `kentro keys rotate` writes") from None
    if ring.current not in ring.keys or {len(key) for key in (*keys.values(), ring.blinding)} != {KEY_BYTES}:
        raise KeyFileUnusable(f"{path} lacks its current key, or holds one that has not 32 bytes")
    return ring


def write_ring(path: Path, ring: KeyRing) -> None:
    """Puts the ring in the file's place, durably and in one moment; readers see the old one or the new one."""
    keys = {name: key.hex() for name, key in ring.keys.items()}
    content = msgspec.json.format(msgspec.json.encode(_Written(ring.current, ring.blinding.hex(), keys)))
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _stamp(path: Path) -> tuple[int, int, int]:
    """What changes with the file's content. Raises `KeyFileUnusable`."""
    try:
        found = path.stat()
    except OSError as missing:
        raise KeyFileUnusable(f"{path} cannot be read: {missing.strerror}") from missing
    return found.st_ino, found.st_mtime_ns, found.st_size
