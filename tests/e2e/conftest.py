from collections.abc import AsyncGenerator

import httpx2
import pytest
from playwright.async_api import Browser, async_playwright

from services.portal import assets
from tests.browser import FLAGS, chromium
from tests.e2e.region import Region
from tests.e2e.stack import Stack, running_stack
from tests.e2e.window import Building, Window


@pytest.fixture(scope="session")
async def stack() -> AsyncGenerator[Stack]:
    async with running_stack() as stack:
        yield stack


@pytest.fixture(scope="session")
async def region(stack: Stack) -> AsyncGenerator[Region]:
    async with httpx2.AsyncClient(timeout=30) as http:
        region = Region(stack, http)
        await region.enter()
        yield region


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    if not assets.present():
        assets.build()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def building(stack: Stack, browser: Browser, region: Region) -> Building:
    return Building(browser, stack.portal, {login["user"]: login["password"] for login in stack.run["logins"]})


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Every test of forms runs twice: with JavaScript and without."""
    return request.param


@pytest.fixture
async def reception(building: Building, scripts: bool) -> AsyncGenerator[Window]:
    async with building.window("ypodoxi", scripts=scripts) as window:
        yield window


@pytest.fixture
async def worker(building: Building, scripts: bool) -> AsyncGenerator[Window]:
    async with building.window("koinoniki", scripts=scripts) as window:
        yield window


@pytest.fixture
async def partner(building: Building, scripts: bool) -> AsyncGenerator[Window]:
    """The body's secretary, who has no account."""
    async with building.window(scripts=scripts) as window:
        yield window


@pytest.fixture
async def coordinator(building: Building) -> AsyncGenerator[Window]:
    async with building.window("syntonistria") as window:
        yield window


@pytest.fixture
async def region_office(building: Building) -> AsyncGenerator[Window]:
    async with building.window("perifereia") as window:
        yield window
