"""Ports that are free when they are chosen and the same ever after."""

import hashlib
import json
import socket
from collections.abc import Iterable
from pathlib import Path

from deploy.local.failures import PartFailed

LOOPBACK = "127.0.0.1"

# Below the ranges from which Linux and macOS take ports of outgoing connections.
_FIRST, _BLOCKS, _BLOCK = 20_000, 600, 20


def free(port: int) -> bool:
    """Whether nobody listens on the port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def stable_ports(directory: Path, names: Iterable[str], chosen: dict[str, int] | None = None) -> dict[str, int]:
    """A port for each name, remembered in `directory/ports.json`.

    A remembered port stays, even across a run that did not need it, unless somebody else has taken it meanwhile.
    `chosen` are ports that the operator asks for; PartFailed when one is taken. New ones come from a block that
    follows from the directory's path, so that two checkouts seldom meet.
    """
    kept = directory / "ports.json"
    known: dict[str, int] = json.loads(kept.read_text()) if kept.exists() else {}
    for name, port in (chosen or {}).items():
        if not free(port):
            raise PartFailed(f"Port {port}, asked for as {name}, is taken by another program")
        known[name] = port
    start = int.from_bytes(hashlib.sha256(str(directory.resolve()).encode()).digest()[:4]) % _BLOCKS
    candidates = (_FIRST + (start * _BLOCK + step) % (_BLOCKS * _BLOCK) for step in range(_BLOCKS * _BLOCK))
    for name in names:
        if name not in known or not free(known[name]):
            known[name] = next(port for port in candidates if port not in known.values() and free(port))
    directory.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(known, indent=1))
    return {name: known[name] for name in names}
