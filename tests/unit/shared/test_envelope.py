import hashlib
import json
import os
from dataclasses import dataclass, make_dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import PersonalText, Subject, personal
from shared.envelope import Codec, Metadata, Stored, UnknownEvent, digest
from shared.vault import PersonKey


@dataclass(frozen=True, slots=True)
class Told:
    who: Subject
    text: PersonalText
    born: Annotated[date | None, personal]
    on: date
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    name: PersonalText


@dataclass(frozen=True, slots=True)
class Plain:
    number: int


CODEC = Codec([Told, Named, Plain])
METADATA = Metadata("somebody", date(2026, 3, 5), "/el63/3905/zacharo", UUID(int=1), b"mac", None)
KEY = PersonKey(UUID(int=3), bytes(32))
COMMAND = UUID(int=2)


def encoded(stream: str, version: int, event: object, key: PersonKey | None = KEY) -> Stored:
    return CODEC.encode(stream, version, event, METADATA, COMMAND, key)


def row(stored: Stored, *, stream: str | None = None, version: int | None = None) -> Any:
    return (
        1,
        stream or stored.stream,
        version or stored.version,
        stored.type,
        stored.data,
        stored.sealed,
        stored.metadata,
        stored.command,
        datetime(2026, 3, 5, tzinfo=UTC),
    )


@given(
    st.uuids(),
    st.text(),
    st.none() | st.dates(),
    st.dates(),
    st.lists(st.text()).map(tuple),
    st.integers(1, 2**31 - 1),
)
def test_what_is_stored_is_read_back(
    who: UUID, text: str, born: date | None, on: date, codes: tuple[str, ...], version: int
) -> None:
    event, stream = Told(who, text, born, on, codes), f"thing-{uuid4()}"
    stored = encoded(stream, version, event)
    assert CODEC.sealed_for(stream, stored.type, stored.data) == who
    read = CODEC.decode(row(stored), {who: KEY})
    assert (read.event, read.metadata) == (event, METADATA)
    assert set(json.loads(stored.data)) == {"who", "on", "codes"}


def test_without_its_key_an_event_is_there_but_says_nothing() -> None:
    who = uuid4()
    stored = encoded("thing-1", 1, Told(who, "μυστικό", None, date(2026, 3, 5), ()))
    assert CODEC.decode(row(stored), {}).event is None


@pytest.mark.parametrize(("stream", "version"), [("person-other", 1), ("person", 2)])
def test_a_ciphertext_moved_to_another_place_does_not_open(stream: str, version: int) -> None:
    person = uuid4()
    names = {"person": f"person-{person}", "person-other": f"person-{uuid4()}"}
    stored = encoded(names["person"], 1, Named("Μαρία"))
    keys = {person: KEY, UUID(names["person-other"].removeprefix("person-")): KEY}
    with pytest.raises(InvalidTag):
        CODEC.decode(row(stored, stream=names[stream], version=version), keys)


def test_another_persons_key_does_not_open() -> None:
    person = uuid4()
    stored = encoded(f"person-{person}", 1, Named("Μαρία"))
    with pytest.raises(InvalidTag):
        CODEC.decode(row(stored), {person: PersonKey(person, os.urandom(32))})
    with pytest.raises(InvalidTag):
        CODEC.decode(row(stored), {person: PersonKey(person, bytes(32))})


def test_a_plain_event_needs_no_key_and_a_personal_one_refuses_to_go_without() -> None:
    assert CODEC.person("thing-1", Plain(1)) is None
    assert encoded("thing-1", 1, Plain(1), None).sealed is None
    with pytest.raises(ValueError, match="Named"):
        encoded(f"person-{uuid4()}", 1, Named("Μαρία"), None)


def test_an_event_of_a_later_release_is_not_guessed_at() -> None:
    stored = Stored("thing-1", 1, "Later", b"{}", None, encoded("thing-1", 1, Plain(1), None).metadata, COMMAND)
    with pytest.raises(UnknownEvent, match="Later"):
        CODEC.decode(row(stored), {})


@given(st.binary(), st.binary(), st.binary())
def test_no_two_batches_share_a_digest_by_moving_bytes_between_columns(data: bytes, sealed: bytes, more: bytes) -> None:
    one = digest([Stored("thing-1", 1, "Plain", data + more, sealed, b"m", COMMAND)])
    other = digest([Stored("thing-1", 1, "Plain", data, more + sealed, b"m", COMMAND)])
    assert (one == other) == (more == b"")


def test_the_digest_is_that_of_the_documented_bytes() -> None:
    event = Stored("thing-1", 1, "Plain", b"{}", None, b"m", COMMAND)
    command = str(COMMAND).encode()
    array = b"\x97\xa7thing-1\x01\xa5Plain\xc4\x02{}\xc0\xc4\x01m\xd9\x24" + command
    assert digest([event]) == hashlib.sha256(b"\x91" + array).digest()


def test_two_classes_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        Codec([make_dataclass("Opened", [("by", str)]), make_dataclass("Opened", [("at", int)])])
