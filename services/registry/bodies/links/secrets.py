"""The secrets of links follow from the service's own key, so that none of them is ever stored (ADR 0006, ADR 0090)."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from shared.vault import Vault

_SESSION = re.compile(r"([0-9a-f]{32})\.([0-9]{1,9})\.([0-9a-f]{64})")
_ID = 16


@dataclass(frozen=True, slots=True)
class Working:
    """Who works by a link: which body, by its link with which number."""

    body: UUID
    serial: int


def token(vault: Vault, body: UUID, serial: int) -> str:
    """The secret part of the body's link with that number: 64 letters that begin with whose it is."""
    return urlsafe_b64encode(body.bytes + vault.blind("body link", str(body), str(serial))).decode()


def body_of_token(given: str) -> UUID:
    """Whose link it says that it is; whether that is so the digest tells."""
    return UUID(bytes=urlsafe_b64decode(given)[:_ID])


def token_hash(given: str) -> str:
    """What is kept of a link's secret."""
    return sha256(given.encode()).hexdigest()


def session(vault: Vault, working: Working) -> str:
    """What a link is traded for."""
    return f"{working.body.hex}.{working.serial}.{_mac(vault, working)}"


def opened(vault: Vault, given: str) -> Working | None:
    """Who works by that session; None for one that is not ours. Whether it still lasts the link tells."""
    match = _SESSION.fullmatch(given)
    if match is None:
        return None
    working = Working(UUID(match[1]), int(match[2]))
    return working if compare_digest(match[3], _mac(vault, working)) else None


def _mac(vault: Vault, working: Working) -> str:
    return vault.blind("body session", str(working.body), str(working.serial)).hex()
