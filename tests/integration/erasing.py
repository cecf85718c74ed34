"""A region of four services in which somebody is met, served, referred, and erased."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from uuid import UUID

import httpx2
from pydantic import AnyUrl

from services import intake, referral, registry, reporting
from services.referral.consumes import BodyEntered, CentreFounded, ServiceOffered
from services.referral.directory import BODIES, CENTRES, SERVICES
from services.referral.links.mailer import MailSettings
from shared.database import connect
from shared.ids import uuid7
from shared.provision import ServiceDatabases
from shared.public import partition_of
from shared.service import Blueprint
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.test_referral import told

ZACHARO = "/el63/3905/zacharo"
MAIL = MailSettings(AnyUrl("smtp://127.0.0.1:9"), "http://portal", "kentro@localhost")

SURNAME, GIVEN, FATHER = "Καναρινοπούλου", "Ασπασία-Καναρίνα", "Καναρίνος"
AMKA, TELEPHONE = "01017012343", "+302625099887"
REASON, NEED = "Λόγος-καναρίνι ένα δύο τρία τέσσερα", "Ανάγκη-καναρίνι"


def blueprints(stage: Stage) -> dict[str, Blueprint]:
    return {
        "registry": registry.BLUEPRINT,
        "intake": intake.BLUEPRINT,
        "referral": referral.blueprint(bytes(32), MAIL),
        "reporting": reporting.blueprint(stage.kafka, stage.topic_prefix, bytes(32)),
    }


_ROWS = """SELECT (to_jsonb(t) - 'examined')::text FROM "{table}" t ORDER BY 1"""


@dataclass
class Region:
    """The services by name, and who works with them."""

    stage: Stage
    provider: TestProvider
    services: Mapping[str, Served]
    offered: UUID

    def worker(self, subject: str = "somebody") -> dict[str, str]:
        return self.provider.bearer(f"social_worker@{ZACHARO}", subject=subject)

    def officer(self, subject: str) -> dict[str, str]:
        return self.provider.bearer(f"coordinator@{ZACHARO}", subject=subject)

    async def put(self, service: str, path: str, body: Any, headers: Mapping[str, str]) -> httpx2.Response:
        answer = await self.services[service].http.put(path, json=body, headers={"If-None-Match": "*", **headers})
        assert answer.status_code == 201, answer.text
        return answer

    async def post(self, service: str, path: str, headers: Mapping[str, str], body: Any = None) -> httpx2.Response:
        sent = {"Idempotency-Key": str(uuid7()), **headers}
        return await self.services[service].http.post(path, json=body, headers=sent)

    async def meet(self, surname: str = SURNAME, amka: str | None = AMKA) -> UUID:
        """Somebody comes: registered, two visits (one of which is linked later), a referral, an opened file."""
        person, worker = uuid7(), self.worker()
        body: dict[str, Any] = {
            "centre": ZACHARO,
            "unit": str(uuid7()),
            "surname": surname,
            "given_name": GIVEN,
            "father_name": FATHER,
            "telephone": TELEPHONE,
            "informed": True,
        }
        if amka:
            body["identifier"] = {"kind": "amka", "value": amka}
        await self.put("registry", f"/people/{person}", body, worker)
        visit = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "housing", "channel": "in-person"}
        await self.put("intake", f"/visits/{uuid7()}", {**visit, "person": str(person)}, worker)
        unlinked = uuid7()
        await self.put("intake", f"/visits/{unlinked}", visit, worker)
        assert (
            await self.post("intake", f"/visits/{unlinked}/person", worker, {"person": str(person)})
        ).status_code == 200
        assert (
            await self.post("intake", f"/visits/{unlinked}/closing", worker, {"outcome": "informed"})
        ).status_code == 200
        await self.refer(person, surname)
        opening = {"person": str(person), "purpose": "service", "reason": REASON}
        ticket = (await self.put("registry", f"/openings/{uuid7()}", opening, worker)).json()["ticket"]
        read = {**worker, "Kentro-Ticket": ticket}
        for service in ("registry", "intake", "referral"):
            answer = await self.services[service].http.get(f"/people/{person}/timeline", headers=read)
            assert answer.status_code == 200, answer.text
        return person

    async def refer(self, person: UUID, surname: str = SURNAME, id_: UUID | None = None) -> UUID:
        id_ = id_ or uuid7()
        body = {
            "person": str(person),
            "service": str(self.offered),
            "unit": str(uuid7()),
            "centre": ZACHARO,
            "need": NEED,
            "reason": REASON,
            "basis": "consent",
            "disclosed": {"name": surname, "age": 15},
        }
        await self.put("referral", f"/referrals/{id_}", body, self.worker())
        return id_

    async def record(self, person: UUID, section: str, body: Any) -> None:
        """A section of the person's record is written."""
        version = (await self.services["registry"].running.store.load(f"person-{person}")).version
        headers = {**self.worker(), "If-Match": f'"{version}"'}
        answer = await self.post("registry", f"/people/{person}/{section}", headers, body)
        assert answer.status_code == 200, answer.text

    async def found(self) -> None:
        """The Centre is entered, without which nobody gets a number."""
        administrator = self.provider.bearer("regional_administrator@/el63")
        municipality = {
            "edition": "2021", "name": "Δήμος Ζαχάρως", "short_name": "Ζαχάρω", "regional_unit": "Ηλείας",
            "region": "el63", "residents": 8606,
        }  # fmt: skip
        await self.put("registry", "/municipalities/3905", municipality, administrator)
        centre = {
            "municipality": "3905", "slug": "zacharo", "name": "Κέντρο Κοινότητας Ζαχάρως", "prefix": "ΖΑΧ",
            "implementing_body": "Δήμος Ζαχάρως", "operating_since": "2017-09-18",
        }  # fmt: skip
        await self.put("registry", f"/centres/{uuid7()}", centre, administrator)

    async def merge(self, kept: UUID, merged: UUID) -> UUID:
        """A colleague says that two records are one human."""
        merge, log = uuid7(), self.services["registry"].running.store
        body: dict[str, Any] = {
            "kept": str(kept),
            "merged": str(merged),
            "take": [],
            "kept_version": (await log.load(f"person-{kept}")).version,
            "merged_version": (await log.load(f"person-{merged}")).version,
        }
        shown = {**self.worker(), **self.services["registry"].ticket(kept)}
        await self.put("registry", f"/merges/{merge}", body, shown)
        return merge

    async def ask(self, person: UUID, erasure: UUID | None = None, **changes: Any) -> tuple[UUID, httpx2.Response]:
        """The first officer asks for the erasure."""
        erasure = erasure or uuid7()
        body = {"person": str(person), "basis": "no-longer-needed", "identity": "papers", **changes}
        headers = {"If-None-Match": "*", **self.officer("first")}
        return erasure, await self.services["registry"].http.put(f"/erasures/{erasure}", json=body, headers=headers)

    async def shown(self, erasure: UUID) -> Any:
        answer = await self.services["registry"].http.get(f"/erasures/{erasure}", headers=self.officer("second"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def approve(self, erasure: UUID, by: str = "second") -> httpx2.Response:
        version = str((await self.shown(erasure))["version"])
        return await self.post("registry", f"/erasures/{erasure}/approval", {**self.officer(by), "If-Match": version})

    async def erase(self, person: UUID) -> Any:
        """Asked, approved, executed by all and certified; the certificate."""
        erasure, asked = await self.ask(person)
        assert asked.status_code == 201, asked.text
        approved = await self.approve(erasure)
        assert approved.status_code == 200, approved.text

        async def certified() -> bool:
            return (await self.shown(erasure))["state"] == "certified"

        await until(certified)
        return await self.shown(erasure)

    async def settled(self) -> None:
        """Every reader stands at the head of what it reads."""

        async def caught_up() -> bool:
            for served in self.services.values():
                running = served.running
                if running.projector.progress.position < await running.store.log.head():
                    return False
                for consumer in running.consumers:
                    name, _, sealed = consumer.source.partition(".")
                    source = self.services[name].running
                    told = source.blueprint.restricted if sealed else source.publish
                    assert told
                    for recorded in await source.store.log.read(0):
                        if recorded.event is None or told(recorded) is None:
                            continue
                        reached = consumer.checkpoints.progress[partition_of(recorded.stream)]
                        if reached.position < recorded.position:
                            return False
                if await running.pool.fetchval("SELECT count(*) FROM reaction"):
                    return False
            return True

        await until(caught_up)

    async def dump(self, *, without: Sequence[str] = ()) -> dict[str, list[str]]:
        """Every row of every read model, by service and table; how far the matcher looked is its own affair."""
        dumped: dict[str, list[str]] = {}
        for name, served in self.services.items():
            blueprint = blueprints(self.stage)[name]
            views = [*blueprint.views, *(view for each in blueprint.follows for view in each.views)]
            tables = {table for view in views for table in getattr(view, "tables", ())}
            owner = await connect(self.stage.databases.owner(served.databases), name="test")
            for table in sorted(tables - set(without)):
                rows = await owner.fetch(_ROWS.format(table=table))
                dumped[f"{name}.{table}"] = [row[0] for row in rows]
            await owner.close()
        return dumped


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while not await true():
            await asyncio.sleep(0.05)


@asynccontextmanager
async def a_region(
    stage: Stage, provider: TestProvider, databases: Mapping[str, ServiceDatabases] | None = None
) -> AsyncGenerator[Region]:
    """The four services, running on databases of their own, or on those that are there."""
    async with AsyncExitStack() as stack:
        services: dict[str, Served] = {}
        for name, blueprint in blueprints(stage).items():
            of = (databases or {}).get(name) or await fresh(stage, blueprint)
            services[name] = await stack.enter_async_context(stage.serve_on(of, blueprint))
        service, body = uuid7(), uuid7()
        connection = await connect(services["referral"].databases.projector, name="test")
        offered = ServiceOffered(service, body, "tutoring", "Φροντιστήριο", "3905", 5, "a@b.gr")
        await SERVICES.apply(connection, [told(offered)])
        await BODIES.apply(connection, [told(BodyEntered(body, "Αλφειός"))])
        await CENTRES.apply(connection, [told(CentreFounded("Κέντρο Κοινότητας Ζαχάρως"), ZACHARO)])
        await connection.close()
        yield Region(stage, provider, services, service)


async def fresh(stage: Stage, blueprint: Blueprint, **options: str) -> ServiceDatabases:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    return await stage.databases.fresh(blueprint.name, folders, **options)
