"""Passwords and keys of one installation: made once, readable by their owner alone."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.tickets import new_key, public_keys

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """A directory with one file for each secret."""

    directory: Path

    def word(self, name: str) -> str:
        """A password or client secret of letters, digits, `-` and `_`."""
        return self._kept(name, lambda: secrets.token_urlsafe(24).encode()).read_text()

    def key_file(self, name: str) -> Path:
        """The file of a key of 32 random bytes."""
        return self._kept(f"{name}.key", lambda: secrets.token_bytes(_KEY_BYTES))

    def ticket_keys(self) -> tuple[Path, Path]:
        """The files of the key for file tickets: the private half, for registry alone, and the public set."""
        private = self._kept("ticket.jwk", lambda: new_key().encode())
        return private, self._kept("tickets.jwks", lambda: public_keys(private.read_text()).encode())

    def _kept(self, name: str, make: Callable[[], bytes]) -> Path:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.directory / name
        if not file.exists():
            # Under its name only when it is whole: a half-written key would be used for ever.
            fresh = file.with_name(f".{name}.{os.getpid()}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
                handle.write(make())
                handle.flush()
                os.fsync(handle.fileno())
            fresh.rename(file)
        return file
