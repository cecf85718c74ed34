"""A region set up by hand in a Kentro in which nothing was entered, in a browser over the whole stack."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.stack import running_stack
from tests.e2e.window import Building, Window


@pytest.fixture
async def administrator(tmp_path: Path, browser: Browser) -> AsyncGenerator[Window]:
    """The region's administrator in a Kentro of its own, empty."""
    async with running_stack(tmp_path / "kentro") as stack:
        passwords = {login["user"]: login["password"] for login in stack.run["logins"]}
        async with Building(browser, stack.portal, passwords).window("perifereia") as window:
            yield window


async def test_municipalities_a_centre_and_its_van_are_entered_one_after_the_other(administrator: Window) -> None:
    office = administrator
    await office.open("/region")
    await office.reads("Κανένας Δήμος δεν έχει καταχωριστεί ακόμη.")
    await office.keeps_the_rules("set-up-region")
    await office.follow("Οργάνωση")
    await office.reads("Η Περιφέρεια στήνεται με τη σειρά:")
    await office.keeps_the_rules("set-up-begin")
    await office.follow("Εισαγωγή Δήμων")
    await office.reads("Έχουν καταχωριστεί 0 από 19.")
    await office.choose(unit="Ηλείας")
    await office.press("Εμφάνιση")
    await expect(office.main.get_by_label("Δήμος Πατρέων", exact=True)).to_have_count(0)
    await office.keeps_the_rules("set-up-municipalities")
    await office.press("Καταχώριση όσων διαλέξατε")
    await office.reads("Διαλέξτε τουλάχιστον έναν Δήμο")
    await office.tick("Δήμος Ζαχάρως")
    await office.tick("Δήμος Πύργου")
    await office.write(**{"short-3905": "Ζαχάρω", "short-3901": "Πύργος"})
    await office.press("Καταχώριση όσων διαλέξατε")
    await office.reads("Καταχωρίστηκαν 2 Δήμοι.")

    await office.follow("Τώρα ιδρύστε τα Κέντρα τους.")
    await office.choose(municipality="3905")
    await office.press("Συνέχεια")
    assert [await office.value(name) for name in ("name", "slug", "prefix")] == [
        "Κέντρο Κοινότητας Ζαχάρως", "zacharo", "ΖΑΧ"
    ]  # fmt: skip
    await office.keeps_the_rules("set-up-centre")
    await office.press("Ίδρυση Κέντρου")
    await office.reads("Γράψτε την ημέρα")
    await office.write(since__day="18", since__month="9", since__year="2017")
    await office.press("Ίδρυση Κέντρου")
    await office.is_titled("Κέντρο Κοινότητας Ζαχάρως")
    await office.follow("Προσθήκη παραρτήματος ή κινητής μονάδας")
    await office.tick("Κινητή Μονάδα")
    await office.write(name="Κινητή Μονάδα Ζαχάρως")
    await office.tick("Δύσκολη πρόσβαση στο Κέντρο")
    await office.keeps_the_rules("set-up-van")
    await office.press("Προσθήκη")
    await office.reads("Κινητή Μονάδα Ζαχάρως")

    await office.open("/organisation/centres/new?municipality=3901")
    await office.write(prefix="ΖΑΧ", since__day="1", since__month="1", since__year="2018")
    await office.press("Ίδρυση Κέντρου")
    await office.reads("Άλλο Κέντρο αριθμεί τους ωφελούμενους με αυτά τα γράμματα.")
    await office.open("/organisation/municipalities/3905")
    await office.main.locator("summary", has_text="Διόρθωση στοιχείων").click()
    await office.write(short__name="Ζαχάρω (έδρα)")
    await office.press("Διόρθωση στοιχείων")
    await office.open("/organisation")
    await office.reads("Ζαχάρω (έδρα)")
    await office.keeps_the_rules("set-up-organisation")
    await office.open("/attention?scope=/el63/3905")
    await office.reads("Δεν έχει δηλωθεί τοπική εορτή")
    await office.keeps_the_rules("set-up-attention")
