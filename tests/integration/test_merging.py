"""Two records merged and parted again, across all services that hold something of them, over the real broker."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from pydantic import AnyUrl

from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from services.registry.people.domain import BornRecorded, ContactRecorded
from shared.database import connect
from shared.eventstore import Command
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import this_month, today
from tests.integration.operator import operator

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


@pytest.fixture(scope="module")
async def region(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    blueprints = [
        registry.BLUEPRINT,
        intake.BLUEPRINT,
        referral.blueprint(bytes(32), MAIL),
        reporting.blueprint(module_stage.kafka, module_stage.topic_prefix, bytes(32)),
    ]
    async with AsyncExitStack() as stack:
        served = {each.name: await stack.enter_async_context(module_stage.serve(each)) for each in blueprints}
        region = Region(served, module_stage, provider)
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


async def test_two_records_are_read_as_one_everywhere_and_parted_exactly(region: Region) -> None:
    kept = await region.register(identifier={"kind": "amka", "value": AMKA}, born_on="1980-02-14")
    merged = await region.register(
        telephone="26250 00000", identifier={"kind": "afm", "value": AFM}, email="m@example.org"
    )
    first, second = await region.visit(kept), await region.visit(merged)
    sent = await region.refer(merged)
    await region.heard()
    before, count = await region.rows(), await region.registered()

    preview = await region.get("registry", "/merges/preview", kept, kept=kept, merged=merged)
    apart = {one["field"]: (one["kept"], one["merged"]) for one in preview["differences"]}
    assert apart["identifier:afm"] == (None, AFM)
    assert apart["email"] == (None, "m@example.org")
    assert "surname" in preview["same"]
    moved = [
        (await region.get(name, "/merges/preview", kept, kept=kept, merged=merged))["counts"]
        for name in ("intake", "referral")
    ]
    assert moved == [{"visits": 1}, {"referrals": 1}]

    merge = await region.merged(kept, merged, "telephone", "email", "identifier:afm")
    for asked in (kept, merged):
        for ticket in (kept, merged):
            card = await region.card(asked, ticket)
            assert (card["id"], card["merged"]) == (str(kept), [str(merged)])
            assert (card["telephone"], card["email"]) == ("2625 000000", "m@example.org")
            assert {each["kind"] for each in card["identifiers"]} == {"amka", "afm"}
        assert set(await region.visits(asked)) == {first, second}
        assert await region.referrals(asked) == [sent]
    for words in (AMKA, AFM, "Παπαδοπούλου Μαρία"):
        hits = (await region.send("POST", "registry", "/people/search", {"query": words})).json()["items"]
        assert [hit["id"] for hit in hits if hit["id"] in {str(kept), str(merged)}] == [str(kept)]
    labels = (await region.send("POST", "registry", "/people/labels", {"ids": [str(merged)]})).json()["labels"]
    assert labels[str(merged)]["person"] == str(kept)
    course = (await region.get("registry", f"/people/{kept}/timeline", kept))["items"]
    assert [item["code"] for item in course].count("person-met") == 2
    assert [item["facts"]["merge"] for item in course if item["code"] == "persons-merged"] == [merge]
    assert await region.registered() == count - 1

    assert (await region.undo(merge)).status_code == 200
    await region.heard()
    assert await region.rows() == before
    assert await region.registered() == count
    assert (await region.visits(kept), await region.visits(merged)) == ([first], [second])
    assert (await region.card(merged))["telephone"] == "2625 000000"


async def test_what_is_written_to_either_id_later_lands_in_one_course_and_is_assigned_when_they_are_parted(
    region: Region,
) -> None:
    kept, merged = await region.register(), await region.register()
    merge = await region.merged(kept, merged)
    to_kept, to_merged, stays = await region.visit(kept), await region.visit(merged), await region.visit(merged)
    sent = await region.refer(kept)
    assert set(await region.visits(kept)) == {to_kept, to_merged, stays}

    since = [await region.get(name, f"/merges/{merge}/written", kept) for name in ("intake", "referral")]
    assert [(item["id"], item["person"]) for item in since[0]["items"]] == [
        (stays, str(merged)),
        (to_merged, str(merged)),
        (to_kept, str(kept)),
    ]
    assert [item["id"] for item in since[1]["items"]] == [sent]

    undone = await region.undo(
        merge, ("visit", to_kept, "merged"), ("visit", to_merged, "kept"), ("referral", sent, "merged")
    )
    assert undone.status_code == 200, undone.text
    assert (await region.visits(kept), set(await region.visits(merged))) == ([to_merged], {to_kept, stays})
    assert (await region.referrals(kept), await region.referrals(merged)) == ([], [sent])
    assert (await region.get("intake", f"/visits/{to_kept}"))["person"] == str(merged)


async def test_a_fact_of_the_card_that_was_the_others_is_written_there_and_taken_back_here(region: Region) -> None:
    kept = await region.register(telephone="26250 00000")
    merged = await region.register(telephone="26250 11111")
    merge = await region.merged(kept, merged)
    served = region.services["registry"].running
    for person, event in ((kept, ContactRecorded("+306900000001", None)), (merged, BornRecorded("1980-02-14"))):
        command = Command(uuid7(), "somebody", today(), ZACHARO)
        outcome = await served.store.handle(command, f"person-{person}", lambda _, event=event: [event])
        assert await served.readable(outcome)
    since = (await region.get("registry", f"/merges/{merge}/written", kept))["items"]
    assert [(item["facts"]["code"], item["person"]) for item in since] == [
        ("born-recorded", str(merged)),
        ("contact-recorded", str(kept)),
    ]
    born, contact = (item["id"] for item in since)
    key = uuid7()
    for _ in range(2):
        undone = await region.undo(merge, ("fact", contact, "merged"), ("fact", born, "kept"), key=key)
        assert undone.status_code == 200, undone.text
    one, other = await region.card(kept), await region.card(merged)
    assert (one["telephone"], one["born_on"]) == ("2625 000000", "1980-02-14")
    assert (other["telephone"], other["born_on"]) == ("690 000 0001", "1980-02-14")
    assert (one["version"], other["version"]) == (
        (await region.card(kept))["version"],
        (await region.card(merged))["version"],
    )


async def test_a_chain_of_merges_leads_to_the_last_and_is_undone_from_its_end(region: Region) -> None:
    one, two, three = [await region.register() for _ in range(3)]
    visit = await region.visit(one)
    inner = await region.merged(two, one)
    outer = await region.merged(three, two)
    assert (await region.card(one))["id"] == str(three)
    assert await region.visits(three) == [visit]
    refused = await region.undo(inner)
    assert (refused.status_code, refused.json()["type"]) == (409, "https://kentro.gr/problems/merged-further")
    assert (await region.undo(outer)).status_code == 200
    assert (await region.card(one))["id"] == str(two)
    assert (await region.undo(inner)).status_code == 200
    assert (await region.card(one))["id"] == str(one)
    assert (await region.visits(one), await region.visits(two), await region.visits(three)) == ([visit], [], [])


async def test_every_service_rebuilt_reads_merges_as_it_did(region: Region, kek_file: Path) -> None:
    kept, merged, other, parted = [await region.register() for _ in range(4)]
    await region.merged(kept, merged, "telephone")
    away = await region.merged(other, parted)
    visit, sent = await region.visit(other), await region.refer(merged)
    assert (await region.undo(away, ("visit", visit, "merged"))).status_code == 200
    await region.heard()
    before = await region.rows()
    assert all(before[f"{name}.alias"] for name in region.services)
    for name, served in region.services.items():
        assert await operator(region.stage, served, kek_file, "rebuild", name) == 0
    assert await region.rows() == before
    assert await region.visits(parted) == [visit]
    assert await region.referrals(kept) == [sent]


async def test_bad_merges_are_refused_clearly(region: Region) -> None:
    one, two, three = [await region.register() for _ in range(3)]
    versions = {person: await region.version(person) for person in (one, two, three)}
    merge = await region.merged(one, two)

    async def refused(kept: UUID, merged: UUID, seen: tuple[int, int] | None = None) -> tuple[int, str]:
        answer = await region.merge(kept, merged, seen=seen or (versions[kept], versions[merged]))
        return answer.status_code, answer.json()["type"].rpartition("/")[2]

    assert await refused(three, two) == (409, "merged-already")
    assert await refused(two, three) == (409, "merged-already")
    assert await refused(one, one) == (409, "merged-with-itself")
    assert await refused(one, three, (versions[one], 99)) == (412, "stale")
    assert await refused(one, uuid7(), (1, 1)) == (404, "not-found")
    again = await region.merge(one, three, id=UUID(merge))
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (422, "command-reused")

    key = uuid7()
    first, repeated = await region.undo(merge, key=key), await region.undo(merge, key=key)
    assert (first.status_code, repeated.json()) == (200, first.json())
    twice = await region.undo(merge, ("visit", str(uuid7()), "kept"))
    assert (twice.status_code, twice.json()["type"].rpartition("/")[2]) == (409, "merge-already-undone")
    assert (await region.undo(str(uuid7()))).status_code == 404
    assert (await region.merge(one, two)).status_code == 201


async def test_who_is_merged_is_erased_whole_and_is_neither_merged_nor_parted_meanwhile(
    region: Region,
) -> None:
    officer = region.acting(f"data_protection_officer@{ZACHARO}")
    one, two = await region.register(), await region.register()
    three = await region.register()
    merge = await region.merged(one, two)

    async def asked(person: UUID) -> tuple[int, str]:
        number = (await region.card(person))["number"]
        body = {"person": str(person), "basis": "consent-withdrawn", "identity": "papers", "number": number}
        answer = await officer.send("PUT", "registry", f"/erasures/{uuid7()}", body)
        return answer.status_code, answer.json().get("type", "").rpartition("/")[2]

    assert await asked(two) == (201, "")
    assert await asked(one) == (409, "erasure-open")
    (erasure,) = (await officer.send("GET", "registry", f"/erasures?person={two}")).json()["items"]
    assert (erasure["person"], erasure["others"]) == (str(one), [str(two)])
    for kept, merged in ((one, three), (three, two)):
        answer = await region.merge(kept, merged)
        assert answer.json()["type"].rpartition("/")[2] in ("merged-while-erased", "merged-already")
    undone = await region.undo(merge)
    assert (undone.status_code, undone.json()["type"].rpartition("/")[2]) == (409, "merged-while-erased")
    withdrawn = await officer.send("POST", "registry", f"/erasures/{erasure['id']}/withdrawal")
    assert withdrawn.status_code == 200
    assert (await region.undo(merge)).status_code == 200


async def test_another_municipalitys_record_is_as_absent_as_one_that_is_not(region: Region) -> None:
    own, kept, merged = [await region.register() for _ in range(3)]
    away = region.acting(f"social_worker@{PYRGOS}")
    theirs = await away.register(centre=PYRGOS)
    merge = await region.merged(kept, merged)
    both = region.acting(f"social_worker@{PYRGOS}", f"social_worker@{ZACHARO}")
    for acting in (region, both):
        beside = await acting.merge(own, theirs, seen=(1, 1))
        absent = await acting.merge(own, uuid7(), seen=(1, 1))
        assert beside.status_code == absent.status_code == 404
        assert beside.json() | {"instance": 0} == absent.json() | {"instance": 0}
    shown = await both.send("GET", "registry", "/merges/preview", of=own, kept=own, merged=theirs)
    assert shown.status_code == 404
    for method, path in (("GET", f"/merges/{merge}"), ("POST", f"/merges/{merge}/undoing")):
        answer = await away.send(method, "registry", path, {"assigned": []} if method == "POST" else None)
        assert answer.status_code == 404, path
    # Without a ticket for one of the two, nothing is read of either; with one, nothing beyond one's own reach.
    assert (await region.send("GET", "intake", f"/people/{merged}/timeline", of=own)).status_code == 403
    assert (await away.get("intake", f"/people/{merged}/timeline", merged))["items"] == []


async def test_of_merges_at_one_time_one_stands_and_none_leads_in_a_circle(region: Region) -> None:
    people = [await region.register() for _ in range(3)]
    versions = {person: await region.version(person) for person in people}
    pairs = [(a, b) for a in people for b in people if a != b]
    answers = await asyncio.gather(
        *(region.merge(a, b, seen=(versions[a], versions[b])) for a, b in pairs for _ in range(2))
    )
    codes = [answer.status_code for answer in answers]
    assert set(codes) <= {201, 409}
    assert codes.count(201) == 2
    roots = {(await region.card(person))["id"] for person in people}
    assert len(roots) == 1
    assert set((await region.card(people[0]))["merged"]) | roots == {str(person) for person in people}
