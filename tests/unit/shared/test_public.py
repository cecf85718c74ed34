"""A record of a topic is an event of ours, or malformed; there is nothing third."""

from dataclasses import dataclass
from time import time
from uuid import UUID

import pytest

from shared.public import CLOCKS_APART, PARTITIONS, MalformedRecord, partition_of, received


@dataclass(frozen=True, slots=True)
class Opened:
    thing: UUID


TYPES = {"kentro.things.opened": Opened}
EPOCH = "01900000-0000-7000-8000-000000000001"
PARTITION = partition_of("thing-01900000-0000-7000-8000-000000000002")
VALUE = b'{"thing":"01900000-0000-7000-8000-000000000002"}'
HEADERS: dict[str, bytes | None] = {
    "ce_specversion": b"1.0",
    "ce_id": f"{EPOCH}/7".encode(),
    "ce_source": b"/kentro/things",
    "ce_type": b"kentro.things.opened",
    "ce_subject": b"thing-01900000-0000-7000-8000-000000000002",
    "ce_time": b"2026-03-02T09:00:00+00:00",
    "ce_occurredon": b"2026-03-02",
    "ce_scope": b"/el63/3905/zacharo",
    "ce_previous": b"3",
}


def test_what_a_relay_wrote_is_read() -> None:
    event = received(TYPES, PARTITION, 9, HEADERS, VALUE)
    assert (event.epoch, event.position, event.previous, event.offset) == (UUID(EPOCH), 7, 3, 9)
    assert event.data == Opened(UUID("01900000-0000-7000-8000-000000000002"))


@pytest.mark.parametrize(
    "changed",
    [
        {"ce_id": b"7"},
        {"ce_id": b"x/7"},
        {"ce_id": f"{EPOCH}/seven".encode()},
        {"ce_id": f"{EPOCH}/0".encode()},
        {"ce_id": f"{EPOCH}/-1".encode()},
        {"ce_id": f"{EPOCH}/1{'0' * 30}".encode()},
        {"ce_id": b"9b9a4c1e-4c57-4f0e-9d2f-1a2b3c4d5e6f/7"},
        {"ce_id": None},
        {"ce_previous": b"-1"},
        {"ce_previous": b"7"},
        {"ce_previous": b"1" + b"0" * 30},
        {"ce_scope": None},
        {"ce_scope": b"/el63\x00"},
        {"ce_subject": b"thing-\x00"},
        {"ce_type": b"\xff"},
        {"ce_time": b"25:61"},
        {"ce_time": b"2026-03-02T09:00:00"},
        {"ce_occurredon": b"2026-02-30"},
        {"ce_unit": b"here"},
    ],
    ids=str,
)
def test_headers_that_no_relay_of_ours_wrote_are_malformed(changed: dict[str, bytes | None]) -> None:
    with pytest.raises(MalformedRecord) as malformed:
        received(TYPES, PARTITION, 9, {**HEADERS, **changed}, VALUE)
    assert malformed.value.event is None


def test_no_relay_of_ours_wrote_a_stream_into_a_partition_that_is_not_its_own() -> None:
    for partition in set(range(PARTITIONS)) - {PARTITION}:
        with pytest.raises(MalformedRecord):
            received(TYPES, partition, 9, HEADERS, VALUE)


@pytest.mark.parametrize(("ahead", "is_ours"), [(0, True), (CLOCKS_APART - 60, True), (CLOCKS_APART + 60, False)])
def test_an_epoch_begins_at_most_as_far_ahead_as_clocks_differ(ahead: float, *, is_ours: bool) -> None:
    epoch = UUID(int=int((time() + ahead) * 1000) << 80 | 7 << 76 | 2 << 62)
    headers = {**HEADERS, "ce_id": f"{epoch}/7".encode()}
    if is_ours:
        assert received(TYPES, PARTITION, 9, headers, VALUE).epoch == epoch
        return
    with pytest.raises(MalformedRecord):
        received(TYPES, PARTITION, 9, headers, VALUE)


@pytest.mark.parametrize(
    "value",
    [b"", b"{", b"[]", b'{"thing":1}', b"\xff", b'{"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}"],
    ids=["nothing", "half", "a list", "another shape", "no text", "50,000 deep"],
)
def test_data_of_another_shape_is_malformed_at_its_position(value: bytes) -> None:
    with pytest.raises(MalformedRecord) as malformed:
        received(TYPES, PARTITION, 9, HEADERS, value)
    assert malformed.value.event is not None
    assert malformed.value.event.position == 7
