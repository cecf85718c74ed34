"""A person's own copy: everything that each service holds, as JSON and as paper that a screen reader reads."""

import json
from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from services.portal.paper import paper
from shared.exporting import ExportOut
from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.erasing import AMKA, FATHER, GIVEN, NEED, REASON, SURNAME, TELEPHONE, ZACHARO, Region, a_region
from tests.integration.operator import operator


@pytest.fixture
async def region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(stage, provider) as region:
        yield region


async def test_each_service_tells_all_that_it_holds_to_who_has_the_file_open(region: Region) -> None:
    other, person = await region.meet("Μενίδου", None), await region.meet()
    asked = {"person": str(person), "text": "Το πατρώνυμο"}
    assert (await region.put("registry", f"/rectifications/{uuid7()}", asked, region.worker())).status_code == 201
    await region.settled()
    told: dict[str, Any] = {}
    for name, served in region.services.items():
        headers = {**region.officer("first"), **served.ticket(person, subject="first")}
        answer = await served.http.get(f"/people/{person}/export", headers=headers)
        assert answer.status_code == 200, answer.text
        told[name] = answer.json()
        assert (await served.http.get(f"/people/{person}/export", headers=region.officer("first"))).status_code == 403
        desk = {**region.provider.bearer(f"receptionist@{ZACHARO}"), **served.ticket(person)}
        assert (await served.http.get(f"/people/{person}/export", headers=desk)).status_code == 404
    text = json.dumps(told, ensure_ascii=False)
    assert [value for value in (SURNAME, GIVEN, FATHER, AMKA, TELEPHONE, REASON, NEED) if value not in text] == []
    assert str(other) not in text
    assert "Μενίδου" not in text
    assert "somebody" not in text
    assert told["registry"]["rows"]["rectification"][0]["answer_by"]
    assert {"person", "person_file", "opening", "file_read"} <= told["registry"]["rows"].keys()
    assert len(told["intake"]["rows"]["visit"]) == 2
    assert [event["type"] for event in told["referral"]["events"]] == ["ReferralSent", "LinkIssued"]
    assert told["reporting"]["rows"]["fact"]


async def test_records_that_are_one_person_are_copied_as_one(region: Region) -> None:
    kept, merged = await region.meet(), await region.meet("Καναρίνη", None)
    await region.merge(kept, merged)
    await region.settled()
    for name, served in region.services.items():
        headers = {**region.officer("first"), **served.ticket(kept, subject="first")}
        told = (await served.http.get(f"/people/{kept}/export", headers=headers)).text
        assert str(kept) in told
        assert str(merged) in told, name
        if name == "registry":
            assert SURNAME in told
            assert "Καναρίνη" in told


async def test_one_command_makes_json_and_tagged_paper(region: Region, kek_file: Path, tmp_path: Path) -> None:
    person = await region.meet()
    await region.settled()
    served, folder = region.services["registry"], tmp_path / "copy"
    words = ("privacy", "export", "--service", "registry", "--person", str(person), str(folder))
    assert await operator(region.stage, served, kek_file, *words) == 0
    assert await operator(region.stage, served, kek_file, *words) == 1
    held = json.loads((folder / "export.json").read_text())
    assert SURNAME in json.dumps(held, ensure_ascii=False)

    pdf = PdfReader(folder / "export.pdf")
    root: Any = pdf.root_object
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own boolean
    assert root["/Lang"] == "el"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert pdf.metadata
    assert pdf.metadata.title == "Αντίγραφο δεδομένων προσωπικού χαρακτήρα"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    text = "".join(page.extract_text() for page in pdf.pages)
    assert [value for value in ("Επώνυμο", SURNAME, AMKA, "Τα δικαιώματά σας") if value not in text] == []


def test_what_is_no_text_of_ours_cannot_change_the_paper() -> None:
    wild = '#panic("x") $ \\ _*<script> "` ' + "π" * 300
    export = ExportOut.model_validate(
        {"service": "x", "made_at": "2026-03-05T09:00:00Z", "rows": {"person": [{"surname": wild}]}, "events": []}
    )
    text = "".join(
        page.extract_text() for page in PdfReader(BytesIO(paper(uuid7(), [export.model_dump(mode="json")]))).pages
    )
    assert "panic" in text
