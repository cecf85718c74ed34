"""How long the server takes for a page, with the small region."""

import sys
from time import perf_counter

import httpx2

from tests.e2e.region import Region, last_month
from tests.e2e.window import Building

ROUNDS = 25
BOUND = 0.25
"""Seconds at the 95th percentile. The aim is 0.1 on a quiet machine; here tests and a browser share it."""


async def times(building: Building, user: str, paths: list[str]) -> dict[str, list[float]]:
    """Seconds to each page's last byte, one request after the other in a session that is logged in."""
    async with building.window(user) as window:
        for path in paths:
            await window.open(path)
        cookies = {kept.get("name", ""): kept.get("value", "") for kept in await window.context.cookies(window.origin)}
        origin = window.origin
    taken: dict[str, list[float]] = {path: [] for path in paths}
    async with httpx2.AsyncClient(base_url=origin, cookies=cookies) as http:
        for _ in range(ROUNDS):
            for path in paths:
                begun = perf_counter()
                answer = await http.get(path)
                taken[path].append(perf_counter() - begun)
                assert answer.status_code == 200, (path, answer.status_code)
    return taken


async def test_pages_are_answered_fast(building: Building, region: Region) -> None:
    person = await region.know()
    await region.visit(person)
    sent = await region.refer(person)
    pages = {
        "koinoniki": ["/", f"/people/{person.id}", "/visits/new", "/visits", "/referrals", f"/referrals/{sent.id}"],
        "syntonistria": [f"/reports?month={last_month():%Y-%m}"],
        "perifereia": ["/region"],
    }

    taken = {path: each for user, paths in pages.items() for path, each in (await times(building, user, paths)).items()}

    everything = sorted(seconds for each in taken.values() for seconds in each)
    worst = everything[int(len(everything) * 0.95)]
    rows = [f"  {sorted(each)[int(ROUNDS * 0.95)] * 1000:6.0f} ms  {path}" for path, each in taken.items()]
    report = [f"\nPortal pages, server time at p95: {worst * 1000:.0f} ms over {len(everything)} requests", *rows]
    print("\n".join(report), file=sys.stderr)  # noqa: T201
    assert worst <= BOUND
