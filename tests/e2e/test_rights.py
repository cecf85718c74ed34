"""Papers, who lives with whom, a move, and an erasure to its certificate, in a browser over the whole stack."""

import re
from pathlib import Path

from playwright.async_api import expect

from tests.e2e.neighbours import PASSWORD, account
from tests.e2e.region import PYRGOS, Region
from tests.e2e.stack import Stack
from tests.e2e.window import Building, Window

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n" + b"%" + b"x" * 400_000 + b"\ntrailer <</Root 1 0 R>>\n%%EOF\n"


async def test_a_paper_is_filed_read_back_and_taken_out(worker: Window, region: Region, tmp_path: Path) -> None:
    person = await region.know()
    scan, wrong = tmp_path / "σάρωση.pdf", tmp_path / "installer.pdf"
    scan.write_bytes(PDF)
    wrong.write_bytes(b"MZ\x90\x00" + b"\x00" * 3_000_000)

    await worker.open(f"/people/{person.id}/documents")
    await worker.reads("Κανένα έγγραφο στον φάκελο.")
    await worker.choose(kind="residence")
    await worker.main.locator("[name='content']").set_input_files(wrong)
    await worker.press("Προσθήκη στον φάκελο")
    await worker.reads("Το αρχείο δεν είναι PDF, JPEG, PNG, TIFF ή HEIC")
    await worker.keeps_the_rules("documents-error")

    await worker.choose(kind="residence")
    await worker.main.locator("[name='content']").set_input_files(scan)
    await worker.press("Προσθήκη στον φάκελο")
    await worker.reads("Το έγγραφο μπήκε στον φάκελο.", "Απόδειξη κατοικίας")
    await worker.keeps_the_rules("documents")
    async with worker.page.expect_download() as downloading:
        await worker.main.get_by_role("link", name="Αποθήκευση: Απόδειξη κατοικίας").click()
    assert Path(await (await downloading.value).path()).read_bytes() == PDF

    await worker.main.get_by_role("link", name="Αφαίρεση: Απόδειξη κατοικίας").click()
    await worker.tick("Δεν διαβάζεται")
    await worker.press("Αφαίρεση από τον φάκελο")
    await worker.reads("Το έγγραφο αφαιρέθηκε", "Κανένα έγγραφο στον φάκελο.")


async def test_a_household_is_formed_and_ends(worker: Window, region: Region) -> None:
    mother, child = await region.know(), await region.know()
    page = f"/people/{mother.id}/household"
    await worker.open(f"{page}?step=join")
    await worker.write(q=child.who.amka)
    await worker.press("Εύρεση")
    await worker.main.get_by_role("radio").first.check()
    await worker.choose(role="child", own_role="reference")
    await worker.press("Προεπισκόπηση")
    await worker.press("Αποθήκευση")
    await worker.reads("Αποθηκεύτηκε.", child.who.surname)
    await worker.open(f"{page}?step=dissolve")
    await worker.choose(why="separated")
    await worker.press("Προεπισκόπηση")
    await worker.press("Αποθήκευση")
    await worker.reads("Μονομελές")
    await worker.keeps_the_rules("household")


async def test_who_moved_is_offered_to_the_other_municipality_and_the_offer_taken_back(
    worker: Window, region: Region
) -> None:
    person = await region.know()
    await worker.open(f"/people/{person.id}/transfer")
    await worker.main.locator("select[name='to_centre']").select_option("/el63/3901/pyrgos")
    await worker.press("Πρόταση μεταφοράς")
    await worker.reads("Ενημερώστε πρώτα το πρόσωπο")
    await worker.main.get_by_role("checkbox").check()
    await worker.press("Πρόταση μεταφοράς")
    await worker.reads("Η πρόταση στάλθηκε", "Κέντρο Κοινότητας Πύργου")
    await worker.keeps_the_rules("transfer")
    await worker.press("Ανάκληση της πρότασης")
    await worker.reads("Ανακλήθηκε")


async def test_two_records_of_one_person_are_found_merged_and_parted(worker: Window, region: Region) -> None:
    first, second = await region.know(), await region.know()
    await worker.open(f"/people/{second.id}/edit/birth")
    await worker.write(
        born_on__day=str(first.who.born_on.day),
        born_on__month=str(first.who.born_on.month),
        born_on__year=str(first.who.born_on.year),
    )
    await worker.press("Αποθήκευση")
    await worker.open(f"/people/{second.id}/edit/names")
    await worker.write(surname=first.who.surname, given_name=first.who.given_name, father_name=first.who.father_name)
    await worker.press("Αποθήκευση")
    await worker.reads("Αποθηκεύτηκε.")

    pair = worker.main.locator(f"a[href^='/duplicates/'][aria-label*='{first.who.name}']").first
    await worker.until("/duplicates", lambda: expect(pair).to_be_visible(timeout=500))
    await pair.click()
    await worker.is_titled("Είναι το ίδιο πρόσωπο;")
    await worker.tick("Είναι το ίδιο πρόσωπο")
    await worker.press("Συνέχεια")
    await worker.is_titled("Να διαβάζονται ως μία καρτέλα;")
    await worker.press("Συγχώνευση")
    await worker.reads("Οι δύο καρτέλες διαβάζονται πλέον ως μία.")
    kept = re.search(r"/people/([0-9a-f-]{36})", worker.path)
    assert kept
    other = {str(first.id), str(second.id)} - {kept[1]}
    await worker.open(f"/people/{other.pop()}")
    assert kept[1] in worker.path

    await worker.follow("Αναίρεση")
    await worker.is_titled("Είναι τελικά δύο πρόσωπα;")
    await worker.press("Αναίρεση συγχώνευσης")
    await expect(worker.page).to_have_url(re.compile(rf"/people/{kept[1]}"))
    if "/open?" in worker.path:
        # What was opened as the other record is two files again, and each is opened for a purpose.
        await worker.main.get_by_role("radio").first.check()
        await worker.press("Άνοιγμα")
    await worker.reads("Η συγχώνευση αναιρέθηκε.")


async def test_who_moved_is_taken_over_by_the_other_municipality(
    worker: Window, region: Region, stack: Stack, building: Building, scripts: bool
) -> None:
    person = await region.know()
    await region.change("registry", f"/people/{person.id}/beneficiary", {})
    await worker.open(f"/people/{person.id}/transfer")
    await worker.main.locator("select[name='to_centre']").select_option(PYRGOS)
    await worker.main.get_by_role("checkbox").check()
    await worker.press("Πρόταση μεταφοράς")
    await worker.reads("Περιμένει απάντηση")
    transfer = worker.path.partition("?")[0]

    async with account(stack, f"social_worker@{PYRGOS}") as user:
        building.knows(user, PASSWORD)
        async with building.window(user, scripts=scripts) as neighbour:
            await neighbour.open("/transfers")
            await neighbour.main.locator(f"a[href='{transfer}']").click()
            await neighbour.keeps_the_rules("transfer-answer")
            await neighbour.press("Αποδοχή της μεταφοράς")
            await neighbour.main.get_by_role("radio").first.check()
            await neighbour.press("Άνοιγμα")
            await neighbour.reads(person.who.name)
            await expect(neighbour.page).to_have_title(re.compile(r"^ΠΥΡ-\d{4}-\d{5} · "))
    await worker.open(transfer)
    await worker.reads("Έγινε δεκτή")


async def test_one_asks_another_approves_and_nothing_is_left(building: Building, region: Region) -> None:
    person = await region.know()
    await region.visit(person)
    await region.refer(person)
    async with building.window("syntonistria") as asking:
        await asking.open(f"/people/{person.id}/erase")
        await asking.tick("Ανάκληση συγκατάθεσης")
        await asking.tick("Με έγγραφο ταυτότητας")
        await asking.press("Καταχώριση αίτησης")
        await asking.reads("Την αίτηση την καταχωρίσατε εσείς.")
        address = asking.path
        await asking.open(f"/people/{person.id}")
        await asking.reads("Σε περιορισμό")
        async with asking.page.expect_download() as downloading:
            await asking.open(f"/people/{person.id}/export")
            await asking.press("PDF για το πρόσωπο")
        assert Path(await (await downloading.value).path()).read_bytes().startswith(b"%PDF")
    async with building.window("prostasia") as approving:
        await approving.open(address)
        await approving.tick("Έλεγξα την αίτηση και την εγκρίνω")
        await approving.press("Έγκριση διαγραφής")
        await approving.eventually(address, "Βεβαίωση διαγραφής")
        await approving.reads(re.compile("Όλες οι υπηρεσίες κατέστρεψαν τα κλειδιά"))
        await approving.keeps_the_rules("certificate")
        await expect(approving.main.get_by_text(person.who.surname)).to_have_count(0)
    async with building.window("koinoniki") as later:
        await later.open("/")
        await later.search(person.who.amka)
        await expect(later.main.get_by_text(person.who.surname)).to_have_count(0)
