"""The whole portal for a test: its real database, and the wire instead of the network."""

import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from fastapi import FastAPI
from pydantic import HttpUrl, PostgresDsn, SecretStr

from services.portal import Settings, build
from shared.testing.databases import TestDatabases
from shared.testing.tokens import ISSUER, TestProvider
from tests.portal import samples
from tests.portal.wire import CLIENT, Wire

PUBLIC = "http://portal.test"


def body(request: httpx2.Request) -> Any:
    """What a request to a service says."""
    return json.loads(request.content)


@dataclass
class Running:
    """The portal, a browser at it, and what stands behind it."""

    app: FastAPI
    http: httpx2.AsyncClient
    wire: Wire

    async def login(self, *grants: str) -> None:
        """Logs in the way a browser does, with these grants."""
        self.wire.grants = grants
        started = await self.http.get("/login")
        query = parse_qs(urlsplit(started.headers["Location"]).query)
        self.wire.logins["the-code"] = query["nonce"][0]
        back = await self.http.get("/oidc/callback", params={"state": query["state"][0], "code": "the-code"})
        assert back.status_code == 303, back.text

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        """A page; where it is about a person, that person's file is opened first, for the first purpose of the list."""
        page = await self.http.get(path, **options)
        if page.status_code == 303 and "/open?" in page.headers["Location"]:
            asked = await self.http.get(page.headers["Location"])
            purpose = re.search(r'name="purpose" value="([^"]+)"', asked.text)
            assert purpose, asked.text
            opened = await self.resend(asked, purpose=purpose[1])
            assert opened.status_code == 303, opened.text
            page = await self.http.get(path, **options)
        return page

    async def form(self, path: str, **changes: str | list[str]) -> httpx2.Response:
        """Opens a page and sends its last form with these fields changed."""
        page = await self.get(path)
        assert page.status_code == 200, page.text
        return await self.resend(page, **changes)

    async def resend(self, page: httpx2.Response, **changes: str | list[str]) -> httpx2.Response:
        """Sends the form that holds the main action of a page that was answered."""
        forms = [form for form in Forms.of(page.text) if form.action not in {"/logout", "/language", "/stay"}]
        form = max(reversed(forms), key=lambda found: len(found.fields))
        fields: dict[str, str | list[str]] = {
            **form.fields,
            **{name.replace("__", "-"): value for name, value in changes.items()},
        }
        return await self.http.post(form.action or page.url.path, data=fields)


@dataclass
class FoundForm:
    action: str
    method: str
    fields: dict[str, str | list[str]]


class Forms(HTMLParser):
    """The forms of a page with the values that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[FoundForm] = []
        self._select = ""
        self._text = ""

    @classmethod
    def of(cls, html: str) -> list[FoundForm]:
        parser = cls()
        parser.feed(html)
        return [form for form in parser.found if form.method == "post"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(FoundForm(given.get("action", ""), given.get("method", "get"), {}))
        if not self.found:
            return
        fields, name = self.found[-1].fields, given.get("name", "")
        if tag == "input" and name and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            fields[name] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in fields):
            fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._text = name
            fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[-1].fields[self._text] = data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""


async def settings_on(databases: TestDatabases, folder: Path, public: str = PUBLIC) -> Settings:
    """Settings on a fresh database; the services are names that only the wire knows."""
    fresh = await databases.fresh("portal", [files("services.portal") / "migrations"])
    key = folder / "session-key"
    key.write_text("0f" * 32)
    return Settings(
        port=1,
        database_url=PostgresDsn(fresh.api),
        owner_database_url=PostgresDsn(fresh.owner),
        oidc_issuer=HttpUrl(ISSUER),
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr("secret"),
        public_url=HttpUrl(public),
        session_key_file=key,
        registry_url=HttpUrl("http://registry"),
        intake_url=HttpUrl("http://intake"),
        referral_url=HttpUrl("http://referral"),
        reporting_url=HttpUrl("http://reporting"),
        demo=True,
    )


@asynccontextmanager
async def running(
    databases: TestDatabases, provider: TestProvider, folder: Path, public: str = PUBLIC
) -> AsyncGenerator[Running]:
    """The portal while the block runs."""
    wire = Wire(provider)
    app = build(
        await settings_on(databases, folder, public),
        transport=httpx2.MockTransport(wire.handle),
        clock=lambda: samples.NOW,
    )
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=public) as http:
            yield Running(app, http, wire)
