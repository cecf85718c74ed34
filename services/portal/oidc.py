"""The login at the OpenID provider: code flow with PKCE, renewal, logout."""

import asyncio
import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx2
import msgspec
from authlib.common.security import generate_token
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.portal.sessions import LoginOver, Principal, Sealed, Tokens

_ALGORITHMS = ["ES256"]
_LEEWAY = 10
_AGAIN = 60.0
"""Seconds that must pass before unknown keys are asked for again."""


class LoginFailed(Exception):
    """The provider's answer cannot be trusted or says no; the person may try again."""


class ProviderAway(Exception):
    """The provider did not answer in time or said that it cannot."""


class Started(msgspec.Struct, frozen=True):
    """A login on its way, kept until the browser comes back."""

    state: str
    nonce: str
    verifier: str
    next: str


class _Metadata(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None


class _AccessClaims(msgspec.Struct, frozen=True):
    sub: str
    name: str = ""
    preferred_username: str = ""
    kentro_grants: tuple[str, ...] = ()


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int
    id_token: str
    refresh_token: str = ""
    refresh_expires_in: int = 0


@dataclass(slots=True)
class _Known:
    metadata: _Metadata
    keys: KeySet
    asked: float


class Provider:
    """Keycloak, or any provider that puts `kentro_grants` into access tokens."""

    def __init__(self, http: httpx2.AsyncClient, issuer: str, client_id: str, secret: str, origin: str) -> None:
        self._http = http
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._secret = secret
        self._origin = origin
        self._known: _Known | None = None
        self._asking = asyncio.Lock()

    @property
    def callback(self) -> str:
        """Where the provider sends the browser back to."""
        return f"{self._origin}/oidc/callback"

    async def start(self, next_page: str, language: str) -> tuple[str, Started]:
        """The address of the login page, and what must be known when the browser comes back."""
        started = Started(generate_token(32), generate_token(32), generate_token(64), next_page)
        digest = hashlib.sha256(started.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self.callback,
            "scope": "openid profile",
            "state": started.state,
            "nonce": started.nonce,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        known = await self._provider()
        return f"{known.metadata.authorization_endpoint}?{urlencode(query)}", started

    async def finish(self, started: Started, code: str) -> Sealed:
        """Trades the code. Raises `LoginFailed` and `ProviderAway`."""
        granted = await self._token(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.callback,
                "code_verifier": started.verifier,
            },
            LoginFailed,
        )
        identity = await self._claims(granted.id_token)
        audience = identity.get("aud")
        if self._client_id not in (audience if isinstance(audience, list) else [audience]):
            raise LoginFailed("audience")
        if identity.get("nonce") != started.nonce:
            raise LoginFailed("nonce")
        return await self._sealed(granted)

    async def renew(self, tokens: Tokens) -> Sealed:
        """Trades the refresh token. Raises `LoginOver` and `ProviderAway`."""
        granted = await self._token({"grant_type": "refresh_token", "refresh_token": tokens.refresh}, LoginOver)
        try:
            return await self._sealed(granted)
        except LoginFailed as failed:
            raise LoginOver from failed

    async def goodbye(self, identity: str) -> str | None:
        """Where the browser goes to end the session at the provider too; nothing where it has no such page."""
        endpoint = (await self._provider()).metadata.end_session_endpoint
        if endpoint is None:
            return None
        query = {"id_token_hint": identity, "post_logout_redirect_uri": f"{self._origin}/"}
        return f"{endpoint}?{urlencode(query)}"

    async def _sealed(self, granted: _Granted) -> Sealed:
        claims = await self._claims(granted.access_token)
        try:
            known = msgspec.convert(claims, _AccessClaims)
        except msgspec.ValidationError as odd:
            raise LoginFailed("claims") from odd
        now = datetime.now(UTC)
        left = granted.refresh_expires_in
        return Sealed(
            Tokens(
                granted.access_token,
                granted.refresh_token,
                granted.id_token,
                now + timedelta(seconds=granted.expires_in),
                now + timedelta(seconds=left) if left else None,
            ),
            Principal(known.sub, known.name or known.preferred_username, known.kentro_grants),
        )

    async def _token(self, form: dict[str, str], refused: type[LoginFailed | LoginOver]) -> _Granted:
        metadata = (await self._provider()).metadata
        try:
            answer = await self._http.post(
                metadata.token_endpoint, data=form, auth=httpx2.BasicAuth(self._client_id, self._secret)
            )
        except httpx2.HTTPError as failed:
            raise ProviderAway from failed
        if answer.status_code >= 500 or answer.status_code == 429:
            raise ProviderAway
        if answer.status_code != 200:
            raise refused(answer.status_code)
        try:
            return msgspec.json.decode(answer.content, type=_Granted)
        except msgspec.DecodeError as odd:
            raise ProviderAway from odd

    async def _claims(self, token: str) -> dict[str, Any]:
        """The claims of a token of this provider, signed by a key of it, alive. Raises `LoginFailed`."""
        known = await self._provider()
        rules = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY, iss={"essential": True, "value": known.metadata.issuer}, exp={"essential": True}
        )
        for again in (False, True):
            try:
                decoded = jwt.decode(token, (await self._provider(again=again)).keys, algorithms=_ALGORITHMS)
                rules.validate(decoded.claims)
            except (JoseError, ValueError) as bad:
                if again:
                    raise LoginFailed("token") from bad
            else:
                return decoded.claims
        raise LoginFailed("token")

    async def _provider(self, *, again: bool = False) -> _Known:
        now = asyncio.get_running_loop().time()
        if self._known and not (again and now - self._known.asked > _AGAIN):
            return self._known
        async with self._asking:
            if self._known is None or self._known.asked < now:
                self._known = await self._ask(now)
            return self._known

    async def _ask(self, now: float) -> _Known:
        try:
            found = await self._http.get(f"{self._issuer}/.well-known/openid-configuration")
            found.raise_for_status()
            metadata = msgspec.json.decode(found.content, type=_Metadata)
            keys = await self._http.get(metadata.jwks_uri)
            keys.raise_for_status()
        except (httpx2.HTTPError, msgspec.DecodeError) as failed:
            raise ProviderAway from failed
        if metadata.issuer.rstrip("/") != self._issuer:
            raise ProviderAway("another issuer")
        return _Known(metadata, KeySet.import_key_set(keys.json()), now)
