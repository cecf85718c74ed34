"""Every route, asked as every role: it is there for those whom the table names, and for nobody else."""

import re
from collections.abc import AsyncGenerator
from random import Random
from typing import Any

import pytest

from shared.ids import uuid7
from shared.scope import Role
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.probe.world import SERVICES, ZACHARO, World, world

MUNICIPALITY, REGION = "/el63/3905", "/el63"


@pytest.fixture(scope="module")
async def there(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[World]:
    async with world(module_stage, provider, Random(1)) as found:
        yield found


def known(there: World) -> dict[str, str]:
    of_zacharo = {thing.kind: str(thing.id) for thing in there.things if thing.centre == ZACHARO}
    person = next(thing.person for thing in there.things if thing.centre == ZACHARO)
    mine = {thing.kind: str(thing.id) for thing in there.things if thing.person == person}
    return {"code": "3905", "section": "contacts"} | there.directory | of_zacharo | mine


async def asked(there: World, service: str, method: str, path: str, operation: Any, role: Role) -> int:
    scope = REGION if role in (Role.REGIONAL_ADMINISTRATOR, Role.ANALYST) else ZACHARO
    scope = MUNICIPALITY if role is Role.MUNICIPAL_ADMINISTRATOR else scope
    ids = known(there)
    place = re.sub(r"{(\w+)}", lambda found: ids.get(found[1], str(uuid7())), path)
    person = next(thing.person for thing in there.things if str(thing.id) == ids["person"])
    headers = {
        **there.provider.bearer(f"{role}@{scope}", subject=role.value),
        **there.served[service].ticket(person, subject=role.value),
        "If-Match": '"1"',
        "Idempotency-Key": str(uuid7()),
        "If-None-Match": "*",
    }
    if "requestBody" in operation:
        headers["Content-Type"] = "application/json"
    content = b"{}" if "requestBody" in operation else None
    answer = await there.served[service].http.request(method, place, headers=headers, content=content)
    return answer.status_code


@pytest.mark.parametrize("service", SERVICES)
async def test_a_route_is_there_for_its_roles_alone(there: World, service: str) -> None:
    wrong: list[str] = []
    for name, method, path, operation in there.operations():
        if name != service:
            continue
        for role in Role:
            status = await asked(there, service, method, path, operation, role)
            if role.value not in operation["x-roles"] and status != 404:
                wrong.append(f"{role} {method} {path}: {status}, though it is not for them")
            if role.value in operation["x-roles"] and "requestBody" in operation and status == 404:
                wrong.append(f"{role} {method} {path}: not there, though it is for them")
    assert wrong == []


async def test_what_is_shown_of_a_person_is_shown_to_its_roles(there: World) -> None:
    wrong: list[str] = []
    for service, method, path, operation in there.operations():
        names = {each["name"] for each in operation.get("parameters", [])}
        if method != "GET" or "Kentro-Ticket" not in names or "{" not in path:
            continue
        for role in operation["x-roles"]:
            status = await asked(there, service, method, path, operation, Role(role))
            if status != 200:
                wrong.append(f"{role} {path}: {status}")
    assert wrong == []
