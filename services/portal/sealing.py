"""Everything that the portal keeps about a person is sealed: AES-256-GCM, bound to the row that it stands in."""

import hashlib
import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_NONCE = 12


class Broken(ValueError):
    """The sealed text was made under another key, for another row, or was changed."""


class Sealer:
    """Seals and opens under keys derived from one session key."""

    def __init__(self, key: bytes) -> None:
        self._box = AESGCM(HKDFExpand(SHA256(), 32, b"kentro portal: sealing").derive(key))
        self._mark = HKDFExpand(SHA256(), 32, b"kentro portal: form tokens").derive(key)

    def seal(self, plain: bytes, *, row: bytes) -> bytes:
        """The text that only `open` with the same row reads."""
        nonce = os.urandom(_NONCE)
        return nonce + self._box.encrypt(nonce, plain, row)

    def open(self, sealed: bytes, *, row: bytes) -> bytes:
        """Raises `Broken`."""
        try:
            return self._box.decrypt(sealed[:_NONCE], sealed[_NONCE:], row)
        except InvalidTag as broken:
            raise Broken from broken

    def form_token(self, cookie: str) -> str:
        """What a form of this session carries, so that no other site can send one."""
        return hmac.new(self._mark, cookie.encode(), hashlib.sha256).hexdigest()

    def form_token_fits(self, token: str, cookie: str) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(token.encode(), self.form_token(cookie).encode())


def new_handle() -> str:
    """Something nobody can guess: a session's cookie, a search's address, a kept form."""
    return secrets.token_urlsafe(32)


def row_of(handle: str) -> bytes:
    """How a handle is stored: whoever reads the database cannot use it."""
    return hashlib.sha256(handle.encode()).digest()
