"""Who brings files in, what such files look like, and the work that is done on them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx2

from services.registry import BLUEPRINT
from services.registry.imports.working import carry_out
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.sheets import csv_of
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

REGION = "regional_administrator@/el63"
ZACHARO = "municipal_administrator@/el63/3905"
PYRGOS = "municipal_administrator@/el63/3901"
MUNICIPALITIES = ("Κωδικός δήμου", "Κάτοικοι", "Δημότες", "Κοινωνική Υπηρεσία", "Τοπικές εορτές")
UNITS = ("Κωδικός δήμου", "Είδος", "Ονομασία", "Διεύθυνση Κέντρου", "Πρόθεμα μητρώου", "Λειτουργεί από",
         "Λόγος επέκτασης", "Διεύθυνση", "Προσβάσιμο", "Ιδιόκτητο", "Τηλέφωνα", "Ωράριο")  # fmt: skip
POSTS = (
    "Κωδικός δήμου",
    "Ειδικότητα",
    "Θέση από",
    "Λογαριασμός",
    "Σύμβαση",
    "Σύμβαση από",
    "Σύμβαση έως",
    "Προΐσταται από",
)
BODIES = ("Ονομασία", "Είδος φορέα", "Κωδικός δήμου έδρας", "Τηλέφωνο", "E-mail")
SERVICES = ("Φορέας", "Ονομασία", "Είδος υπηρεσίας", "Κωδικός δήμου", "Για ποιους", "Πώς παραπέμπω",
            "Απαντά σε (εργάσιμες)", "E-mail", "Προσβάσιμο", "Απευθύνεται σε", "Ωράριο")  # fmt: skip
CENTRE = ("3905", "Κέντρο Κοινότητας", "Κέντρο Κοινότητας Ζαχάρως", "zacharo", "ΖΑΧ", "18/09/2017", "",
          "Πλατεία Ηρώων 1", "ΝΑΙ", "ΟΧΙ", "26250 12345", "Δευ-Παρ 08:00-15:00 | Τετ 17:00-20:00")  # fmt: skip
BRANCH = ("3905", "Παράρτημα", "Παράρτημα Φιγαλείας", "", "", "", "Ρομά", "", "", "", "", "")
TUTORING = ("Σύλλογος «Ο Αλφειός»", "Ενισχυτική διδασκαλία", "tutoring", "3905", "Μαθητές", "Με παραπομπή", "5",
            "a@b.example", "ΝΑΙ", "παιδιά | έφηβοι και νέοι", "Δευ-Πεμ 17:00-20:00")  # fmt: skip


@dataclass
class Office:
    """Who brings files in, and the work that is done on them."""

    served: Served
    provider: TestProvider
    projector: Connection

    async def send(
        self, method: str, path: str, content: bytes | None = None, *, by: str = REGION, **headers: str
    ) -> httpx2.Response:
        told = {**self.provider.bearer(by), **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.served.http.request(method, path, content=content, headers=told)

    async def got(self, path: str, *, by: str = REGION) -> Any:
        answer = await self.send("GET", path, by=by)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def put(self, kind: str, content: bytes, *, by: str = REGION, id: UUID | None = None) -> httpx2.Response:
        return await self.send("PUT", f"/imports/{id or uuid7()}?kind={kind}", content, by=by, if_none_match="*")

    async def looked_at(self, kind: str, content: bytes, *, by: str = REGION) -> tuple[str, Any, list[Any]]:
        """Brings a file in, and what its rows would do."""
        answer = await self.put(kind, content, by=by)
        assert answer.status_code == 201, answer.text
        await self.work()
        imported = answer.json()["id"]
        return (
            imported,
            await self.got(f"/imports/{imported}", by=by),
            (await self.got(f"/imports/{imported}/rows", by=by))["items"],
        )

    async def confirmed(self, imported: str, *, by: str = REGION) -> Any:
        version = (await self.got(f"/imports/{imported}", by=by))["version"]
        answer = await self.send(
            "POST", f"/imports/{imported}/confirmation", by=by, idempotency_key=str(uuid7()), if_match=f'"{version}"'
        )
        assert answer.status_code == 200, answer.text
        await self.work()
        return await self.got(f"/imports/{imported}", by=by)

    async def brought(self, kind: str, header: Sequence[str], *rows: Sequence[str], by: str = REGION) -> Any:
        """Brings rows in whole."""
        imported, _, looked_at = await self.looked_at(kind, sheet(header, *rows), by=by)
        assert [(row["number"], row["errors"]) for row in looked_at if row["effect"] == "wrong"] == []
        return await self.confirmed(imported, by=by)

    async def wrong(
        self, kind: str, header: Sequence[str], *rows: Sequence[str], by: str = REGION
    ) -> list[tuple[int, str, str]]:
        """What is wrong with rows: number, column, code."""
        _, _, looked_at = await self.looked_at(kind, sheet(header, *rows), by=by)
        return [(row["number"], one["column"], one["code"]) for row in looked_at for one in row["errors"]]

    async def work(self) -> None:
        """Lets the work on imports be done until nothing waits."""
        while await carry_out(self.served.running, self.projector):
            pass


def sheet(header: Sequence[str], *rows: Sequence[str]) -> bytes:
    return b"".join(csv_of(header, rows))


def told(answer: httpx2.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


@asynccontextmanager
async def an_office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    """Registry without its work in the background: the office does it when it is wanted."""
    async with stage.serve(replace(BLUEPRINT, work=[])) as served:
        connection = await connect(served.databases.projector, name="test")
        try:
            yield Office(served, provider, connection)
        finally:
            await connection.close()
