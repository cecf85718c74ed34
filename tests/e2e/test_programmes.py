"""A programme from nothing to published: written part by part, held back by an example, let hold by another person."""

from playwright.async_api import expect

from shared.ids import uuid7
from tests.e2e.neighbours import PASSWORD, account
from tests.e2e.region import Region
from tests.e2e.stack import Stack
from tests.e2e.window import Building, Window

REGIONAL = "regional_administrator@/el63"
SOURCE = "Απόφαση Δημοτικού Συμβουλίου 12/2024"


async def begun(writer: Window, code: str, name: str) -> None:
    """The programme is there, and its first version has its days."""
    await writer.open("/programmes/new")
    await writer.keeps_the_rules("programme-new")
    await writer.write(name=name, code=code, administered_by="Δήμος", what_for="Έκτακτη ενίσχυση για θέρμανση.")
    await writer.press("Καταχώριση προγράμματος")
    await writer.is_titled(f"{name}: Ημέρες και πηγή")
    await writer.press("Αποθήκευση")
    await writer.reads("Γράψτε από ποια ημέρα ισχύει")
    await writer.write(
        valid_from__day="1", valid_from__month="1", valid_from__year="2024", source=SOURCE, pays="amounts.heating"
    )
    await writer.choose(confidence="verified")
    # The amount that it pays does not stand there yet.
    await writer.press("Αποθήκευση")
    await writer.reads("amounts.heating")
    await writer.write(pays="")
    await writer.press("Αποθήκευση")
    await writer.is_titled(f"{name}: σχέδιο έκδοσης")


async def test_a_programme_is_written_mended_and_published_by_another(
    building: Building, stack: Stack, region: Region, scripts: bool
) -> None:
    code = f"dokimi-{uuid7().hex[-10:]}"
    name = f"Ενίσχυση θέρμανσης {code[-4:]}"
    submit, publish = "Υποβολή για έγκριση", "Έγκριση και δημοσίευση"
    async with account(stack, REGIONAL) as second, building.window("perifereia", scripts=scripts) as writer:
        building.knows(second, PASSWORD)
        await begun(writer, code, name)
        await writer.reads("Για να υποβληθεί χρειάζεται μία τουλάχιστον προϋπόθεση")
        await expect(writer.main.get_by_role("button", name=submit)).to_have_count(0)

        await writer.follow("Νέο ποσό")
        await writer.write(label="Ενίσχυση ανά μήνα", cents="120,5", key="heating")
        await writer.press("Αποθήκευση")
        await writer.reads("120,50 €")
        await writer.main.get_by_role("link", name="Αλλαγή").click()
        await writer.write(pays="amounts.heating")
        await writer.press("Αποθήκευση")

        await writer.follow("Νέα προϋπόθεση")
        await writer.write(
            asks="Εισόδημα", expression="work_incme < 100000", met="Κάτω από το όριο.", unmet="Πάνω από το όριο.",
            key="income",
        )  # fmt: skip
        await writer.press("Αποθήκευση")
        await writer.reads("work_incme")
        await writer.keeps_the_rules("programme-rule-wrong")
        await writer.write(expression="work_income < 100000")
        await writer.press("Αποθήκευση")
        await writer.is_titled(f"{name}: σχέδιο έκδοσης")

        await writer.follow("Νέο παράδειγμα")
        await writer.write(name="Χωρίς εισόδημα", pays="100", fact__work_income="0")
        await writer.tick("Πιθανόν ναι")
        await writer.press("Αποθήκευση")
        await writer.reads("Αλλιώς:")
        await expect(writer.main.get_by_role("button", name=submit)).to_have_count(0)
        await writer.keeps_the_rules("programme-draft")
        await writer.follow("Χωρίς εισόδημα")
        await writer.write(pays="120,50")
        await writer.press("Αποθήκευση")
        await writer.reads("Όπως πρέπει")
        await writer.press(submit)
        await writer.reads("Το δημοσιεύει άλλος διαχειριστής της Περιφέρειας, όχι όποιος το έγραψε.")
        await expect(writer.main.get_by_role("button", name=publish)).to_have_count(0)
        draft = writer.path

        async with building.window(second, scripts=scripts) as approver:
            await approver.open(draft)
            await approver.reads("Ελέγξτε κάθε ποσό και κάθε κανόνα με την πηγή του, και δημοσιεύστε το.")
            await approver.press(publish)
            await approver.is_titled(name)
            await approver.reads("από 01/01/2024", "120,50 €", "Η πρώτη έκδοση")
        async with building.window("ypodoxi", scripts=scripts) as desk:
            await desk.open(f"/programmes/{code}")
            await desk.reads("Κάτω από το όριο.")
        await renamed_and_ended(writer, code, name)


async def renamed_and_ended(writer: Window, code: str, name: str) -> None:
    """It gets another name from a day on, and a last day; what came before keeps its name."""
    await writer.open(f"/programmes/{code}/changes")
    await writer.keeps_the_rules("programme-changes")
    await writer.main.locator("summary", has_text="Νέο όνομα").click()
    await writer.write(since__day="1", since__month="7", since__year="2024")
    await writer.main.locator("form", has_text="Νέο όνομα").locator("[name='name']").fill(f"Επίδομα {code}")
    await writer.press("Νέο όνομα")
    await writer.is_titled(f"Επίδομα {code}")
    await writer.open(f"/programmes/{code}?on=2024-06-30")
    await writer.is_titled(name)
    await writer.open(f"/programmes/{code}/changes")
    await writer.main.locator("summary", has_text="Λήξη προγράμματος").click()
    await writer.write(last__day="31", last__month="12", last__year="2024")
    await writer.press("Λήξη προγράμματος")
    await writer.reads("31/12/2024")
    await writer.open(f"/programmes/{code}/changes")
    await writer.reads("Τελευταία ημέρα του προγράμματος ήταν η 31/12/2024.")
