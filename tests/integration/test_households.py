"""Households over HTTP, on real parts: several streams in one command, and a member whom nobody else sees."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.recording import PYRGOS, ZACHARO, Room


@dataclass
class Homes:
    """A social worker's desk, and a name for every id that its answers hold."""

    room: Room
    aliases: dict[str, str] = field(default_factory=dict[str, str])

    async def person(self, alias: str) -> UUID:
        person = await self.room.register()
        self.aliases[str(person)] = alias
        card = await self.room.card(person)
        self.aliases[card["surname"]], self.aliases[card["given_name"]] = f"{alias}'s surname", f"{alias}'s name"
        return person

    async def put(self, household: UUID, viewer: UUID, members: Sequence[tuple[UUID, str]]) -> httpx2.Response:
        self.aliases[str(household)] = "home"
        body = {"members": [{"person": str(one), "role": role} for one, role in members], "since": "2026-01-10"}
        headers = {**self.room.headers, **self.room.served.ticket(viewer), "If-None-Match": "*"}
        return await self.room.served.http.put(f"/households/{household}", json=body, headers=headers)

    async def post(
        self, path: str, viewer: UUID, version: int, body: dict[str, Any], key: UUID | None = None, **ticket: Any
    ) -> httpx2.Response:
        headers = {
            **self.room.headers,
            **self.room.served.ticket(viewer, **ticket),
            "Idempotency-Key": str(key or uuid7()),
            "If-Match": f'"{version}"',
        }
        return await self.room.served.http.post(f"/households/{path}", json=body, headers=headers)

    async def show(self, viewer: UUID, **ticket: Any) -> dict[str, Any]:
        answer = await self.room.get(f"/people/{viewer}/household", viewer, **ticket)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def bare(self, answer: httpx2.Response) -> str:
        """An answer as it came, ids and names by their aliases."""
        lines = [str(answer.status_code), answer.headers.get("etag", ""), answer.text]
        text = "\n".join(lines)
        for id_, alias in self.aliases.items():
            text = text.replace(id_, alias)
        return text


@pytest.fixture(scope="module")
async def served(module_stage: Stage) -> AsyncGenerator[Served]:
    async with module_stage.serve(BLUEPRINT) as running:
        yield running


@pytest.fixture
def homes(served: Served, provider: TestProvider) -> Homes:
    return Homes(Room(served, provider, provider.bearer(f"social_worker@{ZACHARO}")))


def joining(person: UUID, since: str = "2026-01-15", role: str = "child") -> dict[str, Any]:
    return {"person": str(person), "role": role, "since": since}


def leaving(person: UUID, on: str = "2026-02-10") -> dict[str, Any]:
    return {"person": str(person), "on": on, "why": "moved-out"}


async def test_one_forms_joins_leaves_and_the_history_stays(homes: Homes) -> None:
    anna, nikos, maria = [await homes.person(name) for name in ("anna", "nikos", "maria")]
    home = uuid7()
    formed = await homes.put(home, anna, [(anna, "reference"), (nikos, "spouse")])
    assert (formed.status_code, formed.json()["version"]) == (201, 3)
    assert (await homes.put(home, anna, [(anna, "reference"), (nikos, "spouse")])).status_code == 201
    joined = await homes.post(f"{home}/members", anna, 3, joining(maria))
    assert (joined.status_code, joined.headers["etag"]) == (200, '"4"')
    stale = await homes.post(f"{home}/members/departure", anna, 3, leaving(nikos))
    assert (stale.status_code, stale.json()["version"]) == (412, 4)
    assert (await homes.post(f"{home}/members/departure", anna, 4, leaving(nikos))).status_code == 200
    current = (await homes.show(maria))["current"]
    assert [one["person"] for one in current["members"]] == [str(anna), str(maria)]
    assert [(one["person"], one["why"]) for one in current["former"]] == [(str(nikos), "moved-out")]
    assert (await homes.show(nikos))["current"] is None
    assert len((await homes.show(nikos))["past"]) == 1
    history = (await homes.room.get(f"/people/{anna}/household/history", anna)).json()["items"]
    assert [one["what"] for one in history] == ["left", "joined", "joined", "joined", "formed"]


async def test_a_person_has_one_household_at_one_time(homes: Homes) -> None:
    anna, nikos = await homes.person("anna"), await homes.person("nikos")
    first, second = uuid7(), uuid7()
    await homes.put(first, anna, [(anna, "reference")])
    twice = await homes.put(second, anna, [(anna, "reference")])
    assert (twice.status_code, twice.json()["type"].rpartition("/")[2]) == (409, "member-elsewhere")
    assert (await homes.put(second, nikos, [(nikos, "reference")])).status_code == 201
    again = await homes.post(f"{first}/members", anna, 2, joining(nikos))
    assert again.json()["type"].rpartition("/")[2] == "member-elsewhere"
    assert (await homes.post(f"{second}/members/departure", nikos, 2, leaving(nikos))).status_code == 200
    assert (await homes.post(f"{first}/members", anna, 2, joining(nikos, "2026-02-10"))).status_code == 200


async def test_a_part_leaves_into_a_household_of_its_own_in_one_command(homes: Homes) -> None:
    anna, nikos, maria = [await homes.person(name) for name in ("anna", "nikos", "maria")]
    home, new, key = uuid7(), uuid7(), uuid7()
    await homes.put(home, anna, [(anna, "reference"), (nikos, "spouse"), (maria, "child")])
    members = [{"person": str(anna), "role": "reference"}, {"person": str(maria), "role": "child"}]
    body = {"members": members, "into": str(new), "on": "2026-02-20", "why": "separated"}
    parted = await homes.post(f"{home}/split", anna, 4, body, key)
    assert parted.status_code == 200, parted.text
    repeated = await homes.post(f"{home}/split", anna, 4, body, key)
    assert (repeated.status_code, repeated.json()) == (200, parted.json())
    current = (await homes.show(maria))["current"]
    assert (current["id"], [one["role"] for one in current["members"]]) == (str(new), ["reference", "child"])
    assert [one["person"] for one in (await homes.show(nikos))["current"]["members"]] == [str(nikos)]
    back = {"members": [{"person": str(maria), "role": "child"}], "into": str(home), "on": "2026-03-01", "why": "other"}
    assert (await homes.post(f"{new}/split", anna, 3, back)).status_code == 200
    assert {one["person"] for one in (await homes.show(nikos))["current"]["members"]} == {str(nikos), str(maria)}
    nowhere = {**back, "members": [{"person": str(uuid7()), "role": "child"}], "into": str(uuid7())}
    assert (await homes.post(f"{home}/split", nikos, 7, nowhere)).json()["type"].endswith("/not-a-member")


async def test_a_move_is_written_into_the_record_of_every_member(homes: Homes) -> None:
    anna, nikos = await homes.person("anna"), await homes.person("nikos")
    home = uuid7()
    await homes.put(home, anna, [(anna, "reference"), (nikos, "spouse")])
    body = {"address": "Οδός Νέα 3", "municipal_unit": "Φιγαλείας", "on": "2026-02-01"}
    assert (await homes.post(f"{home}/move", anna, 3, body)).status_code == 200
    for person in (anna, nikos):
        assert (await homes.room.card(person))["address"] == "Οδός Νέα 3"
    assert (await homes.show(nikos))["current"]["moved_on"] == "2026-02-01"


async def test_without_the_ticket_of_a_member_there_is_no_household(homes: Homes) -> None:
    anna, other = await homes.person("anna"), await homes.person("other")
    home = uuid7()
    await homes.put(home, anna, [(anna, "reference")])
    assert (await homes.put(uuid7(), other, [(anna, "reference")])).status_code == 409
    assert (await homes.post(f"{home}/members/departure", other, 2, leaving(anna))).status_code == 404
    bare = await homes.room.served.http.get(f"/people/{anna}/household", headers=homes.room.headers)
    assert bare.status_code == 403
    basic = await homes.post(f"{home}/members/departure", anna, 2, leaving(anna), reach="basic")
    assert basic.status_code == 404


async def _play(homes: Homes, *, hidden: bool) -> list[str]:
    """What the social worker of Nikos is answered, in a household where Maria lives concealed, or never lived."""
    anna, nikos, helen = [await homes.person(name) for name in ("anna", "nikos", "helen")]
    home = uuid7()
    maria: UUID | None = None
    said = [await homes.put(home, nikos, [(nikos, "reference"), (anna, "spouse")])]
    if hidden:
        maria = await homes.person("maria")
        assert (await homes.post(f"{home}/members", nikos, 3, joining(maria))).status_code == 200
        order = {"asked_by": "person", "why": "violence", "since": "2026-01-20"}
        assert (await homes.room.post(maria, "concealment", order)).status_code == 200
        assert {one["person"] for one in (await homes.show(maria))["current"]["members"]} == {
            str(one) for one in (anna, nikos, maria)
        }
    said += [
        await homes.room.get(f"/people/{nikos}/household", nikos),
        await homes.room.get(f"/people/{nikos}/household/history", nikos),
        await homes.room.get(f"/people/{nikos}", nikos),
        await homes.room.get(f"/people/{nikos}/timeline", nikos),
        await homes.post(f"{home}/members", nikos, 2, joining(helen)),
        await homes.post(f"{home}/members", nikos, 3, joining(helen)),
    ]
    elsewhere = await homes.person("stranger")
    stranger = maria or elsewhere
    if maria is None:
        await homes.put(uuid7(), elsewhere, [(elsewhere, "reference")])
    homes.aliases[str(stranger)] = "stranger"
    said += [
        await homes.post(f"{home}/members", nikos, 4, joining(stranger)),
        await homes.post(f"{home}/members/departure", nikos, 4, leaving(stranger)),
        await homes.post(
            f"{home}/split",
            nikos,
            4,
            {
                "members": [{"person": str(stranger), "role": "child"}],
                "into": str(uuid7()),
                "on": "2026-02-20",
                "why": "other",
            },
        ),
        await homes.post(f"{home}/move", nikos, 4, {"address": "Οδός 1", "municipal_unit": None, "on": "2026-02-20"}),
        await homes.room.get(f"/people/{anna}/household", anna),
    ]
    for one, version in ((anna, 5), (helen, 6), (nikos, 7)):
        said.append(await homes.post(f"{home}/members/departure", nikos, version, leaving(one, "2026-02-25")))
    said += [
        await homes.post(f"{home}/dissolution", nikos, 8, {"on": "2026-02-26"}),
        await homes.room.get(f"/people/{nikos}/household", nikos),
        await homes.room.get(f"/people/{nikos}/household/history", nikos),
    ]
    if maria is not None:
        assert [one["person"] for one in (await homes.show(maria))["current"]["members"]] == [str(maria)]
        card = await homes.room.card(maria)
        assert (card["concealed"], card["address"]) == (True, None)
    return [homes.bare(one) for one in said]


async def test_a_concealed_member_is_not_there_for_a_co_members_social_worker(homes: Homes) -> None:
    assert await _play(homes, hidden=True) == await _play(homes, hidden=False)


async def test_an_emergency_shows_who_is_opened_and_nobody_beside(homes: Homes) -> None:
    anna, nikos = await homes.person("anna"), await homes.person("nikos")
    await homes.put(uuid7(), anna, [(anna, "reference"), (nikos, "spouse")])
    homes.room.headers = homes.room.provider.bearer(f"social_worker@{PYRGOS}")
    shown = (await homes.show(anna, emergency=True))["current"]
    assert [one["person"] for one in shown["members"]] == [str(anna)]
