from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from services.portal import assets
from shared.testing.databases import TestDatabases
from shared.testing.tokens import TestProvider
from tests.portal.browser import AXE
from tests.portal.running import Running, running


@pytest.fixture(scope="session")
def look() -> None:
    """The style sheets and fonts, and axe beside them, brought once."""
    if not assets.present() or not AXE.is_file():
        assets.build()


@pytest.fixture
async def portal(
    look: None, test_databases: TestDatabases, provider: TestProvider, tmp_path: Path
) -> AsyncGenerator[Running]:
    async with running(test_databases, provider, tmp_path) as found:
        yield found
