"""A log brought back from an older backup while its readers are ahead of it."""

import asyncio
import signal

import httpx2
import psutil

from shared.ids import uuid7
from tests.chaos import logs, readers
from tests.chaos.faults import Times
from tests.chaos.load import GRANTS
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(0, 2, 20)
_SERVICE = "intake"
_AHEAD = 40
"""Visits that are recorded after the backup and lost with it; the load's own commands are all in the backup."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """What was recorded since the backup is gone everywhere, and everything else stands, under a new epoch."""
    verdict = Verdict("log restored from a backup", count, "all, after all; new epoch; readers ahead rebuilt")
    for number in range(count):
        await chaos.load.until(60, within=10)
        async with chaos.load.held():
            # What the services still do of themselves would come between the backup and the count of what it holds.
            late = await readers.erased(chaos.ground, chaos.load.erased)
            assert not late, late
            folder = str(chaos.ground.directory / f"backup-{number}")
            await _kentro(chaos, "backup", "logs", folder, _SERVICE)
            before = (await logs.read(chaos.ground))[_SERVICE]
            await _run_ahead(chaos)
            await _brought_back(chaos, folder)
            after = (await logs.read(chaos.ground))[_SERVICE]
            verdict.must(after.head == before.head, f"{after.head} events stand, not {before.head} as in the backup")
            verdict.must(after.epoch != before.epoch, "the log has no new epoch")
    verdict.figures["lost on purpose"] = count * _AHEAD
    return verdict


async def _run_ahead(chaos: Chaos) -> None:
    """Records visits of nobody, and waits until their readers have them."""
    services = chaos.ground.installation.services
    headers = {"Authorization": f"Bearer {chaos.ground.token(*GRANTS)}"}
    async with httpx2.AsyncClient(timeout=30, headers=headers) as http:
        units = await http.get(f"{services['registry']}/units")
        unit = units.raise_for_status().json()["items"][0]
        body = {"unit": unit["id"], "centre": unit["scope"], "topic": "housing", "channel": "email"}
        for _ in range(_AHEAD):
            address = f"{services[_SERVICE]}/visits/{uuid7()}"
            (await http.put(address, json=body, headers={"If-None-Match": "*"})).raise_for_status()
    _, behind = await readers.caught_up(chaos.ground, readers.ends(await logs.read(chaos.ground)))
    assert not behind, behind


async def _brought_back(chaos: Chaos, folder: str) -> None:
    """The launcher sleeps meanwhile, so that it does not start the service that must stand still."""
    service = chaos.ground.process(_SERVICE)
    assert service is not None
    launcher = psutil.Process(service.pid).parent()
    assert launcher is not None
    launcher.send_signal(signal.SIGSTOP)
    try:
        service.kill()
        await asyncio.to_thread(psutil.wait_procs, [service], 10)
        await _kentro(chaos, "restore", "logs", folder, _SERVICE, "--replace")
    finally:
        launcher.send_signal(signal.SIGCONT)
    await chaos.ground.ready(_SERVICE)


async def _kentro(chaos: Chaos, *words: str) -> None:
    code, said = await readers.kentro(chaos.ground, *words)
    assert code == 0, f"kentro {' '.join(words[:2])}: {said[-300:]}"
