"""The desk: today's work, a visit in two fields, who is it, a new person."""

import re

from playwright.async_api import expect

from tests.e2e.invented import Invented, invented
from tests.e2e.region import Region
from tests.e2e.window import Window


async def fill_in(window: Window, who: Invented, *, amka: str) -> None:
    """The form of a new person, as far as this one says."""
    await window.write(surname=who.surname, given_name=who.given_name, father_name=who.father_name, identifier=amka)
    await window.write(born__day=str(who.born_on.day), born__month=str(who.born_on.month))
    await window.write(born__year=str(who.born_on.year), telephone=who.telephone)
    await window.choose(identifier_kind="amka")
    await window.tick("Ενημερώθηκε για την επεξεργασία των δεδομένων")


async def choose_topic(window: Window, code: str) -> None:
    """Among the commonest, or from the list of the others."""
    common = window.main.locator(f"[name='topic'][value='{code}']")
    if await common.count():
        await common.check()
    else:
        await window.tick("Άλλο…")
        await window.choose(more=code)


async def test_visit_takes_two_fields_and_waits_on_todays_list_until_it_is_somebodys(
    reception: Window, region: Region
) -> None:
    somebody = await region.know()

    await reception.open("/visits/new")
    await reception.keeps_the_rules("visit-new")
    await choose_topic(reception, "legal")
    await reception.tick("Τηλέφωνο")
    await reception.press("Αποθήκευση")
    await reception.reads("Καταχωρίστηκε στις", "Νομικό θέμα, από το τηλέφωνο.")
    await reception.keeps_the_rules("visit-saved")

    await reception.open("/")
    await reception.is_titled("Σήμερα")
    waiting = reception.main.get_by_role("link", name="Σύνδεση: Νομικό θέμα").first
    await expect(waiting).to_be_visible()
    await reception.keeps_the_rules("today-reception")

    await waiting.click()
    await reception.is_titled("Ποιος ήρθε;")
    await reception.keeps_the_rules("visit-whose")
    await reception.write(q=somebody.who.amka)
    await reception.press("Εύρεση")
    await reception.reads("Διαλέξτε ποιος ήρθε.")
    await reception.keeps_the_rules("search-for-visit")
    await reception.main.get_by_role("button", name=f"Αυτός ή αυτή ήρθε: {somebody.who.name}").click()

    await expect(reception.page).to_have_url(re.compile(rf"/people/{somebody.id}\?of=visit-"))
    await reception.reads("Επίσκεψη: Νομικό θέμα")
    await reception.keeps_the_rules("person-reception")


async def test_visit_is_closed_from_the_days_list(reception: Window, region: Region) -> None:
    visit = await region.visit(await region.know(), topic="documents")

    await reception.open("/visits")
    await reception.is_titled("Επισκέψεις")
    await reception.keeps_the_rules("visits")
    await reception.main.locator(f"a[href='/visits/{visit}/closing']").click()
    await reception.press("Κλείσιμο")
    await reception.reads("Διαλέξτε πώς έκλεισε")
    await reception.keeps_the_rules("visit-closing-error")
    await reception.tick("Ενημερώθηκε")
    await reception.press("Κλείσιμο")

    await reception.is_titled("Επισκέψεις")
    await expect(reception.main.locator(f"a[href='/visits/{visit}/closing']")).to_have_count(0)


async def test_visit_without_a_topic_says_so_and_keeps_what_was_chosen(reception: Window) -> None:
    await reception.open("/visits/new")
    await reception.tick("Ηλεκτρονικά")
    await reception.press("Αποθήκευση")

    await expect(reception.page).to_have_title(re.compile("^Σφάλμα: "))
    await reception.reads("Διορθώστε ένα σημείο", "Διαλέξτε θέμα")
    await expect(reception.main.get_by_label("Ηλεκτρονικά", exact=True)).to_be_checked()
    await reception.keeps_the_rules("visit-error")


async def test_person_is_found_however_the_desk_types(reception: Window, region: Region) -> None:
    by_amka = await region.know()
    by_afm = await region.know(number="afm")
    who = by_amka.who

    await reception.open("/visits")
    typed = (who.surname, who.name, who.bare, who.latin, who.latin.upper(), who.amka, f" {who.amka[:6]} {who.amka[6:]}")
    for words in (*typed, who.telephone):
        await reception.search(words)
        await expect(reception.main.locator(f"a[href='/people/{by_amka.id}']"), words).to_be_visible()
        assert who.surname not in reception.page.url
        assert who.amka not in reception.page.url
    await reception.keeps_the_rules("search")

    await reception.search(by_afm.who.afm)
    await expect(reception.main.locator(f"a[href='/people/{by_afm.id}']")).to_be_visible()


async def test_new_person_is_registered_and_nothing_typed_is_lost_to_an_error(reception: Window) -> None:
    who = invented()

    await reception.open("/search")
    await reception.keeps_the_rules("search-empty")
    await reception.write(q=who.amka)
    await reception.press("Εύρεση")
    await reception.reads("Δεν βρέθηκε κανείς.")
    await reception.keeps_the_rules("search-nobody")
    await reception.follow("Καταχώριση προσώπου")
    assert await reception.value("identifier") == who.amka
    await reception.keeps_the_rules("person-new")

    await fill_in(reception, who, amka=who.wrong_amka)
    await reception.press("Αποθήκευση και έλεγχος για διπλά")

    await expect(reception.page).to_have_title(re.compile("^Σφάλμα: "))
    field = reception.main.locator("[name='identifier']")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(reception.main.locator("#identifier-error")).to_contain_text("ψηφίο")
    kept = {"surname": who.surname, "given_name": who.given_name, "father_name": who.father_name}
    kept |= {"identifier": who.wrong_amka, "telephone": who.telephone, "born__year": str(who.born_on.year)}
    assert {name: await reception.value(name) for name in kept} == kept
    await reception.keeps_the_rules("person-new-error")

    await reception.write(identifier=who.amka)
    await reception.press("Αποθήκευση και έλεγχος για διπλά")
    await expect(reception.page).to_have_url(re.compile(r"/people/[0-9a-f-]+\?saved=1$"))
    await reception.reads(f"{who.name} (του {who.father_name})", "Αποθηκεύτηκε.", who.amka[-4:])
    assert who.surname not in await reception.page.title()
    assert who.amka not in await reception.main.inner_text()
    await reception.keeps_the_rules("person-saved")

    await reception.follow("Γίνεται ωφελούμενος")
    await reception.keeps_the_rules("person-number")
    await reception.press("Γίνεται ωφελούμενος")
    await expect(reception.page).to_have_title(re.compile(r"^ΖΑΧ-\d{4}-\d{5} · "))


async def test_near_duplicate_is_shown_before_saving(reception: Window, region: Region) -> None:
    known = await region.know()
    other = invented()

    await reception.open("/people/new")
    await fill_in(reception, known.who, amka=other.amka)
    await reception.press("Αποθήκευση και έλεγχος για διπλά")

    await reception.reads("Μήπως είναι ήδη γνωστό πρόσωπο;", "ίδιο όνομα", "ίδια ημερομηνία γέννησης")
    await expect(reception.main.locator(f"a[href='/people/{known.id}']")).to_be_visible()
    assert await reception.value("surname") == known.who.surname
    await reception.keeps_the_rules("person-new-alike")

    await reception.main.get_by_label(re.compile("^Είναι άλλο πρόσωπο")).check()
    await reception.press("Αποθήκευση ως νέο πρόσωπο")
    await reception.reads("Αποθηκεύτηκε.")
    assert str(known.id) not in reception.page.url


async def test_visit_of_an_impossible_day_is_refused_at_the_field(reception: Window) -> None:
    await reception.open("/visits/new")
    await reception.main.locator("summary").click()
    await reception.main.locator("[name='topic']").first.check()
    await reception.write(occurred__day="31", occurred__month="2", occurred__year="2026")
    await reception.press("Αποθήκευση")

    await reception.reads("Γράψτε ημέρα που υπάρχει στον μήνα")
    assert await reception.value("occurred__day") == "31"
