"""The body's secretary, who has no account: a mailed link, a code from the telephone, an answer, later the outcome."""

import re

from playwright.async_api import expect

from tests.e2e.region import CENTRE_NAME, Region, Sent
from tests.e2e.stack import Stack
from tests.e2e.window import Window


async def number_of(sent: Sent, worker: Window) -> str:
    """The referral's number, as its sender reads it."""
    await worker.open(f"/referrals/{sent.id}")
    return (await worker.page.get_by_role("heading", level=1).inner_text()).removeprefix("Παραπομπή ")


async def follow_the_mail(window: Window, stack: Stack, number: str, subject: str) -> None:
    """Opens the mailbox, the newest mail about the referral, and the link in it."""
    mail = window.page.get_by_role("link", name=f"Παραπομπή {number}: {subject}").first
    await window.eventually(stack.mailbox, f"Παραπομπή {number}: {subject}")
    await mail.click()
    await window.page.locator("a[href*='/r/']").click()


async def open_with(window: Window, code: str) -> None:
    """Types the code."""
    await window.write(code=code)
    await window.press("Άνοιγμα")


def another(code: str) -> str:
    """A code that is not the right one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


async def shows_nobody(window: Window, sent: Sent) -> None:
    """Neither on the page nor behind it is anything of the person."""
    behind = await window.page.content()
    for private in (sent.person.who.surname, sent.person.who.given_name, sent.person.who.telephone, "μαθηματικά"):
        assert private not in behind


async def test_partner_accepts_and_later_tells_the_outcome_and_the_worker_closes_the_loop(
    partner: Window, worker: Window, region: Region, stack: Stack
) -> None:
    sent = await region.refer(await region.know())

    number = await number_of(sent, worker)
    await follow_the_mail(partner, stack, number, "μπορείτε να απαντήσετε;")
    await partner.is_titled("Γράψτε τον κωδικό")
    await shows_nobody(partner, sent)
    await partner.page.reload()
    await partner.is_titled("Γράψτε τον κωδικό")
    await partner.keeps_the_rules("partner-code")

    await open_with(partner, another(sent.code))
    await partner.reads("Λάθος κωδικός. Μένουν 4 προσπάθειες.")
    await shows_nobody(partner, sent)
    await partner.keeps_the_rules("partner-code-wrong")

    await open_with(partner, sent.code)
    await partner.is_titled("Μπορείτε να δεχθείτε;")
    await partner.reads(sent.person.who.name, "15 ετών", "Ενισχυτική διδασκαλία στα μαθηματικά")
    assert sent.person.who.amka not in await partner.page.content()
    await partner.keeps_the_rules("partner-answer")
    await partner.press("Αποστολή απάντησης")
    await partner.reads("Διαλέξτε την απάντησή σας")
    await partner.keeps_the_rules("partner-answer-error")
    await partner.tick("Ναι, δεχόμαστε")
    await partner.press("Αποστολή απάντησης")
    await partner.is_titled("Σας ευχαριστούμε")
    await partner.keeps_the_rules("partner-done")

    await worker.open(f"/referrals/{sent.id}")
    await worker.reads("Δεκτή")
    await worker.keeps_the_rules("referral-accepted")
    await worker.follow("Νέος σύνδεσμος")
    await worker.keeps_the_rules("referral-link")
    await worker.press("Νέος σύνδεσμος")
    code = (await worker.main.get_by_text(re.compile(r"^\d{3} \d{3}$")).inner_text()).replace(" ", "")

    await follow_the_mail(partner, stack, number, "ποια ήταν η έκβαση;")
    await open_with(partner, code)
    await partner.is_titled("Πώς πήγε;")
    await partner.keeps_the_rules("partner-outcome")
    await partner.tick("Βοηθήθηκε")
    await partner.press("Αποστολή έκβασης")
    await partner.reads("Η έκβαση έφτασε.")

    await worker.open(f"/referrals/{sent.id}")
    await worker.reads("Δόθηκε έκβαση", "Βοηθήθηκε")
    await worker.follow("Κλείσιμο παραπομπής")
    await worker.keeps_the_rules("referral-closing")
    await worker.press("Κλείσιμο παραπομπής")
    await worker.reads("Διαλέξτε πώς έκλεισε", "Πείτε αν ενημερώθηκε το πρόσωπο")
    await worker.keeps_the_rules("referral-closing-error")
    await worker.tick("Ολοκληρώθηκε")
    await worker.tick("Ναι")
    await worker.press("Κλείσιμο παραπομπής")
    await worker.reads("Δεν εκκρεμεί τίποτα.", "Ολοκληρώθηκε, το πρόσωπο ενημερώθηκε")
    await worker.keeps_the_rules("referral-closed")


async def test_partner_declines_with_a_reason_and_the_link_is_used_up(
    partner: Window, worker: Window, region: Region, stack: Stack
) -> None:
    sent = await region.refer(await region.know())
    number = await number_of(sent, worker)
    await follow_the_mail(partner, stack, number, "μπορείτε να απαντήσετε;")
    link = partner.page.url
    await open_with(partner, sent.code)
    await partner.tick("Δεν μπορούμε")
    await partner.write(text="Γέμισαν τα τμήματα.")
    await partner.press("Αποστολή απάντησης")
    await partner.reads("Διαλέξτε λόγο")
    assert await partner.value("text") == "Γέμισαν τα τμήματα."

    await partner.choose(reason="full")
    await partner.press("Αποστολή απάντησης")
    await partner.reads("Η απάντηση έφτασε: δεν μπορείτε.")

    await partner.open(link)
    await partner.is_titled("Έχει ήδη απαντηθεί")
    await shows_nobody(partner, sent)
    await partner.keeps_the_rules("partner-used")

    await worker.open("/")
    await worker.reads("απάντησε, ενημερώστε το πρόσωπο")
    await worker.open(f"/referrals/{sent.id}")
    await worker.reads("Δεν έγινε δεκτή", "Δεν υπάρχει θέση", "Γέμισαν τα τμήματα.")
    await worker.keeps_the_rules("referral-declined")


async def test_fifth_wrong_code_closes_the_link(partner: Window, worker: Window, region: Region, stack: Stack) -> None:
    sent = await region.refer(await region.know())
    number = await number_of(sent, worker)
    await follow_the_mail(partner, stack, number, "μπορείτε να απαντήσετε;")
    await partner.reads(CENTRE_NAME)

    for _ in range(4):
        await open_with(partner, another(sent.code))
        await partner.reads("Λάθος κωδικός.")
    await open_with(partner, another(sent.code))
    await partner.is_titled("Ο σύνδεσμος έκλεισε")
    await partner.keeps_the_rules("partner-closed")

    await partner.page.goto(partner.page.url.removesuffix("/code"))
    await partner.is_titled("Ο σύνδεσμος έκλεισε")
    await expect(partner.main.locator("[name='code']")).to_have_count(0)
    await shows_nobody(partner, sent)


async def test_unknown_link_is_not_found_and_tells_nothing(partner: Window) -> None:
    answer = await partner.open("/r/" + "A" * 43)
    assert answer.status == 404
    await partner.keeps_the_rules("partner-unknown")
