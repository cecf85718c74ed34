"""Numbers that count up under a prefix, such as an office's protocol: no two alike, and none left out.

A number is taken by a claim in the transaction that writes what bears it, so it is neither doubled nor used up by a
command that fails. Numbers begin at 1. A claim that is given up leaves a gap, which is filled only at the end.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.database import Queries
from shared.eventstore import Busy, Claimed

TRIES = 20
"""How often the next number is taken when others take theirs at the same time."""

_DIGITS = 8
_LAST = "SELECT max(key) FROM claim WHERE key >= $1 || repeat('0', $2) AND key <= $1 || repeat('9', $2)"

T = TypeVar("T")


async def with_next(queries: Queries, prefix: str, write: Callable[[int, str], Awaitable[T]]) -> T:
    """What `write` gives when it writes under the next number and takes the claim that belongs to it.

    `write` is called with the number and the key of its claim, and again with those that follow for as long as others
    were faster. It takes no other claim that could be refused. Raises `Busy` after `TRIES`.
    """
    for _ in range(TRIES):
        last: str | None = await queries.fetchval(_LAST, prefix, _DIGITS)
        serial = int(last.removeprefix(prefix)) + 1 if last else 1
        try:
            return await write(serial, f"{prefix}{serial:0{_DIGITS}}")
        except Claimed:
            continue
    raise Busy
