"""Kill -9 of every service and of Kafka while a region is loaded: what was acknowledged is there, once, in order."""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import psutil

from kentro._installation import Installation
from kentro._steps import Step
from kentro.demo.plan import Plan
from kentro.demo.record import read_record
from shared.database import Connection, connect
from tests.e2e.stack import CHECKOUT, running_stack

PEOPLE, SEED, UNTIL = 60, 7, date(2026, 3, 20)
VICTIMS = ("services registry", "services intake", "services referral", "services reporting", "kafka.Kafka")
SERVICES = ("registry", "intake", "referral", "reporting")


def process(victim: str, directory: Path) -> psutil.Process:
    """The part of this stack, and no other's, whose command line names the victim."""
    for child in psutil.process_iter(["cmdline", "environ", "cwd"]):
        words = " ".join(child.info["cmdline"] or ())
        environment: dict[str, str] = child.info["environ"] or {}
        place = " ".join((words, *environment.values()))
        if victim in words and str(directory) in place:
            return child
    raise AssertionError(f"{victim} does not run")


async def ready(installation: Installation, name: str) -> None:
    async with asyncio.timeout(90), httpx2.AsyncClient(timeout=2) as http:
        while True:
            try:
                if (await http.get(f"{installation.services[name]}/health/ready")).status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            await asyncio.sleep(0.2)


async def loaded_so_far(run_file: Path) -> int:
    record = await asyncio.to_thread(read_record, run_file.with_name("demo.json"))
    return record.done if record else 0


async def killed_while_loading(run_file: Path, installation: Installation, loading: asyncio.subprocess.Process) -> int:
    """Kills each victim in turn, each time a little more has been loaded; how many were."""
    kills = 0
    for victim in VICTIMS:
        aim = await loaded_so_far(run_file) + 60
        while loading.returncode is None and await loaded_so_far(run_file) < aim:
            await asyncio.sleep(0.05)
        process(victim, run_file.parent).kill()
        kills += 1
        if victim.startswith("services"):
            await ready(installation, victim.removeprefix("services "))
    return kills


def created(steps: Sequence[Step], service: str, kind: str) -> set[str]:
    return {
        step.path.rpartition("/")[2]
        for step in steps
        if step.service == service and step.path.startswith(f"/{kind}/") and step.key is None
    }


async def streams(connection: Connection, category: str) -> Counter[str]:
    """How many first events each stream of a category has."""
    rows = await connection.fetch(
        "SELECT stream FROM log WHERE starts_with(stream, $1) AND version = 1", f"{category}-"
    )
    return Counter(row["stream"].removeprefix(f"{category}-") for row in rows)


async def assert_whole(connection: Connection) -> None:
    """Positions and versions have no gap and no double, and each command stands in one place."""
    positions = [row[0] for row in await connection.fetch("SELECT position FROM log ORDER BY position")]
    assert positions == list(range(1, len(positions) + 1))
    torn = await connection.fetch(
        "SELECT stream FROM log GROUP BY stream HAVING max(version) <> count(*) OR min(version) <> 1"
    )
    assert list(torn) == []
    scattered = await connection.fetch(
        "SELECT command FROM log GROUP BY command HAVING max(position) - min(position) + 1 <> count(*)"
    )
    assert list(scattered) == []


async def test_kills_while_a_region_is_loaded_lose_and_double_nothing() -> None:
    with TemporaryDirectory(prefix="kentro-faults-", ignore_cleanup_errors=True) as place:
        async with running_stack(Path(place)) as stack:
            run_file = Path(place) / "run.json"
            installation = Installation.described(run_file)
            words = ("--people", str(PEOPLE), "--seed", str(SEED), "--until", UNTIL.isoformat())
            loading = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "kentro", "demo", *words, "--callers", "8", "--run-file", str(run_file)),
                cwd=CHECKOUT,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            assert await killed_while_loading(run_file, installation, loading) == len(VICTIMS)
            async with asyncio.timeout(240):
                said = (await loading.communicate())[1]
            assert loading.returncode == 0, said.decode()
            assert stack.run["services"]
            await everything_is_there_once(installation)


async def everything_is_there_once(installation: Installation) -> None:
    plan = Plan(PEOPLE, SEED, UNTIL)
    steps = [step for course in (*plan.organisation(), *plan.bodies(), *plan.life()) for step in course.steps]
    logs = {name: await connect(installation.databases[name].projector, name="test") for name in SERVICES}
    for log in logs.values():
        await assert_whole(log)

    people = await streams(logs["registry"], "person")
    visits = await streams(logs["intake"], "visit")
    referrals = await streams(logs["referral"], "referral")
    assert people == Counter(created(steps, "registry", "people"))
    assert visits == Counter(created(steps, "intake", "visits"))
    assert referrals == Counter(created(steps, "referral", "referrals"))

    counted = {"people-registered": len(people), "visits": len(visits), "referrals-sent": len(referrals)}
    async with asyncio.timeout(120):
        while {name: await facts(logs["reporting"], name) for name in counted} != counted:
            await asyncio.sleep(0.2)
    for table, log, amount in (
        ("visit", "intake", visits),
        ("referral", "referral", referrals),
        ("person", "registry", people),
    ):
        assert await logs[log].fetchval(f"SELECT count(*) FROM {table}") == len(amount)
    for name, amount in counted.items():
        cells = await logs["reporting"].fetchval("SELECT sum(count) FROM cell WHERE indicator = $1", name)
        assert cells == amount
    for log in logs.values():
        await log.close()


async def facts(reporting: Connection, indicator: str) -> int:
    return await reporting.fetchval("SELECT count(*) FROM fact WHERE indicator = $1", indicator)
