"""Read models are filled again beside those that serve, and take their place as if nothing had happened."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from services import intake, reporting
from shared.checkpoints import NO_EPOCH
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.rebuilding import reading, tables_of
from shared.side_tables import SETTINGS, drop, lay
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.operator import operator

ZACHARO = "/el63/3905/zacharo"
DEFINITIONS = """
SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'policy ' || p::text FROM pg_policies p WHERE schemaname = 'public'
UNION ALL SELECT 'table ' || relname || ' ' || relowner::regrole || ' ' || relrowsecurity || relforcerowsecurity || ' '
    || coalesce((SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(relacl) a), '')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
ORDER BY 1
"""


@dataclass
class Town:
    """Intake, and reporting that follows it."""

    stage: Stage
    provider: TestProvider
    desk: Served
    figures: Served
    kek_file: Path
    positions: list[str] = field(default_factory=list[str])

    async def visit(self) -> None:
        answer = await self.desk.http.put(
            f"/visits/{uuid7()}",
            json={"unit": str(uuid7()), "centre": ZACHARO, "topic": "goods", "channel": "email"},
            headers={"If-None-Match": "*", **self.provider.bearer(f"receptionist@{ZACHARO}")},
        )
        assert answer.status_code == 201, answer.text
        self.positions.append(answer.headers["kentro-position"])

    async def heard(self) -> None:
        consumer = next(each for each in self.figures.running.consumers if each.source == "intake")
        for token in self.positions:
            _, partition, position = token.split("/")
            assert await consumer.checkpoints.progress[int(partition)].reached(int(position), 20)

    async def rebuild(self, served: Served) -> int:
        return await operator(self.stage, served, self.kek_file, "rebuild", served.running.name)

    @asynccontextmanager
    async def inside(self, served: Served) -> AsyncGenerator[Connection]:
        connection = await connect(self.stage.databases.owner(served.databases), name="test")
        yield connection
        await connection.close()

    async def dump(self, served: Served, *tables: str) -> dict[str, Sequence[str]]:
        async with self.inside(served) as connection:
            return {
                table: [row[0] for row in await connection.fetch(f'SELECT t::text FROM "{table}" t ORDER BY 1')]
                for table in tables
            }


@pytest.fixture
async def town(stage: Stage, provider: TestProvider, kek_file: Path) -> AsyncGenerator[Town]:
    blueprint = reporting.blueprint(stage.kafka, stage.topic_prefix, kek_file.read_bytes())
    async with stage.serve(intake.BLUEPRINT) as desk, stage.serve(blueprint) as figures:
        yield Town(stage, provider, desk, figures, kek_file)


async def test_a_rebuild_mends_what_was_wrong_and_leaves_the_tables_as_they_were_made(town: Town) -> None:
    for _ in range(20):
        await town.visit()
    await town.heard()
    for served, table in ((town.desk, "visit"), (town.figures, "fact")):
        right = await town.dump(served, table)
        async with town.inside(served) as owner:
            made = [row[0] for row in await owner.fetch(DEFINITIONS)]
            await owner.execute(f"DELETE FROM {table} WHERE ctid IN (SELECT ctid FROM {table} LIMIT 7)")

        assert await town.rebuild(served) == 0

        assert await town.dump(served, table) == right
        async with town.inside(served) as owner:
            assert [row[0] for row in await owner.fetch(DEFINITIONS)] == made
            assert not await owner.fetchval("SELECT 1 FROM pg_namespace WHERE nspname IN ('rebuilt', 'retired')")
            known = await owner.fetchval("SELECT reltuples FROM pg_class WHERE oid = $1::text::regclass", table)
            assert known == len(right[table])


async def test_while_it_is_rebuilt_everything_stays_readable_and_writes_go_on(town: Town) -> None:
    for _ in range(30):
        await town.visit()
    await town.heard()
    over = asyncio.Event()

    async def write() -> None:
        while not over.is_set():
            await town.visit()

    async def read() -> list[int]:
        seen: list[int] = []
        while not over.is_set():
            async with town.inside(town.figures) as owner:
                seen.append(await owner.fetchval("SELECT coalesce(sum(count), 0) FROM cell WHERE indicator = 'visits'"))
        return seen

    writing, reading = asyncio.create_task(write()), asyncio.create_task(read())
    codes = [await town.rebuild(town.figures), await town.rebuild(town.desk), await town.rebuild(town.figures)]
    over.set()
    await writing
    seen = await reading
    assert codes == [0, 0, 0]
    assert min(seen) >= 30
    assert seen == sorted(seen)

    await town.heard()
    total = len(town.positions)
    assert len((await town.dump(town.desk, "visit"))["visit"]) == total
    async with town.inside(town.figures) as owner:
        assert await owner.fetchval("SELECT sum(count) FROM cell WHERE indicator = 'visits'") == total


async def test_a_topic_that_does_not_hold_it_all_leaves_the_read_models_as_they_are(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.rebuilding.PATIENCE", 1.0)
    await town.visit()
    await town.heard()
    async with town.inside(town.figures) as owner:
        await owner.execute("UPDATE checkpoint SET position = 1000 WHERE name LIKE 'intake/%' AND position > 0")
    before = await town.dump(town.figures, "fact", "cell")
    assert await town.rebuild(town.figures) == 1
    assert await town.dump(town.figures, "fact", "cell") == before


class _Undone(Exception):
    """Takes back what a transaction did."""


async def test_what_a_partition_holds_before_its_reader_has_begun_is_not_passed_over(town: Town) -> None:
    while len({token.split("/")[1] for token in town.positions}) < 2:
        await town.visit()
    await town.heard()
    consumer = next(each for each in town.figures.running.consumers if each.source == "intake")
    place = f"intake/{town.positions[-1].split('/')[1]}"
    views = tables_of(consumer.follows.views)
    owner = await connect(town.stage.databases.owner(town.figures.databases), name="test", settings=SETTINGS)
    try:
        await lay(owner, [table for view in views for table in view.tables])
        async with reading(town.stage.kafka, {consumer.topic: consumer.follows}, lambda _: views) as (topic,):
            with suppress(_Undone):
                async with owner.transaction():
                    await owner.execute(
                        "UPDATE public.checkpoint SET epoch = $1, position = 0 WHERE name = $2", NO_EPOCH, place
                    )
                    assert await topic.fill(owner, 5) < len(town.positions)
                    raise _Undone
            assert await topic.fill(owner, 5) > 0
    finally:
        await drop(owner)
        await owner.close()
