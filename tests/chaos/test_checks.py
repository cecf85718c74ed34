"""What a run looks for is found where it is: each way of losing, doubling and mixing up is seen for what it is."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

import msgspec
import pytest

from shared.database import Record
from shared.envelope import Metadata, Recorded, Stored, digest
from shared.ids import uuid7
from shared.public import Outgoing, outgoing
from tests.chaos import logs, topics
from tests.chaos.load import Acknowledged
from tests.chaos.logs import Written

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
EPOCH = UUID("01900000-0000-7000-8000-000000000001")
Rows = list[dict[str, Any]]


def a_log(count: int = 6) -> tuple[Rows, list[Acknowledged]]:
    """Commands that each wrote one event, two to a stream, and their acknowledgements."""
    rows: Rows = []
    acknowledged: list[Acknowledged] = []
    for position in range(1, count + 1):
        thing, version, command = UUID(int=(position + 1) // 2), 2 - position % 2, UUID(int=1000 + position)
        metadata = msgspec.json.encode(Metadata("somebody", date(2026, 3, 2), "/el63", mac=b"mac"))
        row = Stored(f"thing-{thing}", version, "Opened", b"{}", None, metadata, command)
        rows.append({"position": position, **msgspec.structs.asdict(row)})
        acknowledged.append(Acknowledged("intake", command, str(thing), version, None, "PUT"))
    return rows, acknowledged


class Row(dict[str, Any]):
    """Reads as the database's rows do: by name, and in the order of the columns."""

    def __iter__(self) -> Any:
        return iter(self.values())


def written(rows: Rows, *, chained: Rows | None = None) -> dict[str, Written]:
    """The log with those rows; the chain is the one of `chained`."""
    previous = b""
    batches: Rows = []
    for row in chained or rows:
        events = digest([Stored(*list(row.values())[1:])])
        first = row["position"]
        chain = previous + events + first.to_bytes(8, "big") + (1).to_bytes(4, "big")
        previous = hashlib.sha256(chain + round(AT.timestamp() * 1e6).to_bytes(8, "big")).digest()
        batches.append({"first_position": first, "events": 1, "digest": events, "hash": previous, "recorded_at": AT})
    columns = cast("Sequence[Record]", [Row(row) for row in rows])
    own = Written("intake", EPOCH, columns, cast("Sequence[Record]", batches))
    nobody = {name: Written(name, EPOCH, (), ()) for name in ("registry", "referral", "reporting")}
    return {"intake": own, **nobody}


def test_a_whole_log_has_no_faults() -> None:
    rows, acknowledged = a_log()
    assert list(logs.faults(written(rows), acknowledged)) == []


def lost(rows: Rows) -> Rows:
    return rows[:-1]


def lost_within(rows: Rows) -> Rows:
    return rows[:2] + rows[3:]


def doubled(rows: Rows) -> Rows:
    return [*rows, {**rows[-1], "position": 7, "version": 3}]


def inverted(rows: Rows) -> Rows:
    first, second, *others = rows
    return [{**second, "position": 1}, {**first, "position": 2}, *others]


def altered(rows: Rows) -> Rows:
    return [*rows[:3], {**rows[3], "data": b'{"a":1}'}, *rows[4:]]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lost, "acknowledged and not in the log"),
        (lost_within, "position 3 is missing"),
        (doubled, "was written twice"),
        (inverted, "version 2 follows version 0"),
        (altered, "the batch at 4 is not what its hash says"),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_each_harm_to_a_log_is_seen(harm: Any, said: str) -> None:
    rows, acknowledged = a_log()
    found = list(logs.faults(written(harm(rows), chained=rows), acknowledged))
    assert any(said in fault for fault in found), found


@dataclass(frozen=True, slots=True)
class Told:
    """A record as the broker hands it over."""

    offset: int
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Opened:
    thing: int


def a_topic() -> tuple[list[Outgoing], list[Told]]:
    """What one partition should hold, and holds."""
    expected: list[Outgoing] = []
    held: list[Told] = []
    for position in (2, 5, 6, 9):
        metadata = Metadata("somebody", date(2026, 3, 2), "/el63")
        recorded: Recorded[Any] = Recorded(position, "thing-1", position, None, metadata, uuid7(), AT)
        one = outgoing("intake", EPOCH, recorded, Opened(position))
        previous = str(expected[-1].position if expected else 0).encode()
        expected.append(one)
        held.append(Told(len(held), one.key.encode(), one.value, [*one.headers, ("ce_previous", previous)]))
    return expected, held


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 1, 0, 1, 2, 3), (0, 3, 1, 2, 3), (0, 1, 3, 2), (0, 0, 1, 2, 2, 3)])
def test_what_a_reader_gets_by_the_rules_is_whole(order: Sequence[int]) -> None:
    expected, held = a_topic()
    assert topics.differences(expected, [held[number] for number in order], str(EPOCH)) == []


def test_each_harm_to_a_topic_is_seen() -> None:
    expected, held = a_topic()
    for order in ((0, 1, 2), (0, 1, 3), (1, 2, 3), ()):
        assert topics.differences(expected, [held[number] for number in order], str(EPOCH)), order
    assert topics.differences(expected, [*held[:3], replace(held[3], value=b"{}")], str(EPOCH))
    assert topics.differences(expected[:3], held, str(EPOCH))


def test_what_nobody_can_read_any_more_may_be_told_as_it_was_as_a_blank_or_never() -> None:
    expected, held = a_topic()
    third = expected.pop(2)
    blank = {third.position: third}
    unread = replace(held[2], value=b"{}")
    for topic in ([*held[:2], unread, held[3]], held):
        assert topics.differences(expected, topic, str(EPOCH), blank) == []
    after = replace(held[3], headers=[*held[3].headers[:-1], ("ce_previous", b"5")])
    assert topics.differences(expected, [*held[:2], after], str(EPOCH), blank) == []
    assert topics.differences(expected, [*held[:2], replace(unread, key=b"thing-2"), held[3]], str(EPOCH), blank)
    assert topics.differences(expected, held, str(EPOCH))
