"""Files that bring the organisation and bodies in: looked at row by row, confirmed, written; and taken out."""

import asyncio
import io
from collections.abc import AsyncGenerator
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from services.registry.imports.working import carry_out
from services.registry.organisation.reference import all_municipalities
from shared.ids import uuid7
from shared.sheets import read_table
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.importing import (
    BODIES,
    BRANCH,
    CENTRE,
    MUNICIPALITIES,
    POSTS,
    SERVICES,
    TUTORING,
    UNITS,
    ZACHARO,
    Office,
    an_office,
    sheet,
)


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with an_office(stage, provider) as office:
        yield office


async def test_a_code_alone_brings_a_municipality_in_with_what_the_national_list_has(office: Office) -> None:
    imported, looked_at, rows = await office.looked_at(
        "municipalities", sheet(("Κωδικός δήμου",), ("3905",), ("3901",))
    )

    assert (looked_at["state"], looked_at["new"], looked_at["wrong"]) == ("foreseen", 2, 0)
    assert (rows[0]["number"], rows[0]["effect"], rows[0]["title"]) == (2, "new", "Ζαχάρως")
    assert {"column": "residents", "name": "Κάτοικοι", "before": "", "after": "8606"} in rows[0]["changes"]
    assert (await office.got("/municipalities"))["items"] == []

    ended = await office.confirmed(imported)

    assert (ended["state"], ended["written"], ended["refused"]) == ("ended", 2, 0)
    entered = (await office.got("/municipalities"))["items"]
    assert [(one["code"], one["name"], one["regional_unit"]) for one in entered] == [
        ("3905", "Ζαχάρως", "Ηλείας"),
        ("3901", "Πύργου", "Ηλείας"),
    ]


async def test_a_file_in_windows_1253_with_semicolons_is_understood_and_says_so(office: Office) -> None:
    feasts = "Αγίου Σπυρίδωνος 12/12 | Ζωοδόχου Πηγής Πάσχα+5"
    text = f"Κωδικός Δήμου;Δημότες;Δημότες στις;Τοπικές εορτές\r\n3905;11.500;1/1/2026;{feasts}\r\n"

    imported, looked_at, _ = await office.looked_at("municipalities", text.encode("windows-1253"))
    await office.confirmed(imported)

    assert (looked_at["encoding"], looked_at["separator"]) == ("windows-1253", ";")
    entered = await office.got("/municipalities/3905")
    assert [(one["count"], one["on"]) for one in entered["registered_citizens"]] == [(11500, "2026-01-01")]
    assert [(one["name"], one["month"], one["days_from_easter"]) for one in entered["feasts"]] == [
        ("Αγίου Σπυρίδωνος", 12, None), ("Ζωοδόχου Πηγής", None, 5)
    ]  # fmt: skip


async def test_a_row_shows_what_it_changes_and_an_empty_cell_changes_nothing(office: Office) -> None:
    await office.brought("municipalities", MUNICIPALITIES, ("3905", "8606", "11500", "ΝΑΙ", "Αγίου Σπυρίδωνος 12/12"))

    imported, looked_at, rows = await office.looked_at(
        "municipalities", sheet(MUNICIPALITIES, ("3905", "8.607", "", "-", ""))
    )
    await office.confirmed(imported)

    assert (looked_at["new"], looked_at["changed"]) == (0, 1)
    assert [(each["column"], each["before"], each["after"]) for each in rows[0]["changes"]] == [
        ("residents", "8606", "8607")
    ]
    entered = await office.got("/municipalities/3905")
    assert (entered["residents"], entered["social_service"][0]["exists"], len(entered["feasts"])) == (8607, True, 1)


async def test_a_region_is_set_up_and_what_is_taken_out_changes_nothing_brought_in_again(office: Office) -> None:
    await office.brought(
        "municipalities",
        MUNICIPALITIES,
        ("3905", "", "11500", "ΝΑΙ", "Αγίου Σπυρίδωνος 12/12"),
        ("3901", "", "", "", ""),
    )
    await office.brought("units", UNITS, CENTRE, BRANCH)
    await office.brought(
        "posts",
        POSTS,
        ("3905", "Κοινωνικός λειτουργός", "01/01/2020", "anna", "Μόνιμος", "01/01/2020", "", "01/01/2021"),
        ("3905", "ψυχολόγος", "1/1/2020", "", "", "", "", ""),
        ("3905", "ψυχολόγος", "1/1/2020", "", "", "", "", ""),
    )
    await office.brought(
        "bodies", BODIES, ("Σύλλογος «Ο Αλφειός»", "Εθελοντικός", "3905", "26250 00000", "a@b.example")
    )
    await office.brought("services", SERVICES, TUTORING)

    assert [(one["kind"], one["name"]) for one in (await office.got("/units"))["items"]] == [
        ("centre", "Κέντρο Κοινότητας Ζαχάρως"), ("branch", "Παράρτημα Φιγαλείας")
    ]  # fmt: skip
    posts = (await office.got("/posts?scope=/el63/3905/zacharo"))["items"]
    assert sorted((one["specialty"], len(one["held"])) for one in posts) == [
        ("psychologist", 0),
        ("psychologist", 0),
        ("social-worker", 1),
    ]
    found = (await office.got("/services?municipality=3905&need=education"))["items"]
    assert [one["name"] for one in found] == ["Ενισχυτική διδασκαλία"]
    for kind in ("municipalities", "units", "posts", "bodies", "services"):
        for format_ in ("csv", "xlsx"):
            taken_out = await office.send("GET", f"/exports/{kind}?format={format_}")
            assert taken_out.headers["content-disposition"] == f'attachment; filename="{kind}.{format_}"'
            _, looked_at, rows = await office.looked_at(kind, taken_out.content)
            assert looked_at["same"] == looked_at["rows"] == len(read_table(taken_out.content).lines), rows


async def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    await office.brought("municipalities", ("Κωδικός δήμου",), ("3905",))
    await office.brought("units", UNITS, CENTRE, BRANCH)
    posts = (("3905", "ψυχολόγος", "1/1/2020", "", "", "", "", ""),) * 3
    await office.brought("posts", POSTS, *posts)

    for kind, header, rows in (("units", UNITS, (CENTRE, BRANCH)), ("posts", POSTS, posts)):
        _, looked_at, _ = await office.looked_at(kind, sheet(header, *rows))
        assert looked_at["same"] == looked_at["rows"]
    assert len((await office.got("/posts?scope=/el63"))["items"]) == 3


async def test_an_import_that_was_cut_off_goes_on_and_does_nothing_twice(office: Office) -> None:
    codes = [one.code for one in all_municipalities()][:150]
    imported, looked_at, _ = await office.looked_at("municipalities", sheet(("code",), *((code,) for code in codes)))
    await office.send(
        "POST", f"/imports/{imported}/confirmation", idempotency_key=str(uuid7()), if_match=f'"{looked_at["version"]}"'
    )
    log = office.served.running.store.log
    before = await log.head()

    working = asyncio.create_task(carry_out(office.served.running, office.projector))
    async with asyncio.timeout(60):
        while await log.head() < before + 30:
            assert not working.done()
    working.cancel()
    await asyncio.wait([working])
    cut_off_at = await log.head()
    await office.work()

    assert before + 30 <= cut_off_at < before + len(codes)
    ended = await office.got(f"/imports/{imported}")
    assert (ended["state"], ended["written"], ended["refused"]) == ("ended", len(codes), 0)
    assert len((await office.got("/municipalities"))["items"]) == len(codes)
    assert await log.head() == before + len(codes) + 1


async def test_a_contract_is_renewed_and_a_post_is_filled_from_a_file(office: Office) -> None:
    await office.brought("municipalities", ("Κωδικός δήμου",), ("3905",))
    await office.brought("units", UNITS, CENTRE)
    ends = today() + timedelta(days=30)
    post = ("3905", "ψυχολόγος", "01/01/2020", "anna", "Απόσπαση", "01/01/2020")
    await office.brought(
        "posts", POSTS, (*post, shown(ends), ""), ("3905", "Νοσηλευτής", "1/1/2020", "", "", "", "", "")
    )

    imported, _, rows = await office.looked_at(
        "posts",
        sheet(
            POSTS,
            (*post, shown(ends + timedelta(days=365)), ""),
            ("3905", "Νοσηλευτής", "1/1/2020", "eleni", "Μόνιμος", "1/2/2020", "", ""),
        ),
    )
    await office.confirmed(imported)

    assert [row["effect"] for row in rows] == ["changed", "changed"]
    held = {
        one["specialty"]: [(each["account"], each["until"]) for each in one["held"]]
        for one in (await office.got("/posts?scope=/el63"))["items"]
    }
    assert held == {
        "psychologist": [("anna", (ends + timedelta(days=365)).isoformat())],
        "nurse": [("eleni", None)],
    }  # fmt: skip


async def test_an_empty_export_is_a_template(office: Office) -> None:
    template = read_table_header((await office.send("GET", "/exports/bodies?empty=true")).content)
    sheets = (await office.got("/import-sheets"))["items"]

    assert list(template) == [
        column["name"] for sheet in sheets if sheet["kind"] == "bodies" for column in sheet["columns"]
    ]
    assert [sheet["kind"] for sheet in sheets] == ["municipalities", "units", "posts", "bodies", "services"]
    assert [sheet["kind"] for sheet in (await office.got("/import-sheets", by=ZACHARO))["items"]] == [
        "posts",
        "bodies",
        "services",
    ]


def read_table_header(content: bytes) -> tuple[str, ...]:

    return tuple(
        str(cell) for cell in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    )


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
