"""How long does it take to find who can help, when a region's bodies offer twenty thousand services?

Read models alone are filled, by the projection itself; nothing is appended. Services are looked for in the municipality
that has the most residents, in the ways in which a colleague asks.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from random import Random
from time import perf_counter
from typing import Any, get_args
from uuid import UUID

from bench.ground import ACCOUNT, DAY, SMOKE, Ground
from bench.region import SEED
from bench.results import Result, within
from kentro.demo.ids import drawing, made_id
from kentro.demo.region import Municipality, municipalities
from services.registry import BLUEPRINT
from services.registry.bodies import domain as bodies
from services.registry.bodies import looking
from services.registry.bodies.looking import Question
from services.registry.bodies.offered import SERVICES
from services.registry.bodies.views import BODIES
from services.registry.organisation import domain as organisation
from services.registry.organisation.views import MUNICIPALITIES
from shared.database import Connection, Pool, connect, open_pool
from shared.envelope import Metadata, Recorded
from shared.scope import Principal, parse_grants, scoped

COUNT = 1_000 if SMOKE else 20_000
"""Services of the region."""

ASKED = 20 if SMOKE else 200
"""Questions of each kind."""

MOST = 50.0
"""Milliseconds, of which 95 of a hundred questions stay below."""

_AT_ONCE = 500
_KINDS = get_args(bodies.ServiceKind)
_PEOPLE = get_args(bodies.Audience)
_WORDS = (
    "Κοινωνικό",
    "Φροντιστήριο",
    "Σταθμός",
    "Ξενώνας",
    "Στέγη",
    "Παντοπωλείο",
    "Κέντρο",
    "Πρόγραμμα",
    "Υποστήριξη",
)


async def measure(at: Ground) -> list[Result]:
    """Fills, and asks in every way."""
    folders = [files("shared") / "migrations" / "log", BLUEPRINT.folder / "migrations"]
    databases = await at.databases.fresh("registry", folders)
    places = municipalities()
    projector = await connect(databases.projector, name="bench", settings={"synchronous_commit": "off"})
    try:
        await _fill(projector, places)
    finally:
        await projector.close()
    owner = await connect(at.databases.owner(databases), name="bench", timeout=600)
    await owner.execute("ANALYZE")
    await owner.close()
    largest = max(places, key=lambda each: each.residents)
    worker = Principal(ACCOUNT, parse_grants((f"social_worker@{largest.scope}",)))
    async with open_pool(databases.api, name="bench", size=2) as pool:
        return [await _asked(pool, worker, way, asked) for way, asked in _ways(largest).items()]


def _ways(place: Municipality) -> Mapping[str, Question]:
    near = Question(on=DAY, municipality=place.code)
    return {
        "of a kind, near": replace(near, kinds=["tutoring"]),
        "a need, near": replace(
            near, kinds=["homeless-hostel", "night-shelter", "abuse-shelter", "trafficking-shelter"]
        ),
        "all that is near": near,
        "near, with a place, open, for children": replace(
            near, with_place=True, open_on=DAY, audience="children", age=9, language="el"
        ),
        "two words": Question(on=DAY, text="κοινων σταθμ"),
        "everything": Question(on=DAY),
        "everything, gone too": Question(on=DAY, gone_too=True),
    }


async def _asked(pool: Pool, worker: Principal, way: str, asked: Question) -> Result:
    taken = list[float]()
    for _ in range(ASKED):
        began = perf_counter()
        async with scoped(pool, worker) as connection:
            await looking.services(connection, asked, after=None, limit=51)
        taken.append((perf_counter() - began) * 1_000)
        await asyncio.sleep(0)
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    return within(f"who can help, {way}, p95", p95, "ms", most=MOST, at=f"{COUNT:,} services in the region")


async def _fill(projector: Connection, places: list[Municipality]) -> None:
    async with projector.transaction():
        entered = [
            organisation.MunicipalityEntered(
                each.code, "2021", each.name, each.name, each.regional_unit, "el63", each.residents
            )
            for each in places
        ]
        await MUNICIPALITIES.apply(
            projector,
            [_recorded(f"municipality-{one.code}", 1, one, f"/el63/{one.code}") for one in entered],
        )
    for first in range(0, COUNT, _AT_ONCE):
        lives = [life for n in range(first, min(COUNT, first + _AT_ONCE)) for life in _life(n, places)]
        async with projector.transaction():
            await BODIES.apply(projector, lives)
            await SERVICES.apply(projector, lives)


def _life(n: int, places: list[Municipality]) -> Iterator[Recorded[Any]]:
    """One service; every fourth has a body of its own, the others share it."""
    draw = drawing(SEED, "service", str(n))
    body = made_id(DAY, "bench", "body", str(n // 4))
    if n % 4 == 0:
        where = draw.choice(places).code
        yield _recorded(f"body-{body}", 1, bodies.BodyEntered("social", f"Φορέας {n}", where, None, None))
    events = list(_events(draw, n, body, places))
    service = made_id(DAY, "bench", "service", str(n))
    for version, event in enumerate(events, 1):
        yield _recorded(f"service-{service}", version, event)


def _events(draw: Random, n: int, body: UUID, places: list[Municipality]) -> Iterator[object]:
    where = None if draw.random() < 0.05 else draw.choice(places).code
    unit = draw.choice(places).regional_unit
    yield bodies.ServiceOffered(
        body, draw.choice(_KINDS), f"{draw.choice(_WORDS)} {draw.choice(_WORDS)} {n}", where, "Όλους όσοι χρειάζονται",
        "Με παραπομπή", 5, "office@example.org", ("el",), None, True,
        description="Ανοιχτό σε όλους, με ραντεβού.", regional_units=(unit,) if draw.random() < 0.1 else (),
        audience=tuple(draw.sample(_PEOPLE, draw.randrange(3))),
    )  # fmt: skip
    week = tuple(bodies.Hours(day, _NINE, _TWO) for day in range(1, 6))
    yield bodies.ServiceHoursSet(DAY - timedelta(days=100), week)
    yield bodies.CapacityReported(draw.randrange(3), draw.randrange(9), DAY - timedelta(days=draw.randrange(60)))
    if draw.random() < 0.05:
        yield bodies.ServicePaused(None, None)


_NINE = datetime(2026, 1, 1, 9, tzinfo=UTC).time()
_TWO = datetime(2026, 1, 1, 14, tzinfo=UTC).time()


def _recorded(stream: str, version: int, event: object, scope: str = "/el63") -> Recorded[Any]:
    metadata = Metadata(by=ACCOUNT, occurred_on=DAY, scope=scope)
    return Recorded(version, stream, version, event, metadata, made_id(DAY, "bench", stream, str(version)), _NOW)


_NOW = datetime.now(UTC)
