"""A colleague at another municipality's Centre, whose account stands as long as a test needs it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from shared.ids import uuid7
from tests.e2e.stack import Stack

PASSWORD = "dokimi-kentro-geitonas"


@asynccontextmanager
async def account(stack: Stack, grant: str) -> AsyncGenerator[str]:
    """The user name of an account with that grant, made as registry's client makes them."""
    issuer, client = stack.run["issuer"], stack.run["clients"]["kentro-accounts"]
    form = {"grant_type": "client_credentials", "client_id": client["id"], "client_secret": client["secret"]}
    async with httpx2.AsyncClient(timeout=30) as http:
        token = (await http.post(f"{issuer}/protocol/openid-connect/token", data=form)).raise_for_status().json()
        http.headers["Authorization"] = f"Bearer {token['access_token']}"
        admin, user = issuer.replace("/realms/", "/admin/realms/"), f"neighbour-{uuid7().hex[-10:]}"
        body: dict[str, Any] = {
            "username": user,
            "firstName": "Χαρίκλεια",
            "lastName": "Δροσινοπούλου",
            "enabled": True,
            "emailVerified": True,
            "attributes": {"kentro_grants": [grant], "locale": ["el"]},
            "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
        }
        made = (await http.post(f"{admin}/users", json=body)).raise_for_status()
        yield user
        await http.delete(f"{admin}/users/{made.headers['Location'].rsplit('/', 1)[-1]}")
