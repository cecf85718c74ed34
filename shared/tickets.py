"""File tickets: what lets an account read of one person, in every service, for some minutes and a stated purpose.

Registry signs one when a file is opened; the others know its public key alone, so that none of them can make one.
"""

import json
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any, Literal
from uuid import UUID

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from joserfc.jwt import JWTClaimsRegistry

ALGORITHM = "ES256"
TYPE = "kentro-ticket+jwt"
ISSUER, AUDIENCE = "kentro-registry", "kentro-file"
CLOCK_SKEW = 5
"""Seconds by which another service's clock may differ from registry's."""

_LONGEST = 4_096
_CACHED = 10_000


class Ticket(msgspec.Struct, frozen=True, gc=False):
    """One opening of one person's file.

    `id` is the opening's, `by` the account that it was given to, `scope` where the file is kept, `reach` how much of it
    is shown, `until` when it ends. An `emergency` shows a file outside the account's own Centre.
    """

    id: UUID
    by: str
    person: UUID
    scope: str
    purpose: str
    reach: Literal["basic", "file"]
    until: datetime
    emergency: bool = False

    @property
    def shows_file(self) -> bool:
        """Whether the whole file is shown, and not only who the person is."""
        return self.reach == "file"


class Tickets:
    """Tells true tickets from all else, and signs them where this process holds registry's key."""

    def __init__(self, keys: KeySet, signing: ECKey | None = None) -> None:
        self._keys = keys
        self._signing = signing
        self._known: OrderedDict[tuple[str, str], Ticket] = OrderedDict()
        self._claims = JWTClaimsRegistry(
            leeway=CLOCK_SKEW,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
        )

    @classmethod
    def of_files(cls, public: Path, private: Path | None) -> "Tickets":
        """With the public keys (a JWK set) and, in registry, the private one (a JWK) of these files."""
        keys = KeySet.import_key_set(json.loads(public.read_text()))
        return cls(keys, ECKey.import_key(json.loads(private.read_text())) if private else None)

    def sign(self, ticket: Ticket) -> str:
        """The ticket as it travels. Raises `ValueError` where this process holds no key."""
        if self._signing is None:
            raise ValueError("only registry signs file tickets")
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "exp": int(ticket.until.timestamp()),
            "ticket": msgspec.to_builtins(ticket),
        }
        return jwt.encode({"alg": ALGORITHM, "kid": self._signing.kid, "typ": TYPE}, claims, self._signing)

    def held(self, shown: str | None, by: str) -> Ticket | None:
        """The ticket, if it is one, given to that account and not over yet."""
        if not shown or len(shown) > _LONGEST:
            return None
        ticket = self._known.get((shown, by)) or self._read(shown)
        if ticket is None or ticket.by != by or ticket.until.timestamp() + CLOCK_SKEW < time():
            return None
        self._known[shown, by] = ticket
        if len(self._known) > _CACHED:
            self._known.popitem(last=False)
        return ticket

    def _read(self, shown: str) -> Ticket | None:
        try:
            decoded = jwt.decode(shown, self._keys, algorithms=[ALGORITHM])
            if decoded.header.get("typ") != TYPE:
                return None
            self._claims.validate(decoded.claims)
            return msgspec.convert(decoded.claims.get("ticket"), Ticket)
        except (JoseError, msgspec.ValidationError, ValueError, TypeError, UnicodeError):
            return None


def ends(at: datetime) -> datetime:
    """A ticket's end in the form in which it travels: whole seconds, UTC."""
    return at.astimezone(UTC).replace(microsecond=0)


def new_key() -> str:
    """A fresh private key for tickets, as a JWK."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    return json.dumps(key.as_dict(private=True))


def public_keys(private: str) -> str:
    """The JWK set that holds the public half of a private key."""
    return json.dumps({"keys": [ECKey.import_key(json.loads(private)).as_dict(private=False)]})
