"""Accounts at the real provider: who has left is out within a minute, and an administrator gives and takes roles."""

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from playwright.async_api import expect

from shared.ids import uuid7
from tests.e2e.stack import Stack
from tests.e2e.window import Building

PASSWORD = "dokimi-kentro-leaver"
MINUTE = 60
"""Seconds that an access token lives, after which nothing is left of a session whose account was closed."""


@dataclass
class Office:
    """The provider's administration, as registry's client uses it."""

    http: httpx2.AsyncClient
    admin: str
    user: str
    id: str


@pytest.fixture
async def leaver(stack: Stack) -> AsyncGenerator[Office]:
    """An account of its own that the test may close."""
    issuer, client = stack.run["issuer"], stack.run["clients"]["kentro-accounts"]
    form = {"grant_type": "client_credentials", "client_id": client["id"], "client_secret": client["secret"]}
    async with httpx2.AsyncClient(timeout=30) as http:
        token = (await http.post(f"{issuer}/protocol/openid-connect/token", data=form)).raise_for_status().json()
        http.headers["Authorization"] = f"Bearer {token['access_token']}"
        admin = issuer.replace("/realms/", "/admin/realms/")
        user = f"leaver-{uuid7().hex[-10:]}"
        body: dict[str, Any] = {
            "username": user,
            "firstName": "Αναστασία",
            "lastName": "Λεονταρίτη",
            "enabled": True,
            "emailVerified": True,
            "attributes": {"kentro_grants": ["receptionist@/el63/3905/zacharo"], "locale": ["el"]},
            "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
        }
        made = (await http.post(f"{admin}/users", json=body)).raise_for_status()
        id_ = made.headers["Location"].rsplit("/", 1)[-1]
        yield Office(http, admin, user, id_)
        await http.delete(f"{admin}/users/{id_}")


async def test_who_has_left_is_out_within_a_minute(building: Building, leaver: Office) -> None:
    async with building.window() as window, building.window("dioikisi") as office:
        await window.open("/")
        await window.log_in(leaver.user, PASSWORD)
        await window.is_titled("Σήμερα")

        await office.open("/users")
        await office.follow("Αναστασία Λεονταρίτη")
        await office.keeps_the_rules("user")
        await expect(office.main.get_by_role("definition").first).to_have_text(leaver.user)
        await office.press("Κλείσιμο λογαριασμού")
        await expect(office.main.get_by_role("status")).to_be_visible()

        async with asyncio.timeout(MINUTE):
            while "/realms/kentro/" not in window.page.url:
                await window.open("/")
        await window.log_in(leaver.user, PASSWORD)
        await expect(window.page).to_have_url(re.compile(r"/realms/kentro/"))

        await office.press("Άνοιγμα λογαριασμού")
        await expect(office.main.get_by_role("status")).to_be_visible()
        await window.open("/")
        await window.log_in(leaver.user, PASSWORD)
        await window.is_titled("Σήμερα")


async def test_an_administrator_gives_and_takes_a_role(building: Building, leaver: Office) -> None:
    async with building.window("dioikisi") as office:
        await office.open(f"/users/{leaver.id}")
        await office.choose(role="coordinator")
        await office.main.locator("select[name='scope']").select_option(label="Κέντρο Κοινότητας Ζαχάρως")
        await office.press("Αποθήκευση")
        await office.reads("Συντονιστής, Κέντρο Κοινότητας Ζαχάρως")
        await office.main.get_by_label("Υποδοχή, Κέντρο Κοινότητας Ζαχάρως").uncheck()
        await office.press("Αποθήκευση")
        await expect(office.main.get_by_label("Υποδοχή, Κέντρο Κοινότητας Ζαχάρως")).to_have_count(0)
        await office.keeps_the_rules("user-roles")
    found = (await leaver.http.get(f"{leaver.admin}/users/{leaver.id}")).json()
    assert found["attributes"]["kentro_grants"] == ["coordinator@/el63/3905/zacharo"]


async def test_nobody_sees_an_account_of_elsewhere(building: Building, stack: Stack, leaver: Office) -> None:
    user = (await leaver.http.get(f"{leaver.admin}/users/{leaver.id}")).json()
    user["attributes"]["kentro_grants"] = ["receptionist@/el63/3901/pyrgos"]
    (await leaver.http.put(f"{leaver.admin}/users/{leaver.id}", json=user)).raise_for_status()
    async with building.window("dioikisi") as office:
        assert (await office.open(f"/users/{leaver.id}")).status == 404
    async with building.window("perifereia") as office:
        await office.open("/users")
        await office.reads("Αναστασία Λεονταρίτη")
        await office.keeps_the_rules("users")
