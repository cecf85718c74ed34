"""The network to one service's database is slow while more comes than it can take."""

import asyncio
import json
import time
from collections import Counter
from uuid import UUID

from bench.wire import Wires
from shared.ids import uuid7
from tests.chaos.faults import Times
from tests.chaos.load import Acknowledged
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(0, 3, 20)
OFFERED = 400
"""Commands a second: in the slowest round three times what comes through."""

SECONDS = 20
SLOWEST_ANSWER = 30.0
"""Seconds: those that a command may wait to be sent, and some ways over the slowest network."""

GROWTH = 200.0
"""Megabytes by which the service's memory may grow, with some thousand commands waiting."""

RECOVERS = 15.0
_TRIES = 3
_DELAYS = (0.1, 0.5, 2.0)
"""Seconds each way, in turns."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """Only intake's connections are slow. Every command is answered, with yes or with 503 and when to come again."""
    told = f"every command answered within {SLOWEST_ANSWER:.0f} s, by yes or by 503 with Retry-After; memory bounded"
    verdict = Verdict("slow network to one database", count, told)
    wires = Wires(chaos.ground.installation.services["intake"])
    answers: Counter[str] = Counter()
    try:
        for number in range(count):
            delay = _DELAYS[number % len(_DELAYS)]
            chaos.ground.database_link.delay = lambda who, delay=delay: delay if who.startswith("intake") else 0.0
            try:
                await _offered(chaos, wires, verdict, answers)
            finally:
                chaos.ground.database_link.delay = lambda _: 0.0
            await _recovers(chaos, wires, verdict)
    finally:
        wires.close()
    verdict.figures |= {f"answered {code}": n for code, n in sorted(answers.items())}
    return verdict


async def _offered(chaos: Chaos, wires: Wires, verdict: Verdict, answers: Counter[str]) -> None:
    process = chaos.ground.process("intake")
    assert process is not None
    before, most, slowest = process.memory_info().rss / 1e6, 0.0, 0.0
    begun = time.monotonic()
    sending: set[asyncio.Task[float]] = set()
    for number in range(OFFERED * SECONDS):
        if (early := begun + number / OFFERED - time.monotonic()) > 0:
            await asyncio.sleep(early)
        sending.add(asyncio.create_task(_visit(chaos, wires, verdict, answers)))
        if number % OFFERED == 0:
            most = max(most, process.memory_info().rss / 1e6)
    slowest = max(await asyncio.gather(*sending))
    most = max(most, process.memory_info().rss / 1e6)
    verdict.must(slowest <= SLOWEST_ANSWER, f"an answer took {slowest:.1f} s")
    verdict.must(most - before <= GROWTH, f"intake grew from {before:.0f} to {most:.0f} MB")
    verdict.figures["slowest answer s"] = max(slowest, float(verdict.figures.get("slowest answer s", 0)))
    verdict.figures["growth MB"] = max(most - before, float(verdict.figures.get("growth MB", 0)))


async def _visit(chaos: Chaos, wires: Wires, verdict: Verdict, answers: Counter[str]) -> float:
    id_, begun = uuid7(), time.monotonic()
    answer = None
    for _ in range(_TRIES):
        try:
            answer = await wires.send("PUT", f"/visits/{id_}", chaos.load.headers | {"if-none-match": "*"}, _BODY)
            break
        except ConnectionError:
            # A server ends what was idle for some seconds, perhaps just now: as any client does, the same again.
            answers["none"] += 1
    if answer is None:
        verdict.must(False, f"visit {id_} had no answer, {_TRIES} times")
        return time.monotonic() - begun
    answers[str(answer.status)] += 1
    if answer.status in (201, 202):
        _, partition, position = answer.headers["kentro-position"].split("/")
        version = int(answer.headers["etag"].strip('"'))
        told = Acknowledged("intake", id_, str(id_), version, (int(partition), int(position)), f"PUT /visits/{id_}")
        chaos.load.acknowledged["intake", id_] = told
    else:
        good = answer.status == 503 and "retry-after" in answer.headers
        verdict.must(good, f"visit {id_} was answered with {answer.status} {answer.headers.get('retry-after')}")
    return time.monotonic() - begun


async def _recovers(chaos: Chaos, wires: Wires, verdict: Verdict) -> None:
    """Soon after the network is well again a command takes no longer than ever."""
    healed = time.monotonic()
    while await _visit(chaos, wires, verdict, Counter()) > 0.5:
        if time.monotonic() - healed > 4 * RECOVERS:
            break
    took = time.monotonic() - healed
    verdict.must(took <= RECOVERS, f"it took {took:.1f} s until a command was quick again")
    verdict.figures["slowest recovery s"] = max(took, float(verdict.figures.get("slowest recovery s", 0)))


_BODY = json.dumps(
    {
        "unit": str(UUID("0195a000-0000-7000-8000-00000000c0a5")),
        "centre": "/el63/3905/zacharo",
        "topic": "housing",
        "channel": "in-person",
    }
).encode()
