"""The clock of one process jumps by an hour while it works, and an hour later, or so it thinks, back again."""

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from shared.database import connect
from tests.chaos.faults import Times
from tests.chaos.ground import SERVICES
from tests.chaos.load import GRANTS
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(1, 2, 20)
HOUR = 3_600
LAG = 10.0
"""Seconds after which all readers are at the end, however the clock of one of them stands."""

_ASKS_WHO = {"registry": "/municipalities", "intake": "/visits", "referral": "/referrals", "reporting": "/figures"}
"""Something that each service answers to nobody without a token."""

_LEADERS = """
    SELECT objid::bigint AS work, pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE locktype = 'advisory' AND classid = 0x6C656164 AND granted AND datname = $1"""
_BACKWARDS = """
    SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER (ORDER BY first_position) AS earlier FROM batch) b
    WHERE earlier"""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """In turns an hour forwards and backwards, each time another service; then back."""
    told = f"all, after all; commands go on, tokens end by its clock, leaders stay, lag back < {LAG:.0f} s"
    verdict = Verdict("clock of one process jumps an hour", count, told)
    chance = chaos.chance("clock_jumps")
    slowest = 0.0
    victims: list[str] = []
    for number in range(count):
        victims = victims or chance.sample(SERVICES, len(SERVICES))
        jump = _Jump(chaos, verdict, victims.pop(), HOUR if number % 2 == 0 else -HOUR)
        await chaos.load.until(chance.randrange(20, 120), within=8)
        answers = chaos.load.answers.copy()
        slowest = max(slowest, await jump.there_and_back(chance.randrange(60, 120)))
        wrong = {code: n for code, n in (chaos.load.answers - answers).items() if not code.startswith("2")}
        verdict.must(not wrong, f"{jump}: commands were answered with {wrong}")
    verdict.figures["slowest lag s"] = slowest
    return verdict


class _Jump:
    """One process's clock, and what must be seen of it before, meanwhile and afterwards."""

    def __init__(self, chaos: Chaos, verdict: Verdict, victim: str, seconds: int) -> None:
        self._chaos = chaos
        self._verdict = verdict
        self._victim = victim
        self._seconds = seconds
        # Ends half way between the two clocks: over for one of them, and not yet for the other.
        self._token = chaos.ground.token(*GRANTS, ends_in=seconds // 2)

    def __str__(self) -> str:
        return f"{self._victim} by {self._seconds} s"

    async def there_and_back(self, commands: int) -> float:
        """Goes on for so many commands while the clock is wrong; the longest that readers were behind."""
        await self._chaos.ground.ready(self._victim)
        process = self._chaos.ground.process(self._victim)
        assert process is not None
        led = await self._leaders()
        over = self._seconds < 0
        await self._judges(over=over)
        await self._chaos.ground.clocks.move(process.pid, self._seconds)
        await self._judges(over=not over)
        await self._chaos.load.until(commands, within=15)
        slowest = await self._chaos.lag(self._verdict, LAG)
        await self._judges(over=not over)
        await self._measures(most=2 * HOUR)
        await self._chaos.ground.clocks.move(process.pid, -self._seconds)
        await self._judges(over=over)
        await self._chaos.load.until(commands, within=15)
        slowest = max(slowest, await self._chaos.lag(self._verdict, LAG))
        await self._measures(most=LAG)
        lost = led - await self._leaders()
        self._verdict.must(bool(led) and not lost, f"{self}: of its {len(led)} works {len(lost)} changed their leader")
        self._verdict.must(not await self._backwards(), f"{self}: what was recorded later says that it was earlier")
        return slowest

    async def _judges(self, *, over: bool) -> None:
        """The token counts as over, or does not, and the answer is never a fault."""
        url = self._chaos.ground.installation.services[self._victim] + _ASKS_WHO[self._victim]
        async with httpx2.AsyncClient(timeout=30) as http:
            status = (await http.get(url, headers={"Authorization": f"Bearer {self._token}"})).status_code
        as_it_should = status == 401 if over else status < 500 and status != 401
        self._verdict.must(as_it_should, f"{self}: a token that {'is over' if over else 'counts'} met {status}")

    async def _measures(self, *, most: float) -> None:
        """No lag is negative, and none of more seconds than that."""
        async with httpx2.AsyncClient(timeout=30) as http:
            said = (await http.get(f"{self._chaos.ground.installation.services[self._victim]}/metrics")).text
        lags = {
            f"{sample.name} of {sample.labels['reader']}": sample.value
            for family in text_string_to_metric_families(said)
            for sample in family.samples
            if sample.name.startswith("kentro_lag_")
        }
        wrong = {
            name: value
            for name, value in lags.items()
            if value < 0 or (value > most and name.startswith("kentro_lag_seconds"))
        }
        self._verdict.must(bool(lags) and not wrong, f"{self}: it measures {wrong or 'nothing'}")

    async def _leaders(self) -> set[tuple[int, int]]:
        """Which work is led by which connection."""
        owner = await connect(self._chaos.ground.database(self._victim), name="chaos")
        try:
            return {(row["work"], row["pid"]) for row in await owner.fetch(_LEADERS, self._victim)}
        finally:
            await owner.close()

    async def _backwards(self) -> int:
        """How many batches say that they were recorded before the batch that they follow."""
        owner = await connect(self._chaos.ground.database(self._victim), name="chaos")
        try:
            return await owner.fetchval(_BACKWARDS)
        finally:
            await owner.close()
