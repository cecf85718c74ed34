"""How long does the portal take for the pages of the organisation, with the whole country in one region?"""

from bench.browsing import session
from bench.offering import COUNT, body_id, service_id
from bench.organised import MUNICIPALITIES, UNITS, organise, places, post_id
from bench.pages import times_of
from bench.reaching import databases
from bench.region import Region
from bench.results import Result, within
from bench.rounds import percentile
from kentro.programmes import entered, shipped

MOST = 100.0
"""Milliseconds, of which 95 of a hundred of each page stay below."""

SIZE = f"{MUNICIPALITIES:,} municipalities, {UNITS:,} units, {COUNT:,} services"


async def measure(region: Region) -> list[Result]:
    """Each page in turn with the others, for the region's administration, which sees the most."""
    await organise(region)
    for programme in shipped():
        await entered(region.services, programme)
    async with databases(region) as reading:
        await reading.reached()
        for connection in reading.of.values():
            # What autovacuum would do within minutes.
            await connection.execute("VACUUM ANALYZE")
    async with session(region.stack, "perifereia") as office:
        pages = _pages(region)
        taken = await times_of(office, [*pages.values()])
    return [
        within(f"organisation page {name}, p95", percentile(taken[path], 0.95), "ms", most=MOST, at=SIZE)
        for name, path in pages.items()
    ]


def _pages(region: Region) -> dict[str, str]:
    place = places(region)[0]
    programme = shipped()[0].code
    return {
        "/region": "/region",
        "/organisation": "/organisation",
        "/organisation/municipalities/...": f"/organisation/municipalities/{place.code}",
        "/organisation/centres/...": f"/organisation/centres/{place.centre}",
        "/centres/..., public": f"/centres/{place.code}-kentro",
        "/attention": "/attention",
        "/attention of a Centre": f"/attention?scope={place.scope}",
        "/posts": "/posts",
        "/posts/...": f"/posts/{post_id(place.code, 0)}",
        "/acts": "/acts",
        "/acts/...": f"/acts/500{place.code}",
        "/regulation/...": f"/regulation/{place.centre}",
        "/bodies": "/bodies",
        "/bodies with a word": "/bodies?query=συλλογ",
        "/bodies/...": f"/bodies/{body_id(0)}",
        "/services": "/services",
        "/services of a municipality": f"/services?municipality={place.code}",
        "/services with words": "/services?query=κοινων+σταθμ",
        "/services/...": f"/services/{service_id(0)}",
        "/programmes": "/programmes",
        "/programmes/...": f"/programmes/{programme}",
    }
