"""Files that bring the organisation and bodies in: looked at row by row, confirmed, written; and taken out."""

import asyncio
import io
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook

from services.registry import BLUEPRINT
from services.registry.imports.working import carry_out
from services.registry.organisation.reference import all_municipalities
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.sheets import csv_of, read_table
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import today

REGION = "regional_administrator@/el63"
ZACHARO = "municipal_administrator@/el63/3905"
PYRGOS = "municipal_administrator@/el63/3901"
MUNICIPALITIES = ("Κωδικός δήμου", "Κάτοικοι", "Δημότες", "Κοινωνική Υπηρεσία", "Τοπικές εορτές")
UNITS = ("Κωδικός δήμου", "Είδος", "Ονομασία", "Διεύθυνση Κέντρου", "Πρόθεμα μητρώου", "Λειτουργεί από",
         "Λόγος επέκτασης", "Διεύθυνση", "Προσβάσιμο", "Ιδιόκτητο", "Τηλέφωνα", "Ωράριο")  # fmt: skip
POSTS = (
    "Κωδικός δήμου",
    "Ειδικότητα",
    "Θέση από",
    "Λογαριασμός",
    "Σύμβαση",
    "Σύμβαση από",
    "Σύμβαση έως",
    "Προΐσταται από",
)
BODIES = ("Ονομασία", "Είδος φορέα", "Κωδικός δήμου έδρας", "Τηλέφωνο", "E-mail")
SERVICES = ("Φορέας", "Ονομασία", "Είδος υπηρεσίας", "Κωδικός δήμου", "Για ποιους", "Πώς παραπέμπω",
            "Απαντά σε (εργάσιμες)", "E-mail", "Προσβάσιμο", "Απευθύνεται σε", "Ωράριο")  # fmt: skip
CENTRE = ("3905", "Κέντρο Κοινότητας", "Κέντρο Κοινότητας Ζαχάρως", "zacharo", "ΖΑΧ", "18/09/2017", "",
          "Πλατεία Ηρώων 1", "ΝΑΙ", "ΟΧΙ", "26250 12345", "Δευ-Παρ 08:00-15:00 | Τετ 17:00-20:00")  # fmt: skip
BRANCH = ("3905", "Παράρτημα", "Παράρτημα Φιγαλείας", "", "", "", "Ρομά", "", "", "", "", "")
TUTORING = ("Σύλλογος «Ο Αλφειός»", "Ενισχυτική διδασκαλία", "tutoring", "3905", "Μαθητές", "Με παραπομπή", "5",
            "a@b.example", "ΝΑΙ", "παιδιά | έφηβοι και νέοι", "Δευ-Πεμ 17:00-20:00")  # fmt: skip


@dataclass
class Office:
    """Who brings files in, and the work that is done on them."""

    served: Served
    provider: TestProvider
    projector: Connection

    async def send(
        self, method: str, path: str, content: bytes | None = None, *, by: str = REGION, **headers: str
    ) -> httpx2.Response:
        told = {**self.provider.bearer(by), **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.served.http.request(method, path, content=content, headers=told)

    async def got(self, path: str, *, by: str = REGION) -> Any:
        answer = await self.send("GET", path, by=by)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def put(self, kind: str, content: bytes, *, by: str = REGION, id: UUID | None = None) -> httpx2.Response:
        return await self.send("PUT", f"/imports/{id or uuid7()}?kind={kind}", content, by=by, if_none_match="*")

    async def looked_at(self, kind: str, content: bytes, *, by: str = REGION) -> tuple[str, Any, list[Any]]:
        """Brings a file in, and what its rows would do."""
        answer = await self.put(kind, content, by=by)
        assert answer.status_code == 201, answer.text
        await self.work()
        imported = answer.json()["id"]
        return (
            imported,
            await self.got(f"/imports/{imported}", by=by),
            (await self.got(f"/imports/{imported}/rows", by=by))["items"],
        )

    async def confirmed(self, imported: str, *, by: str = REGION) -> Any:
        version = (await self.got(f"/imports/{imported}", by=by))["version"]
        answer = await self.send(
            "POST", f"/imports/{imported}/confirmation", by=by, idempotency_key=str(uuid7()), if_match=f'"{version}"'
        )
        assert answer.status_code == 200, answer.text
        await self.work()
        return await self.got(f"/imports/{imported}", by=by)

    async def brought(self, kind: str, header: Sequence[str], *rows: Sequence[str], by: str = REGION) -> Any:
        """Brings rows in whole."""
        imported, _, looked_at = await self.looked_at(kind, sheet(header, *rows), by=by)
        assert [(row["number"], row["errors"]) for row in looked_at if row["effect"] == "wrong"] == []
        return await self.confirmed(imported, by=by)

    async def wrong(
        self, kind: str, header: Sequence[str], *rows: Sequence[str], by: str = REGION
    ) -> list[tuple[int, str, str]]:
        """What is wrong with rows: number, column, code."""
        _, _, looked_at = await self.looked_at(kind, sheet(header, *rows), by=by)
        return [(row["number"], one["column"], one["code"]) for row in looked_at for one in row["errors"]]

    async def work(self) -> None:
        """Lets the work on imports be done until nothing waits."""
        while await carry_out(self.served.running, self.projector):
            pass


def sheet(header: Sequence[str], *rows: Sequence[str]) -> bytes:
    return b"".join(csv_of(header, rows))


def told(answer: httpx2.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with stage.serve(replace(BLUEPRINT, work=[])) as served:
        connection = await connect(served.databases.projector, name="test")
        try:
            yield Office(served, provider, connection)
        finally:
            await connection.close()


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


async def test_each_wrong_row_says_where_and_nothing_of_the_file_is_written(office: Office) -> None:
    await office.brought("municipalities", ("Κωδικός δήμου",), ("3905",))
    rows = (
        CENTRE,
        BRANCH,
        ("3901", *CENTRE[1:]),
        (*CENTRE[:3], "other", *CENTRE[4:]),
        (*BRANCH[:2], "Παράρτημα", *BRANCH[3:6], "γιατί έτσι", *BRANCH[7:]),
        (*BRANCH[:2], "Παράρτημα", *BRANCH[3:11], "Παρ-Δευ 8-15"),
        BRANCH,
        ("3905", "Κινητή Μονάδα", "Κινητή", "", "", "", "", "Οδός 1", "ΝΑΙ", "ΝΑΙ", "", ""),
        (*CENTRE[:2], "Κέντρο Β", "second", "ΔΕΥ", "18/09/2017", "", "", "", "", "123", ""),
    )
    imported, looked_at, found = await office.looked_at("units", sheet(UNITS, *rows))

    assert [(row["number"], one["column"], one["code"]) for row in found for one in row["errors"]] == [
        (4, "municipality", "unknown-municipality"),
        (5, "prefix", "prefix-taken"),
        (6, "reason", "not-in-list"),
        (7, "hours", "not-a-week"),
        (8, "municipality", "row-repeats"),
        (9, "reason", "missing"),
        (10, "telephones", "telephone-format"),
    ]
    assert looked_at["wrong"] == 7
    refused = await office.send(
        "POST", f"/imports/{imported}/confirmation", idempotency_key=str(uuid7()), if_match=f'"{looked_at["version"]}"'
    )
    assert refused.json()["type"].endswith("/import-has-errors")
    assert (await office.got("/units"))["items"] == []
    only = await office.got(f"/imports/{imported}/rows?only=wrong")
    assert [row["number"] for row in only["items"]] == [4, 5, 6, 7, 8, 9, 10]


async def test_posts_that_overlap_end_before_they_start_or_have_two_heads_are_wrong(office: Office) -> None:
    await office.brought("municipalities", ("Κωδικός δήμου",), ("3905",))
    await office.brought("units", UNITS, CENTRE)
    worker = ("3905", "Κοινωνικός λειτουργός", "01/01/2020")
    await office.brought("posts", POSTS, (*worker, "anna", "Μόνιμος", "01/01/2020", "", "01/01/2020"))

    assert await office.wrong(
        "posts",
        POSTS,
        (*worker, "anna", "Μόνιμος", "01/01/2020", "", ""),
        (*worker, "eleni", "ΙΔΟΧ", "01/01/2020", "", ""),
        (*worker, "eleni", "Απόσπαση", "01/01/2020", "31/12/2019", ""),
        (*worker, "maria", "Μόνιμος", "01/01/2019", "", ""),
        (*worker, "nikos", "Μόνιμος", "01/01/2021", "", "01/01/2021"),
        (*worker, "anna", "Μόνιμος", "01/01/2021", "", ""),
        (*worker, "", "", "", "", ""),
        (*worker, "petros", "", "", "", ""),
    ) == [
        (3, "contract", "not-in-list"),
        (4, "until", "contract-ends-before-it-starts"),
        (5, "since", "post-not-open-yet"),
        (6, "head_since", "two-heads"),
        (7, "account", "holds-another-post"),
        (9, "contract", "missing"),
        (9, "since", "missing"),
    ]  # fmt: skip


async def test_feasts_on_impossible_days_formulas_and_wrong_numbers_are_wrong(office: Office) -> None:
    assert await office.wrong(
        "municipalities",
        MUNICIPALITIES,
        ("3905", "", "", "", "Του Αγίου 31/2"),
        ("3901", "", "", "", "Κάποτε"),
        ("9999", "", "", "", ""),
        ("3902", "πολλοί", "x", "ίσως", ""),
    ) == [
        (2, "feasts", "no-such-day"),
        (3, "feasts", "not-a-feast"),
        (4, "code", "municipality-not-listed"),
        (5, "residents", "not-a-number"), (5, "citizens", "not-a-number"), (5, "social_service", "not-yes-or-no"),
    ]  # fmt: skip
    _, _, rows = await office.looked_at("municipalities", "Κωδικός δήμου;Κάτοικοι\r\n3905;=1+1\r\n".encode())
    assert [(one["column"], one["code"]) for one in rows[0]["errors"]] == [("residents", "formula-in-cell")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table-empty"),
        (b"PK\x03\x04", "table-unreadable"),
        (b"a;b\r\n1;2", "unknown-columns"),
        ("Κάτοικοι\r\n1".encode(), "missing-columns"),
        ("Κωδικός δήμου;code\r\n1;2".encode(), "unknown-columns"),
        (b"\xff\xfe\x00", "encoding-unknown"),
        (b"code\r\n" + b"3905\r\n" * 20_001, "table-too-long"),
    ],
)
async def test_what_is_no_such_table_is_refused_at_once(office: Office, content: bytes, code: str) -> None:
    assert told(await office.put("municipalities", content)) == [("/content", code)]


async def test_a_file_that_is_too_large_is_refused(office: Office) -> None:
    answer = await office.put("municipalities", b"x" * 10_000_002)

    assert answer.status_code == 413


async def test_a_municipality_brings_in_its_own_posts_and_no_others(office: Office) -> None:
    await office.brought("municipalities", ("Κωδικός δήμου",), ("3905",), ("3901",))
    await office.brought("units", UNITS, CENTRE, ("3901", *CENTRE[1:2], "Κέντρο Πύργου", "pyrgos", "ΠΥΡ", *CENTRE[5:]))

    assert await office.wrong("posts", POSTS[:3], ("3901", "ψυχολόγος", "1/1/2020"), by=ZACHARO) == [
        (2, "municipality", "outside-scope")
    ]
    assert told(await office.put("municipalities", b"code\r\n3905", by=ZACHARO)) == [("/query/kind", "outside-scope")]
    imported, looked_at, _ = await office.looked_at(
        "posts", sheet(POSTS[:3], ("3905", "ψυχολόγος", "1/1/2020")), by=ZACHARO
    )
    assert (await office.send("GET", f"/imports/{imported}", by=PYRGOS)).status_code == 404
    assert (await office.send("GET", f"/imports/{imported}/rows", by=PYRGOS)).status_code == 404
    assert (await office.got("/imports", by=PYRGOS))["items"] == []
    elsewhere = await office.send(
        "POST",
        f"/imports/{imported}/confirmation",
        by=PYRGOS,
        idempotency_key=str(uuid7()),
        if_match=f'"{looked_at["version"]}"',
    )
    assert elsewhere.status_code == 404
    assert (await office.confirmed(imported, by=ZACHARO))["written"] == 1
    taken_out = await office.send("GET", "/exports/posts?format=csv", by=PYRGOS)
    assert told_lines(taken_out.content) == 0


def told_lines(content: bytes) -> int:
    return len(content.decode("utf-8-sig").splitlines()) - 1


async def test_a_row_that_would_no_longer_do_what_was_shown_is_refused_and_the_others_are_written(
    office: Office,
) -> None:
    await office.brought("municipalities", ("Κωδικός δήμου",), ("3905",), ("3901",))
    rows = (("3905", "8607", "", "", ""), ("3901", "45000", "", "", ""))
    imported, _, _ = await office.looked_at("municipalities", sheet(MUNICIPALITIES, *rows))

    await office.brought("municipalities", MUNICIPALITIES, ("3905", "9000", "", "", ""))
    ended = await office.confirmed(imported)

    assert (ended["written"], ended["refused"]) == (1, 1)
    refused = (await office.got(f"/imports/{imported}/rows?only=refused"))["items"]
    assert [(row["number"], one["code"]) for row in refused for one in row["errors"]] == [(2, "changed-since-shown")]
    assert (await office.got("/municipalities/3905"))["residents"] == 9000
    assert (await office.got("/municipalities/3901"))["residents"] == 45000


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


async def test_repeating_what_brought_a_file_in_is_harmless_and_another_under_its_id_is_refused(office: Office) -> None:
    id_ = uuid7()
    first = await office.put("municipalities", b"code\r\n3905", id=id_)

    again, other = (
        await office.put("municipalities", b"code\r\n3905", id=id_),
        await office.put("municipalities", b"code\r\n3901", id=id_),
    )

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert other.status_code in (409, 422)
    await office.work()
    assert [row["number"] for row in (await office.got(f"/imports/{id_}/rows"))["items"]] == [2]


async def test_an_import_that_is_dropped_writes_nothing_and_is_not_confirmed(office: Office) -> None:
    imported, looked_at, _ = await office.looked_at("municipalities", b"code\r\n3905")

    dropped = await office.send("POST", f"/imports/{imported}/dropping", idempotency_key=str(uuid7()))
    refused = await office.send(
        "POST",
        f"/imports/{imported}/confirmation",
        idempotency_key=str(uuid7()),
        if_match=f'"{looked_at["version"] + 1}"',
    )

    assert dropped.status_code == 200
    assert refused.json()["type"].endswith("/import-dropped")
    assert (await office.got(f"/imports/{imported}"))["state"] == "dropped"


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
