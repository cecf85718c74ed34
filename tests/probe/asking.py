"""A question for something that is there and one for something that is not, alike in all else: so must the answers be.

A `PUT` that creates is left out: its id is made by the client, and whoever knows another's was told it. What is asked
besides ids: lists by a person, labels, and searches by name, number and telephone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import httpx2

from shared.ids import uuid7
from shared.scope import Role
from shared.tickets import ends
from tests.probe.world import CENTRES, Thing, World

SUBJECT = "stranger"
TICKETS = ("none", "own", "anothers", "over", "valid")
"""None; another person's; another account's; one that is over; one that was given before the grants changed."""

_MADE_AT = re.compile(r'"made_at":"[^"]+",')
"""When an answer was put together is another moment each time."""

_VARY = {"date", "x-request-id", "content-length", "etag", "kentro-behind"}
_ANYWHERE = ("", "/el63", "/el65", "/el63/3905", "/el63/3901", "/el65/4502")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as whom, with which ticket; `{kind}` in path and body stands for the thing's id."""

    service: str
    method: str
    path: str
    body: str | None
    grants: tuple[str, ...]
    ticket: str


@dataclass(frozen=True, slots=True)
class Leak:
    """Where two answers differ, or one says what nobody else may read."""

    question: Question
    thing: Thing
    what: str


class Prober:
    """Makes questions by chance and compares their answers."""

    def __init__(self, world: World, chance: Random) -> None:
        self._world = world
        self._chance = chance
        self._operations = list(world.operations())
        self._absent: dict[tuple[Question, str, str], tuple[object, ...]] = {}
        self._tokens: dict[tuple[str, ...], str] = {}
        self.asked = 0
        self.routes: set[str] = set()
        self.kinds: set[str] = set()

    async def probe(self) -> Leak | None:
        """One thing that the asker may not see, asked for once; where that leaks, how."""
        thing = self._chance.choice(self._world.things)
        question = self._question(thing, self._strangers(thing))
        there = await self._answer(question, thing.kind, thing.id, thing.person, thing.centre)
        self.asked += 1
        self.routes.add(f"{question.method} {question.service}{question.path}")
        self.kinds.add(thing.kind)
        known = (question, thing.kind, thing.centre)
        if known not in self._absent:
            nobody = uuid7()
            self._absent[known] = await self._answer(question, thing.kind, nobody, nobody, thing.centre)
        if there != self._absent[known]:
            return Leak(question, thing, f"{there} instead of {self._absent[known]}")
        said = str(there)
        for secret in self._world.secrets[thing.person]:
            if secret in said:
                return Leak(question, thing, f"said {secret!r}: {said}")
        return None

    def _strangers(self, thing: Thing) -> tuple[str, ...]:
        """Grants that do not show the thing."""
        while True:
            count = self._chance.choice((1, 1, 2, 3))
            places = (*CENTRES, *_ANYWHERE[1:])
            grants = tuple(f"{self._chance.choice(list(Role))}@{self._chance.choice(places)}" for _ in range(count))
            if not thing.seen_by(grants):
                return grants

    def _question(self, thing: Thing, grants: tuple[str, ...]) -> Question:
        fitting = list(self._fitting(thing))
        service, method, path, body = self._chance.choice(fitting)
        return Question(service, method, path, body, grants, self._chance.choice(TICKETS))

    def _fitting(self, thing: Thing) -> Iterator[tuple[str, str, str, str | None]]:
        """Every operation that takes such an id in its address, and every other way to ask for the thing."""
        for service, method, path, operation in self._operations:
            named = set(re.findall(r"{(\w+)}", path))
            if thing.kind in named and named <= {thing.kind, "person"} and not _creates(operation):
                yield service, method, path, self._body(service, operation, thing)
        if thing.kind == "person":
            yield "registry", "GET", "/erasures?person={person}&state=all", None
            yield "registry", "GET", "/rectifications?person={person}&state=all", None
            yield "registry", "POST", "/people/labels", json.dumps({"ids": ["{person}"]})
            yield "registry", "GET", "/openings?person={person}", None
            yield "referral", "GET", "/referrals?person={person}&state=all", None
            secret = self._chance.choice(self._world.secrets[thing.person][:3])
            yield "registry", "POST", "/people/search", json.dumps({"query": secret}, ensure_ascii=False)

    def _body(self, service: str, operation: Json, thing: Thing) -> str | None:
        if "requestBody" not in operation:
            return None
        example = operation["requestBody"]["content"]["application/json"].get("example", {})
        return json.dumps({**example, **({"person": str(UUID(int=7))} if "person" in example else {})})

    async def _answer(self, question: Question, kind: str, id_: UUID, person: UUID, centre: str) -> tuple[object, ...]:
        served = self._world.served[question.service]
        place = question.path.replace(f"{{{kind}}}", str(id_)).replace("{person}", str(person))
        content = question.body
        if content is not None:
            content = content.replace(f"{{{kind}}}", str(id_))
            if question.path == "/people/search" and id_ not in self._world.secrets:
                content = json.dumps({"query": "6999999999"})
        headers = {
            "Authorization": f"Bearer {self._token(question.grants)}",
            "Idempotency-Key": str(uuid7()),
            "If-Match": '"1"',
            "Content-Type": "application/json",
            **self._ticket(question, person, centre),
        }
        answer: httpx2.Response = await served.http.request(question.method, place, content=content, headers=headers)
        told = _MADE_AT.sub("", answer.text.replace(str(id_), "ID").replace(str(person), "ID"))
        names = {name: value for name, value in answer.headers.items() if name not in _VARY}
        return answer.status_code, told, "etag" in answer.headers, tuple(sorted(names.items()))

    def _token(self, grants: tuple[str, ...]) -> str:
        if grants not in self._tokens:
            hours = int((datetime.now(UTC) + timedelta(hours=2)).timestamp())
            self._tokens[grants] = self._world.provider.token(*grants, subject=SUBJECT, exp=hours)
        return self._tokens[grants]

    def _ticket(self, question: Question, person: UUID, centre: str) -> dict[str, str]:
        make = partial(self._world.served[question.service].ticket, scope=centre)
        match question.ticket:
            case "none":
                return {}
            case "own":
                return make(uuid7(), subject=SUBJECT)
            case "anothers":
                return make(person, subject="owner")
            case "over":
                return make(person, subject=SUBJECT, until=ends(datetime.now(UTC) - timedelta(minutes=1)))
            case _:
                return make(person, subject=SUBJECT)


def _creates(operation: Json) -> bool:
    return any(each["name"] == "If-None-Match" for each in operation.get("parameters", []))
