"""Records that nobody of ours would write, made of one that somebody of ours wrote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from aiokafka import ConsumerRecord

from shared.public import PARTITIONS, partition_of

Headers = list[tuple[str, bytes | None]]
_OLD = b"01700000-0000-7000-8000-000000000001"
_TO_COME = b"0f900000-0000-7000-8000-000000000001"


@dataclass(frozen=True, slots=True)
class Poison:
    """One record as it is sent, to any partition where none is named.

    What does not `park` is passed over, as what was told already is.
    """

    key: bytes | None
    value: bytes | None
    headers: Headers
    parks: bool = True
    partition: int | None = None


Make = Callable[[Random, "ConsumerRecord[Any, Any]"], Poison]


def _with(**changes: bytes | None) -> Make:
    """The record with other headers, `id` for `ce_id`; under a key of its own."""

    def make(chance: Random, good: "ConsumerRecord[Any, Any]") -> Poison:
        headers: dict[str, bytes | None] = dict(good.headers)
        headers |= {f"ce_{name}": value for name, value in changes.items()}
        return Poison(_key(chance), good.value, list(headers.items()))

    return make


def _without(name: str) -> Make:
    def make(chance: Random, good: "ConsumerRecord[Any, Any]") -> Poison:
        return Poison(_key(chance), good.value, [each for each in good.headers if each[0] != name])

    return make


def _bare(value: Callable[[Random], bytes | None], key: Callable[[Random], bytes | None]) -> Make:
    return lambda chance, _: Poison(key(chance), value(chance), [])


def _of_chance(chance: Random, good: "ConsumerRecord[Any, Any]") -> Poison:
    """Greater than any epoch of ours, as three of four UUIDs of chance are."""
    epoch = UUID(int=chance.getrandbits(128) | 1 << 127, version=4)
    return _with(id=f"{epoch}/{chance.randrange(1, 99)}".encode(), previous=b"0")(chance, good)


def _beyond(chance: Random, good: "ConsumerRecord[Any, Any]") -> Poison:
    epoch = dict(good.headers)["ce_id"].split(b"/")[0]
    return _with(id=epoch + b"/1" + b"0" * 30, previous=b"0")(chance, good)


def _again(_: Random, good: "ConsumerRecord[Any, Any]") -> Poison:
    return Poison(good.key, good.value, list(good.headers), parks=False, partition=good.partition)


def _older(value: bytes | None) -> Make:
    def make(chance: Random, good: "ConsumerRecord[Any, Any]") -> Poison:
        made = _forged(0, lambda _, position: (_OLD, position))(chance, good)
        return Poison(made.key, value or good.value, made.headers, parks=False, partition=made.partition)

    return make


def _forged(other: int, said: Callable[[bytes, int], tuple[bytes, int]]) -> Make:
    """Well formed in all, of a stream of its own, that many partitions beside where it belongs.

    `said` makes its epoch and position of those of a record that stood in the partition before.
    """

    def make(chance: Random, good: "ConsumerRecord[Any, Any]") -> Poison:
        while partition_of((key := _key(chance)).decode()) != good.partition:
            pass
        epoch, position = said(dict(good.headers)["ce_id"].split(b"/")[0], 10**12 + chance.randrange(10**6))
        made = _with(id=b"%b/%d" % (epoch, position), subject=key)(chance, good)
        return Poison(key, made.value, made.headers, partition=(good.partition + other) % PARTITIONS)

    return make


def _key(chance: Random) -> bytes:
    return f"poison-{chance.getrandbits(64):016x}".encode()


KINDS: Sequence[tuple[str, Make]] = (
    ("nothing", _bare(lambda _: b"", lambda _: None)),
    ("noise", _bare(lambda chance: chance.randbytes(200), _key)),
    ("900 kB of noise", _bare(lambda chance: chance.randbytes(900_000), _key)),
    ("a key that is no text", _bare(lambda _: b"{}", lambda chance: b"\xff\xfe" + chance.randbytes(4))),
    ("a key with NUL", _bare(lambda _: b"{}", lambda chance: b"\0" + _key(chance))),
    ("no id", _without("ce_id")),
    ("an id without a position", _with(id=b"01900000-0000-7000-8000-000000000001")),
    ("an id without an epoch", _with(id=b"x/5")),
    ("a position in words", _with(id=b"01900000-0000-7000-8000-000000000001/five")),
    ("a position beyond every table", _beyond),
    ("an epoch of chance", _of_chance),
    ("no predecessor", _without("ce_previous")),
    ("a predecessor in words", _with(previous=b"none")),
    ("a time that is none", _with(time=b"25:61")),
    ("a day that is none", _with(occurredon=b"2026-02-30")),
    ("a unit that is none", _with(unit=b"here")),
    ("no scope", _without("ce_scope")),
    ("no type", _without("ce_type")),
    ("a type that is no text", _with(type=b"\xff\xfe")),
    ("a header without a value", _with(scope=None)),
    ("a key longer than an index takes", _bare(lambda _: b"{}", lambda chance: chance.randbytes(4_000).hex().encode())),
    ("a stream of another partition", _forged(1, lambda epoch, position: (epoch, position))),
    ("an epoch of times to come", _forged(0, lambda _, position: (_TO_COME, position))),
    ("a position far ahead", _forged(0, lambda epoch, position: (epoch, position))),
    ("what was told already", _again),
    ("an older epoch", _older(None)),
    ("an older epoch, 50,000 deep", _older(b'{"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}")),
)
