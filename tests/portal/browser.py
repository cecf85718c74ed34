"""A real Chromium at the real portal, with the wire behind it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from services.portal import build
from services.portal.assets import HERE
from shared.testing.databases import TestDatabases
from shared.testing.tokens import TestProvider
from tests.browser import chromium
from tests.portal import samples
from tests.portal.running import Running, settings_on
from tests.portal.wire import Wire

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-gpu"]
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass
class Window:
    """One browser window, and what its pages complained of."""

    context: BrowserContext
    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list[str])

    def hear(self, said: ConsoleMessage) -> None:
        """Keeps the console's errors, but for what the browser says of a page's own status above 399."""
        of_a_page = said.text.startswith("Failed to load resource") and "/static/" not in said.location.get("url", "")
        if said.type == "error" and not of_a_page:
            self.complaints.append(said.text)

    async def open(self, path: str) -> None:
        """Goes to a page of the portal."""
        await self.page.goto(self.origin + path)

    async def axe(self) -> list[str]:
        """What axe finds on the page, as `rule: place`. The page's own policy forbids scripts, axe's too."""
        script = await self.context.new_cdp_session(self.page)
        await script.send("Page.setBypassCSP", {"enabled": True})
        await script.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        found: dict[str, Any] = await self.page.evaluate("options => axe.run(document, options)", _RULES)
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]

    async def too_wide(self) -> int:
        """Pixels by which the page is wider than the window."""
        return await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@dataclass
class Served:
    """The portal on a port, and the browser."""

    running: Running
    origin: str
    browser: Browser

    @asynccontextmanager
    async def window(self, *, width: int = 1280, scripts: bool = True) -> AsyncGenerator[Window]:
        """A window in which the person of `running` is logged in."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="el-GR"
        )
        await context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "url": self.origin}
                for cookie in self.running.http.cookies.jar
            ]
        )
        page = await context.new_page()
        window = Window(context, page, self.origin)
        page.on("console", window.hear)
        page.on("pageerror", lambda error: window.complaints.append(str(error)))
        yield window
        await context.close()


@asynccontextmanager
async def served(databases: TestDatabases, provider: TestProvider, folder: Path) -> AsyncGenerator[Served]:
    """Runs the portal on a free port while the block runs."""
    wire = Wire(provider)
    server = uvicorn.Server(uvicorn.Config(_unbuilt, port=0, log_level="warning", lifespan="on"))
    settings = await settings_on(databases, folder)
    app = build(settings, transport=httpx2.MockTransport(wire.handle), clock=lambda: samples.NOW)
    server.config.app = app
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    async with async_playwright() as playwright, httpx2.AsyncClient(base_url=origin) as http:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
        yield Served(Running(app, http, wire), origin, browser)
        await browser.close()
    server.should_exit = True
    await serving


async def _unbuilt(*_: object) -> None:
    """Stands in the server's configuration until the portal is built."""
