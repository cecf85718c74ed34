"""From what an event costs to the size of a machine: plain arithmetic on figures and on assumptions that have names."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from bench.costs import COMMAND_CPU, IN_KAFKA, IN_LOG, IN_VIEWS, OF_PERSON, PAGE_CPU, PER_PERSON, RESIDENT, TOLD
from bench.rebuilding import REPLAY, YEAR

REGIONS: Mapping[str, str | None] = {"Western Greece": "EL63", "Attica": "EL30", "all of Greece": None}
"""What a machine is sized for, by the code of its region."""

YEAR_OF = "EL30"
"""The region of 66 municipalities whose year is taken to be `bench.rebuilding.YEAR` events: Attica."""

YEARS = 10
"""How long files are kept before anything is erased: a cautious assumption, the law sets other periods for parts."""

OPEN_SECONDS = 250 * 7 * 3600
"""Seconds of a year in which Centres are open: 250 working days of seven hours."""

PEAK = 10
"""The busiest minute of a year beside the mean one: a Monday morning when a benefit's application opens."""

EVENTS_OF_COMMAND = 2
"""Events that a command writes, on the average: a registration writes seven, most others one."""

PAGES_OF_COMMAND = 6
"""Pages that are looked at for each command: search, file, list, form, answer, and one more."""

BUSY = 0.5
"""How much of the processors may be taken in the busiest minute, so that nobody waits in a queue."""

HOT = 0.2
"""Share of the databases that should fit into memory: the running year and the indexes above it."""

COPIES = 2
"""Copies of the databases' bytes on a machine's disks: the database, and room for a backup on its way out."""

ASSUMED: Mapping[str, float] = {
    "year": YEAR,
    "years": YEARS,
    "open seconds": OPEN_SECONDS,
    "peak": PEAK,
    "events of a command": EVENTS_OF_COMMAND,
    "pages of a command": PAGES_OF_COMMAND,
    "busy": BUSY,
    "hot": HOT,
    "copies": COPIES,
}
"""The assumptions, as the page names them."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What one region needs. Memory and disk in gigabytes; `replay` in minutes for one year's events."""

    region: str
    municipalities: int
    residents: int
    events: float
    commands: float
    cores: float
    memory: float
    disk: float
    replay: float


def machines(figures: Mapping[str, float]) -> list[Machine]:
    """A machine for each region, by these figures of `bench.costs` and `bench.rebuilding`."""
    people = _residents()
    an_event = YEAR / sum(residents for region, residents in people if region == YEAR_OF)
    return [
        _machine(name, [residents for region, residents in people if code in (None, region)], an_event, figures)
        for name, code in REGIONS.items()
    ]


def _machine(name: str, residents: Sequence[int], of_resident: float, figures: Mapping[str, float]) -> Machine:
    events = sum(residents) * of_resident
    commands = events / EVENTS_OF_COMMAND / OPEN_SECONDS * PEAK
    cpu = commands * (figures[COMMAND_CPU] + PAGES_OF_COMMAND * figures[PAGE_CPU]) / 1e3
    known = events / figures[PER_PERSON]
    stored = events * YEARS * (figures[IN_LOG] + figures[IN_VIEWS]) + known * YEARS * figures[OF_PERSON]
    told = events * YEARS * figures[TOLD] * figures[IN_KAFKA]
    return Machine(
        name,
        len(residents),
        sum(residents),
        events,
        commands,
        cpu / BUSY,
        (figures[RESIDENT] * 1e6 + stored * HOT) / 1e9,
        (stored * COPIES + told) / 1e9,
        events / figures[REPLAY] / 60,
    )


def _residents() -> list[tuple[str, int]]:
    """Region and residents of each municipality: facts of the census, see docs/how-to/demo.md."""
    with (files("kentro") / "data" / "municipalities.csv").open(encoding="utf-8") as handle:
        return [(row["region_nuts2"], int(row["residents_2021_provisional"])) for row in csv.DictReader(handle)]
