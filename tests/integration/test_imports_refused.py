"""Files that bring nothing in: rows that are wrong, tables that are none, and what is somebody else's."""

from collections.abc import AsyncGenerator

import pytest

from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.importing import (
    BRANCH,
    CENTRE,
    MUNICIPALITIES,
    POSTS,
    PYRGOS,
    UNITS,
    ZACHARO,
    Office,
    an_office,
    sheet,
    told,
)


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with an_office(stage, provider) as office:
        yield office


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


def told_lines(content: bytes) -> int:
    return len(content.decode("utf-8-sig").splitlines()) - 1
