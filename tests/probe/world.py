"""Three Centres with people, visits, referrals and openings, and what their owners see of them."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from pydantic import AnyUrl
from stdnum import luhn

from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from services.registry.duplicates.domain import DuplicateSuspected, in_order
from services.registry.duplicates.views import pair_id
from shared.eventstore import Command
from shared.ids import uuid7
from shared.scope import Principal, Reach, parse_grants
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ZACHARO, FIGALEIA, PYRGOS, KORINTHOS = (
    "/el63/3905/zacharo", "/el63/3905/figaleia", "/el63/3901/pyrgos", "/el65/4502/korinthos"
)  # fmt: skip
CENTRES = (ZACHARO, FIGALEIA, PYRGOS, KORINTHOS)
PEOPLE = 3
"""In each Centre, each with a visit, a referral and an opening."""

WATCHED = ("opening", "erasure", "rectification", "restriction")
"""Kinds that are shown to those who watch over a Centre, however far they reach."""

WITH_THE_FILE = ("referral", "transfer", "household", "pre_check")
"""Kinds that are shown with the whole file alone."""

SERVICES = ("registry", "intake", "referral", "reporting")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with an id that not everybody may see: where it is shown, and who sees it there."""

    kind: str
    id: UUID
    person: UUID
    centre: str
    owner: str
    service: str
    path: str

    def seen_by(self, grants: tuple[str, ...]) -> bool:
        """Whether these grants show it, by the rules as they are written down."""
        principal = Principal("", parse_grants(grants))
        if self.kind in WATCHED:
            return any(f"{self.centre}/".startswith(f"{path}/") for path in principal.oversees())
        return principal.reaches(Reach.FILE if self.kind in WITH_THE_FILE else Reach.BASIC, self.centre)


@dataclass
class World:
    """Four services that hear each other, what is in them, and the words that nobody else may read."""

    served: Mapping[str, Served]
    provider: TestProvider
    things: list[Thing] = field(default_factory=list[Thing])
    secrets: dict[UUID, list[str]] = field(default_factory=dict[UUID, list[str]])
    directory: dict[str, str] = field(default_factory=dict[str, str])
    """The one body and its service, which are about nobody."""

    def operations(self) -> Iterator[tuple[str, str, str, Json]]:
        """Service, method, path and description of every operation that asks who calls."""
        for name, served in self.served.items():
            for path, methods in served.app.openapi()["paths"].items():
                for method, operation in methods.items():
                    if operation["security"]:
                        yield name, method.upper(), path, operation

    async def put(self, service: str, path: str, body: Json, grant: str) -> Json:
        headers = {**self.provider.bearer(grant, subject="owner"), "If-None-Match": "*"}
        answer = await self.served[service].http.put(path, json=body, headers=headers)
        assert answer.status_code in (201, 202), answer.text
        return answer.json()

    async def check_owners(self) -> None:
        """Everything answers 200 to its owner: what nobody sees proves nothing by not being seen."""
        for thing in self.things:
            ticket = self.served[thing.service].ticket(thing.person, subject="owner", scope=thing.centre)
            headers = {**self.provider.bearer(thing.owner, subject="owner"), **ticket}
            answer = await self.served[thing.service].http.get(thing.path, headers=headers)
            assert answer.status_code == 200, f"{thing.path} {answer.text}"


@asynccontextmanager
async def world(stage: Stage, provider: TestProvider, chance: Random) -> AsyncGenerator[World]:
    """The services, filled, while the block runs."""
    mail = MailSettings(AnyUrl("smtp://127.0.0.1:9"), "http://portal", "kentro@localhost")
    async with AsyncExitStack() as stack:
        served = [
            await stack.enter_async_context(stage.serve(each))
            for each in (
                registry.BLUEPRINT,
                intake.BLUEPRINT,
                referral.blueprint(bytes(32), mail),
                reporting.blueprint(stage.kafka, stage.topic_prefix, bytes(32)),
            )
        ]
        found = World(dict(zip(SERVICES, served, strict=True)), provider)
        await _fill(found, chance)
        await found.check_owners()
        yield found


async def _fill(world: World, chance: Random) -> None:
    registry_ = world.served["registry"]
    examples = registry_.app.openapi()["components"]["schemas"]
    admin = "importer@/el63"
    body, offered = uuid7(), uuid7()
    await world.put("registry", "/municipalities/3905", examples["NewMunicipality"]["examples"][0], admin)
    world.directory |= {"body": str(body), "service": str(offered)}
    await world.put("registry", f"/bodies/{body}", examples["NewBody"]["examples"][0], admin)
    service = {**examples["NewService"]["examples"][0], "body": str(body)}
    headers = {**world.provider.bearer(admin, subject="owner"), "If-None-Match": "*"}
    answer = await registry_.http.put(f"/services/{offered}", json=service, headers=headers)
    position = answer.headers["kentro-position"]
    seen = {**world.provider.bearer(f"social_worker@{ZACHARO}"), "Kentro-Position": position}
    while (
        await world.served["referral"].http.get(f"/referrals/answer-by?service={offered}", headers=seen)
    ).status_code != 200:
        pass
    for centre in CENTRES:
        for _ in range(PEOPLE):
            await _somebody(world, chance, centre, offered)
    somebody, another, *_ = (each for each in world.things if each.centre == ZACHARO and each.kind == "person")
    await _file(world, somebody.person)
    await _household(world, another.person)
    await _rights(world, another.person)
    await _one_human(world, somebody.person)


async def _file(world: World, person: UUID) -> None:
    """A scanned paper of somebody of Zacharo, and a pre-check that was kept."""
    worker, document = f"social_worker@{ZACHARO}", uuid7()
    path = f"/people/{person}/documents/{document}"
    registry_ = world.served["registry"]
    headers = {
        **world.provider.bearer(worker, subject="owner"),
        **registry_.ticket(person, subject="owner", scope=ZACHARO),
        "If-None-Match": "*",
    }
    answer = await registry_.http.put(f"{path}?kind=tax", content=b"%PDF-1.7\n%%EOF\n", headers=headers)
    assert answer.status_code == 201, answer.text
    world.things.append(Thing("document", document, person, ZACHARO, worker, "registry", path))
    check = uuid7()
    path = f"/people/{person}/pre-checks/{check}"
    kept = await registry_.http.put(path, json={"facts": {"adults": 1}}, headers=headers)
    assert kept.status_code == 201, kept.text
    world.things.append(Thing("pre_check", check, person, ZACHARO, worker, "registry", path))


async def _household(world: World, person: UUID) -> None:
    """Somebody of Zacharo who lives alone."""
    worker, household = f"social_worker@{ZACHARO}", uuid7()
    registry_ = world.served["registry"]
    headers = {
        **world.provider.bearer(worker, subject="owner"),
        **registry_.ticket(person, subject="owner", scope=ZACHARO),
        "If-None-Match": "*",
    }
    body = {"since": "2024-01-01", "members": [{"person": str(person), "role": "reference"}]}
    answer = await registry_.http.put(f"/households/{household}", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    shown = f"/people/{person}/household"
    world.things.append(Thing("household", household, person, ZACHARO, worker, "registry", shown))


async def _rights(world: World, person: UUID) -> None:
    """Somebody of Zacharo who asks for a correction, for a restriction and to be erased."""
    officer = f"data_protection_officer@{ZACHARO}"
    who = {"person": str(person)}
    asked = {
        "rectification": who | {"text": f"Δεν λέγεται {world.secrets[person][0]}."},
        "restriction": who | {"ground": "accuracy-contested"},
        "erasure": who | {"basis": "objection", "identity": "papers"},
    }
    for kind, body in asked.items():
        id_ = uuid7()
        await world.put("registry", f"/{kind}s/{id_}", body, officer)
        shown = f"/people/{person}" if kind == "restriction" else f"/{kind}s/{id_}"
        world.things.append(Thing(kind, id_, person, ZACHARO, officer, "registry", shown))


async def _one_human(world: World, person: UUID) -> None:
    """Somebody of Zacharo who is suspected, merged (a merge that another one holds), and offered to another Centre."""
    registry_, worker, admin = world.served["registry"].running, f"social_worker@{ZACHARO}", "importer@/el63"
    examples = world.served["registry"].app.openapi()["components"]["schemas"]
    before, after, merge, further, transfer = (uuid7() for _ in range(5))
    for other, surname in ((before, "Ξυνογαλάς"), (after, "Φρουζάκης")):
        body = {"centre": ZACHARO, "unit": str(uuid7()), "surname": surname, "given_name": "Λάζαρος", "informed": True}
        await world.put("registry", f"/people/{other}", body, worker)
    for one, kept, merged in ((merge, person, before), (further, after, person)):
        versions = {each: (await registry_.store.load(f"person-{each}")).version for each in (kept, merged)}
        body = {"kept": str(kept), "merged": str(merged)}
        body |= {"kept_version": versions[kept], "merged_version": versions[merged]}
        await world.put("registry", f"/merges/{one}", body, worker)
    pair = pair_id(person, before)
    suspected = DuplicateSuspected(*in_order(person, before), 75, ("near-name",), "aa")
    command = Command(uuid7(), "matcher", date(2026, 3, 2), "/el63/3905")
    outcome = await registry_.store.handle(command, f"duplicate-{pair}", lambda _: [suspected])
    assert await registry_.readable(outcome)
    await world.put("registry", "/municipalities/3701", examples["NewMunicipality"]["examples"][0], admin)
    centre = {**examples["NewCentre"]["examples"][0], "municipality": "3701", "slug": "patra", "prefix": "ΠΑΤ"}
    await world.put("registry", f"/centres/{uuid7()}", centre, admin)
    offer = {"person": str(person), "to_centre": "/el63/3701/patra", "informed": True}
    await world.put("registry", f"/transfers/{transfer}", offer, worker)
    for kind, thing, path in (
        ("merge", merge, f"/merges/{merge}"),
        ("pair", pair, f"/duplicates/{pair}"),
        ("transfer", transfer, f"/transfers/{transfer}"),
    ):
        world.things.append(Thing(kind, thing, person, ZACHARO, worker, "registry", path))
    for name in ("intake", "referral"):
        headers = {**world.provider.bearer(worker, subject="owner")}
        ticket = world.served[name].ticket(person, subject="owner")
        while (
            await world.served[name].http.get(f"/merges/{merge}/written", headers={**headers, **ticket})
        ).status_code != 200:
            pass


async def _somebody(world: World, chance: Random, centre: str, service: UUID) -> None:
    unit = str(uuid7())
    person, visit, sent, opening = (uuid7() for _ in range(4))
    surname = "Μ" + "".join(chance.choice("αβγδεζηθικλμνξπρστφχ") for _ in range(12)) + "ίδης"
    digits = f"{chance.randrange(1, 29):02}0380{9_000 + chance.randrange(999)}"
    amka = digits + luhn.calc_check_digit(digits)
    telephone = f"69{chance.randrange(10**8 - 1):08}"
    need, reason = f"Ανάγκη {surname} πρώτη", f"Λόγος {surname} δεύτερος"
    why = f"Αιτιολογία για {surname}, γραμμένη ολόκληρη."
    world.secrets[person] = [surname, amka, telephone[1:], amka[:6] + "•"]
    worker, coordinator = f"social_worker@{centre}", f"coordinator@{centre}"
    registered = {
        "centre": centre,
        "unit": unit,
        "surname": surname,
        "given_name": "Αλέξανδρος",
        "born_on": f"1980-03-{int(digits[:2]):02}",
        "identifier": {"kind": "amka", "value": amka},
        "telephone": telephone,
        "address": f"Οδός {surname} 7",
        "informed": True,
    }
    await world.put("registry", f"/people/{person}", registered, worker)
    received = {"unit": unit, "centre": centre, "topic": "housing", "channel": "in-person", "person": str(person)}
    await world.put("intake", f"/visits/{visit}", received, worker)
    referred = {
        "person": str(person),
        "service": str(service),
        "unit": unit,
        "centre": centre,
        "need": need,
        "reason": reason,
        "basis": "consent",
        "disclosed": {"name": surname},
    }
    await world.put("referral", f"/referrals/{sent}", referred, worker)
    opened = {"person": str(person), "purpose": "service", "reason": why}
    await world.put("registry", f"/openings/{opening}", opened, worker)
    world.things += [
        Thing("person", person, person, centre, worker, "registry", f"/people/{person}"),
        Thing("visit", visit, person, centre, f"receptionist@{centre}", "intake", f"/visits/{visit}"),
        Thing("referral", sent, person, centre, worker, "referral", f"/referrals/{sent}"),
        Thing("opening", opening, person, centre, coordinator, "registry", f"/openings/{opening}"),
    ]
