"""A person moves: one Centre proposes, the other accepts, and each keeps what is its own."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ZACHARO, PYRGOS, PATRA = "/el63/3905/zacharo", "/el63/3901/pyrgos", "/el63/3701/patra"
AMKA, AFM = "14028012343", "123456783"


@dataclass
class Registry:
    served: Served
    provider: TestProvider

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        at: str = ZACHARO,
        of: UUID | None = None,
        key: UUID | None = None,
    ) -> httpx2.Response:
        grants = ["importer@/el63", "regional_administrator@/el63"] if at == "/el63" else [f"social_worker@{at}"]
        headers = {
            **self.provider.bearer(*grants),
            **({"If-None-Match": "*"} if method == "PUT" else {}),
            **({"Idempotency-Key": str(key or uuid7())} if method == "POST" else {}),
            **(self.served.ticket(of) if of else {}),
        }  # fmt: skip
        return await self.served.http.request(method, path, json=body, headers=headers)

    async def register(self, at: str = ZACHARO, **changes: Any) -> UUID:
        person = uuid7()
        body = {
            "centre": at, "unit": str(uuid7()), "surname": "Παππά", "given_name": "Άννα", "born_on": "1980-02-14",
            "identifier": {"kind": "amka", "value": AMKA}, "telephone": "26250 00000", "informed": True,
        }  # fmt: skip
        made = await self.send("PUT", f"/people/{person}", {**body, **changes}, at=at)
        assert made.status_code == 201, made.text
        return person

    async def propose(
        self, person: UUID, to: str = PYRGOS, *, at: str = ZACHARO, informed: bool = True, id: UUID | None = None
    ) -> httpx2.Response:
        body = {"person": str(person), "to_centre": to, "informed": informed}
        return await self.send("PUT", f"/transfers/{id or uuid7()}", body, at=at)

    async def accept(self, transfer: str, into: UUID, *, at: str = PYRGOS, key: UUID | None = None) -> httpx2.Response:
        body = {"into": str(into), "unit": str(uuid7() if key is None else key)}
        return await self.send("POST", f"/transfers/{transfer}/acceptance", body, at=at, key=key)

    async def card(self, person: UUID, at: str) -> httpx2.Response:
        return await self.send("GET", f"/people/{person}", at=at, of=person)


@pytest.fixture
async def registry(stage: Stage, provider: TestProvider) -> AsyncGenerator[Registry]:
    async with stage.serve(BLUEPRINT) as served:
        registry = Registry(served, provider)
        for code, slug, prefix in (("3905", "zacharo", "ΖΑΧ"), ("3901", "pyrgos", "ΠΥΡ")):
            municipality = {
                "edition": "2021", "name": slug, "short_name": slug, "regional_unit": "Ηλείας", "region": "el63",
                "residents": 8606,
            }  # fmt: skip
            assert (await registry.send("PUT", f"/municipalities/{code}", municipality, at="/el63")).status_code == 201
            centre = {
                "municipality": code, "slug": slug, "name": slug, "implementing_body": slug, "prefix": prefix,
                "operating_since": "2017-09-18",
            }  # fmt: skip
            assert (await registry.send("PUT", f"/centres/{uuid7()}", centre, at="/el63")).status_code == 201
        yield registry


async def test_a_person_is_handed_over_with_a_number_of_the_new_municipality(registry: Registry) -> None:
    person, into, key = await registry.register(email="anna@example.org"), uuid7(), uuid7()
    numbered = await registry.send("POST", f"/people/{person}/beneficiary", {})
    assert numbered.json()["number"].startswith("ΖΑΧ-")
    proposed = await registry.propose(person)
    assert proposed.status_code == 201, proposed.text
    transfer = proposed.json()["id"]
    for at in (ZACHARO, PYRGOS):
        (shown,) = (await registry.send("GET", "/transfers", at=at)).json()["items"]
        assert (shown["label"], shown["state"]) == ("Παππά Άννα", "proposed")
    assert (await registry.send("GET", "/transfers", at=PATRA)).json()["items"] == []
    assert (await registry.card(person, PYRGOS)).status_code == 404

    for _ in range(2):
        taken = await registry.accept(transfer, into, key=key)
        assert (taken.status_code, taken.json()["into"]) == (200, str(into)), taken.text
    new = (await registry.card(into, PYRGOS)).json()
    assert (new["surname"], new["born_on"], new["email"]) == ("Παππά", "1980-02-14", "anna@example.org")
    assert [(one["kind"], one["value"]) for one in new["identifiers"]] == [("amka", AMKA)]
    assert new["number"].startswith("ΠΥΡ-")
    assert new["informed_on"] is None
    old = (await registry.card(person, ZACHARO)).json()
    assert old["number"] == numbered.json()["number"]
    assert (await registry.card(into, ZACHARO)).status_code == 404
    assert (await registry.card(person, PYRGOS)).status_code == 404
    again = await registry.propose(person)
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "transfer-under-way")


async def test_only_the_two_centres_act_each_on_its_side(registry: Registry) -> None:
    person = await registry.register()
    transfer = (await registry.propose(person)).json()["id"]
    for at, step, body in (
        (ZACHARO, "acceptance", {"into": str(uuid7()), "unit": str(uuid7())}),
        (ZACHARO, "declination", {"why": "other"}),
        (PYRGOS, "withdrawal", {}),
        (PATRA, "acceptance", {"into": str(uuid7()), "unit": str(uuid7())}),
        (PATRA, "declination", {"why": "other"}),
    ):
        answer = await registry.send("POST", f"/transfers/{transfer}/{step}", body, at=at)
        absent = await registry.send("POST", f"/transfers/{uuid7()}/{step}", body, at=at)
        assert (answer.status_code, absent.status_code) == (404, 404), (at, step)
    assert (await registry.propose(person, at=PYRGOS)).status_code == 404
    assert (await registry.send("GET", f"/transfers/{transfer}", at=PATRA)).status_code == 404


async def test_what_was_declined_or_withdrawn_may_be_offered_again(registry: Registry) -> None:
    person = await registry.register()
    for at, step, body in ((PYRGOS, "declination", {"why": "not-moved"}), (ZACHARO, "withdrawal", {})):
        transfer = (await registry.propose(person)).json()["id"]
        assert (await registry.send("POST", f"/transfers/{transfer}/{step}", body, at=at)).status_code == 200
        late = await registry.accept(transfer, uuid7())
        assert (late.status_code, late.json()["type"].rpartition("/")[2]) == (409, "transfer-answered")
    assert (await registry.propose(person)).status_code == 201


async def test_bad_proposals_are_refused_clearly(registry: Registry) -> None:
    person = await registry.register()
    untold = await registry.propose(person, informed=False)
    assert (untold.status_code, untold.json()["type"].rpartition("/")[2]) == (409, "transfer-untold")
    unknown = await registry.propose(person, PATRA)
    assert [error["pointer"] for error in unknown.json()["errors"]] == ["/to_centre"]
    within = await registry.propose(person, ZACHARO)
    assert within.json()["type"].endswith("/transfer-within-municipality")
    assert (await registry.propose(uuid7())).status_code == 404


async def test_who_is_known_there_already_is_taken_over_into_that_record(registry: Registry) -> None:
    person = await registry.register()
    theirs = await registry.register(PYRGOS)
    transfer = (await registry.propose(person)).json()["id"]
    taken = await registry.accept(transfer, uuid7())
    assert [(error["pointer"], error["code"]) for error in taken.json()["errors"]] == [("/into", "identifier-taken")]
    foreign = await registry.accept(transfer, await registry.register(given_name="Ζωή", identifier=None, born_on=None))
    assert foreign.status_code == 404
    into = await registry.accept(transfer, theirs)
    assert into.status_code == 200, into.text
    assert (await registry.card(theirs, PYRGOS)).json()["version"] == 6
