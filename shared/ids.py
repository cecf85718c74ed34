"""Ids that sort by the time they were made."""

import os
import threading
import time
from uuid import UUID

_RANDOM_BITS = 74
_RANDOM_MASK = (1 << _RANDOM_BITS) - 1
_STEP_MASK = (1 << 32) - 1
_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7): milliseconds, then chance; ascending within this process.

    Within one millisecond, and when the clock steps back, the next id grows from the last one by a random step
    (RFC 9562, 6.2, method 2), so the order holds and the next id cannot be guessed.
    """
    global _last
    chance = int.from_bytes(os.urandom(10)) & _RANDOM_MASK
    fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | chance
    with _lock:
        _last = fresh if fresh > _last else _last + 1 + (chance & _STEP_MASK)
        value = _last
    return _shaped(value)


def made_at(made: UUID) -> int:
    """The moment within a UUIDv7, in milliseconds since 1970 in UTC; `ValueError` for any other version."""
    if made.version != 7:
        raise ValueError("not a UUID of version 7")
    return made.int >> 80


def _shaped(value: int) -> UUID:
    """Put 48 bits of time and 74 of chance around the version and the variant."""
    moment, chance = value >> _RANDOM_BITS, value & _RANDOM_MASK
    high, low = chance >> 62, chance & ((1 << 62) - 1)
    return UUID(int=moment << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
