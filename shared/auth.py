"""Access tokens, verified by the provider's published keys; nothing else of the provider is known here."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic, time
from typing import Any

import httpx2
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from shared.scope import Principal, parse_grants

ALGORITHMS = ["ES256"]
CLOCK_SKEW = 5
"""Seconds by which the provider's clock may differ."""

_CACHED = 10_000
_KEYS_PAUSE = 10.0

KeySource = Callable[[], Awaitable[KeySet]]
_log = structlog.get_logger()


class NotAuthenticated(Exception):
    """No token, or one that proves nothing."""


class ProviderAway(Exception):
    """The provider's keys cannot be read now, so nobody can be told apart."""


def published_keys(issuer: str) -> KeySource:
    """The keys that the provider publishes, found by OpenID Connect discovery."""

    async def fetch() -> KeySet:
        try:
            async with httpx2.AsyncClient(timeout=5) as client:
                found = (await client.get(f"{issuer}/.well-known/openid-configuration")).raise_for_status().json()
                keys = (await client.get(found["jwks_uri"])).raise_for_status().json()
        except (httpx2.HTTPError, KeyError, ValueError) as fault:
            raise ProviderAway from fault
        signing = [key for key in keys["keys"] if key.get("use", "sig") == "sig" and key.get("kty") == "EC"]
        return KeySet.import_key_set({"keys": signing})

    return fetch


class Verifier:
    """Tells from a token who asks, and remembers it until the token ends."""

    def __init__(self, issuer: str, audience: str, keys: KeySource) -> None:
        self._claims = JWTClaimsRegistry(
            leeway=CLOCK_SKEW,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
            typ={"essential": True, "value": "Bearer"},
        )
        self._fetch = keys
        self._keys: KeySet | None = None
        self._fetched_at = 0.0
        self._fetching = asyncio.Lock()
        self._known: OrderedDict[str, tuple[float, Principal]] = OrderedDict()

    async def principal(self, authorization: str | None) -> Principal:
        """Who asks, by the header `Authorization`. Raises `NotAuthenticated` and `ProviderAway`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > 16_384:
            raise NotAuthenticated
        known = self._known.get(token)
        if known is not None and known[0] > time():
            return known[1]
        claims = await self._verified(token)
        principal = Principal(str(claims["sub"]), parse_grants(claims.get("kentro_grants") or ()))
        self._known[token] = (float(claims["exp"]), principal)
        if len(self._known) > _CACHED:
            self._known.popitem(last=False)
        return principal

    async def _verified(self, token: str) -> dict[str, Any]:
        keys = await self._current_keys()
        try:
            return self._checked(token, keys)
        except JoseError:
            # The provider may have changed its key since; a forged token must not make us ask it each time.
            newer = await self._current_keys(older_than=_KEYS_PAUSE)
            if newer is keys:
                raise NotAuthenticated from None
        try:
            return self._checked(token, newer)
        except JoseError:
            raise NotAuthenticated from None

    def _checked(self, token: str, keys: KeySet) -> dict[str, Any]:
        try:
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
            self._claims.validate(decoded.claims)
        except (ValueError, TypeError, UnicodeError) as malformed:
            raise NotAuthenticated from malformed
        return decoded.claims

    async def _current_keys(self, older_than: float | None = None) -> KeySet:
        async with self._fetching:
            stale = older_than is not None and monotonic() - self._fetched_at > older_than
            if self._keys is None or stale:
                self._keys = await self._fetch()
                self._fetched_at = monotonic()
            return self._keys
