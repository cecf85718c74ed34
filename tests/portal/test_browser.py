"""What only a browser can tell: axe, the width of a phone, no script, print, focus, and keys."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from shared.testing.databases import TestDatabases
from shared.testing.tokens import TestProvider
from tests.portal import samples, samples_bodies
from tests.portal.browser import Served, Window, served
from tests.portal.pages import PAGES, RECEPTION, WORKER
from tests.portal.replies import reply
from tests.portal.test_own_record import PAGES as OWN_PAGES


@pytest.fixture(scope="module")
async def browser(
    look: None, test_databases: TestDatabases, provider: TestProvider, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Served]:
    async with served(test_databases, provider, tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(autouse=True)
def usual_answers(browser: Served) -> None:
    browser.running.wire.replies.clear()
    browser.running.http.cookies.clear()


async def no_fault(window: Window) -> None:
    """Raises where axe, the console or the width of the page finds something."""
    assert await window.axe() == []
    assert window.complaints == []
    assert await window.too_wide() <= 0


@pytest.mark.parametrize(("grant", "path"), PAGES)
async def test_page_has_no_fault_that_axe_finds_and_fits_a_phone(browser: Served, grant: str, path: str) -> None:
    await browser.running.login(grant)
    await browser.running.get(path)
    async with browser.window() as window:
        await window.open(path)
        await no_fault(window)
        for width in (390, 320):
            await window.page.set_viewport_size({"width": width, "height": 800})
            assert await window.too_wide() <= 0


async def test_partners_whole_way_without_a_script(browser: Served) -> None:
    async with browser.window(width=390, scripts=False) as window:
        await window.open(f"/r/{samples.TOKEN}")
        await window.page.get_by_label("Εξαψήφιος κωδικός").fill("483920")
        await window.page.get_by_role("button", name="Άνοιγμα").click()
        await window.page.get_by_label("Δεν μπορούμε").check()
        await window.page.get_by_label("Λόγος").select_option("full")
        await window.page.get_by_role("button", name="Αποστολή απάντησης").click()
        assert await window.page.get_by_role("heading", level=1).inner_text() == "Σας ευχαριστούμε"


@pytest.mark.parametrize("width", [1280, 390])
async def test_partners_pages_have_no_fault(browser: Served, width: int) -> None:
    async with browser.window(width=width) as window:
        await window.open(f"/r/{samples.TOKEN}")
        await no_fault(window)
        await window.page.get_by_label("Εξαψήφιος κωδικός").fill("483920")
        await window.page.get_by_role("button", name="Άνοιγμα").click()
        await window.page.get_by_label("Ναι, δεχόμαστε").check()
        await no_fault(window)


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_bodys_own_pages_have_no_fault(browser: Served, width: int) -> None:
    async with browser.window(width=width) as window:
        await window.open(f"/b/{samples_bodies.LINK_TOKEN}")
        await no_fault(window)
        await window.page.get_by_role("button", name="Άνοιγμα").click()
        for path in OWN_PAGES:
            await window.open(path)
            await no_fault(window)


@pytest.mark.parametrize("scripts", [True, False])
async def test_what_a_household_may_expect_is_kept_in_a_file(browser: Served, scripts: bool) -> None:
    await browser.running.login(WORKER)
    new = f"/people/{samples.NIKOLETA}/pre-checks/new"
    await browser.running.get(new)
    async with browser.window(scripts=scripts) as window:
        page = window.page
        await window.open(new)
        await page.get_by_label("Ποσοστό αναπηρίας").fill("80")
        await page.get_by_role("button", name="Έλεγχος").click()
        for width in (1280, 390) if scripts else ():
            await page.set_viewport_size({"width": width, "height": 900})
            await no_fault(window)
        await page.get_by_role("button", name="Κράτηση στον φάκελο").click()
        assert page.url.endswith("?saved=kept")
        assert await page.get_by_role("heading", level=1).inner_text() == "Τι ειπώθηκε ότι μπορεί να δικαιούται"


async def test_registration_without_a_script_from_search_to_near_duplicates(browser: Served) -> None:
    await browser.running.login(RECEPTION)
    wire = browser.running.wire
    async with browser.window(scripts=False) as window:
        page = window.page
        await window.open("/")
        await page.locator("#find").fill("Παπαδοπούλου Μαρία")
        await page.keyboard.press("Enter")
        await page.get_by_role("link", name="Κανένας από αυτούς").click()
        await page.get_by_label("Αριθμός", exact=True).fill("14021105329")
        wire.answer(r"PUT registry/people/.*", reply(samples.WRONG_DIGIT, 422))
        await page.get_by_role("button", name="Αποθήκευση").click()
        assert await page.title() == "Σφάλμα: Καταχώριση προσώπου · Κέντρο"
        assert await page.get_by_label("Επώνυμο", exact=True).input_value() == "Παπαδοπούλου"
        assert await page.locator("#errors").evaluate("element => element === document.activeElement")
        wire.answer(r"PUT registry/people/.*", reply(samples.ALIKE, 409))
        await page.get_by_role("button", name="Αποθήκευση").click()
        for box in await page.get_by_label("Είναι άλλο πρόσωπο").all():
            await box.check()
        wire.replies.clear()
        await page.get_by_role("button", name="Αποθήκευση ως νέο πρόσωπο").click()
        assert "/people/" in page.url


@pytest.mark.parametrize("width", [1280, 390])
async def test_forms_with_errors_and_near_duplicates_have_no_fault(browser: Served, width: int) -> None:
    await browser.running.login(RECEPTION)
    async with browser.window(width=width) as window:
        await window.open("/people/new")
        await window.page.get_by_role("button", name="Αποθήκευση").click()
        await no_fault(window)
        browser.running.wire.answer(r"PUT registry/people/.*", reply(samples.ALIKE, 409))
        await window.page.get_by_label("Επώνυμο", exact=True).fill("Παναγιωτοπούλου-Χατζηγεωργίου")
        await window.page.get_by_label("Όνομα", exact=True).fill("Νικολέτα-Αικατερίνη")
        await window.page.get_by_label("Είδος αριθμού").select_option("none")
        await window.page.get_by_role("button", name="Αποθήκευση").click()
        await no_fault(window)


async def test_visit_is_two_keys_and_enter(browser: Served) -> None:
    await browser.running.login(RECEPTION)
    async with browser.window() as window:
        await window.open("/visits/new")
        assert await window.page.evaluate("document.activeElement.id") == "topic"
        await window.page.keyboard.press("ArrowDown")
        await window.page.keyboard.press("Enter")
        await window.page.wait_for_url("**saved=*")
        assert window.complaints == []


async def test_keys_lead_to_rows_and_pages_and_not_out_of_fields(browser: Served) -> None:
    await browser.running.login(WORKER)
    async with browser.window() as window:
        await window.open("/")
        await window.page.keyboard.press("j")
        await window.page.keyboard.press("j")
        assert await window.page.evaluate("document.activeElement.closest('tbody') !== null")
        await window.page.keyboard.press("/")
        assert await window.page.evaluate("document.activeElement.id") == "find"
        await window.page.keyboard.type("νn")
        assert window.page.url.endswith("/")
        await window.page.locator("h1").click()
        await window.page.keyboard.press("n")
        await window.page.wait_for_url("**/visits/new")


async def test_menu_opens_on_a_phone_without_a_script(browser: Served) -> None:
    await browser.running.login(WORKER)
    async with browser.window(width=390, scripts=False) as window:
        await window.open("/visits")
        menu = window.page.get_by_role("navigation", name="Κύριο μενού")
        assert not await menu.is_visible()
        await window.page.get_by_role("link", name="Μενού", exact=True).click()
        assert await menu.is_visible()
        assert await window.page.get_by_role("button", name="Έξοδος").is_visible()


@pytest.mark.parametrize("path", [f"/people/{samples.NIKOLETA}", "/visits", f"/referrals/{samples.SENT}"])
async def test_paper_has_no_menu_and_says_what_when_and_who(browser: Served, path: str, tmp_path: Path) -> None:
    await browser.running.login(WORKER)
    async with browser.window() as window:
        await window.open(path)
        await window.page.emulate_media(media="print")
        assert await window.page.locator(".k-print").is_visible()
        assert "12/03/2026 10:24 · Ελένη Αντωνοπούλου" in await window.page.locator(".k-print").inner_text()
        assert not await window.page.get_by_role("navigation", name="Κύριο μενού").is_visible()
        await window.page.pdf(path=tmp_path / "page.pdf")


@pytest.mark.parametrize("width", [1280, 390])
async def test_sessions_end_is_told_in_time_and_put_off_without_leaving_the_page(browser: Served, width: int) -> None:
    await browser.running.login(RECEPTION)
    async with browser.window(width=width) as window:
        page, told = window.page, window.page.locator("#stay")
        await page.clock.install()
        await window.open("/people/new")
        await page.get_by_label("Επώνυμο", exact=True).fill("Παναγιωτοπούλου")
        await page.clock.fast_forward("24:00")
        assert not await told.is_visible()
        await page.clock.fast_forward("01:30")
        assert (await told.inner_text()).startswith("Η σύνδεσή σας λήγει στις ")
        await no_fault(window)
        await page.get_by_role("button", name="Μείνετε συνδεδεμένοι").click()
        await told.wait_for(state="hidden")
        assert await page.get_by_label("Επώνυμο", exact=True).input_value() == "Παναγιωτοπούλου"
        await page.clock.fast_forward("30:30")
        assert "Όσα γράψατε δεν χάθηκαν" in await told.inner_text()
        await no_fault(window)


async def test_page_of_one_session_keeps_the_others(browser: Served) -> None:
    await browser.running.login(RECEPTION)
    async with browser.window() as window:
        await window.page.clock.install()
        await window.open("/people/new")
        await window.page.clock.fast_forward("26:00")
        assert await window.page.locator("#stay").is_visible()
        another = await window.context.new_page()
        await another.clock.install(time=await window.page.evaluate("Date.now()") / 1000)
        await another.goto(f"{window.origin}/visits")
        await window.page.locator("#stay").wait_for(state="hidden")


async def test_without_a_script_the_page_says_until_when_the_session_lasts(browser: Served) -> None:
    await browser.running.login(RECEPTION)
    async with browser.window(scripts=False) as window:
        await window.open("/people/new")
        assert await window.page.get_by_text("Η σύνδεση διαρκεί ως τις").is_visible()
        assert not await window.page.locator("#stay").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
async def test_language_is_switched_in_the_middle_of_a_form(browser: Served, scripts: bool) -> None:
    await browser.running.login(RECEPTION)
    async with browser.window(scripts=scripts) as window:
        page = window.page
        await window.open("/people/new")
        await page.get_by_label("Επώνυμο", exact=True).fill("Παναγιωτοπούλου-Χατζηγεωργίου")
        await page.get_by_label("Ενημερώθηκε για την επεξεργασία των δεδομένων").check()
        await page.get_by_role("button", name="English").click()
        assert await page.locator("html").get_attribute("lang") == "en"
        assert await page.locator("#surname").input_value() == "Παναγιωτοπούλου-Χατζηγεωργίου"
        assert await page.locator("#informed").is_checked()
        await page.get_by_role("button", name="Ελληνικά").click()
        assert await page.locator("#surname").input_value() == "Παναγιωτοπούλου-Χατζηγεωργίου"
        await page.locator("#surname").press("Enter")
        assert await page.title() == "Σφάλμα: Καταχώριση προσώπου · Κέντρο"
