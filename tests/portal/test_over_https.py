"""Over https every cookie is bound to the host, and the browser is told to come by https alone."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from shared.testing.databases import TestDatabases
from shared.testing.tokens import TestProvider
from tests.portal.pages import WORKER
from tests.portal.running import Running, running


@pytest.fixture
async def secure(test_databases: TestDatabases, provider: TestProvider, tmp_path: Path) -> AsyncGenerator[Running]:
    async with running(test_databases, provider, tmp_path, "https://portal.test") as portal:
        yield portal


async def test_the_session_is_a_host_cookie_that_no_script_reads(secure: Running) -> None:
    await secure.login(WORKER)
    cookies = [cookie for cookie in secure.http.cookies.jar if cookie.name == "__Host-kentro"]
    assert [(cookie.secure, cookie.path, cookie.domain_specified) for cookie in cookies] == [(True, "/", False)]
    assert cookies[0].has_nonstandard_attr("HttpOnly")
    assert cookies[0].get_nonstandard_attr("SameSite", "") == "lax"
    assert len(cookies[0].value or "") >= 43


async def test_every_answer_asks_for_https_from_now_on(secure: Running) -> None:
    for path in ("/login", "/health/live", "/nothing", "/static/none.css"):
        answer = await secure.http.get(path)
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answer.headers
