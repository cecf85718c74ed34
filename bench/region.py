"""A whole Kentro with a region in it, for questions about all services together."""

import json
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx2

from bench.wire import Wires
from deploy.local.places import held_async, reachable_by_others, reachable_twin, user_cache
from kentro._client import CLIENT, Services, Token
from kentro.demo.loading import load
from kentro.demo.plan import Plan
from kentro.demo.record import Progress
from kentro.demo.region import HOME
from shared.ids import uuid7
from shared.workdays import today
from tests.e2e.stack import Stack, running_stack

SEED = 4


class Region:
    """Sends commands as the loader of older data does, with its own account's token.

    `plan` is its organisation, `directory` what the launcher keeps of it, `people` how many were filled in, `services`
    takes the demo's commands.
    """

    def __init__(self, stack: Stack, http: httpx2.AsyncClient, token: Token, plan: Plan, directory: Path) -> None:
        self.stack = stack
        self.http = http
        self.plan = plan
        self.directory = directory
        self.people = 0
        self.services = Services(http, token, stack.run["services"], plan.import_id)
        self._token = token
        home = next(municipality for municipality in plan.municipalities if municipality.code == HOME)
        self.home = home
        self._body = _visit(home.centre, home.scope)
        self._intake = Wires(stack.service("intake"))
        self._reporting = Wires(stack.service("reporting"))

    async def enter(self) -> None:
        """The organisation and the bodies, by their public commands."""
        progress = Progress(self.directory / "entered.json", 0, SEED, self.plan.until, 0)
        with redirect_stdout(sys.stderr):
            await load(self.plan, self.services, progress, callers=8)

    async def visit(self) -> str:
        """Records a visit; the public position that it made."""
        headers = {
            "authorization": f"Bearer {await self._token.value()}",
            "content-type": "application/json",
            "if-none-match": "*",
        }
        answer = await self._intake.send("PUT", f"/visits/{uuid7()}", headers, self._body)
        if answer.status not in (201, 202):
            raise RuntimeError(f"a visit was answered with {answer.status}")
        return answer.headers["kentro-position"]

    async def seen(self, position: str) -> None:
        """Returns when reporting's read models hold what stands at that position."""
        while (
            "kentro-behind"
            in (await self._reporting.send("GET", "/health/live", {"kentro-position": position})).headers
        ):
            pass

    def close(self) -> None:
        """Ends the connections."""
        self._intake.close()
        self._reporting.close()


def _visit(unit: UUID, centre: str) -> bytes:
    return json.dumps({"unit": str(unit), "centre": centre, "topic": "housing", "channel": "in-person"}).encode()


@asynccontextmanager
async def region() -> AsyncGenerator[Region]:
    """Everything of `make run` but the demo, in a data directory that begins empty and is gone afterwards."""
    base = user_cache() / "bench"
    directory = base / "region"
    async with held_async(base / "region.lock"):
        shutil.rmtree(directory, ignore_errors=True)
        try:
            async with running_stack(directory) as stack, httpx2.AsyncClient(timeout=30) as http:
                client = stack.run["clients"][CLIENT]
                token = Token(http, stack.run["issuer"], client["id"], client["secret"])
                at = Region(stack, http, token, Plan(0, SEED, today(datetime.now(UTC))), directory)
                try:
                    await at.enter()
                    yield at
                finally:
                    at.close()
        finally:
            shutil.rmtree(directory, ignore_errors=True)
            if not reachable_by_others(base):
                # What PostgreSQL kept where it can reach it goes with what it stood for.
                reachable_twin(directory)
