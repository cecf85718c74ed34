"""The services that hold something of a person, and colleagues who merge two records and part them."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
from pydantic import AnyUrl

from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import this_month

ZACHARO, FIGALEIA, PYRGOS = "/el63/3905/zacharo", "/el63/3905/figaleia", "/el63/3901/pyrgos"
MAIL = MailSettings(AnyUrl("smtp://localhost:9"), "http://localhost", "kentro@localhost")
AMKA, AFM = "14028012343", "123456783"


@dataclass
class Region:
    """The services, and colleagues who call them."""

    services: dict[str, Served]
    stage: Stage
    provider: TestProvider
    service: UUID = field(default_factory=uuid7)
    seen: dict[str, str] = field(default_factory=dict[str, str])
    _grants: tuple[str, ...] = (f"social_worker@{ZACHARO}",)

    def headers(self, person: UUID | None = None, **more: str) -> dict[str, str]:
        ticket = self.services["registry"].ticket(person) if person else {}
        position = {"Kentro-Position": ",".join(self.seen.values())} if self.seen else {}
        return {**self.provider.bearer(*self._grants), **ticket, **position, **more}

    def acting(self, *grants: str) -> "Region":
        return Region(self.services, self.stage, self.provider, self.service, self.seen, grants)

    async def send(
        self, method: str, name: str, path: str, body: Any = None, *, of: UUID | None = None, **q: Any
    ) -> httpx2.Response:
        more = {}
        if method == "PUT":
            more = {"If-None-Match": "*"}
        elif method == "POST":
            more = {"Idempotency-Key": str(q.pop("key", uuid7()))}
        answer = await self.services[name].http.request(
            method, path, json=body, params=q or None, headers=self.headers(of, **more)
        )
        if position := answer.headers.get("kentro-position"):
            source, partition, _ = position.split("/")
            self.seen[f"{source}/{partition}"] = position
        return answer

    async def get(self, name: str, path: str, of: UUID | None = None, **q: Any) -> Any:
        for _ in range(20):
            answer = await self.send("GET", name, path, of=of, **q)
            assert answer.status_code == 200, answer.text
            if "kentro-behind" not in answer.headers:
                return answer.json()
        raise AssertionError(f"{name} stays behind")

    async def register(self, **changes: Any) -> UUID:
        person = uuid7()
        body = {
            "centre": ZACHARO,
            "unit": str(uuid7()),
            "surname": "Παπαδοπούλου",
            "given_name": "Μαρία",
            "informed": True,
        }
        answer = await self.send("PUT", "registry", f"/people/{person}", {**body, **changes})
        if answer.status_code == 409:
            others = [match["id"] for match in answer.json()["matches"]]
            answer = await self.send("PUT", "registry", f"/people/{person}", {**body, **changes, "not_same_as": others})
        assert answer.status_code == 201, answer.text
        return person

    async def visit(self, person: UUID, topic: str = "housing") -> str:
        body = {"unit": str(uuid7()), "centre": ZACHARO, "topic": topic, "channel": "in-person", "person": str(person)}
        answer = await self.send("PUT", "intake", f"/visits/{uuid7()}", body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def refer(self, person: UUID) -> str:
        body = {
            "centre": ZACHARO, "unit": str(uuid7()), "person": str(person), "service": str(self.service),
            "need": "Ανάγκη", "reason": "Λόγος", "basis": "public-task", "disclosed": {"name": "Μαρία"},
        }  # fmt: skip
        answer = await self.send("PUT", "referral", f"/referrals/{uuid7()}", body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def version(self, person: UUID) -> int:
        return (await self.get("registry", f"/people/{person}", person))["version"]

    async def merge(
        self, kept: UUID, merged: UUID, *take: str, id: UUID | None = None, seen: tuple[int, int] | None = None
    ) -> httpx2.Response:
        body = {
            "kept": str(kept), "merged": str(merged), "take": take,
            "kept_version": seen[0] if seen else await self.version(kept),
            "merged_version": seen[1] if seen else await self.version(merged),
        }  # fmt: skip
        return await self.send("PUT", "registry", f"/merges/{id or uuid7()}", body)

    async def merged(self, kept: UUID, merged: UUID, *take: str) -> str:
        answer = await self.merge(kept, merged, *take)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def undo(self, merge: str, *assigned: tuple[str, str, str], key: UUID | None = None) -> httpx2.Response:
        said = [{"kind": kind, "item": item, "side": side} for kind, item, side in assigned]
        return await self.send("POST", "registry", f"/merges/{merge}/undoing", {"assigned": said}, key=key or uuid7())

    async def visits(self, person: UUID) -> list[str]:
        return [item["id"] for item in (await self.get("intake", f"/people/{person}/timeline", person))["items"]]

    async def referrals(self, person: UUID) -> list[str]:
        return [item["id"] for item in (await self.get("referral", "/referrals", person, person=person))["items"]]

    async def card(self, person: UUID, ticket_of: UUID | None = None) -> dict[str, Any]:
        return await self.get("registry", f"/people/{person}", ticket_of or person)

    async def registered(self) -> int:
        asked: dict[str, Any] = {"scope": ZACHARO, "month": this_month()}
        rows = (await self.acting(f"coordinator@{ZACHARO}").get("reporting", "/figures", **asked))["rows"]
        return next(row["value"] for row in rows if row["indicator"] == "people-registered") or 0

    async def rows(self) -> dict[str, list[str]]:
        """What every service holds that a merge could touch, byte for byte."""
        found: dict[str, list[str]] = {}
        tables = {
            "registry": ["person", "person_file", "person_found_by", "merge", "merge_file", "alias", "assigned"],
            "intake": ["visit", "alias", "assigned"],
            "referral": ["referral", "alias", "assigned"],
            "reporting": ["fact", "cell", "alias", "assigned"],
        }
        for name, of in tables.items():
            owner = await connect(self.stage.databases.owner(self.services[name].databases), name="test")
            for table in of:
                rows = await owner.fetch(f'SELECT t::text AS line FROM "{table}" t ORDER BY 1')
                found[f"{name}.{table}"] = [row["line"] for row in rows]
            await owner.close()
        return found

    async def heard(self) -> None:
        """All services have applied what was told so far."""
        for name in ("intake", "referral"):
            await self.get(name, "/worklist")
        await self.registered()


@asynccontextmanager
async def a_region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    """All services, with a municipality and a service to refer to."""
    blueprints = [
        registry.BLUEPRINT,
        intake.BLUEPRINT,
        referral.blueprint(bytes(32), MAIL),
        reporting.blueprint(stage.kafka, stage.topic_prefix, bytes(32)),
    ]
    async with AsyncExitStack() as stack:
        served = {each.name: await stack.enter_async_context(stage.serve(each)) for each in blueprints}
        region = Region(served, stage, provider)
        admin = region.acting("importer@/el63", "regional_administrator@/el63")
        municipality = {
            "edition": "2021", "name": "Ζαχάρως", "short_name": "Ζαχάρω", "regional_unit": "Ηλείας", "region": "el63",
            "residents": 8606,
        }  # fmt: skip
        assert (await admin.send("PUT", "registry", "/municipalities/3905", municipality)).status_code == 201
        body = uuid7()
        entered = {"kind": "civil-society", "name": "Αλφειός", "municipality": "3905"}
        assert (await admin.send("PUT", "registry", f"/bodies/{body}", entered)).status_code == 201
        offered = {
            "body": str(body), "kind": "tutoring", "name": "Φροντιστήριο", "municipality": "3905",
            "for_whom": "Μαθητές", "how_to_refer": "Με παραπομπή", "answers_within": 5,
            "email": "alfeios@example.org", "accessible": True,
        }  # fmt: skip
        assert (await admin.send("PUT", "registry", f"/services/{region.service}", offered)).status_code == 201
        for consumer in (one for each in served.values() for one in each.running.consumers):
            if consumer.source == "registry":
                for token in region.seen.values():
                    _, partition, position = token.split("/")
                    assert await consumer.checkpoints.progress[int(partition)].reached(int(position), 30)
        yield region
