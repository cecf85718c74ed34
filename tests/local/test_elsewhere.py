"""Parts that run at other addresses are used and not started: the launcher brings up the rest around them."""

import json
import os
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from deploy.local.parts import LocalParts, local_parts
from deploy.local.process import Child, Command
from deploy.local.readiness import until_ready
from shared.broker import without_password
from shared.database import connect
from shared.ids import uuid7
from shared.testing.tokens import TestProvider
from tests.clock import this_month
from tests.local.provider import serving

CHECKOUT = Path(__file__).parents[2]
START_SECONDS = 240
ZACHARO = "/el63/3905/zacharo"


@dataclass(frozen=True)
class Elsewhere:
    """A Kentro whose server, broker and provider are not its own."""

    parts: LocalParts
    run: dict[str, Any]
    said: str
    parts_of_its_own: frozenset[str]
    provider: TestProvider

    def address(self, service: str, path: str) -> str:
        return f"{self.run['services'][service]}{path}"


@pytest.fixture(scope="module")
async def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Elsewhere]:
    directory = tmp_path_factory.mktemp("elsewhere")
    data = directory / "kentro"
    provider = TestProvider()
    async with local_parts(directory / "parts", durable=False) as parts, serving(provider) as issuer:
        addresses = {
            "DATABASE_URL": parts.database_url,
            "KAFKA_BOOTSTRAP": parts.kafka_bootstrap,
            "OIDC_ISSUER": issuer,
            "OIDC_CLIENT_ID": "a-portal",
            "OIDC_CLIENT_SECRET": "a-secret",
        }
        argv = [sys.executable, "-m", "kentro", "run", "--no-demo", "--data-dir", data]
        command = Command("launcher", argv, {**os.environ, **addresses}, directory / "launcher.log", CHECKOUT)
        launcher = await Child.start(command, directory / "records")

        async def described() -> bool:
            return (data / "run.json").exists()

        try:
            await until_ready(launcher, described, within=START_SECONDS)
            run = json.loads((data / "run.json").read_text())
            own = frozenset(file.name for file in (data / "processes").iterdir())
            yield Elsewhere(parts, run, command.log.read_text(), own, provider)
        finally:
            everything = psutil.Process(launcher.process.pid).children(recursive=True) if launcher.running else []
            await launcher.stop(60)
    assert launcher.process.returncode == 0, launcher.last_words()
    assert not [process for process in everything if process.is_running()]


def test_neither_server_broker_nor_provider_is_started(elsewhere: Elsewhere) -> None:
    assert elsewhere.parts_of_its_own == {"registry", "intake", "referral", "reporting", "portal", "mailbox"}
    for said in (
        "not started: DATABASE_URL is used",
        f"not started: {without_password(elsewhere.parts.kafka_bootstrap)} is used",
        f"not started: {elsewhere.run['issuer']} is used",
    ):
        assert said in elsewhere.said
    assert elsewhere.parts.database_url not in elsewhere.said
    assert elsewhere.parts.kafka_bootstrap not in elsewhere.said


async def test_its_databases_are_on_that_server_and_compare_by_code_point(elsewhere: Elsewhere) -> None:
    connection = await connect(elsewhere.parts.database_url, name="test")
    try:
        rows = await connection.fetch("SELECT datname, datlocprovider, datlocale FROM pg_database")
    finally:
        await connection.close()

    found = {row[0]: (row[1], row[2]) for row in rows}
    assert {"registry", "intake", "referral", "reporting", "portal", "keys"} <= set(found)
    assert {found[name] for name in ("registry", "intake", "referral", "reporting")} == {(b"b", "C.UTF-8")}
    assert "keycloak" not in found


async def test_a_command_reaches_another_services_read_model(elsewhere: Elsewhere) -> None:
    token = elsewhere.provider.token(f"coordinator@{ZACHARO}", iss=elsewhere.run["issuer"])
    headers = {"Authorization": f"Bearer {token}"}
    visit = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "housing", "channel": "in-person"}
    async with httpx2.AsyncClient(timeout=30) as http:
        for service in ("registry", "intake", "referral", "reporting"):
            assert (await http.get(elsewhere.address(service, "/health/ready"))).status_code == 200
        put = await http.put(
            elsewhere.address("intake", f"/visits/{uuid7()}"), json=visit, headers={**headers, "If-None-Match": "*"}
        )
        assert put.status_code in (201, 202), put.text
        seen = {**headers, "Kentro-Position": put.headers["Kentro-Position"]}
        asked = {"scope": ZACHARO, "month": this_month()}
        while True:
            figures = await http.get(elsewhere.address("reporting", "/figures"), params=asked, headers=seen)
            assert figures.status_code == 200, figures.text
            if "Kentro-Behind" not in figures.headers:
                break
    assert {row["indicator"]: row["value"] for row in figures.json()["rows"]}["visits"] == 1


async def test_the_portal_sends_people_to_that_provider_as_that_client(elsewhere: Elsewhere) -> None:
    async with httpx2.AsyncClient(timeout=30) as http:
        started = await http.get(f"{elsewhere.run['portal']}/login/start")
        assert started.is_redirect, started.text
    assert started.headers["Location"].startswith(elsewhere.run["issuer"])
    assert "client_id=a-portal" in started.headers["Location"]
    assert elsewhere.run["logins"] == []
