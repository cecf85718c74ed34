"""A social worker: the person's page, a referral on its way, and the day that passes."""

import re
from datetime import UTC, date, datetime

from playwright.async_api import expect

from shared.ids import uuid7
from shared.workdays import today
from tests.e2e.region import ANSWERS_WITHIN, BODY_NAME, SERVICE_NAME, WORKDAYS, Region
from tests.e2e.window import Window

MONTHS = (
    "Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου",
    "Ιουλίου", "Αυγούστου", "Σεπτεμβρίου", "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου",
)  # fmt: skip
BEFORE_OXI_DAY = date(2025, 10, 23)
"""A Thursday: of the three working days after it one is a Friday, and the national holiday of 28 October is none."""


async def test_worker_refers_a_person_and_is_shown_the_code_once(worker: Window, region: Region) -> None:
    person = await region.know()
    due = WORKDAYS.add(today(datetime.now(UTC)), ANSWERS_WITHIN)
    reason = "Μετακόμισε πρόσφατα και έχασε μαθήματα."

    await worker.open(f"/people/{person.id}")
    await worker.follow("Παραπομπή")
    await worker.is_titled("Νέα παραπομπή")
    await worker.choose(kind="tutoring")
    await worker.press("Εμφάνιση υπηρεσιών")
    await worker.reads(BODY_NAME, "απαντά σε 3 εργάσιμες")
    await worker.keeps_the_rules("referral-service")
    await worker.follow(SERVICE_NAME)

    await worker.write(reason=reason)
    await worker.keeps_the_rules("referral-words")
    await worker.press("Προεπισκόπηση")
    await worker.reads("Γράψτε τι ζητάτε")
    assert await worker.value("reason") == reason
    await worker.keeps_the_rules("referral-words-error")

    await worker.write(need="Μαθηματικά Γυμνασίου")
    await worker.press("Προεπισκόπηση")
    await worker.is_titled("Έτσι θα τη δουν")
    await worker.reads(person.who.name, "Μαθηματικά Γυμνασίου", reason, f"{due.day} {MONTHS[due.month - 1]}")
    assert person.who.amka not in await worker.main.inner_text()
    await worker.keeps_the_rules("referral-preview")
    await worker.press("Αλλαγή")
    assert await worker.value("need") == "Μαθηματικά Γυμνασίου"
    await worker.press("Προεπισκόπηση")
    await worker.press("Αποστολή παραπομπής")

    await worker.is_titled("Η παραπομπή στάλθηκε")
    await expect(worker.main.get_by_text(re.compile(r"^\d{3} \d{3}$"))).to_be_visible()
    await worker.reads(f"{due.day} {MONTHS[due.month - 1]}")
    await worker.keeps_the_rules("referral-code")
    await worker.page.reload()
    await worker.is_titled("Ο κωδικός εμφανίστηκε ήδη")
    await worker.keeps_the_rules("referral-code-gone")

    await worker.follow("Άνοιγμα παραπομπής")
    await worker.reads("Στάλθηκε, δεν την έχουν ανοίξει ακόμη")
    await worker.keeps_the_rules("referral-sent")


async def test_course_tells_what_happened_in_every_service(worker: Window, region: Region) -> None:
    person = await region.know()
    await region.close_visit(await region.visit(person))
    await region.visit(person, topic="housing")
    await region.refer(person)
    await region.change("registry", f"/people/{person.id}/beneficiary", {})

    await worker.eventually(f"/people/{person.id}", f"Στάλθηκε παραπομπή: {SERVICE_NAME}")
    await worker.reads(
        "Επίσκεψη: Επίδομα στέγασης", "Επίσκεψη: Εκπαίδευση: ενημερώθηκε", "Έγινε ωφελούμενος, δόθηκε αριθμός"
    )
    await worker.reads(f"{person.who.name} (του {person.who.father_name})", "Επόμενο βήμα")
    assert person.who.surname not in await worker.page.title()
    await worker.keeps_the_rules("person")

    await worker.main.get_by_role("link", name=re.compile(r"^Παραπομπές \(")).click()
    await expect(worker.main.get_by_text("Επίσκεψη: Επίδομα στέγασης")).to_have_count(1)
    await worker.reads(f"Στάλθηκε παραπομπή: {SERVICE_NAME}")


async def test_answer_is_due_on_a_greek_working_day_and_becomes_overdue_by_itself(
    worker: Window, region: Region
) -> None:
    person, import_id = await region.know(), uuid7()
    sent = await region.refer(person, on=BEFORE_OXI_DAY, during=import_id)

    await worker.open(f"/referrals/{sent.id}")
    await worker.reads("29 Οκτωβρίου")
    await expect(worker.main.get_by_text("Πέρασε η προθεσμία χωρίς απάντηση")).to_have_count(0)

    await region.end_import(import_id)
    await worker.eventually(f"/referrals/{sent.id}", "Πέρασε η προθεσμία χωρίς απάντηση")
    await worker.keeps_the_rules("referral-overdue")
    await worker.open("/referrals?state=overdue")
    await expect(worker.main.locator(f"a[href='/referrals/{sent.id}']")).to_be_visible()
    await worker.keeps_the_rules("referrals-overdue")
    await worker.open(f"/people/{person.id}")
    await worker.reads("Ληξιπρόθεσμη", "Προσοχή")
    await worker.keeps_the_rules("person-overdue")
    await worker.open("/")
    await worker.reads("Ληξιπρόθεσμα", f"{SERVICE_NAME}: καμία απάντηση")
    await worker.keeps_the_rules("today")

    await worker.open(f"/referrals/{sent.id}/revocation")
    await worker.keeps_the_rules("referral-revocation")
    await worker.press("Ανάκληση")
    await worker.reads("Γράψτε γιατί ανακαλείται")
    await worker.write(why="Απευθύνθηκε αλλού")
    await worker.press("Ανάκληση")
    await worker.reads("Ανακλήθηκε", "Απευθύνθηκε αλλού")
    await worker.keeps_the_rules("referral-revoked")


async def test_closing_that_acts_on_an_old_state_keeps_the_words_and_shows_the_new_state(
    worker: Window, region: Region
) -> None:
    sent = await region.refer(await region.know())
    await worker.open(f"/referrals/{sent.id}/closing")
    await worker.tick("Δεν ολοκληρώθηκε")
    await worker.tick("Ναι")

    await region.change("referral", f"/referrals/{sent.id}/acceptance", {})
    await worker.press("Κλείσιμο παραπομπής")

    await worker.reads("Άλλαξε όσο γράφατε.", "Δεκτή")
    await expect(worker.main.get_by_label("Δεν ολοκληρώθηκε", exact=True)).to_be_checked()
    await worker.keeps_the_rules("referral-closing-changed")
    await worker.press("Κλείσιμο παραπομπής")
    await worker.reads("Δεν εκκρεμεί τίποτα.")
