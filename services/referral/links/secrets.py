"""The secrets of links follow from one key, so that a mail can be sent again and none of them is ever stored."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

SESSION = timedelta(minutes=30)
"""How long a receiver may take to answer once the code was right."""

LINK_DAYS = 30
"""How many days a link stays good: well past any answer that is merely late."""


@dataclass(frozen=True, slots=True)
class _Session:
    referral: UUID
    token_hash: str
    until: int


class LinkSecrets:
    """Makes and checks what stands in a link, the code told by telephone, and the session that they are traded for."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the link key has 32 bytes")
        self._key = key

    def token(self, referral: UUID, serial: int) -> str:
        """The secret part of the referral's link number `serial`."""
        return urlsafe_b64encode(self._mac(b"token", referral.bytes, serial.to_bytes(4, "big"))).decode().rstrip("=")

    def code(self, referral: UUID, serial: int) -> str:
        """The six digits for the same link, to be told by telephone."""
        return f"{int.from_bytes(self._mac(b'code', referral.bytes, serial.to_bytes(4, 'big'))[:8], 'big') % 10**6:06}"

    def code_mac(self, token_hash: str, code: str) -> str:
        """A keyed digest of a code, worth nothing for another link."""
        return self._mac(b"code mac", token_hash.encode(), code.encode()).hex()

    def session(self, referral: UUID, token_hash: str, now: datetime) -> str:
        """What a right code is traded for."""
        body = msgspec.json.encode(_Session(referral, token_hash, int((now + SESSION).timestamp())))
        return urlsafe_b64encode(self._mac(b"session", body) + body).decode().rstrip("=")

    def opened(self, session: str, token_hash: str, now: datetime) -> UUID | None:
        """The referral that the session was opened for by that link; None for a session that is over, or not ours."""
        try:
            raw = urlsafe_b64decode(session + "=" * (-len(session) % 4))
            if not hmac.compare_digest(raw[:32], self._mac(b"session", raw[32:])):
                return None
            given = msgspec.json.decode(raw[32:], type=_Session)
        except (ValueError, msgspec.MsgspecError):
            return None
        in_time = now.timestamp() <= given.until
        return given.referral if in_time and hmac.compare_digest(given.token_hash, token_hash) else None

    def _mac(self, purpose: bytes, *parts: bytes) -> bytes:
        sized = b"".join(len(part).to_bytes(4, "big") + part for part in (purpose, *parts))
        return hmac.digest(self._key, sized, hashlib.sha256)


def token_hash(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()
