"""Reception, over HTTP, on real parts."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest

from services.intake import BLUEPRINT
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ZACHARO = "/el63/3905/zacharo"


@pytest.fixture
async def intake(stage: Stage) -> AsyncGenerator[Served]:
    async with stage.serve(BLUEPRINT) as served:
        yield served


@pytest.fixture
def desk(provider: TestProvider) -> dict[str, str]:
    return provider.bearer(f"receptionist@{ZACHARO}")


def visit(**changes: Any) -> dict[str, Any]:
    return {"unit": str(uuid7()), "centre": ZACHARO, "topic": "housing", "channel": "in-person", **changes}


async def test_a_visit_is_recorded_linked_and_closed(intake: Served, desk: dict[str, str]) -> None:
    id_, person = str(uuid7()), str(uuid7())
    made = await intake.http.put(f"/visits/{id_}", json=visit(), headers={**desk, "If-None-Match": "*"})
    assert (made.status_code, made.json()) == (201, {"id": id_, "version": 1})
    assert made.headers["etag"] == '"1"'
    assert made.headers["kentro-position"].startswith("intake/")

    linked = await intake.http.post(
        f"/visits/{id_}/person", json={"person": person}, headers={**desk, "Idempotency-Key": str(uuid7())}
    )
    assert linked.status_code == 200
    await intake.http.post(
        f"/visits/{id_}/closing", json={"outcome": "informed"}, headers={**desk, "Idempotency-Key": str(uuid7())}
    )

    shown = (await intake.http.get(f"/visits/{id_}", headers=desk)).json()
    assert (shown["person"], shown["state"], shown["version"]) == (person, "closed", 3)
    opened = {**desk, **intake.ticket(UUID(person))}
    course = (await intake.http.get(f"/people/{person}/timeline", headers=opened)).json()
    assert [item["facts"]["outcome"] for item in course["items"]] == ["informed"]


async def test_repeating_a_command_answers_the_same_and_writes_nothing(intake: Served, desk: dict[str, str]) -> None:
    id_, body = str(uuid7()), visit()
    for _ in range(3):
        answer = await intake.http.put(f"/visits/{id_}", json=body, headers={**desk, "If-None-Match": "*"})
        assert (answer.status_code, answer.json()["version"]) == (201, 1)
    assert await intake.running.store.log.head() == 1
    other = await intake.http.put(f"/visits/{id_}", json=visit(topic="goods"), headers={**desk, "If-None-Match": "*"})
    assert (other.status_code, other.json()["type"]) == (422, "https://kentro.gr/problems/command-reused")


async def test_nobody_sees_or_changes_another_municipalitys_visit(
    intake: Served, desk: dict[str, str], provider: TestProvider
) -> None:
    id_ = str(uuid7())
    await intake.http.put(f"/visits/{id_}", json=visit(), headers={**desk, "If-None-Match": "*"})
    stranger = provider.bearer("social_worker@/el63/3901/pyrgos")
    for answer in (
        await intake.http.get(f"/visits/{id_}", headers=stranger),
        await intake.http.post(
            f"/visits/{id_}/closing", json={"outcome": "none"}, headers={**stranger, "Idempotency-Key": str(uuid7())}
        ),
        await intake.http.post(
            f"/visits/{id_}/closing",
            json={"outcome": "none"},
            headers={**stranger, "Idempotency-Key": str(uuid7()), "If-Match": '"7"'},
        ),
        await intake.http.get(f"/visits/{uuid7()}", headers=stranger),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "https://kentro.gr/problems/not-found")
    assert (await intake.http.get("/visits", headers=stranger)).json()["items"] == []


async def test_a_list_holds_the_visits_of_all_centres_within_reach_once_and_newest_first(
    intake: Served, desk: dict[str, str], provider: TestProvider
) -> None:
    made: dict[str, list[str]] = {ZACHARO: [], "/el63/3905/figaleia": [], "/el63/3901/pyrgos": []}
    region = provider.bearer("importer@/el63", f"receptionist@{ZACHARO}")
    for number in range(4):
        for centre, ids in made.items():
            ids.append(str(uuid7()))
            body = visit(centre=centre, occurred_on=f"2026-{number + 1:02}-05")
            answer = await intake.http.put(f"/visits/{ids[-1]}", json=body, headers={**region, "If-None-Match": "*"})
            assert answer.status_code == 201
    of_the_municipality = [id_ for pair in zip(made[ZACHARO], made["/el63/3905/figaleia"], strict=True) for id_ in pair]
    of_the_region = [id_ for three in zip(*made.values(), strict=True) for id_ in three]

    for caller, expected in ((desk, of_the_municipality), (region, of_the_region)):
        items = (await intake.http.get("/visits", headers=caller)).json()["items"]
        assert [item["id"] for item in items] == expected[::-1]
    unlinked = (await intake.http.get("/visits", params={"state": "unlinked"}, headers=desk)).json()["items"]
    assert [item["id"] for item in unlinked] == of_the_municipality[::-1]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"topic": "weather"}, "/topic", "not-a-choice"),
        ({"topic": None}, "/topic", "not-a-choice"),
        ({"unit": "x"}, "/unit", "wrong-type"),
        ({"centre": "/el63/3901/pyrgos"}, "/centre", "outside-scope"),
        ({"occurred_on": "2199-01-01"}, "/occurred_on", "in-the-future"),
        ({"occurred_on": "2001-01-01"}, "/occurred_on", "too-long-ago"),
        ({"occurred_on": "2026-02-30"}, "/occurred_on", "not-a-date"),
        ({"surplus": 1}, "/surplus", "unknown-field"),
    ],
)
async def test_bad_input_is_told_at_its_field_and_writes_nothing(
    intake: Served, desk: dict[str, str], changes: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await intake.http.put(f"/visits/{uuid7()}", json=visit(**changes), headers={**desk, "If-None-Match": "*"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert await intake.running.store.log.head() == 0


async def test_where_the_disk_is_full_a_command_is_to_come_again_and_is_taken_then(
    intake: Served, desk: dict[str, str], stage: Stage
) -> None:
    owner = await connect(stage.databases.owner(intake.databases), name="test")
    await owner.execute("""
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON log FOR EACH STATEMENT EXECUTE FUNCTION full_disk()""")
    id_, body, headers = str(uuid7()), visit(), {**desk, "If-None-Match": "*"}
    refused = await intake.http.put(f"/visits/{id_}", json=body, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (503, "https://kentro.gr/problems/busy")
    assert refused.headers["retry-after"]

    await owner.execute("DROP TRIGGER full_disk ON log")
    await owner.close()
    assert (await intake.http.put(f"/visits/{id_}", json=body, headers=headers)).status_code == 201
