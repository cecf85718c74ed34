"""A record of a topic is an event of ours, or malformed; there is nothing third."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from shared.public import MalformedRecord, received


@dataclass(frozen=True, slots=True)
class Opened:
    thing: UUID


TYPES = {"kentro.things.opened": Opened}
EPOCH = "01900000-0000-7000-8000-000000000001"
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
    event = received(TYPES, 4, 9, HEADERS, VALUE)
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
        received(TYPES, 4, 9, {**HEADERS, **changed}, VALUE)
    assert malformed.value.event is None


@pytest.mark.parametrize(
    "value",
    [b"", b"{", b"[]", b'{"thing":1}', b"\xff", b'{"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}"],
    ids=["nothing", "half", "a list", "another shape", "no text", "50,000 deep"],
)
def test_data_of_another_shape_is_malformed_at_its_position(value: bytes) -> None:
    with pytest.raises(MalformedRecord) as malformed:
        received(TYPES, 4, 9, HEADERS, value)
    assert malformed.value.event is not None
    assert malformed.value.event.position == 7
