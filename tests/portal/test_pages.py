"""Every page: reachable by its role alone, and as all pages are."""

import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import PAGES, RECEPTION, WORKER
from tests.portal.running import Running


@pytest.mark.parametrize(("grant", "path"), PAGES)
@pytest.mark.parametrize("language", ["el", "en"])
async def test_page_keeps_the_rules_of_all_pages(portal: Running, grant: str, path: str, language: str) -> None:
    await portal.login(grant)
    portal.http.cookies.set("kentro_language", language)
    page = await portal.get(path)
    assert page.status_code == 200, page.text
    assert f'<html lang="{language}">' in page.text
    check(page.text)


@pytest.mark.parametrize("path", ["/referrals", "/reports", "/region", f"/referrals/{samples.SENT}"])
async def test_page_of_another_role_does_not_exist(portal: Running, path: str) -> None:
    await portal.login(RECEPTION)
    page = await portal.get(path)
    assert page.status_code == 404
    check(page.text)


async def test_every_page_asks_for_a_login_first(portal: Running) -> None:
    for _, path in PAGES:
        answer = await portal.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/login?next=")


async def test_headers_keep_pages_out_of_caches_and_scripts_out_of_pages(portal: Running) -> None:
    await portal.login(WORKER)
    headers = (await portal.get(f"/people/{samples.NIKOLETA}")).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
