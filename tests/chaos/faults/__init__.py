"""One module for each fault. It says how often it is done, and does it.

| name in a module | for |
|---|---|
| `TIMES` | how often in a smoke, in a usual run and in a deep one; 0 leaves it out |
| `break_it(chaos, count)` | does it so often and returns the `Verdict`, without what is checked after every fault |

A new one is added to `FAULTS`, at the place where a run comes to it.
"""

from typing import NamedTuple


class Times(NamedTuple):
    """How often a fault is done."""

    smoke: int
    short: int
    deep: int


FAULTS = (
    "service_kills",
    "copies",
    "released",
    "clock_jumps",
    "database_kills",
    "lost_answers",
    "slow_link",
    "disk_full",
    "kafka_kills",
    "kafka_cut",
    "kafka_tail",
    "kafka_wiped",
    "restored",
    "poison",
    "malformed",
)
"""In the order of a run. What poisons the topics comes behind what would take it out of them again."""
