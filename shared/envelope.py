"""How an event of the domain becomes a row of the log, and is read back.

The dataclasses of a domain module are stored as JSON under their class name. Fields marked `personal` leave that JSON
and are sealed, all of one event in one ciphertext, under the key of the one person whom they concern: the field
marked `subject`, or else the stream's own id.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import UUID

import msgspec

from shared.database import Record
from shared.domain import personal, subject
from shared.vault import PersonKey

E = TypeVar("E", covariant=True)


COLUMNS = "position, stream, version, type, data, sealed, metadata, command, recorded_at"
"""Of the table `log`, as `Codec.decode` takes them."""


class Metadata(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Who did it, when and where: stands beside every event.

    `by` is the account's id (never a name); `scope` the path `/region/municipality/centre`; `mac` the keyed hash of
    the command's body, on the command's first event alone; `trace` a W3C traceparent.
    """

    by: str
    occurred_on: date
    scope: str
    unit: UUID | None = None
    mac: bytes | None = None
    trace: str | None = None


class Recorded(msgspec.Struct, Generic[E], frozen=True, gc=False):
    """One event as it stands in the log. `event` is None where its person's key was destroyed."""

    position: int
    stream: str
    version: int
    event: E | None
    metadata: Metadata
    command: UUID
    recorded_at: datetime

    @property
    def id(self) -> UUID:
        """The id in the stream's name `category-<uuid>`. Raises `ValueError` for a stream named by a code."""
        return stream_id(self.stream)


class UnknownEvent(Exception):
    """The log holds an event whose class this release does not know."""


def stream_id(stream: str) -> UUID:
    """The id in a stream's name `category-<uuid>`."""
    return UUID(stream.partition("-")[2])


class Stored(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The columns of one event, before it has a position."""

    stream: str
    version: int
    type: str
    data: bytes
    sealed: bytes | None
    metadata: bytes
    command: UUID


class _EventType:
    """What is known of one event class, looked up once."""

    __slots__ = ("decoder", "event", "name", "personal", "public", "subject")

    def __init__(self, event: type[Any]) -> None:
        self.name = event.__name__
        self.event = event
        self.decoder = msgspec.json.Decoder(event)
        marks = {
            name: getattr(hint, "__metadata__", ()) for name, hint in get_type_hints(event, include_extras=True).items()
        }
        names = [field.name for field in fields(event)]
        self.personal = [name for name in names if personal in marks[name]]
        self.public = [name for name in names if personal not in marks[name]]
        self.subject = next((name for name in names if subject in marks[name]), None)

    def person(self, stream: str, event: Any) -> UUID:  # noqa: ANN401 - any event class
        return getattr(event, self.subject) if self.subject else stream_id(stream)


class Codec:
    """Translates between the event classes of one service and the rows of its log.

    Raises `ValueError` where two classes bear one name: the log knows an event by it.
    """

    def __init__(self, events: Iterable[type[Any]]) -> None:
        self._kinds = {event: _EventType(event) for event in events}
        self._types = {kind.name: kind for kind in self._kinds.values()}
        if len(self._types) < len(self._kinds):
            raise ValueError("two classes of event bear one name, and a log could not tell them apart")
        self._encode = msgspec.json.Encoder().encode
        self._metadata = msgspec.json.Decoder(Metadata)
        self._subject = msgspec.json.Decoder(dict[str, msgspec.Raw])

    def person(self, stream: str, event: Any) -> UUID | None:  # noqa: ANN401
        """Whose key the event needs; None where it holds nothing personal."""
        kind = self._kinds[type(event)]
        return kind.person(stream, event) if kind.personal else None

    def encode(
        self,
        stream: str,
        version: int,
        event: Any,  # noqa: ANN401 - any event class
        metadata: Metadata,
        command: UUID,
        key: PersonKey | None,
    ) -> Stored:
        """The event's columns. `key` is its person's, and must be given where it has personal fields."""
        kind = self._kinds[type(event)]
        if not kind.personal:
            return Stored(stream, version, kind.name, self._encode(event), None, self._encode(metadata), command)
        if key is None:
            raise ValueError(f"{kind.name} holds personal fields and needs its person's key")
        public = self._encode({name: getattr(event, name) for name in kind.public})
        private = self._encode({name: getattr(event, name) for name in kind.personal})
        sealed = key.seal(private, _place(stream, version, kind.name))
        return Stored(stream, version, kind.name, public, sealed, self._encode(metadata), command)

    def sealed_for(self, stream: str, type_: str, data: bytes) -> UUID | None:
        """Whose key opens a stored event; None where nothing in it is sealed."""
        kind = self._known(type_)
        if not kind.personal:
            return None
        if kind.subject is None:
            return stream_id(stream)
        return msgspec.json.decode(self._subject.decode(data)[kind.subject], type=UUID)

    def decode(self, row: Record, keys: Mapping[UUID, PersonKey]) -> Recorded[Any]:
        """One row of the log, its columns in the order of `COLUMNS`. Without its person's key the event is None.

        Raises `UnknownEvent`, and `msgspec.ValidationError` for a shape that no release ever wrote.
        """
        position, stream, version, type_, data, sealed, metadata, command, recorded_at = row
        kind = self._known(type_)
        event: Any = None
        if sealed is None:
            event = kind.decoder.decode(data)
        else:
            person = self.sealed_for(stream, type_, data)
            if person is not None and (key := keys.get(person)) is not None:
                private = key.open(sealed, _place(stream, version, type_))
                event = kind.decoder.decode(_spliced(data, private))
        return Recorded(position, stream, version, event, self._metadata.decode(metadata), command, recorded_at)

    def _known(self, name: str) -> _EventType:
        try:
            return self._types[name]
        except KeyError:
            raise UnknownEvent(name) from None


def digest(events: Sequence[Stored]) -> bytes:
    """A batch's hash: SHA-256 of its events as MessagePack, each an array of its columns, all in smallest forms."""
    return hashlib.sha256(_digestible(events)).digest()


_digestible = msgspec.msgpack.Encoder().encode


def _place(stream: str, version: int, type_: str) -> bytes:
    return f" {stream} {version} {type_}".encode()


def _spliced(data: bytes, private: bytes) -> bytes:
    """Two JSON objects with different names as one, without parsing either."""
    return data[:-1] + b"," + private[1:] if data != b"{}" else private


__all__ = ["COLUMNS", "Codec", "Metadata", "Recorded", "Stored", "UnknownEvent", "digest", "stream_id"]
