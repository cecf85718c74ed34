"""The Centre's month, the region side by side, and files that neither opens."""

import re

from playwright.async_api import expect

from tests.e2e.region import CENTRE_NAME, Region, last_month
from tests.e2e.window import LOOK, Building, Window

NO_PAGE = 404


async def test_coordinator_sees_the_month_and_the_rows_behind_a_figure(coordinator: Window, region: Region) -> None:
    month = f"{last_month():%Y-%m}"
    figure = coordinator.main.get_by_role("row").filter(has_text="Επισκέψεις").first.get_by_role("link").first
    await coordinator.until(f"/reports?month={month}", lambda: expect(figure).to_have_text("12", timeout=LOOK))
    await coordinator.reads("Επισκέψεις ανά θέμα", "Ελάχιστο Εγγυημένο Εισόδημα", "Επισκέψεις, δώδεκα μήνες")
    await coordinator.keeps_the_rules("month")

    await figure.click()
    await expect(coordinator.main.get_by_role("row")).to_have_count(13)
    await coordinator.keeps_the_rules("month-events")


async def test_figures_follow_what_is_recorded(coordinator: Window, region: Region) -> None:
    await coordinator.open("/reports")
    row = coordinator.main.get_by_role("row").filter(has_text="Επισκέψεις").first.get_by_role("cell").first
    before = await row.inner_text()

    for _ in range(5):
        await region.close_visit(await region.visit(await region.know()))

    await coordinator.until("/reports", lambda: expect(row).not_to_have_text(before, timeout=LOOK))


async def test_regional_administrator_compares_all_municipalities_and_opens_no_file(
    region_office: Window, region: Region
) -> None:
    person = await region.know()
    await region_office.eventually("/", "Πύργος")
    await region_office.is_titled("Σύγκριση Δήμων")
    table = region_office.main.get_by_role("table").filter(has_text="Κάτοικοι")
    await expect(table.get_by_role("row").filter(has_text="Ζαχάρως")).to_contain_text("8.606")
    await expect(table.get_by_role("row").filter(has_text="Πύργου")).to_contain_text("44.482")
    await expect(region_office.main.locator("svg").first).to_be_visible()
    await region_office.keeps_the_rules("region")

    await region_office.choose(indicator="referrals-sent")
    await region_office.press("Εμφάνιση")
    await expect(region_office.page).to_have_url(re.compile("indicator=referrals-sent"))
    await region_office.keeps_the_rules("region-referrals")

    for path in (f"/people/{person.id}", "/visits", "/referrals", "/search", f"/referrals/new?person={person.id}"):
        answer = await region_office.open(path)
        assert answer.status == NO_PAGE, path
        assert person.who.surname not in await region_office.page.content()
    await region_office.keeps_the_rules("not-found")


async def test_analyst_sees_the_comparison_alone(building: Building, region: Region) -> None:
    person = await region.know()
    async with building.window("analytria") as analyst:
        await analyst.open("/")
        await analyst.is_titled("Σύγκριση Δήμων")
        assert (await analyst.open(f"/people/{person.id}")).status == NO_PAGE


async def test_desk_sees_no_figures_and_the_coordinator_names_the_centre(
    building: Building, coordinator: Window
) -> None:
    async with building.window("ypodoxi") as reception:
        assert (await reception.open("/reports")).status == NO_PAGE
        assert (await reception.open("/region")).status == NO_PAGE
    await coordinator.open("/reports")
    await expect(coordinator.page.get_by_role("banner")).to_contain_text(CENTRE_NAME)
