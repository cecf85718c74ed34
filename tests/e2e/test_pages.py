"""Pages beside the five steps, and what holds for all: weight, print, language."""

import gzip
import re

import pytest
from playwright.async_api import Response, expect

from tests.e2e.invented import invented
from tests.e2e.region import Region
from tests.e2e.window import LOOK, Building

KILO = 1000
STYLES, SCRIPTS, PAGE, FONTS = 32 * KILO, 25 * KILO, 15 * KILO, 4
"""The most that a page may weigh: style sheets and scripts as sent, the page as it would be compressed, font files."""


@pytest.mark.parametrize("path", ["/preferences", "/keys", "/accessibility", "/visits?state=unlinked", "/nowhere"])
async def test_page_beside_the_five_steps_keeps_the_rules(building: Building, path: str) -> None:
    async with building.window("koinoniki") as window:
        await window.open(path)
        await window.keeps_the_rules(f"other{re.sub(r'[^a-z]+', '-', path)}")


@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/logged-out"])
async def test_page_without_an_account_keeps_the_rules(building: Building, path: str) -> None:
    async with building.window() as window:
        assert (await window.open(path)).ok
        await window.keeps_the_rules(f"plain{path.replace('/', '-')}")


async def test_mailbox_of_the_launcher_keeps_the_rules(building: Building, region: Region) -> None:
    await region.refer(await region.know())
    mailbox = region.stack.mailbox
    async with building.window() as window:
        await window.eventually(mailbox, "μπορείτε να απαντήσετε;")
        await window.keeps_the_rules("mailbox")


async def test_language_is_changed_on_the_page_and_kept(building: Building, scripts: bool) -> None:
    async with building.window("ypodoxi", scripts=scripts) as window:
        await window.open("/visits/new")
        await window.page.get_by_role("button", name="English").click()
        await expect(window.page.locator("html")).to_have_attribute("lang", "en")
        await expect(window.page).to_have_url(re.compile(r"/visits/new\?kept=[\w-]+$"))
        await window.keeps_the_rules("visit-new-english")
        await window.page.get_by_role("button", name="Ελληνικά").click()
        await expect(window.page.locator("html")).to_have_attribute("lang", "el")


async def test_form_is_kept_when_the_language_is_changed(building: Building, scripts: bool) -> None:
    who = invented()
    async with building.window("ypodoxi", scripts=scripts) as window:
        await window.open("/people/new")
        await window.write(surname=who.surname, identifier=who.amka)
        await window.page.get_by_role("button", name="English").click()
        await expect(window.page.locator("html")).to_have_attribute("lang", "en")
        assert await window.value("surname") == who.surname
        assert await window.value("identifier") == who.amka
        await window.page.get_by_role("button", name="Ελληνικά").click()
        await expect(window.page.locator("html")).to_have_attribute("lang", "el")
        assert await window.value("surname") == who.surname
        await window.keeps_the_rules("language-form")


async def test_colleague_sees_who_received_the_visit(building: Building, region: Region) -> None:
    person = await region.know()
    async with building.window("ypodoxi") as window:
        await window.open(f"/visits/new?person={person.id}")
        await window.page.keyboard.press("Space")
        await window.page.keyboard.press("Enter")
        await expect(window.page).to_have_url(re.compile(rf"/people/{person.id}\?of=visit-"))
        await window.reads("από εσάς")
    async with building.window("koinoniki") as window:
        await window.open(f"/people/{person.id}")
        await window.reads("Φ. Ραζέλου")
        await window.open("/visits")
        await window.reads("Φ. Ραζέλου")


async def test_menu_counts_the_visits_of_today_without_a_person(building: Building, region: Region) -> None:
    await region.visit()
    async with building.window("koinoniki") as window:
        waiting = window.page.get_by_role("navigation", name="Κύριο μενού").get_by_role("link", name="Επισκέψεις")
        seen = expect(waiting).to_have_accessible_name
        await window.until("/keys", lambda: seen(re.compile("σήμερα χωρίς πρόσωπο"), timeout=LOOK))


async def test_shortcuts_lead_to_the_search_and_are_off_when_asked(building: Building) -> None:
    async with building.window("ypodoxi") as window:
        await window.open("/keys")
        await window.page.keyboard.press("/")
        await expect(window.page.get_by_role("search").get_by_role("searchbox")).to_be_focused()

        await window.open("/")
        await window.page.keyboard.press("n")
        await expect(window.page).to_have_url(f"{window.origin}/visits/new")


@pytest.mark.parametrize("user", ["koinoniki", "perifereia"])
async def test_page_is_light(building: Building, region: Region, user: str) -> None:
    person = await region.know()
    await region.visit(person)
    path = f"/people/{person.id}" if user == "koinoniki" else "/"
    async with building.window(user) as before:
        await before.open(path)
    async with building.window(user) as window:
        answers: list[Response] = []
        window.page.on("response", lambda answer: answers.append(answer))
        page = await window.open(path)
        await window.page.wait_for_load_state("networkidle")

        weights: dict[str, int] = {"stylesheet": 0, "script": 0, "font": 0}
        for answer in answers:
            kind = answer.request.resource_type
            if kind in weights:
                sizes = await answer.request.sizes()
                weights[kind] += 1 if kind == "font" else sizes["responseBodySize"]
        assert 0 < weights["stylesheet"] <= STYLES
        assert weights["script"] <= SCRIPTS
        assert weights["font"] <= FONTS
        assert len(gzip.compress(await page.body())) <= PAGE
        assert {answer.url.split("/")[2] for answer in answers} == {window.origin.split("/")[2]}


async def test_person_is_printed_without_what_cannot_be_pressed_on_paper(building: Building, region: Region) -> None:
    person = await region.know()
    async with building.window("koinoniki") as window:
        await window.open(f"/people/{person.id}")
        await window.page.emulate_media(media="print")
        await expect(window.page.get_by_role("navigation").first).to_be_hidden()
        await expect(window.page.get_by_role("search")).to_be_hidden()
        await window.reads(person.who.name)


async def test_keyboard_alone_records_a_visit(building: Building, region: Region) -> None:
    async with building.window("ypodoxi") as window:
        await window.open("/visits/new")
        await expect(window.main.locator("[name='topic']").first).to_be_focused()
        await window.page.keyboard.press("Space")
        await window.page.keyboard.press("Enter")
        await window.reads("Καταχωρίστηκε στις")
