"""How long does a look-up take within one municipality, when the region holds very many people?

Read models alone are filled, by the projection itself; nothing is appended. People are looked for in the municipality
that has the most of them, in the ways in which they are typed at a desk.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from time import perf_counter
from typing import Any

from bench.ground import ACCOUNT, DAY, DEEP, SMOKE, Ground
from bench.region import SEED
from bench.results import Result, within
from kentro.demo.ids import drawing
from kentro.demo.people import Person, person
from kentro.demo.region import municipalities
from services.registry import BLUEPRINT
from services.registry.people import domain as people
from services.registry.people import lookup, queries
from services.registry.people.bodies import NewPerson
from services.registry.people.registering import NOTICE
from services.registry.people.views import PEOPLE
from shared.database import Pool, connect, open_pool
from shared.envelope import Metadata, Recorded
from shared.greek import fold, to_latin
from shared.names import official_forms
from shared.scope import Principal, parse_grants, scoped

COUNT = 2_000 if SMOKE else 1_000_000 if DEEP else 100_000
"""People of the region."""

ASKED = 20 if SMOKE else 200
"""Look-ups of each kind."""

MOST = 50.0
"""Milliseconds, of which 95 of a hundred look-ups stay below."""

_AT_ONCE = 500

WAYS: Mapping[str, Callable[[Person], str]] = {
    "surname and name": lambda one: f"{one.surname} {one.given_name}",
    "without accents, small": lambda one: fold(f"{one.surname} {one.given_name}").lower(),
    "in Latin letters": lambda one: to_latin(fold(f"{one.surname} {one.given_name}")),
    "as they are called": lambda one: f"{min(official_forms(one.given_name))} {one.surname}",
    "a surname's beginning": lambda one: one.surname[:5],
    "digits of a number": lambda one: (one.identifier or {"value": one.surname})["value"][:8],
    "telephone": lambda one: one.telephone or one.surname,
}


async def measure(at: Ground) -> list[Result]:
    """Fills, and asks in every way."""
    folders = [files("shared") / "migrations" / "log", BLUEPRINT.folder / "migrations"]
    databases = await at.databases.fresh("registry", folders)
    places = municipalities()
    wanted: list[Person] = []
    largest = max(places, key=lambda each: each.residents)
    projector = await connect(databases.projector, name="bench", settings={"synchronous_commit": "off"})
    try:
        for first in range(0, COUNT, _AT_ONCE):
            batch = [person(SEED, first + n, DAY, places) for n in range(min(_AT_ONCE, COUNT - first))]
            wanted += [one for one in batch[:4] if one.municipality.code == largest.code]
            async with projector.transaction():
                await PEOPLE.apply(projector, [recorded for one in batch for recorded in _life(one)])
    finally:
        await projector.close()
    owner = await connect(at.databases.owner(databases), name="bench", timeout=600)
    await owner.execute("ANALYZE")
    await owner.close()
    worker = Principal(ACCOUNT, parse_grants((f"social_worker@{largest.scope}",)))
    async with open_pool(databases.api, name="bench", size=2) as pool:
        return [await _asked(pool, worker, largest.code, way, wanted) for way in WAYS]


async def _asked(pool: Pool, worker: Principal, code: str, way: str, wanted: list[Person]) -> Result:
    draw, taken = drawing(SEED, "asked", way), list[float]()
    for _ in range(ASKED):
        typed = WAYS[way](draw.choice(wanted))
        began = perf_counter()
        async with scoped(pool, worker) as connection:
            for question in lookup.asked(typed):
                await queries.found(connection, code, question, 20)
        taken.append((perf_counter() - began) * 1_000)
        await asyncio.sleep(0)
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    return within(f"look-up, {way}, p95", p95, "ms", most=MOST, at=f"{COUNT:,} people in the region", deep=DEEP)


def _life(one: Person) -> Iterator[Recorded[Any]]:
    details = NewPerson.model_validate(one.registered(DAY, one.municipality.centre, informed=True).body).details()
    metadata = Metadata(by=ACCOUNT, occurred_on=DAY, scope=one.municipality.scope)
    events = people.meet(people.Person(), centre=one.municipality.scope, details=details, notice=NOTICE)
    for version, event in enumerate(events, 1):
        yield Recorded(version, f"person-{one.id}", version, event, metadata, one.id, datetime.now(UTC))
