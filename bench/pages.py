"""How long does the portal take for a page, with a region loaded?"""

from collections.abc import Sequence
from itertools import islice
from statistics import median

from bench.browsing import Session, session
from bench.filling import fill, somebody
from bench.ground import DEEP, SMOKE
from bench.reaching import databases
from bench.region import Region
from bench.results import Result, share, told, within
from bench.rounds import percentile
from kentro.demo.people import Person
from kentro.demo.region import HOME
from shared.greek import to_latin

SMALL, LARGE = (200, 1_000) if SMOKE else (100_000, 1_000_000) if DEEP else (14_000, 140_000)
"""People in the region at first, and at last."""

ROUNDS = 4 if SMOKE else 40
AT_WORK = ("/", "/visits", "/visits/new", "/referrals")
SHOWN = 20
"""People whose pages are opened in turn, and searched for."""


async def measure(region: Region) -> list[Result]:
    """The pages of everybody's day one after the other, warmed once, each as often as the others."""
    async with session(region.stack, "koinoniki") as worker, session(region.stack, "perifereia") as office:
        await _filled(region, SMALL)
        few = await _people(worker, region)
        events = await _filled(region, LARGE)
        many = await _people(worker, region)
        size = f"{region.people:,} people, {events:,} events"
        at_work = await times_of(worker, AT_WORK) | {"/people/...": many[:ROUNDS]}
        region_page = await times_of(office, ["/region"])
        async with session(region.stack, "syntonistria") as coordinator:
            month = await times_of(coordinator, ["/reports"])
        found = await _searches(worker, region)
    taken = at_work | month | region_page
    everything = [took for each in taken.values() for took in each]
    return [
        within("portal pages, p95", percentile(everything, 0.95), "ms", most=100, at=size, deep=DEEP),
        *(told(f"portal page {path}, p95", percentile(each, 0.95), "ms", size) for path, each in taken.items()),
        within("search within a municipality, p95", percentile(found, 0.95), "ms", most=50, at=size, deep=DEEP),
        share(
            f"person page with {LARGE:,} people",
            f"with {SMALL:,} people",
            (median(many), "ms"),
            median(many) / median(few),
            most=1.2,
            deep=DEEP,
        ),
    ]


async def _filled(region: Region, people: int) -> int:
    """Brings the region to that size and waits until all read models hold it; its events."""
    await fill(region, people)
    async with databases(region) as reading:
        await reading.reached()
        for connection in reading.of.values():
            # What autovacuum would do within minutes: the planner knows the tables as they are.
            await connection.execute("ANALYZE")
        return sum((await reading.heads()).values())


def _at_home(region: Region) -> list[Person]:
    """Some who belong to the Centre where the demo's colleagues work."""
    people = (somebody(region, index) for index in range(region.people))
    return list(islice((one for one in people if one.municipality.code == HOME), SHOWN))


async def times_of(session: Session, paths: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds to each page, by its path: one after the other, warmed once, each as often as the others."""
    for path in paths:
        await session.page(path)
    taken: dict[str, list[float]] = {path: [] for path in paths}
    for _ in range(ROUNDS):
        for path in paths:
            taken[path].append(await session.page(path))
    return taken


async def _people(worker: Session, region: Region) -> list[float]:
    people = _at_home(region)
    paths = [f"/people/{one.id}" for one in people]
    for one, path in zip(people, paths, strict=True):
        await worker.open(one.id)
        await worker.page(path)
    return [await worker.page(paths[n % len(paths)]) for n in range(ROUNDS * 5)]


async def _searches(worker: Session, region: Region) -> list[float]:
    """As people are asked for at the desk: by surname, by both names, in Latin letters, by a number."""
    words = [
        each
        for one in _at_home(region)
        for each in (
            one.surname,
            f"{one.surname} {one.given_name}",
            to_latin(f"{one.given_name} {one.surname}"),
            *([one.identifier["value"]] if one.identifier else []),
        )
    ]
    await worker.search(words[0])
    return [await worker.search(words[n % len(words)]) for n in range(ROUNDS * 4)]
