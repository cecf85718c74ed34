"""A whole Kentro with a small region in it, for questions about all services together."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx2

from bench.wire import Wires
from kentro.demo.client import CLIENT, Token
from shared.ids import uuid7
from tests.e2e.region import Region as Small
from tests.e2e.stack import Stack, running_stack


class Region:
    """Sends commands as the loader of older data does, with its own account's token."""

    def __init__(self, stack: Stack, token: Token, unit: UUID, centre: str) -> None:
        self.stack = stack
        self._token = token
        self._body = json.dumps(
            {"unit": str(unit), "centre": centre, "topic": "housing", "channel": "in-person"}
        ).encode()
        self._intake = Wires(stack.service("intake"))
        self._reporting = Wires(stack.service("reporting"))

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


@asynccontextmanager
async def region() -> AsyncGenerator[Region]:
    """Everything of `make run` but the demo, in a data directory of its own; or what `KENTRO_RUN_FILE` describes."""
    async with running_stack() as stack, httpx2.AsyncClient(timeout=30) as http:
        client = stack.run["clients"][CLIENT]
        token = Token(http, stack.run["issuer"], client["id"], client["secret"])
        authorized = {"Authorization": f"Bearer {await token.value()}"}
        address = f"{stack.service('registry')}/units"
        if not (units := (await http.get(address, headers=authorized)).raise_for_status().json()["items"]):
            await Small(stack, http).enter()
            units = (await http.get(address, headers=authorized)).raise_for_status().json()["items"]
        at = Region(stack, token, UUID(units[0]["id"]), units[0]["scope"])
        try:
            yield at
        finally:
            at.close()
