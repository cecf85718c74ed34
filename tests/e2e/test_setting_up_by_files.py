"""A region of thirty municipalities set up from files in an empty Kentro, and used, in a browser."""

import re
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from services.registry.organisation.reference import all_municipalities
from shared.greek import to_latin
from shared.ids import uuid7
from shared.sheets import csv_of, xlsx_of
from shared.workdays import today
from tests.e2e.neighbours import PASSWORD, account
from tests.e2e.stack import Stack, running_stack
from tests.e2e.test_programmes import REGIONAL, begun
from tests.e2e.window import Building, Window

MUNICIPALITIES = sorted(
    (one for one in all_municipalities() if one.region in ("el63", "el62", "el64")),
    key=lambda one: (one.region != "el63", one.code),
)[:30]
FIRST, SECOND = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"[:6], "ΑΒΓΔΕ"
UNITS = ("Κωδικός δήμου", "Είδος", "Ονομασία", "Διεύθυνση Κέντρου", "Πρόθεμα μητρώου", "Λειτουργεί από",
         "Λόγος επέκτασης", "Ωράριο")  # fmt: skip
POSTS = ("Κωδικός δήμου", "Ειδικότητα", "Θέση από", "Λογαριασμός", "Σύμβαση", "Σύμβαση από", "Σύμβαση έως")
SERVICES = ("Φορέας", "Ονομασία", "Είδος υπηρεσίας", "Κωδικός δήμου", "Για ποιους", "Πώς παραπέμπω",
            "Απαντά σε (εργάσιμες)", "E-mail", "Προσβάσιμο")  # fmt: skip


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncGenerator[Stack]:
    """A Kentro of its own in which nothing was entered."""
    async with running_stack(tmp_path / "kentro") as stack:
        yield stack


async def test_a_region_of_thirty_municipalities_is_set_up_from_files_and_used(empty: Stack, browser: Browser) -> None:
    passwords = {login["user"]: login["password"] for login in empty.run["logins"]}
    building = Building(browser, empty.portal, passwords)
    began = datetime.now(UTC)
    async with building.window("perifereia") as office:
        await office.open("/organisation")
        await office.follow("Εισαγωγή από αρχείο")
        await office.keeps_the_rules("imports")
        await municipalities_from_a_file_with_an_error_that_is_mended(office)
        await brought(office, "units", UNITS, units(), 32)
        await brought(office, "posts", POSTS, posts(), 31)
        await brought(office, "bodies", ("Ονομασία", "Είδος φορέα", "Κωδικός δήμου έδρας"), [BODY], 1)
        await brought(office, "services", SERVICES, [SERVICE], 1)
        assert datetime.now(UTC) - began < timedelta(minutes=10)

        await what_is_missing_is_seen(office)
        await office.open("/imports")
        await office.reads("Δήμοι, CSV", "Μονάδες, Excel", "Γράφτηκε")
        async with account(empty, REGIONAL) as second:
            building.knows(second, PASSWORD)
            programme = await published(building, office, second)
    async with building.window("koinoniki", scripts=False) as worker:
        await a_service_with_a_place_is_found(worker)
        await worker.open("/pre-check")
        await worker.write(**{"fact-work_income": "0"})
        await worker.press("Έλεγχος")
        await worker.reads("Πιθανόν ναι", programme, "Κάτω από το όριο.")


BODY = ("Σύλλογος «Ο Αλφειός»", "Εθελοντικός", "3905")
SERVICE = (
    BODY[0],
    "Φροντιστήριο μαθηματικών",
    "tutoring",
    "3905",
    "Μαθητές",
    "Με παραπομπή",
    "5",
    "a@b.example",
    "ΝΑΙ",
)


def units() -> list[Sequence[str]]:
    """A Centre for each municipality, and a branch and a van for one of them."""
    rows: list[Sequence[str]] = []
    for at, one in enumerate(MUNICIPALITIES):
        slug = re.sub(r"[^a-z]+", "-", to_latin(one.name).lower()).strip("-")
        slug, prefix = ("zacharo", "ΖΑΧ") if one.code == "3905" else (slug, f"Κ{FIRST[at // 5]}{SECOND[at % 5]}")
        name = f"Κέντρο Κοινότητας Δήμου {one.name}"
        hours = "Δευ-Παρ 08:00-15:00 | Τετ 17:00-20:00"
        rows.append((one.code, "Κέντρο Κοινότητας", name, slug, prefix, "18/09/2017", "", hours))
    rows.append(("3905", "Παράρτημα", "Παράρτημα Νέας Φιγαλείας", "", "", "", "Ρομά", ""))
    rows.append(("3905", "Κινητή Μονάδα", "Κινητή Μονάδα Ζαχάρως", "", "", "", "Δύσκολη πρόσβαση", ""))
    return rows


def posts() -> list[Sequence[str]]:
    """A social worker at each Centre, one with a contract that ends soon, and a vacant post."""
    rows: list[Sequence[str]] = []
    for at, one in enumerate(MUNICIPALITIES):
        until = f"{today(datetime.now(UTC)) + timedelta(days=20):%d/%m/%Y}" if one.code == "3905" else ""
        contract = "Απόσπαση" if until else "Μόνιμος"
        rows.append((one.code, "Κοινωνικός λειτουργός", "01/01/2020", f"worker-{at}", contract, "01/01/2020", until))
    return [*rows, ("3905", "Ψυχολόγος", "01/01/2020", "", "", "", "")]


async def municipalities_from_a_file_with_an_error_that_is_mended(office: Window) -> None:
    """As an old Excel saves it, with a code that is none; nothing of it is written until it is mended."""
    lines = [f"{one.code};{12_000 if one.code == '3905' else ''}" for one in MUNICIPALITIES]
    wrong = "\r\n".join(["Κωδικός δήμου;Δημότες", *lines, "9999;"]).encode("windows-1253")
    await office.open("/imports/new/municipalities")
    await office.keeps_the_rules("import-new")
    await chosen(office, "δήμοι.csv", wrong)
    await office.reads("1 γραμμή έχει λάθος.", "διαβάστηκε ως windows-1253, με ερωτηματικά (;) ανάμεσα στα κελιά.")
    await expect(office.main.get_by_role("button", name="Γράψε")).to_have_count(0)
    await office.keeps_the_rules("import-wrong")
    await office.follow("Νέο αρχείο")
    await chosen(office, "δήμοι.csv", "\r\n".join(["Κωδικός δήμου;Δημότες", *lines]).encode("windows-1253"))
    await confirmed(office, 30)


async def brought(office: Window, kind: str, header: Sequence[str], rows: Sequence[Sequence[str]], count: int) -> None:
    """Brings a workbook in, or CSV where there is one row."""
    await office.open(f"/imports/new/{kind}")
    content = xlsx_of(kind, header, rows) if len(rows) > 1 else b"".join(csv_of(header, rows))
    await chosen(office, f"{kind}.xlsx" if len(rows) > 1 else f"{kind}.csv", content)
    await confirmed(office, count)


async def chosen(office: Window, name: str, content: bytes) -> None:
    """Chooses a file and has it looked at."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    await office.main.locator("#content").set_input_files(file)  # type: ignore[arg-type] # a file of ours
    await office.press("Έλεγχος του αρχείου")


async def confirmed(office: Window, count: int) -> None:
    """Confirms what was shown and waits until it is written."""
    many = count > 1
    await office.reads("Κανένα λάθος.")
    await office.keeps_the_rules("import-ready")
    await office.press(f"Γράψε {count} γραμμές" if many else "Γράψε 1 γραμμή")
    await office.reads(f"Γράφτηκαν {count} γραμμές." if many else "Γράφτηκε 1 γραμμή.")


async def what_is_missing_is_seen(office: Window) -> None:
    """Of the largest municipality's team somebody lacks, a contract ends, and no feast was told of."""
    await office.open("/attention?scope=/el63/3905")
    await office.keeps_the_rules("import-attention")
    await office.reads("Δεν έχει δηλωθεί τοπική εορτή", f"{today(datetime.now(UTC)) + timedelta(days=20):%d/%m/%Y}")
    await office.open("/organisation")
    await office.reads("Δήμος Ζαχάρως", "Κινητή Μονάδα Ζαχάρως")


async def published(building: Building, office: Window, second: str) -> str:
    """A programme with one amount, one rule and one example, written by one person and let hold by another."""
    code = f"dokimi-{uuid7().hex[-10:]}"
    name = f"Ενίσχυση θέρμανσης {code[-4:]}"
    await begun(office, code, name)
    await office.follow("Νέα προϋπόθεση")
    await office.write(
        asks="Εισόδημα", expression="work_income < 100000", met="Κάτω από το όριο.", unmet="Πάνω από το όριο.",
        key="income",
    )  # fmt: skip
    await office.press("Αποθήκευση")
    await office.follow("Νέο παράδειγμα")
    await office.write(name="Χωρίς εισόδημα", fact__work_income="0")
    await office.tick("Πιθανόν ναι")
    await office.press("Αποθήκευση")
    await office.reads("Όπως πρέπει")
    await office.press("Υποβολή για έγκριση")
    draft = office.path
    async with building.window(second) as approver:
        await approver.open(draft)
        await approver.press("Έγκριση και δημοσίευση")
        await approver.is_titled(name)
    return name


async def a_service_with_a_place_is_found(worker: Window) -> None:
    """She asks it by telephone what room it has, and whoever looks for one with a place finds it."""
    search = "/services?municipality=3905&need=&kind=tutoring&with_place=1"
    await worker.open(search)
    await expect(worker.main.get_by_role("link", name=SERVICE[1])).to_have_count(0)
    await worker.open("/services?municipality=3905&kind=tutoring")
    await worker.follow(SERVICE[1])
    await worker.write(places="3", waiting="0")
    await worker.press("Καταχώριση θέσεων")
    await worker.open(search)
    await worker.reads(SERVICE[1])
