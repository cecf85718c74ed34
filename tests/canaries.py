"""A net under all tests: what is logged, measured or answered as a problem while they run names none of their people.

Values of the tests' own people are looked for in every log line with its exception, in the metrics, and in every
problem that a service answers. The one problem that names people does so by intention: `possible-duplicates` shows who
is known already to somebody who may see them.
"""

import logging
import os
import traceback
from collections.abc import Generator, MutableMapping
from contextlib import contextmanager
from typing import Any

import httpx2
import structlog
from prometheus_client import generate_latest

CANARIES = (
    "Καναρινοπούλου", "Ασπασία-Καναρίνα", "Καναρίνος", "01017012343", "2625099887", "Λόγος-καναρίνι", "Ανάγκη-καναρίνι",
    "Παπαδοπούλου", "14028012343", "Οδός Κρυφή", "ΚΑΝΑΡΙΝΙ",
)  # fmt: skip
"""Surnames, given names, numbers, telephones, addresses and free text of people whom tests make up."""

_BY_INTENTION = "possible-duplicates"


class Net:
    """What was caught: where, in which test, and which value."""

    def __init__(self, canaries: tuple[str, ...] = CANARIES) -> None:
        self.caught: list[str] = []
        self.looked = 0
        self._canaries = canaries

    def look(self, where: str, text: str) -> None:
        """Notes whatever of ours stands in that text."""
        self.looked += 1
        for canary in self._canaries:
            if canary in text:
                test = os.environ.get("PYTEST_CURRENT_TEST", "no test").partition(" ")[0]
                self.caught.append(f"{canary!r} in {where}, {test}: {text[:300]}")

    def structured(self, _: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """A processor of structlog's."""
        fault = event.get("exc_info")
        told = "".join(traceback.format_exception(fault)) if isinstance(fault, BaseException) else ""
        self.look(f"a log line ({name})", f"{dict(event)} {told}")
        return event

    async def answered(self, answer: httpx2.Response) -> None:
        """A hook of a client's."""
        if answer.status_code >= 400:
            text = (await answer.aread()).decode(errors="replace")
            if _BY_INTENTION not in text:
                self.look(f"a problem ({answer.status_code} {answer.request.url.path})", text)

    @contextmanager
    def spread(self) -> Generator[None]:
        """Catches everything that is logged, and looks at the metrics at the end."""
        handler = _Handler(self)
        before = structlog.get_config()["processors"]
        structlog.configure(processors=[self.structured, *before])
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)
            structlog.configure(processors=before)
            self.look("the metrics", generate_latest().decode())


class _Handler(logging.Handler):
    def __init__(self, net: Net) -> None:
        super().__init__(logging.DEBUG)
        self._net = net

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        told = "".join(traceback.format_exception(fault)) if fault else ""
        self._net.look(f"a log line ({record.name})", f"{record.getMessage()} {told}")


NET = Net()
"""The one under the whole suite."""
