"""A programme's version over HTTP: written by one, published by another, and never changed once it was used."""

from collections.abc import AsyncGenerator

import pytest

from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.programmes import ADMIN, PROGRAMME, RULE, VERSION, Json, Registry, a_registry, codes, refusal


@pytest.fixture
async def registry(stage: Stage, provider: TestProvider) -> AsyncGenerator[Registry]:
    async with a_registry(stage, provider) as registry:
        yield registry


async def test_two_persons_publish(registry: Registry) -> None:
    version = uuid7()
    at = f"/programmes/minimum-income/versions/{version}"
    assert (await registry.post(f"{at}/draft", VERSION)).status_code == 200
    assert refusal(await registry.post(f"{at}/publication", who="approver")) == (409, "version-not-submitted")
    assert (await registry.post(f"{at}/submission")).status_code == 200
    assert refusal(await registry.post(f"{at}/publication")) == (409, "writer-approves")
    draft = await registry.get(f"/programmes/minimum-income/drafts/{version}", ADMIN)
    assert (draft["writers"], draft["submitted"], draft["corrects"]) == (["writer"], True, False)
    stale = {"If-Match": f'"{draft["version"] - 1}"'}
    assert refusal(await registry.post(f"{at}/publication", None, "approver", ADMIN, **stale)) == (412, "stale")
    shown = {"If-Match": f'"{draft["version"]}"'}
    assert (await registry.post(f"{at}/publication", None, "approver", ADMIN, **shown)).status_code == 200
    assert (await registry.get("/programmes/minimum-income/drafts", ADMIN))["items"] == []
    assert (await registry.get("/programmes/minimum-income?on=2024-01-01"))["imported"] is False


async def test_examples_run_at_once_and_must_pass(registry: Registry) -> None:
    version = uuid7()
    at = f"/programmes/minimum-income/versions/{version}"
    wrong = {**VERSION, "examples": [{**VERSION["examples"][0], "pays": 1}]}
    assert (await registry.post(f"{at}/draft", wrong)).status_code == 200
    (came,) = (await registry.get(f"/programmes/minimum-income/drafts/{version}", ADMIN))["came"]
    assert (came["passes"], came["came"], came["came_pays"]) == (False, "likely", 21600)
    assert refusal(await registry.post(f"{at}/submission")) == (409, "examples-fail")
    assert (await registry.post(f"{at}/withdrawal")).status_code == 200
    gone = await registry.served.http.get(
        f"/programmes/minimum-income/drafts/{version}", headers=registry.provider.bearer(ADMIN)
    )
    assert gone.status_code == 404


async def test_a_version_in_use_stays(registry: Registry) -> None:
    version = uuid7()
    at = f"/programmes/minimum-income/versions/{version}"
    await registry.publish("minimum-income", version, VERSION)
    await registry.publish("minimum-income", version, {**VERSION, "source": "Διορθωμένη ΚΥΑ"})
    (line,) = (await registry.get("/programmes/minimum-income/history"))["items"]
    assert (line["source"], line["corrected"], line["used"]) == ("Διορθωμένη ΚΥΑ", True, False)
    for _ in range(2):
        used = await registry.post(f"{at}/use", None, "desk", "receptionist@/el63/3905/zacharo")
        assert used.status_code == 200, used.text
    assert refusal(await registry.post(f"{at}/draft", VERSION)) == (409, "version-used")


async def test_no_route_changes_what_a_version_in_use_says(registry: Registry) -> None:
    version = uuid7()
    at = f"/programmes/minimum-income/versions/{version}"
    await registry.publish("minimum-income", version, VERSION)
    other = {**VERSION, "source": "Άλλη ΚΥΑ", "pays": "1"}
    waiting = {**other, "examples": [{**VERSION["examples"][0], "pays": 1}]}
    for step, body in (("draft", waiting), ("submission", None)):
        assert (await registry.post(f"{at}/{step}", body)).status_code == 200
    assert (await registry.post(f"{at}/use", None, "desk", "receptionist@/el63/3905/zacharo")).status_code == 200
    before = await registry.get(at)
    bodies: dict[str, Json] = {
        "draft": other, "names": {"name": "Άλλο", "since": "2024-01-01"}, "end": {"last_day": "2030-01-01"},
        "{programme}": {**PROGRAMME, "name": "Άλλο"},
    }  # fmt: skip
    everybody = (
        ("writer", ADMIN), ("approver", ADMIN), ("loader", "importer@/el63"), ("desk", "coordinator@/el63/3905/zacharo")
    )  # fmt: skip
    tried: set[str] = set()
    for route, operations in registry.served.app.openapi()["paths"].items():
        if not route.startswith("/programmes/{programme}"):
            continue
        for method in {"put", "post", "patch", "delete"} & operations.keys():
            last = route.rpartition("/")[2]
            tried.add(last)
            for who, grant in everybody:
                headers = {**registry.provider.bearer(grant, subject=who), "Idempotency-Key": str(uuid7())}
                headers |= {"If-None-Match": "*"} if method == "put" else {}
                headers |= {"Kentro-Import": str(uuid7())} if who == "loader" else {}
                path = route.format(programme="minimum-income", version=version)
                answer = await registry.served.http.request(method, path, json=bodies.get(last), headers=headers)
                assert answer.status_code < 500, answer.text
                after = await registry.get(at)
                assert after["content"] == before["content"], (path, who)
                assert {**after, "until": None, "name": ""} == {**before, "until": None, "name": ""}, (path, who)
    assert tried >= {"draft", "submission", "publication", "withdrawal", "use", "names", "end", "{programme}"}


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(registry: Registry) -> None:
    await registry.publish("minimum-income", uuid7(), {**VERSION, "until": "2024-12-31"})
    at = f"/programmes/minimum-income/versions/{uuid7()}/draft"

    async def sent(**changes: object) -> list[tuple[str, str]]:
        return codes(await registry.post(at, {**VERSION, **changes}))

    assert await sent(valid_from="2024-12-31") == [("/valid_from", "overlaps-version")]
    assert await sent(valid_from="2020-01-01", until="2023-12-01") == [("/until", "overlaps-version")]
    assert await sent(valid_from="2020-01-01", until="2019-01-01") == [("/until", "ends-before-it-begins")]
    later = {"valid_from": "2025-01-01"}
    assert await sent(**later, rules=[{**RULE, "expression": "work_income <"}]) == [
        ("/rules/0/expression", "rule-syntax")
    ]
    assert await sent(**later, rules=[{**RULE, "expression": "1" * 501}]) == [("/rules/0/expression", "too-long")]
    deep = "(" * 50 + "1" + ")" * 50 + " > work_income"
    assert await sent(**later, rules=[{**RULE, "expression": deep}]) == [("/rules/0/expression", "rule-too-deep")]
    loops = "[1, 2].all(x, x > work_income)"
    assert await sent(**later, rules=[{**RULE, "expression": loops}]) == [("/rules/0/expression", "rule-sign")]
    answer = await registry.post(at, {**VERSION, **later, "rules": [{**RULE, "expression": "income > 0"}]})
    (error,) = answer.json()["errors"]
    assert "Το «income» δεν είναι ούτε στοιχείο του νοικοκυριού" in error["detail"]
    assert (await registry.get("/programmes/minimum-income/drafts", ADMIN))["items"] == []
    unknown = await registry.post(f"/programmes/nothing/versions/{uuid7()}/draft", VERSION)
    assert unknown.status_code == 404
