"""Ids that follow from what they name, so that loading again meets what is there already."""

import hashlib
from datetime import UTC, date, datetime, time
from random import Random
from uuid import UUID

_FIRST_HOUR = time(7, tzinfo=UTC)


def made_id(day: date, *names: object) -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7) whose time is that day's morning and whose chance follows from the names."""
    moment = int(datetime.combine(day, _FIRST_HOUR).timestamp() * 1000)
    chance = int.from_bytes(_digest(*names)[:10])
    high, low = chance >> 68, chance & ((1 << 62) - 1)
    return UUID(int=moment << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def drawing(*names: object) -> Random:
    """Draws that follow from the names, the same on every machine."""
    return Random(_digest(*names))  # noqa: S311 - invented data, no secret


def _digest(*names: object) -> bytes:
    return hashlib.sha256("\x1f".join(str(name) for name in names).encode()).digest()
