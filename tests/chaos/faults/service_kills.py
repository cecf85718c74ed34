"""Kill -9 of services, each time another and at another moment."""

from tests.chaos.faults import Times
from tests.chaos.ground import SERVICES
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(2, 50, 2_000)


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """The victim is whoever runs; the launcher starts it again, later each time, so the others get their turn."""
    verdict = Verdict("kill -9 of services", count, "all, after all")
    chance = chaos.chance("service_kills")
    for _ in range(count):
        await chaos.load.until(chance.randrange(1, 60), within=4)
        victims = [*SERVICES]
        chance.shuffle(victims)
        for victim in victims:
            if process := chaos.ground.process(victim):
                process.kill()
                name = f"{victim} killed"
                verdict.figures[name] = int(verdict.figures.get(name, 0)) + 1
                break
    for service in SERVICES:
        await chaos.ground.ready(service)
    return verdict
