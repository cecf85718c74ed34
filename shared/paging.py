"""Lists page by opaque keyset cursors: the key of the last row that was shown."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar, cast

import msgspec
from fastapi import Query

from shared.problems import FieldError, Problem

PAGE = 50
T = TypeVar("T")

Cursor = Annotated[str | None, Query(max_length=500, description="Where the page before this one ended")]


def cursor_of(*key: object) -> str:
    """A cursor that continues after the row with that key."""
    return urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def key_of(cursor: str, shape: type[T]) -> T:
    """The key in a cursor, a tuple of that shape. Raises `Problem` for anything that we did not make."""
    try:
        key = msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=shape)
    except (ValueError, msgspec.MsgspecError):
        raise _not_ours() from None
    if not all(_storable(part) for part in cast("tuple[object, ...]", key)):
        raise _not_ours()
    return key


def _not_ours() -> Problem:
    return Problem("invalid", errors=[FieldError("/query/cursor", "wrong-type")])


def _storable(part: object) -> bool:
    """Whether PostgreSQL has such a value, so that a row may have had it."""
    match part:
        case str():
            return "\x00" not in part
        case int():
            return -(2**63) <= part < 2**63
        case datetime():
            # A day from either end of time, no time zone leads beyond it.
            return part.tzinfo is not None and 1 < part.year < 9999
        case _:
            return True


def paged(rows: list[T], key: Callable[[T], tuple[object, ...]], limit: int = PAGE) -> tuple[list[T], str | None]:
    """A page of rows that were asked for with `limit + 1`, and the cursor of the next; None at the end."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], cursor_of(*key(rows[limit - 1]))
