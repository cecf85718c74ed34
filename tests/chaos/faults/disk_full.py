"""The disk of one service's log is full.

A tablespace of its own on a small file system would need root. So the server is made to say what it says then, SQLSTATE
53100, at every insertion: everything from the database's answer to the caller's is as it would be.
"""

import asyncio

from shared.database import connect
from tests.chaos.faults import Times
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(1, 1, 5)
REFUSED = 100
"""Answers of 503 after which there is room again: every caller had some."""

SECONDS = 30.0
"""Within which they come."""

RECOVERS = 10.0
_FULL = """
    CREATE OR REPLACE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER disk_is_full BEFORE INSERT ON log FOR EACH STATEMENT EXECUTE FUNCTION disk_is_full()"""
_ROOM = "DROP TRIGGER disk_is_full ON log; DROP FUNCTION disk_is_full()"


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """Commands are answered with 503 and are taken as soon as there is room again."""
    verdict = Verdict("disk full", count, f"503 with Retry-After, no other; taken again within {RECOVERS:.0f} s")
    chance = chaos.chance("disk_full")
    refused = 0
    for _ in range(count):
        service = chance.choice(["registry", "intake", "referral"])
        answers = chaos.load.answers.copy()
        await _told(chaos, service, _FULL)
        try:
            async with asyncio.timeout(SECONDS):
                while (chaos.load.answers - answers)["503"] < REFUSED:
                    await asyncio.sleep(0.05)
        finally:
            await _told(chaos, service, _ROOM)
        seen = chaos.load.answers - answers
        refused += seen["503"]
        before = len(chaos.load.acknowledged)
        await chaos.load.until(100, within=RECOVERS)
        taken = len(chaos.load.acknowledged) - before
        verdict.must(taken >= 100, f"{service}: only {taken} commands were taken within {RECOVERS:.0f} s afterwards")
    verdict.figures["answered 503"] = refused
    return verdict


async def _told(chaos: Chaos, service: str, statement: str) -> None:
    owner = await connect(chaos.ground.database(service), name="chaos")
    try:
        await owner.execute(statement)
    finally:
        await owner.close()
