"""A record that cannot be applied stands aside with its successors, holds up nobody, and is applied later, once."""

import itertools
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from services import reporting
from shared.broker import client_options
from shared.consumer import Consumer
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.parking import Parking, Record
from shared.public import partition_of, topic_of
from shared.testing.services import Served, Stage
from shared.topics import ensure_topic
from shared.workdays import today
from tests.integration.operator import operator

ZACHARO = "/el63/3905/zacharo"
PARTITION = 5
EPOCH = "01900000-0000-7000-8000-000000000001"
REFUSES = "ALTER TABLE cell ADD CONSTRAINT refuses_legal CHECK (code <> 'legal')"
TAKES = "ALTER TABLE cell DROP CONSTRAINT refuses_legal"


def a_visit() -> str:
    """A stream of that partition."""
    while partition_of(stream := f"visit-{uuid7()}") != PARTITION:
        pass
    return stream


@dataclass
class Follower:
    """Reporting as it follows intake, whose relay the tests play, and the operator beside it."""

    stage: Stage
    served: Served
    key_file: Path
    positions: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def topic(self) -> str:
        return topic_of("intake", self.stage.topic_prefix)

    @property
    def consumer(self) -> Consumer:
        return next(each for each in self.served.running.consumers if each.source == "intake")

    async def hear(self, key: str, topic: str, value: bytes | None = None) -> int:
        """A visit of that stream; the position of its record."""
        position = next(self.positions)
        now = datetime.now(UTC)
        headers = {
            "ce_specversion": "1.0",
            "ce_id": f"{EPOCH}/{position}",
            "ce_source": "/kentro/intake",
            "ce_type": "kentro.intake.visit-received",
            "ce_subject": key,
            "ce_time": now.isoformat(),
            "ce_occurredon": today(now).isoformat(),
            "ce_scope": ZACHARO,
            "ce_previous": str(position - 1),
        }
        sound = f'{{"visit":"{uuid7()}","topic":"{topic}","channel":"email","person":null}}'
        await self.send(key, value or sound.encode(), [(name, text.encode()) for name, text in headers.items()])
        return position

    async def send(self, key: str, value: bytes, headers: Sequence[tuple[str, bytes | None]]) -> None:
        producer = AIOKafkaProducer(**client_options(self.stage.kafka))
        await producer.start()
        try:
            await producer.send_and_wait(
                self.topic, key=key.encode(), value=value, partition=PARTITION, headers=headers
            )
        finally:
            await producer.stop()

    async def reached(self, position: int) -> None:
        assert await self.consumer.checkpoints.progress[PARTITION].reached(position, 20)

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[Connection]:
        connection = await connect(self.stage.databases.owner(self.served.databases), name="test")
        try:
            yield connection
        finally:
            await connection.close()

    async def counted(self) -> dict[str, int]:
        """How often each topic was counted."""
        async with self.connected() as connection:
            rows = await connection.fetch(
                "SELECT code, sum(count)::int FROM cell WHERE indicator = 'visits' AND code IN"
                " ('legal', 'housing', 'goods', 'health') GROUP BY code"
            )
        return {row[0]: row[1] for row in rows}

    async def operator(self, *words: str) -> int:
        """Runs the operator's command beside reporting."""
        return await operator(self.stage, self.served, self.key_file, *words)


@pytest.fixture
async def follower(stage: Stage, kek_file: Path) -> AsyncGenerator[Follower]:
    await ensure_topic(stage.kafka, topic_of("intake", stage.topic_prefix), client="test")
    blueprint: Any = reporting.blueprint(stage.kafka, stage.topic_prefix, kek_file.read_bytes())
    async with stage.serve(blueprint) as served:
        yield Follower(stage, served, kek_file)


async def test_a_record_that_no_view_takes_is_parked_with_its_successors_and_replayed_once(
    follower: Follower, capsys: pytest.CaptureFixture[str]
) -> None:
    poisoned, sound = a_visit(), a_visit()
    async with follower.connected() as connection:
        await connection.execute(REFUSES)
    await follower.hear(sound, "goods")
    poison = await follower.hear(poisoned, "legal")
    await follower.hear(poisoned, "housing")
    await follower.reached(await follower.hear(sound, "health"))
    assert await follower.counted() == {"goods": 1, "health": 1}

    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert f"{follower.topic}/{PARTITION}/{poison}" in first
    assert poisoned in first
    assert "CheckViolation" in first
    assert "predecessor-parked" in second

    assert await follower.operator("parked", "show", "reporting", f"{follower.topic}/{PARTITION}/{poison}") == 0
    shown = capsys.readouterr().out
    assert "ce_type: kentro.intake.visit-received" in shown
    assert '"topic":"legal"' in shown

    assert await follower.operator("parked", "replay", "reporting") == 1
    assert "all stays parked: CheckViolationError" in capsys.readouterr().err
    assert await follower.counted() == {"goods": 1, "health": 1}

    async with follower.connected() as connection:
        await connection.execute(TAKES)
    assert await follower.operator("parked", "replay", "reporting", "--key", "visit-of-nobody") == 0
    assert await follower.operator("parked", "replay", "reporting", "--key", poisoned) == 0
    assert "2 applied" in capsys.readouterr().out
    assert await follower.counted() == {"goods": 1, "health": 1, "legal": 1, "housing": 1}
    assert await follower.operator("parked", "replay", "reporting") == 0
    assert "nothing is parked" in capsys.readouterr().out

    await follower.reached(await follower.hear(poisoned, "housing"))
    assert await follower.counted() == {"goods": 1, "health": 1, "legal": 1, "housing": 2}


async def test_a_record_that_nobody_of_ours_wrote_is_parked_and_holds_up_nobody(
    follower: Follower, capsys: pytest.CaptureFixture[str]
) -> None:
    await follower.hear(a_visit(), "goods")
    await follower.send("stranger", b"no event", [("ce_type", b"kentro.intake.visit-received")])
    await follower.send("stranger", b"\xff\xfe", [])
    await follower.reached(await follower.hear(a_visit(), "housing"))
    assert await follower.counted() == {"goods": 1, "housing": 1}

    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[-2:] for line in listed] == [["stranger", "malformed-record"]] * 2
    assert await follower.operator("parked", "show", "reporting", f"{follower.topic}/{PARTITION}/77") == 1


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("with \0 in it", {"ce_id": b"x"}),
        ("without a scope", {"ce_scope": None}),
        ("of another kind of epoch", {"ce_id": b"9b9a4c1e-4c57-4f0e-9d2f-1a2b3c4d5e6f/1", "ce_previous": b"0"}),
        ("beyond every table", {"ce_id": f"{EPOCH}/1{'0' * 30}".encode(), "ce_previous": b"0"}),
        ("longer than an index takes " + token_hex(5000), {"ce_id": b"x"}),
        ("with \0 in its stream", {"ce_id": f"{EPOCH}/2".encode(), "ce_subject": b"visit-\0"}),
    ],
    ids=lambda given: given[:26] if isinstance(given, str) else "",
)
async def test_a_record_that_cannot_be_stored_as_it_is_holds_up_nobody_either(
    follower: Follower, key: str, changed: dict[str, bytes | None], capsys: pytest.CaptureFixture[str]
) -> None:
    await follower.hear(a_visit(), "goods")
    good: dict[str, bytes | None] = {
        "ce_id": f"{EPOCH}/1".encode(),
        "ce_source": b"/kentro/intake",
        "ce_type": b"kentro.intake.visit-received",
        "ce_subject": b"visit-of-nobody",
        "ce_time": datetime.now(UTC).isoformat().encode(),
        "ce_occurredon": b"2026-03-02",
        "ce_scope": ZACHARO.encode(),
        "ce_previous": b"0",
    }
    value = f'{{"visit":"{uuid7()}","topic":"legal","channel":"email","person":null}}'.encode()
    await follower.send(key, value, list({**good, **changed}.items()))
    await follower.reached(await follower.hear(a_visit(), "housing"))
    assert await follower.counted() == {"goods": 1, "housing": 1}

    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    (listed,) = capsys.readouterr().out.splitlines()
    assert key.replace("\0", "\N{REPLACEMENT CHARACTER}") in listed
    where = listed.split()[1]
    assert await follower.operator("parked", "show", "reporting", where) == 0


async def test_an_event_whose_data_cannot_be_read_is_parked_and_holds_up_nobody(
    follower: Follower, capsys: pytest.CaptureFixture[str]
) -> None:
    key = a_visit()
    await follower.hear(a_visit(), "goods")
    unreadable = await follower.hear(key, "legal", value=b'{"visit":"of nobody"}')
    await follower.hear(key, "housing")
    await follower.reached(await follower.hear(a_visit(), "health"))
    assert await follower.counted() == {"goods": 1, "health": 1}

    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert f"/{PARTITION}/{unreadable}" in first
    assert first.endswith("malformed-record")
    assert second.endswith("predecessor-parked")
    assert await follower.operator("parked", "replay", "reporting") == 1
    assert "all stays parked: MalformedRecord" in capsys.readouterr().err


async def test_what_cannot_be_read_is_named_by_its_offset_and_another_record_of_that_offset_is_parked_too(
    follower: Follower, capsys: pytest.CaptureFixture[str]
) -> None:
    parking = Parking("reporting", follower.topic)
    position = await follower.hear(a_visit(), "goods", value=b"no event")
    await follower.reached(await follower.hear(a_visit(), "goods"))
    async with follower.connected() as owner:
        for value in (b"before the broker lost it all", b"after it", b"after it"):
            record = Record(PARTITION, position, "stranger", {}, value)
            await parking.park(owner, record, None, "malformed-record")

    where = f"{follower.topic}/{PARTITION}/@{position}"
    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == [where, where, where.replace("@", "")]
    assert await follower.operator("parked", "show", "reporting", where) == 0
    shown = capsys.readouterr().out
    assert all(value in shown for value in ("before the broker lost it all", "after it"))
    assert "no event" not in shown
    assert await follower.operator("parked", "discard", "reporting", where, "--yes") == 0
    assert "2 discarded" in capsys.readouterr().out
    assert await follower.operator("parked", "show", "reporting", where.replace("@", "")) == 0


async def test_a_rebuild_passes_over_what_is_parked_and_nothing_else(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.rebuilding.PATIENCE", 2.0)
    await follower.hear(a_visit(), "goods")
    for _ in range(3):
        await follower.send("stranger", b"no event", [])
    await follower.hear(a_visit(), "housing")
    await follower.hear(a_visit(), "health")
    await follower.reached(await follower.hear(a_visit(), "legal", value=b"no event"))
    counted = {"goods": 1, "housing": 1, "health": 1}
    assert await follower.counted() == counted

    assert await follower.operator("rebuild", "reporting") == 0

    assert await follower.counted() == counted


async def test_a_rebuild_takes_nothing_before_what_stands_before_it(follower: Follower) -> None:
    """As where the broker lost the end of a partition and a record was told behind the loss, and then all of it."""
    topics = ["goods", "housing", "health", "legal", "goods"]
    follower.positions = iter([1, 5, 2, 3, 4, 5])
    for topic in ("goods", "goods", "housing", "health", "legal", "goods"):
        last = await follower.hear(a_visit(), topic)
    await follower.reached(last)
    counted = {topic: topics.count(topic) for topic in topics}
    assert await follower.counted() == counted
    assert await follower.operator("rebuild", "reporting") == 0
    assert await follower.counted() == counted


async def test_what_is_discarded_is_gone_for_good_and_its_successors_are_applied_by_a_replay(
    follower: Follower, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    poisoned, forsaken = a_visit(), a_visit()
    async with follower.connected() as owner:
        await owner.execute(REFUSES)
    poison = await follower.hear(poisoned, "legal")
    await follower.hear(poisoned, "housing")
    await follower.hear(forsaken, "legal")
    await follower.hear(forsaken, "goods")
    await follower.reached(await follower.hear(a_visit(), "health"))
    where = f"{follower.topic}/{PARTITION}/{poison}"

    for words, said in (((where,), "no"), (("--key", forsaken), "")):
        monkeypatch.setattr("sys.stdin", StringIO(said))
        capsys.readouterr()
        assert await follower.operator("parked", "discard", "reporting", *words) == 1
        told = capsys.readouterr()
        assert words[-1] in told.out
        assert "Nothing was taken away" in told.err
    async with follower.connected() as owner:
        assert await owner.fetchval("SELECT count(*) FROM parked WHERE length(value) > 0") == 4

    monkeypatch.setattr("sys.stdin", StringIO("yes\n"))
    assert await follower.operator("parked", "discard", "reporting", where) == 0
    assert "1 more of the same keys stay parked" in capsys.readouterr().out
    assert await follower.operator("parked", "discard", "reporting", "--key", forsaken, "--yes") == 0
    assert "2 discarded" in capsys.readouterr().out
    assert await follower.operator("parked", "discard", "reporting", where, "--yes") == 1
    assert await follower.operator("parked", "show", "reporting", where) == 1
    async with follower.connected() as owner:
        assert await owner.fetchval("SELECT count(*) FROM parked WHERE discarded_at IS NOT NULL") == 3
        assert await owner.fetchval("SELECT count(*) FROM parked WHERE length(value) > 0 OR length(headers) > 0") == 1

    await follower.reached(await follower.hear(poisoned, "housing"))
    await follower.reached(await follower.hear(forsaken, "goods"))
    assert await follower.counted() == {"health": 1, "goods": 1}
    assert await follower.operator("parked", "replay", "reporting") == 0
    assert "2 applied" in capsys.readouterr().out
    counted = {"health": 1, "goods": 1, "housing": 2}
    assert await follower.counted() == counted

    assert await follower.operator("rebuild", "reporting") == 0
    assert await follower.counted() == counted


async def test_what_passes_by_itself_is_waited_for_and_parks_nothing(follower: Follower) -> None:
    async with follower.connected() as owner:
        await owner.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$;"
            " CREATE TRIGGER full_disk BEFORE INSERT ON cell EXECUTE FUNCTION full_disk()"
        )
        position = await follower.hear(a_visit(), "goods")
        assert not await follower.consumer.checkpoints.progress[PARTITION].reached(position, 3)
        assert await follower.counted() == {}
        await owner.execute("DROP TRIGGER full_disk ON cell")
    await follower.reached(position)
    assert await follower.counted() == {"goods": 1}
    async with follower.connected() as owner:
        assert await owner.fetchval("SELECT count(*) FROM parked") == 0
