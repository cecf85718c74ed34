"""Coming and going: the login in Greek, the logout, and a form that was sent too late."""

import re

from playwright.async_api import expect

from tests.e2e.invented import invented
from tests.e2e.stack import Stack
from tests.e2e.window import Building, Window

USER = "ypodoxi"


async def kept_cookies(window: Window) -> dict[str, str]:
    """The portal's cookies by their names, as somebody could copy them."""
    cookies = await window.context.cookies(window.origin)
    return {cookie.get("name", ""): cookie.get("value", "") for cookie in cookies}


async def put_back(window: Window, cookies: dict[str, str]) -> None:
    """Sets copied cookies again."""
    await window.context.add_cookies(
        [{"name": name, "value": value, "url": window.origin} for name, value in cookies.items()]
    )


async def test_login_page_is_greek_and_leads_back_to_the_page_that_was_asked_for(
    building: Building, stack: Stack
) -> None:
    async with building.window() as window:
        await window.open("/visits/new")
        await expect(window.page.locator("html")).to_have_attribute("lang", "el")
        assert window.page.url.startswith(stack.run["issuer"])
        assert "code_challenge_method=S256" in window.page.url

        await window.log_in(USER, "wrong-" + stack.password(USER))
        assert window.page.url.startswith(stack.run["issuer"].removesuffix("/realms/kentro"))
        await window.log_in(USER, stack.password(USER))
        await expect(window.page).to_have_url(f"{window.origin}/visits/new")


async def test_login_page_wears_the_portals_look_and_keeps_its_rules(building: Building, stack: Stack) -> None:
    async with building.window() as window:
        await window.open("/")
        await window.is_titled("Σύνδεση")
        sheets = "[...document.styleSheets].filter(sheet => sheet.cssRules.length).map(sheet => sheet.href)"
        assert [href for href in await window.page.evaluate(sheets) if href.endswith("/login/kentro/css/kentro.css")]
        navy = "getComputedStyle(document.querySelector('header')).backgroundColor"
        assert await window.page.evaluate(navy) == "rgb(0, 51, 117)"
        assert await window.page.evaluate("document.fonts.check('16px Roboto', 'Σύνδεση')")
        await window.keeps_the_rules("login")

        await window.log_in(USER, "wrong-" + stack.password(USER))
        await expect(window.page.get_by_text("Λάθος όνομα χρήστη ή κωδικός πρόσβασης.")).to_be_visible()
        await window.keeps_the_rules("login-wrong")


async def test_logout_ends_the_session_here_and_at_the_login_server(building: Building, stack: Stack) -> None:
    async with building.window() as window:
        await window.open("/")
        await window.log_in(USER, stack.password(USER))
        await window.is_titled("Σήμερα")
        cookies = await kept_cookies(window)

        await window.page.get_by_role("button", name="Έξοδος").click()
        await expect(window.page.locator("#username")).to_be_visible()

        await put_back(window, cookies)
        await window.open("/")
        await expect(window.page.locator("#username")).to_be_visible()


async def test_form_that_was_sent_after_the_session_ended_comes_back_filled_and_unsent(
    building: Building, stack: Stack
) -> None:
    who = invented()
    async with building.window() as window:
        await window.open("/people/new")
        await window.log_in(USER, stack.password(USER))
        await window.write(surname=who.surname, given_name=who.given_name)
        cookies = await kept_cookies(window)

        elsewhere = await window.context.new_page()
        await elsewhere.goto(window.origin)
        await elsewhere.get_by_role("button", name="Έξοδος").click()
        await expect(elsewhere.locator("#username")).to_be_visible()
        await put_back(window, cookies)

        await window.press("Αποθήκευση και έλεγχος για διπλά")
        await window.is_titled("Η σύνδεσή σας έληξε")
        await window.keeps_the_rules("session-over")
        await window.follow("Σύνδεση")
        await window.log_in(USER, stack.password(USER))

        await expect(window.page).to_have_url(re.compile("/people/new"))
        await window.reads("Δεν έχει σταλεί ακόμη.")
        assert await window.value("surname") == who.surname
        assert await window.value("given_name") == who.given_name
        await window.keeps_the_rules("form-returned")
