"""Everybody's accounts as they were lately: asked once for minutes, and never waited for long."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest

from services.registry.accounts import directory
from services.registry.accounts.directory import AccountsAway, Directory

USER: dict[str, Any] = {
    "id": "1", "username": "a", "enabled": True, "createdTimestamp": 0,
    "attributes": {"kentro_grants": ["receptionist@/el63/3905/zacharo"]},
}  # fmt: skip


class Provider:
    """The provider's administration: it counts how often it was asked for everybody, and may be slow or away."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/token"):
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 60})
        if request.method == "PUT" or request.url.path.endswith("/users/1"):
            return httpx2.Response(200, json=USER)
        self.asked += 1
        await self.free.wait()
        return httpx2.Response(500 if self.away else 200, json=[USER])


@pytest.fixture
async def provider() -> Provider:
    return Provider()


@pytest.fixture
async def accounts(provider: Provider) -> AsyncGenerator[Directory]:
    made = Directory("http://idp/realms/kentro", "c", "s", transport=httpx2.MockTransport(provider))
    yield made
    await made.close()


async def test_they_are_asked_for_once_until_one_is_changed(provider: Provider, accounts: Directory) -> None:
    for _ in range(3):
        assert [one.id for one in await accounts.lately()] == ["1"]
    assert provider.asked == 1
    await accounts.change("1", is_open=True)
    await accounts.lately()
    assert provider.asked == 2


async def test_who_does_not_answer_is_asked_again(provider: Provider, accounts: Directory) -> None:
    provider.away = True
    with pytest.raises(AccountsAway):
        await accounts.lately()
    provider.away = False
    assert len(await accounts.lately()) == 1


async def test_nobody_waits_long_and_the_next_finds_them(
    provider: Provider, accounts: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "SOON", 0.01)
    provider.free.clear()
    with pytest.raises(AccountsAway):
        await accounts.lately()
    provider.free.set()
    monkeypatch.undo()
    assert len(await accounts.lately()) == 1
    assert provider.asked == 1
