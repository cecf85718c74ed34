"""Public events that not all may read: about persons, each sealed under its person's key, on a topic of their own.

The topic is rebuildable like any other. Its keys are the persons' keys of the use `RESTRICTED`: who publishes makes
them, who follows reads with them, nobody else can (`shared/migrations/keys`). With a key go the records of its person:
they project to nothing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from shared.domain import Refused
from shared.envelope import Recorded, stream_id
from shared.log import Log, Tail
from shared.public import Outgoing, Publish
from shared.relay import LogFeed
from shared.vault import PersonKey, Vault

RESTRICTED = "restricted"
"""The use of the keys: their `service` in the keys database."""

SEALED = b"application/octet-stream"
"""The content type of a record whose data is sealed."""

_UNREADABLE = b""
"""No event's data."""


def source_of(service: str) -> str:
    """The name under which others follow what a service tells sealed; its topic is named after it."""
    return f"{service}.{RESTRICTED}"


class SealedFeed(LogFeed):
    """A service's own log through its mapping to events that are told sealed; all are of streams of persons."""

    def __init__(self, service: str, log: Log, tail: Tail, publish: Publish, vault: Vault) -> None:
        super().__init__(source_of(service), log, tail, publish)
        self._vault = vault

    async def _told(self, events: Sequence[Recorded[Any]]) -> list[tuple[int, Outgoing | None]]:
        told = await super()._told(events)
        persons = {event.id for event, (_, entry) in zip(events, told, strict=True) if entry and event.event}
        keys = dict(zip(persons, await asyncio.gather(*map(self._key, persons)), strict=True))
        return [
            (position, _sealed(entry, keys[event.id]) if entry and event.event else entry)
            for event, (position, entry) in zip(events, told, strict=True)
        ]

    async def _key(self, person: UUID) -> PersonKey | None:
        try:
            return await self._vault.ensure(person)
        except Refused:
            return None


def _sealed(entry: Outgoing, key: PersonKey | None) -> Outgoing:
    """The same record with its data sealed; without a key its data is what nobody can open."""
    headers = dict(entry.headers) | {"content-type": SEALED}
    value = key.seal(entry.value, headers["ce_id"]) if key else _UNREADABLE
    return msgspec.structs.replace(entry, value=value, headers=list(headers.items()))


class Opening:
    """Opens the records of a sealed topic for who may read them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def opened(self, records: Sequence[tuple[Mapping[str, bytes | None], bytes]]) -> list[bytes | None]:
        """The data of each record, given its headers and value: None where its person's key is destroyed.

        What was not sealed there is `b""`, which is no event's data. Raises `shared.vault.KeysAway`.
        """
        persons = [_person_of(headers) for headers, _ in records]
        keys = await self._vault.keys(person for person in persons if person)
        return [
            _open(headers, value, keys.get(person)) if person else _UNREADABLE
            for (headers, value), person in zip(records, persons, strict=True)
        ]


def _open(headers: Mapping[str, bytes | None], value: bytes, key: PersonKey | None) -> bytes | None:
    if key is None:
        return None
    try:
        return key.open(value, headers.get("ce_id") or b"")
    except (InvalidTag, ValueError):
        return _UNREADABLE


def _person_of(headers: Mapping[str, bytes | None]) -> UUID | None:
    try:
        return stream_id((headers.get("ce_subject") or b"").decode())
    except ValueError:
        return None
