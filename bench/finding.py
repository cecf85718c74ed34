"""How long does it take to find who can help, when a region's bodies offer twenty thousand services?

Services are looked for in the municipality that has the most residents, in the ways in which a colleague asks, and then
in those that find the most or lead the farthest.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from uuid import UUID

from bench.ground import ACCOUNT, DAY, SMOKE, Ground
from bench.offering import SIZE, offered
from bench.results import Result, within
from bench.rounds import percentile
from kentro.demo.region import Municipality, municipalities
from services.registry.bodies import looking
from services.registry.bodies.looking import Question
from shared.database import Pool, open_pool
from shared.paging import PAGE
from shared.scope import Principal, parse_grants, scoped

ASKED = 20 if SMOKE else 200
"""Questions of each kind."""

MOST = 50.0
"""Milliseconds, of which 95 of a hundred questions stay below."""


@dataclass(frozen=True, slots=True)
class Way:
    """A question, and how many pages were turned before."""

    asked: Question
    turned: int = 0


async def measure(at: Ground) -> list[Result]:
    """Fills, and asks in every way."""
    databases = await offered(at)
    largest = max(municipalities(), key=lambda each: each.residents)
    worker = Principal(ACCOUNT, parse_grants((f"social_worker@{largest.scope}",)))
    async with open_pool(databases.api, name="bench", size=2) as pool:
        return [await _asked(pool, worker, name, way) for name, way in _ways(largest).items()]


def _ways(place: Municipality) -> Mapping[str, Way]:
    near, anywhere = Question(on=DAY, municipality=place.code), Question(on=DAY)
    shelters = ["homeless-hostel", "night-shelter", "abuse-shelter", "trafficking-shelter"]
    return {
        "of a kind, near": Way(replace(near, kinds=["tutoring"])),
        "a need, near": Way(replace(near, kinds=shelters)),
        "all that is near": Way(near),
        "all that is near, the 20th page": Way(near, turned=19),
        "near, with a place, open, for children": Way(
            replace(near, with_place=True, open_on=DAY, audience="children", age=9, language="el")
        ),
        "two words, near": Way(replace(near, text="κοινων σταθμ")),
        "two words": Way(replace(anywhere, text="κοινων σταθμ")),
        "a common word": Way(replace(anywhere, text="κοινων")),
        "a common word, the 20th page": Way(replace(anywhere, text="κοινων"), turned=19),
        "a service's word and a body's": Way(replace(anywhere, text="σταθμ συλλογ")),
        "a word that all have": Way(replace(anywhere, text="ανοιχτο")),
        "two words that all have": Way(replace(anywhere, text="ανοιχτο ραντεβου")),
        "a need, anywhere": Way(replace(anywhere, kinds=shelters)),
        "open, anywhere": Way(replace(anywhere, open_on=DAY)),
        "everything": Way(anywhere),
        "everything, the 200th page": Way(anywhere, turned=199),
        "everything, gone too": Way(replace(anywhere, gone_too=True)),
    }


async def _asked(pool: Pool, worker: Principal, name: str, way: Way) -> Result:
    after = await _turned(pool, worker, way)
    taken = list[float]()
    for _ in range(ASKED):
        began = perf_counter()
        async with scoped(pool, worker) as connection:
            await looking.services(connection, way.asked, after=after, limit=PAGE + 1)
        taken.append((perf_counter() - began) * 1_000)
        await asyncio.sleep(0)
    return within(f"who can help, {name}, p95", percentile(taken, 0.95), "ms", most=MOST, at=SIZE)


async def _turned(pool: Pool, worker: Principal, way: Way) -> tuple[int, str, UUID] | None:
    """After what the page begins."""
    if not way.turned:
        return None
    async with scoped(pool, worker) as connection:
        rows = await looking.services(connection, way.asked, after=None, limit=way.turned * PAGE)
    return rows[-1].rank, rows[-1].service.sort_key, rows[-1].service.id
