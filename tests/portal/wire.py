"""The far end of the portal's network: the services' answers in the contract's shapes, and a login server.

The portal under test is whole, with its real database; only what other processes would say is written down here.
"""

import re
from dataclasses import dataclass, field
from time import time
from urllib.parse import parse_qs

import httpx2
from joserfc import jwt

from shared.testing.tokens import ISSUER, TestProvider
from tests.portal.replies import Answers, Reply, reply
from tests.portal.usual import USUAL

CLIENT = "portal"


@dataclass
class Wire:
    """Answers by service and path; `replies` put in front come first."""

    provider: TestProvider
    grants: tuple[str, ...] = ("receptionist@/el63/3905/zacharo",)
    replies: list[tuple[str, Answers]] = field(default_factory=lambda: list[tuple[str, Answers]]())
    asked: list[httpx2.Request] = field(default_factory=list[httpx2.Request])
    logins: dict[str, str] = field(default_factory=dict[str, str])
    refreshed: int = 0
    lives: int = 3600
    renewable: int = 36000
    over: bool = False

    def answer(self, pattern: str, with_: Reply | Answers) -> None:
        """From now on what matches `METHOD service/path` is answered so."""
        self.replies.insert(0, (pattern, (lambda _: with_) if isinstance(with_, Reply) else with_))

    def sent(self, pattern: str) -> list[httpx2.Request]:
        return [request for request in self.asked if re.fullmatch(pattern, _name(request))]

    async def handle(self, request: httpx2.Request) -> Reply:
        await request.aread()
        self.asked.append(request)
        if str(request.url).startswith(ISSUER):
            return await self._login_server(request)
        for pattern, made in [*self.replies, *USUAL]:
            if re.fullmatch(pattern, _name(request)):
                return made(request)
        raise AssertionError(f"nobody answers {_name(request)}")

    async def _login_server(self, request: httpx2.Request) -> Reply:
        match str(request.url).removeprefix(ISSUER).split("?")[0]:
            case "/.well-known/openid-configuration":
                return reply(
                    {
                        "issuer": ISSUER,
                        "authorization_endpoint": f"{ISSUER}/auth",
                        "token_endpoint": f"{ISSUER}/token",
                        "jwks_uri": f"{ISSUER}/keys",
                        "end_session_endpoint": f"{ISSUER}/logout",
                    }
                )
            case "/keys":
                return reply((await self.provider.keys()).as_dict(private=False))
            case _:
                return self._tokens({name: values[0] for name, values in parse_qs(request.content.decode()).items()})

    def _tokens(self, form: dict[str, str]) -> Reply:
        if self.over:
            return reply({"error": "invalid_grant"}, 400)
        if form["grant_type"] == "refresh_token":
            self.refreshed += 1
        key = self.provider._key  # pyright: ignore[reportPrivateUsage]
        header = {"alg": "ES256", "kid": key.kid}
        identity = {
            "iss": ISSUER,
            "aud": CLIENT,
            "exp": int(time()) + 60,
            "sub": "somebody",
            "nonce": self.logins.get(form.get("code", "")),
        }
        access = self.provider.token(*self.grants, name="Ελένη Αντωνοπούλου")
        return reply(
            {
                "access_token": access,
                "expires_in": self.lives,
                "refresh_token": f"refresh-{self.refreshed}",
                "refresh_expires_in": self.renewable,
                "id_token": jwt.encode(header, identity, key),
                "token_type": "Bearer",
            }
        )


def _name(request: httpx2.Request) -> str:
    return f"{request.method} {request.url.host}{request.url.path}"
