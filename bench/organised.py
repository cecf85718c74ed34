"""Fills a running Kentro with the organisation of the whole country, in one region, and twenty thousand services.

Events are appended to registry's log as the commands would write them; what commands only check is left out.
"""

import asyncio
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from bench.filling import AT_ONCE, Written, append, stores_of
from bench.ground import ACCOUNT, SMOKE
from bench.offering import COUNT, streams
from bench.region import SEED, Region
from kentro.demo.ids import drawing, made_id
from kentro.demo.region import DATA, REGION
from services.registry.acts import domain as acts
from services.registry.organisation import domain as organisation
from services.registry.posts import domain as posts
from services.registry.regulations import domain as regulations
from shared.greek import to_latin

MUNICIPALITIES = 40 if SMOKE else 332
UNITS = 3 * MUNICIPALITIES if SMOKE else 1_000
POSTS_OF_A_CENTRE = 3
_SPECIALTIES: tuple[posts.Specialty, ...] = ("social-worker", "psychologist", "economist")
_SINCE = date(2018, 1, 1)
_SOURCE = "Απογραφή 2021"


@dataclass(frozen=True)
class Place:
    """A municipality that the demo's region lacks, with a Centre of its own."""

    code: str
    name: str
    regional_unit: str
    residents: int

    @property
    def scope(self) -> str:
        """The Centre's scope path."""
        return f"/{REGION}/{self.code}/kentro"

    @cached_property
    def centre(self) -> UUID:
        """The Centre's id."""
        return made_id(_SINCE, "bench", "centre", self.code)


def places(region: Region) -> list[Place]:
    """As many as make the region's municipalities `MUNICIPALITIES` with those that it has."""
    known = {each.code for each in region.plan.municipalities}
    with (DATA / "municipalities.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["elstat_code"] not in known]
    return [
        Place(
            row["elstat_code"],
            row["municipality_el_genitive"],
            row["regional_unit_el_genitive"],
            int(row["residents_2021_provisional"]),
        )
        for row in rows[: MUNICIPALITIES - len(known)]
    ]


def post_id(code: str, n: int) -> UUID:
    """That post of the Centre of the municipality with that code."""
    return made_id(_SINCE, "bench", "post", code, n)


async def organise(region: Region) -> None:
    """Brings the registry to that size."""
    written = [*_organisation(region), *_services(region)]
    async with stores_of(region) as stores:
        for first in range(0, len(written), AT_ONCE):
            await asyncio.gather(*(append(stores["registry"], each) for each in written[first : first + AT_ONCE]))


def _organisation(region: Region) -> Iterator[Written]:
    new = places(region)
    there = sum(1 + len(each.units) for each in region.plan.municipalities)
    branches, more = divmod(UNITS - there - len(new), len(new))
    for at, place in enumerate(new):
        yield from _centre(place, branches + (at < more), region.plan.until)


def _centre(place: Place, branches: int, today: date) -> Iterator[Written]:
    draw = drawing(SEED, "organised", place.code)

    def written(stream: str, scope: str, *events: object) -> Written:
        return Written("registry", stream, scope, place.centre, _SINCE, events)

    entered = organisation.MunicipalityEntered(
        place.code, "2021", place.name, place.name, place.regional_unit, REGION, place.residents
    )
    counted = organisation.RegisteredCitizensCounted(place.residents, _SINCE, _SOURCE)
    yield written(f"municipality-{place.code}", f"/{REGION}/{place.code}", entered, counted)
    founded = organisation.CentreFounded(
        place.code, "kentro", f"Κέντρο Κοινότητας {place.name}", f"Δήμος {place.name}", _SINCE,
        to_latin(place.name)[:3].upper() + place.code,
    )  # fmt: skip
    attached = [
        organisation.BranchOpened(
            made_id(_SINCE, "bench", "branch", place.code, n), f"Παράρτημα {n + 1} {place.name}", "poverty"
        )
        for n in range(branches)
    ]
    yield written(f"centre-{place.centre}", place.scope, founded, *attached)
    for n, specialty in enumerate(_SPECIALTIES[:POSTS_OF_A_CENTRE]):
        post: list[object] = [posts.PostOpened(place.centre, specialty, None, _SINCE)]
        if draw.random() < 0.7:
            until = today + timedelta(days=draw.randrange(-200, 400))
            post.append(posts.PostFilled(f"{ACCOUNT[:-8]}{place.code}000{n}", "fixed-term", _SINCE, until))
        yield written(f"post-{post_id(place.code, n)}", place.scope, *post)
    act = acts.ActIncluded(
        f"Κέντρο Κοινότητας {place.name}", "ΕΠ", "ΘΣ9", acts.Decided(place.code, _SINCE), 28_944_000,
        today + timedelta(days=draw.randrange(-100, 900)), f"Δήμος {place.name}", (place.centre,),
    )  # fmt: skip
    yield written(f"act-500{place.code}", f"/{REGION}/{place.code}", act)
    if draw.random() < 0.7:
        decided = regulations.RegulationDecided("approved", "31", _SINCE, "ordinary", "unanimous", None)
        yield written(f"regulation-{place.centre}", place.scope, decided)


def _services(region: Region) -> Iterator[Written]:
    known = [(each.code, each.regional_unit) for each in (*region.plan.municipalities, *places(region))]
    for n in range(COUNT):
        for stream, events in streams(n, known):
            yield Written("registry", stream, f"/{REGION}", region.home.centre, _SINCE, events)
