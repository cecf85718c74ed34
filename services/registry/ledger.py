"""Read models that keep a stream's own events, as JSON of (type, fields) in their order: what is asked of any day."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import msgspec


def types_of(events: Iterable[type[Any]]) -> Mapping[str, type[Any]]:
    """The classes of event by the name under which they are kept."""
    return {event.__name__: event for event in events}


def appended(ledger: str | None, event: Any) -> str:  # noqa: ANN401 - any event class
    """The ledger with one event more; None for one that begins."""
    told = msgspec.json.decode(ledger, type=list[Any]) if ledger else []
    return msgspec.json.encode([*told, (type(event).__name__, asdict(event))]).decode()


def entries(ledger: str, types: Mapping[str, type[Any]]) -> list[Any]:
    """The events themselves."""
    told = msgspec.json.decode(ledger, type=list[tuple[str, dict[str, Any]]])
    return [msgspec.convert(fields, types[kind]) for kind, fields in told]
