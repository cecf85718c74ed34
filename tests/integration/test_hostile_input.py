"""Whatever comes in: a clear problem, nothing written, never a fault of ours."""

import json
from collections.abc import AsyncGenerator
from time import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from services.intake import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import ISSUER, TestProvider

ZACHARO = "/el63/3905/zacharo"


@pytest.fixture(scope="module")
async def intake(module_stage: Stage) -> AsyncGenerator[Served]:
    async with module_stage.serve(BLUEPRINT) as served:
        yield served


@pytest.fixture(scope="module")
def desk(provider: TestProvider) -> dict[str, str]:
    return provider.bearer(f"receptionist@{ZACHARO}")


def body() -> dict[str, Any]:
    return {"unit": str(uuid7()), "centre": ZACHARO, "topic": "housing", "channel": "in-person"}


async def sent(intake: Served, content: bytes, headers: dict[str, str]) -> tuple[int, str]:
    answer = await intake.http.put(
        f"/visits/{uuid7()}",
        content=content,
        headers={"If-None-Match": "*", "Content-Type": "application/json", **headers},
    )
    assert answer.headers["content-type"] == "application/problem+json"
    assert await intake.running.store.log.head() == 0
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (422, "invalid")),
        (b"{", (422, "malformed")),
        (b"\xff\xfe", (422, "malformed")),
        (b"[]", (422, "invalid")),
        (b"null", (422, "invalid")),
        (b'"text"', (422, "invalid")),
        (b"[" * 100_000, (422, "malformed")),
        (b'{"unit": 1e999}', (422, "invalid")),
        (b'{"unit": "\\ud800"}', (422, "invalid")),
        (b"x" * 100_000_000, (413, "too-large")),
    ],
    ids=["empty", "broken", "not-utf8", "list", "null", "string", "deep", "huge-number", "surrogate", "100-MB"],
)
async def test_bodies_that_are_none(
    intake: Served, desk: dict[str, str], content: bytes, expected: tuple[int, str]
) -> None:
    assert await sent(intake, content, desk) == expected


async def test_another_content_type(intake: Served, desk: dict[str, str]) -> None:
    status, code = await sent(intake, json.dumps(body()).encode(), {**desk, "Content-Type": "text/plain"})
    assert status in (415, 422), code


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"If-None-Match": "x"}, (428, "precondition-required")),
        ({"Kentro-Import": "x"}, (422, "malformed-header")),
        ({"Kentro-Import": "0190c7a0-0000-7000-8000-000000000000"}, (422, "malformed-header")),
        ({"Kentro-Position": "registry/99/1"}, (422, "malformed-header")),
        ({"Kentro-Position": "registry/x"}, (422, "malformed-header")),
    ],
)
async def test_headers_that_say_nothing(
    intake: Served, desk: dict[str, str], headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert await sent(intake, json.dumps(body()).encode(), {**desk, **headers}) == expected


def forged(**changes: Any) -> str:
    claims = {"iss": ISSUER, "aud": "kentro", "exp": int(time()) + 60, "sub": "x", "typ": "Bearer"}
    stranger = ECKey.generate_key("P-256", {"use": "sig"})
    return jwt.encode({"alg": "ES256"}, {**claims, "kentro_grants": [f"receptionist@{ZACHARO}"], **changes}, stranger)


async def test_tokens_that_prove_nothing(intake: Served, provider: TestProvider) -> None:
    grant = f"receptionist@{ZACHARO}"
    symmetric = jwt.encode({"alg": "HS256"}, {"iss": ISSUER}, OctKey.import_key("a secret that is long enough"))
    for token in (
        "",
        "x",
        "a.b.c",
        "x" * 20_000,
        forged(),
        symmetric,
        "eyJhbGciOiJub25lIn0.e30.",
        provider.token(grant, exp=int(time()) - 60),
        provider.token(grant, aud="other"),
        provider.token(grant, iss="http://elsewhere"),
        provider.token(grant, typ="ID"),
        provider.token(grant)[:-4] + "AAAA",
    ):
        answer = await intake.http.get("/visits", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (401, "not-authenticated"), token[:40]
    assert (await intake.http.get("/visits")).status_code == 401


async def test_a_role_that_may_not_use_an_endpoint_does_not_find_it(intake: Served, provider: TestProvider) -> None:
    for grant in ("analyst@/el63", "regional_administrator@/el63", "king@/el63", "receptionist@el63"):
        answer = await intake.http.get("/visits", headers=provider.bearer(grant))
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/visits/not-a-uuid",
        f"/visits/{uuid7()}",
        "/people/1/timeline",
        "/nothing",
        "/visits/%00",
        "/visits/..%2f..",
        "/people/%F0%9F%98%80/timeline",
    ],
)
async def test_addresses_of_nothing(intake: Served, desk: dict[str, str], path: str) -> None:
    answer = await intake.http.get(path, headers=desk)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "not-found")


@pytest.mark.parametrize("cursor", ["x", "WzFd", "%00", "AAAA" * 100, "W10"])
async def test_cursors_that_we_did_not_make(intake: Served, desk: dict[str, str], cursor: str) -> None:
    answer = await intake.http.get("/visits", params={"cursor": cursor}, headers=desk)
    assert answer.status_code == 422


async def test_problems_speak_the_language_that_is_asked_for(intake: Served) -> None:
    greek = await intake.http.get("/visits")
    english = await intake.http.get("/visits", headers={"Accept-Language": "en-GB,en;q=0.9,el;q=0.2"})
    assert (greek.headers["content-language"], english.headers["content-language"]) == ("el", "en")
    assert "Συνδεθείτε" in greek.json()["detail"]
    assert "Log in" in english.json()["detail"]


async def test_every_answer_carries_the_security_headers_and_a_request_id(intake: Served) -> None:
    for path in ("/health/live", "/visits", "/nothing", "/metrics"):
        headers = (await intake.http.get(path, headers={"X-Request-Id": "desk-12345678"})).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-request-id"] == "desk-12345678"


async def test_a_method_that_an_address_does_not_take(intake: Served, desk: dict[str, str]) -> None:
    answer = await intake.http.delete(f"/visits/{uuid7()}", headers=desk)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (405, "method-not-allowed")
