"""A small region, made through the public commands alone; entering it again changes nothing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import httpx2

from shared.ids import uuid7
from shared.workdays import Feast, Workdays, today
from tests.e2e.invented import Invented, invented
from tests.e2e.stack import Stack

ZACHARO, PYRGOS = "/el63/3905/zacharo", "/el63/3901/pyrgos"
FEAST = Feast(12, 12, "Αγίου Σπυρίδωνα")
WORKDAYS = Workdays((FEAST,))
CENTRE_NAME = "Κέντρο Κοινότητας Ζαχάρως"
SERVICE, SERVICE_NAME = UUID("0195a000-0000-7000-8000-00000000e020"), "Ενισχυτική διδασκαλία Γυμνασίου"
BODY_NAME = "Σύλλογος Φίλων της Μάθησης"
MAIL = "grammateia@filoi-mathisis.example"
ANSWERS_WITHIN = 3

_ZACHARO_CENTRE = UUID("0195a000-0000-7000-8000-00000000e001")
_PYRGOS_CENTRE = UUID("0195a000-0000-7000-8000-00000000e002")
_BRANCH = UUID("0195a000-0000-7000-8000-00000000e003")
_BODY = UUID("0195a000-0000-7000-8000-00000000e010")
_EARLIER = ((_ZACHARO_CENTRE, ZACHARO, 12), (_PYRGOS_CENTRE, PYRGOS, 31))


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is registered."""

    id: UUID
    who: Invented


@dataclass(frozen=True, slots=True)
class Sent:
    """A referral on its way, and the code that its sender was shown."""

    id: UUID
    code: str
    person: Known


class Region:
    """What the tests tell the services before a page is opened, as the loader of the demo region would."""

    def __init__(self, stack: Stack, http: httpx2.AsyncClient) -> None:
        self.stack = stack
        self._http = http
        self._positions: dict[str, str] = {}
        self._token: tuple[str, float] = ("", 0)

    async def enter(self) -> None:
        """The municipalities, their Centres, a branch, a body and its service, and a month that is over."""
        await self._municipality("3905", "Ζαχάρως", "Ζαχάρω", 8606)
        await self._municipality("3901", "Πύργου", "Πύργος", 44482)
        feast: dict[str, object] = {"name": FEAST.name, "month": FEAST.month, "day": FEAST.day}
        await self.change("registry", "/municipalities/3905/feasts", feast, uuid5(NAMESPACE_URL, "kentro:e2e:feast"))
        await self._centre(_ZACHARO_CENTRE, "3905", "zacharo", CENTRE_NAME, "ΖΑΧ")
        await self._centre(_PYRGOS_CENTRE, "3901", "pyrgos", "Κέντρο Κοινότητας Πύργου", "ΠΥΡ")
        branch = {"centre": _ZACHARO_CENTRE, "kind": "branch", "name": "Παράρτημα Φιγαλείας", "reason": "poverty"}
        await self.create("registry", f"/units/{_BRANCH}", branch)
        body = {"kind": "civil-society", "name": BODY_NAME, "municipality": "3905", "telephone": "26250 22222"}
        await self.create("registry", f"/bodies/{_BODY}", body)
        await self.create(
            "registry",
            f"/services/{SERVICE}",
            {
                "body": _BODY,
                "kind": "tutoring",
                "name": SERVICE_NAME,
                "municipality": "3905",
                "for_whom": "Μαθητές Γυμνασίου",
                "how_to_refer": "Με παραπομπή του Κέντρου",
                "answers_within": ANSWERS_WITHIN,
                "email": MAIL,
                "accessible": True,
            },
        )
        await asyncio.gather(
            *(self._earlier(unit, scope, number) for unit, scope, count in _EARLIER for number in range(count))
        )

    async def know(self, who: Invented | None = None, *, number: str = "amka") -> Known:
        """Registers somebody at Zacharo, with the identifier of this kind."""
        who, id_ = who or invented(), uuid7()
        body: dict[str, object] = {
            "centre": ZACHARO,
            "unit": _ZACHARO_CENTRE,
            "surname": who.surname,
            "given_name": who.given_name,
            "father_name": who.father_name,
            "born_on": who.born_on,
            "identifier": {"kind": number, "value": getattr(who, number)},
            "telephone": who.telephone,
            "municipal_unit": "Δ.Ε. Φιγαλείας",
            "informed": True,
        }
        await self.create("registry", f"/people/{id_}", body)
        return Known(id_, who)

    async def visit(self, person: Known | None = None, *, topic: str = "education") -> UUID:
        """Somebody came to the Centre today."""
        id_ = uuid7()
        body = {"unit": _ZACHARO_CENTRE, "centre": ZACHARO, "topic": topic, "channel": "in-person"}
        await self.create("intake", f"/visits/{id_}", body | ({"person": person.id} if person else {}))
        return id_

    async def close_visit(self, visit: UUID) -> None:
        """The visit is over."""
        await self.change("intake", f"/visits/{visit}/closing", {"outcome": "informed"})

    async def refer(self, person: Known, *, on: date | None = None, during: UUID | None = None) -> Sent:
        """Refers the person to the service; `during` an import it may have been sent long ago."""
        id_ = uuid7()
        body: dict[str, object] = {
            "person": person.id,
            "service": SERVICE,
            "unit": _ZACHARO_CENTRE,
            "centre": ZACHARO,
            "need": "Ενισχυτική διδασκαλία στα μαθηματικά",
            "reason": "Έχασε μέρος της χρονιάς λόγω μετακόμισης.",
            "basis": "consent",
            "disclosed": {"name": person.who.name, "age": 15, "telephone": person.who.telephone},
        }
        if on:
            body["occurred_on"] = on
        told = await self.create("referral", f"/referrals/{id_}", body, during)
        return Sent(id_, told.get("code", ""), person)

    async def end_import(self, ended: UUID) -> None:
        """What the import brought may now fall due."""
        await self._send("DELETE", "referral", f"/imports/{ended}", None, {})

    async def create(
        self, service: str, path: str, body: Mapping[str, object], during: UUID | None = None
    ) -> dict[str, Any]:
        """A public command that makes something new."""
        headers = {"If-None-Match": "*"} | ({"Kentro-Import": str(during)} if during else {})
        return await self._send("PUT", service, path, body, headers)

    async def change(
        self, service: str, path: str, body: Mapping[str, object], key: UUID | None = None
    ) -> dict[str, Any]:
        """A public command about something that is there."""
        return await self._send("POST", service, path, body, {"Idempotency-Key": str(key or uuid7())})

    async def _send(
        self, method: str, service: str, path: str, body: Mapping[str, object] | None, headers: dict[str, str]
    ) -> dict[str, Any]:
        authorized = {"Authorization": f"Bearer {await self._fresh_token()}", **self._behind()}
        plain = None if body is None else _plain(body)
        answer = await self._http.request(
            method, self.stack.service(service) + path, json=plain, headers=headers | authorized
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        for position in filter(None, answer.headers.get("Kentro-Position", "").split(",")):
            source, _, reached = position.strip().rpartition("/")
            self._positions[source] = max(self._positions.get(source, "0"), reached, key=int)
        return answer.json() if answer.content else {}

    def _behind(self) -> dict[str, str]:
        """The other services wait for what this one wrote before."""
        positions = ",".join(f"{source}/{reached}" for source, reached in self._positions.items())
        return {"Kentro-Position": positions} if positions else {}

    async def _fresh_token(self) -> str:
        loop = asyncio.get_running_loop()
        token, until = self._token
        if loop.time() > until:
            client = self.stack.run["clients"]["kentro-demo"]
            answer = await self._http.post(
                f"{self.stack.run['issuer']}/protocol/openid-connect/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": client["id"],
                    "client_secret": client["secret"],
                },
            )
            granted = answer.raise_for_status().json()
            token = granted["access_token"]
            self._token = token, loop.time() + granted["expires_in"] / 2
        return token

    async def _municipality(self, code: str, name: str, short_name: str, residents: int) -> None:
        facts: dict[str, object] = {
            "edition": "census-2021",
            "name": name,
            "short_name": short_name,
            "regional_unit": "Ηλείας",
            "region": "el63",
            "residents": residents,
        }
        await self.create("registry", f"/municipalities/{code}", facts)

    async def _centre(self, id_: UUID, municipality: str, slug: str, name: str, prefix: str) -> None:
        facts: dict[str, object] = {
            "municipality": municipality,
            "slug": slug,
            "name": name,
            "implementing_body": name.replace("Κέντρο Κοινότητας", "Δήμος"),
            "operating_since": date(2018, 6, 1),
            "prefix": prefix,
        }
        await self.create("registry", f"/centres/{id_}", facts)

    async def _earlier(self, unit: UUID, scope: str, number: int) -> None:
        """A visit of the month that is over, the same at every entering."""
        month = last_month()
        body: dict[str, object] = {
            "unit": unit,
            "centre": scope,
            "topic": ("minimum-income", "disability", "housing")[number % 3],
            "channel": "in-person",
            "occurred_on": month.replace(day=1 + number % 28),
        }
        await self.create("intake", f"/visits/{_made_of(f'{scope}-{month}-{number}')}", body)


def last_month() -> date:
    """The first day of the last month that is over, in Greece."""
    first = today(datetime.now(UTC)).replace(day=1)
    return first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)


def _made_of(name: str) -> UUID:
    """A UUID of version 7 that follows from a name."""
    chance = uuid5(NAMESPACE_URL, f"kentro:e2e:{name}").int & ((1 << 62) - 1)
    return UUID(int=0x0195A0000000 << 80 | 0x7 << 76 | 0b10 << 62 | chance)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return str(value) if isinstance(value, UUID | date) else value
