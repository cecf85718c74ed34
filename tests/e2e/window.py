"""A browser window, what a person does in it, and the rules that every page keeps."""

import os
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, Response, StorageState, expect

from services.portal.assets import HERE

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_WIDE, _PHONE, _NARROW = 1280, 390, 320
_HEIGHT = 900
LOOK = 500
"""Milliseconds for which one answer is looked at before the page is asked for again."""
PATIENCE = 40
"""How often a page is asked for at most."""
PATIENCE_ON_PAGE = 10_000
"""Milliseconds within which a page must do what a click asks for."""


expect.set_options(timeout=PATIENCE_ON_PAGE)


class Window:
    """One window; its words are those on the page."""

    def __init__(self, context: BrowserContext, page: Page, origin: str, *, scripts: bool) -> None:
        self.context = context
        self.page = page
        self.origin = origin
        self.scripts = scripts
        self.complaints: list[str] = []
        page.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self._complain(str(error)))

    def _complain(self, text: str) -> None:
        # The browser says so of every answer with a status above 399, which some pages here rightly have.
        if not text.startswith("Failed to load resource"):
            self.complaints.append(text)

    @property
    def main(self) -> Locator:
        """What the page is about, without what stands around it."""
        return self.page.get_by_role("main")

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.origin)

    async def open(self, path: str) -> Response:
        """Goes to a page of the portal, or to an address; where a person's file must be opened first, it is."""
        address = path if path.startswith("http") else self.origin + path
        answer = await self.page.goto(address)
        if "/open?then=" in self.page.url and "/open" not in path:
            await self.main.get_by_role("radio").first.check()
            await self.press("Άνοιγμα")
            answer = await self.page.goto(address)
        assert answer is not None
        return answer

    async def press(self, name: str) -> None:
        """A button of the page."""
        await self.main.get_by_role("button", name=name, exact=True).click()

    async def follow(self, name: str) -> None:
        """A link of the page."""
        await self.main.get_by_role("link", name=name, exact=True).first.click()

    async def write(self, **fields: str) -> None:
        """Types into fields by their names."""
        for name, text in fields.items():
            await self.main.locator(f"[name='{name.replace('__', '-')}']").fill(text)

    async def choose(self, **fields: str) -> None:
        """Chooses from lists by their codes."""
        for name, code in fields.items():
            await self.main.locator(f"select[name='{name}']").select_option(code)

    async def tick(self, label: str) -> None:
        """A radio button or a box, by its label."""
        await self.main.get_by_label(label, exact=True).check()

    async def value(self, name: str) -> str:
        """What stands in a field."""
        return await self.main.locator(f"[name='{name.replace('__', '-')}']").input_value()

    async def reads(self, *texts: str | re.Pattern[str]) -> None:
        """The page shows these words."""
        for text in texts:
            await expect(self.main.get_by_text(text).first).to_be_visible()

    async def is_titled(self, heading: str) -> None:
        """The page's one heading."""
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    async def until(self, path: str, seen: Callable[[], Awaitable[None]]) -> None:
        """Asks for a page until it shows what another service tells it by itself."""
        for left in reversed(range(PATIENCE)):
            await self.open(path)
            try:
                await seen()
            except AssertionError:
                if not left:
                    raise
            else:
                return

    async def eventually(self, path: str, text: str) -> None:
        """The page shows these words as soon as another service has caught up."""
        shown = self.main.get_by_text(text).first
        await self.until(path, lambda: expect(shown).to_be_visible(timeout=LOOK))

    async def search(self, words: str) -> None:
        """Uses the box that stands on every page."""
        await self.page.get_by_role("search").get_by_role("searchbox").fill(words)
        await self.page.get_by_role("search").get_by_role("button").click()

    async def log_in(self, user: str, password: str) -> None:
        """At Keycloak's page, where the portal sent the window."""
        await self.page.locator("#username").fill(user)
        await self.page.locator("#password").fill(password)
        await self.page.locator("#kc-login").click()

    async def keeps_the_rules(self, picture: str) -> None:
        """Accessible by WCAG 2.2 AA at two widths, nothing wider than a phone, nothing the browser complains of.

        Looks the same without scripts, so that is looked at once.
        """
        assert self.complaints == []
        if not self.scripts:
            return
        for width in (_WIDE, _PHONE):
            await self.page.set_viewport_size({"width": width, "height": _HEIGHT})
            assert await self._violations() == []
            await self._take(f"{picture}-{width}")
        for width in (_PHONE, _NARROW):
            await self.page.set_viewport_size({"width": width, "height": _HEIGHT})
            sizes = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            needed, there = await self.page.evaluate(sizes)
            assert needed <= there, f"{self.path} is {needed} wide in a window of {width}"
        await self.page.set_viewport_size({"width": _WIDE, "height": _HEIGHT})

    async def _violations(self) -> list[str]:
        if not await self.page.evaluate("'axe' in window"):
            # Told to the page by the browser itself: the page's own policy forbids scripts, axe's too.
            session = await self.context.new_cdp_session(self.page)
            await session.send("Runtime.evaluate", {"expression": _axe()})
            await session.detach()
        found: dict[str, Any] = await self.page.evaluate("options => axe.run(document, options)", _RULES)
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]

    async def _take(self, name: str) -> None:
        if folder := os.environ.get("KENTRO_PICTURES"):
            await self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@cache
def _axe() -> str:
    return (HERE / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


class Building:
    """Where windows are opened: one browser, one portal, and who has logged in before."""

    def __init__(self, browser: Browser, origin: str, passwords: dict[str, str]) -> None:
        self._browser = browser
        self._origin = origin
        self._passwords = passwords
        self._logged_in: dict[str, StorageState] = {}

    def knows(self, user: str, password: str) -> None:
        """One more account may log in from now on."""
        self._passwords[user] = password

    @asynccontextmanager
    async def window(self, user: str | None = None, *, scripts: bool = True) -> AsyncGenerator[Window]:
        """A window of this user's, logged in at Keycloak; of somebody without an account when it is None."""
        state = await self._state(user) if user else None
        async with self._opened(state, scripts=scripts) as window:
            yield window

    async def _state(self, user: str) -> StorageState:
        if user not in self._logged_in:
            async with self._opened(None, scripts=True) as window:
                await window.open("/")
                await window.log_in(user, self._passwords[user])
                await expect(window.page.get_by_role("heading", level=1)).to_be_visible()
                assert window.page.url.startswith(self._origin), window.page.url
                self._logged_in[user] = await window.context.storage_state()
        return self._logged_in[user]

    @asynccontextmanager
    async def _opened(self, state: StorageState | None, *, scripts: bool) -> AsyncGenerator[Window]:
        context = await self._browser.new_context(
            viewport={"width": _WIDE, "height": _HEIGHT},
            java_script_enabled=scripts,
            locale="el-GR",
            timezone_id="Europe/Athens",
            storage_state=state,
        )
        context.set_default_timeout(PATIENCE_ON_PAGE)
        try:
            yield Window(context, await context.new_page(), self._origin, scripts=scripts)
        finally:
            await context.close()
