"""How fast is an append, beside what asyncpg can insert by itself?"""

from collections.abc import Sequence
from typing import Any

from bench.ground import FIELDS, SMOKE, Ground, Noted, Plain, creation, kernel, persons
from bench.raw import ANCHOR, raw
from bench.results import Result, share, times, told
from bench.rounds import Measured, Side, interleaved

COUNT = 3_200 if SMOKE else 19_200


async def measure(at: Ground) -> list[Result]:
    """The rows of the append."""
    async with kernel(at) as ours, raw(ours.owner_url, ours.databases.api) as insert:
        people = await persons(ours.vault, 1_000)

        async def append(_: int, command: Any) -> None:  # noqa: ANN401 - what `prepare` made
            await ours.store.append(*command)

        def sealed(count: int) -> Sequence[Any]:
            return [creation(Noted(people[n % len(people)], *FIELDS)) for n in range(count)]

        def plain(count: int) -> Sequence[Any]:
            return [creation(Plain(people[n % len(people)], *FIELDS)) for n in range(count)]

        few = COUNT // 16
        many = await interleaved({"raw": insert(32, COUNT), "ours": Side(32, COUNT, sealed, append)})
        bare = await interleaved({"raw": insert(32, COUNT), "ours": Side(32, COUNT, plain, append)})
        crowd = await interleaved({"raw": insert(32, COUNT), "ours": Side(512, 2 * COUNT, sealed, append)})
        alone = await interleaved({"raw": insert(1, few), "ours": Side(1, few, sealed, append)})
    return [
        told(f"raw: {ANCHOR}", many["raw"].rate, "/s"),
        _rate("append as in production, 32 callers", many, 2.2),
        share(
            "append as in production, 32 callers, p99",
            ANCHOR,
            (many["ours"].p99, "ms"),
            many["ours"].p99_to(many["raw"]),
            most=0.5,
        ),
        told("append as in production, 32 callers, this process's processor time", many["ours"].cpu, "us"),
        _rate("append without personal fields, 32 callers", bare, 2.6),
        _rate("append as in production, 512 callers", crowd, 4),
        _rate("append as in production, 1 caller, to 1 connection", alone, 0.8),
    ]


def _rate(question: str, measured: dict[str, Measured], least: float) -> Result:
    ours = measured["ours"]
    return times(question, ANCHOR, (ours.rate, "/s"), ours.rate_to(measured["raw"]), least=least)
