"""Who is named in public for a Centre: unreadable in the log, and erased when they leave."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from shared.database import connect
from shared.ids import uuid7
from shared.ledger import Ledger
from shared.marks import mark_of
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.erasing import until
from tests.integration.places import (
    COORDINATOR,
    MUNICIPAL,
    Office,
    an_office,
    errors,
)


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with an_office(stage, provider) as office:
        yield office


async def test_a_name_is_unreadable_in_the_log_and_goes_with_its_key(
    office: Office, stage: Stage, kek_file: Path
) -> None:
    officer = uuid7()
    body = {"officer": str(officer), "name": "Ελένη Αντωνοπούλου", "duty": "contact", "office": "Συντονίστρια"}
    await office.done(f"/centres/{office.centre}/officers", body, MUNICIPAL)
    owner = await connect(stage.databases.owner(office.served.databases), name="test")
    assert all("Αντωνοπούλου" not in row[0] for row in await owner.fetch("SELECT t::text FROM log t"))
    await owner.close()
    stays = uuid7()
    other = {"officer": str(stays), "name": "Νίκη Δήμου", "duty": "team-head", "office": None}
    await office.done(f"/centres/{office.centre}/officers", other, MUNICIPAL)
    await office.done(f"/centres/{office.centre}/officers/{officer}/leaving", None, MUNICIPAL)
    running = office.served.running

    async def gone() -> bool:
        return await running.vault.keys([officer]) == {}

    await until(gone)
    assert [*await running.vault.keys([stays])] == [stays]
    named = [recorded for recorded in await running.store.log.read(0) if "Αντωνοπούλου" in str(recorded.event)]
    assert named == []
    assert mark_of(officer) in Ledger(kek_file.with_name("erasures.jsonl")).marks("registry")
    assert [each["name"] for each in (await office.get(f"/centres/{office.centre}"))["officers"]] == ["Νίκη Δήμου"]
    again = await office.post(f"/centres/{office.centre}/officers", body, MUNICIPAL)
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "officer-left")


async def test_an_officer_takes_nobody_elses_id_so_that_none_is_erased_with_them(office: Office) -> None:
    colleague, officer = uuid7(), uuid7()
    headers = {
        **office.provider.bearer(COORDINATOR, subject=str(colleague)), "Idempotency-Key": str(uuid7())
    }  # fmt: skip
    assert (await office.served.http.put("/staff/me", json={"name": "Εύα Δούκα"}, headers=headers)).status_code == 200
    body = {"officer": str(colleague), "name": "Εύα Δούκα", "duty": "contact", "office": None}
    path = f"/centres/{office.centre}/officers"
    assert errors(await office.post(path, body, MUNICIPAL)) == [("/officer", "officer-id-taken")]
    await office.done(path, {**body, "officer": str(officer)}, MUNICIPAL)
    elsewhere = {
        "municipality": "3905", "slug": "allo", "name": "Β", "implementing_body": "Δήμος", "prefix": "ΑΛΛ",
        "operating_since": "2020-01-01",
    }  # fmt: skip
    second = uuid7()
    assert (await office.put(f"/centres/{second}", elsewhere)).status_code == 201
    taken = await office.served.http.post(
        f"/centres/{second}/officers",
        json={**body, "officer": str(officer)},
        headers={**office.provider.bearer(MUNICIPAL), "Idempotency-Key": str(uuid7())},
    )
    assert errors(taken) == [("/officer", "officer-id-taken")]
