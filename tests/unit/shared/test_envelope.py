import os
from dataclasses import dataclass
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
KEY = PersonKey(bytes(32))


def row(stream: str, version: int, stored: Stored) -> Any:
    return {
        "position": 1,
        "stream": stream,
        "version": version,
        "type": stored.type,
        "data": stored.data,
        "sealed": stored.sealed,
        "metadata": stored.metadata,
        "command": UUID(int=2),
        "recorded_at": datetime(2026, 3, 5, tzinfo=UTC),
    }


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
    stored = CODEC.encode(stream, version, event, METADATA, KEY)
    assert CODEC.sealed_for(stream, stored.type, stored.data) == who
    read = CODEC.decode(row(stream, version, stored), {who: KEY})
    assert (read.event, read.metadata) == (event, METADATA)
    if len(text) > 3:
        assert text.encode() not in stored.data


def test_without_its_key_an_event_is_there_but_says_nothing() -> None:
    who = uuid4()
    stored = CODEC.encode("thing-1", 1, Told(who, "μυστικό", None, date(2026, 3, 5), ()), METADATA, KEY)
    assert CODEC.decode(row("thing-1", 1, stored), {}).event is None


@pytest.mark.parametrize(("stream", "version"), [("person-other", 1), ("person", 2)])
def test_a_ciphertext_moved_to_another_place_does_not_open(stream: str, version: int) -> None:
    person = uuid4()
    names = {"person": f"person-{person}", "person-other": f"person-{uuid4()}"}
    stored = CODEC.encode(names["person"], 1, Named("Μαρία"), METADATA, KEY)
    keys = {person: KEY, UUID(names["person-other"].removeprefix("person-")): KEY}
    with pytest.raises(InvalidTag):
        CODEC.decode(row(names[stream], version, stored), keys)


def test_another_persons_key_does_not_open() -> None:
    person = uuid4()
    stored = CODEC.encode(f"person-{person}", 1, Named("Μαρία"), METADATA, KEY)
    with pytest.raises(InvalidTag):
        CODEC.decode(row(f"person-{person}", 1, stored), {person: PersonKey(os.urandom(32))})


def test_a_plain_event_needs_no_key_and_a_personal_one_refuses_to_go_without() -> None:
    assert CODEC.person("thing-1", Plain(1)) is None
    assert CODEC.encode("thing-1", 1, Plain(1), METADATA, None).sealed is None
    with pytest.raises(ValueError, match="Named"):
        CODEC.encode(f"person-{uuid4()}", 1, Named("Μαρία"), METADATA, None)


def test_an_event_of_a_later_release_is_not_guessed_at() -> None:
    stored = Stored("Later", b"{}", None, CODEC.encode("thing-1", 1, Plain(1), METADATA, None).metadata)
    with pytest.raises(UnknownEvent, match="Later"):
        CODEC.decode(row("thing-1", 1, stored), {})


@given(st.binary(), st.binary(), st.binary())
def test_no_two_events_share_a_digest_by_moving_bytes_between_columns(data: bytes, sealed: bytes, more: bytes) -> None:
    one = digest("thing-1", 1, Stored("Plain", data + more, sealed, b"m"))
    other = digest("thing-1", 1, Stored("Plain", data, more + sealed, b"m"))
    assert (one == other) == (more == b"")
