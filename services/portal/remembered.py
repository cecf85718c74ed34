"""What changes a few times a year and stands on every page."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """Answers by key, kept in this process for some seconds; failures are not kept."""

    def __init__(self, seconds: float, most: int = 1000) -> None:
        self._seconds = seconds
        self._most = most
        self._known: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._turn = 0

    async def get(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        """The remembered answer, or a new one."""
        known = self._known.get(key)
        if known and time.monotonic() - known[0] < self._seconds:
            return known[1]
        turn = self._turn
        answer = await ask()
        if turn != self._turn:
            return answer  # asked before the answers were forgotten: it may be one of them
        self._known[key] = (time.monotonic(), answer)
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Everything is asked for again."""
        self._turn += 1
        self._known.clear()
