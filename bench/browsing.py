"""A colleague's session with the portal, as a browser would hold it, without one."""

import html
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from time import perf_counter
from uuid import UUID

import httpx2

from tests.e2e.stack import Stack

_ACTION = re.compile(r'<form[^>]*id="kc-form-login"[^>]*action="([^"]+)"', re.DOTALL)
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Session:
    """Logged in; asks for pages one after the other."""

    http: httpx2.AsyncClient
    token: str

    async def page(self, path: str) -> float:
        """Milliseconds to a page's last byte. Raises `RuntimeError` for anything but the page."""
        begun = perf_counter()
        answer = await self.http.get(path)
        took = (perf_counter() - begun) * 1e3
        if answer.status_code != 200:
            raise RuntimeError(f"{path.partition('?')[0]} was answered with {answer.status_code}")
        return took

    async def open(self, person: UUID) -> None:
        """Opens that person's file, so that its pages show themselves."""
        answer = await self.http.post(f"/people/{person}/open", data={"token": self.token, "purpose": "service"})
        if answer.status_code != 303:
            raise RuntimeError(f"a file was not opened: {answer.status_code}")

    async def search(self, words: str) -> float:
        """Milliseconds to the results: the words are taken first and then looked for, each with a request."""
        begun = perf_counter()
        taken = await self.http.post("/search", data={"token": self.token, "q": words})
        if taken.status_code != 303:
            raise RuntimeError(f"a search was answered with {taken.status_code}")
        await self.page(taken.headers["location"])
        return (perf_counter() - begun) * 1e3


@asynccontextmanager
async def session(stack: Stack, user: str) -> AsyncGenerator[Session]:
    """That user's session while the block runs, begun at the login server's own page."""
    # A browser sends cookies that are marked secure to this machine itself, also without TLS.
    jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
    async with httpx2.AsyncClient(base_url=stack.portal, cookies=jar, timeout=30) as http:
        asked = await http.get("/", follow_redirects=True)
        if (form := _ACTION.search(asked.text)) is None:
            raise RuntimeError("the login server showed no form")
        credentials = {"username": user, "password": stack.password(user)}
        shown = await http.post(html.unescape(form[1]), data=credentials, follow_redirects=True)
        if (token := _TOKEN.search(shown.text)) is None:
            raise RuntimeError(f"{user} was not logged in: {shown.status_code}")
        yield Session(http, html.unescape(token[1]))
