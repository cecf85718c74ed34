"""The read models of a record: what is hidden never reaches them, and what is shown follows the reach."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.people.answers import PersonOut
from services.registry.people.domain import (
    AddressRecorded,
    CircumstancesRecorded,
    ConcealmentLifted,
    ConcealmentOrdered,
    ContactsRecorded,
    FormerNamesRecorded,
    IdentifierRecorded,
    IdentifierReplaced,
    IdentifierWithdrawn,
    NameRecorded,
    PersonMet,
)
from services.registry.people.views import FILES, PEOPLE
from shared.envelope import Metadata, Recorded
from shared.fields import reaches_of
from shared.ids import uuid7
from shared.scope import Reach
from shared.views import View, fold_rows

PERSON = UUID("01920000-0000-7000-8000-00000000000a")
KINDS = (
    NameRecorded,
    FormerNamesRecorded,
    IdentifierRecorded,
    IdentifierReplaced,
    IdentifierWithdrawn,
    ContactsRecorded,
    CircumstancesRecorded,
)
facts = st.one_of(
    *(st.from_type(kind) for kind in KINDS),
    st.sampled_from(
        [
            ConcealmentOrdered("person", "violence", date(2026, 3, 2)),
            ConcealmentLifted(),
            AddressRecorded("ΚΡΥΦΗ 7", "Φιγαλείας", concealed=True),
        ]
    ),
)


def log_of(events: list[object]) -> list[Recorded[object]]:
    metadata = Metadata("somebody", date(2026, 3, 2), "/el63/3905/zacharo")
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return [
        Recorded(n, f"person-{PERSON}", n, event, metadata, uuid7(), at)
        for n, event in enumerate([PersonMet("/el63/3905/zacharo"), *events], 1)
    ]


@given(events=st.lists(facts, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_view_continued_is_a_view_rebuilt(events: list[object]) -> None:
    log = log_of(events)
    views: list[View[Any, Any]] = [PEOPLE, FILES]
    for view in views:
        at_once = fold_rows(view, log)
        row = None
        for recorded in log:
            (key,) = view.keys(recorded)
            row = view.project(key, row, recorded)
        assert at_once == {(PERSON,): row}


@given(events=st.lists(facts, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_concealed_address_is_in_no_row_and_its_unit_in_none_of_the_neighbours(events: list[object]) -> None:
    log = log_of([*events, ConcealmentOrdered("person", "violence", date(2026, 3, 2))])
    log += log_of([AddressRecorded("ΚΡΥΦΗ 7", "Φιγαλείας", concealed=True)])[1:]
    person, file = fold_rows(PEOPLE, log)[(PERSON,)], fold_rows(FILES, log)[(PERSON,)]
    assert "ΚΡΥΦΗ" not in person.record
    assert "ΚΡΥΦΗ" not in file.record
    assert "Φιγαλείας" not in person.record
    assert person.municipal_unit is None
    assert "Φιγαλείας" in file.record


def test_every_field_of_a_card_says_by_itself_who_is_shown_it() -> None:
    reach = {pointer: least for pointer, least, _ in reaches_of(PersonOut)}
    assert reach["/record/circumstances/marital"] is Reach.FILE
    assert reach["/record/special/roma"] is Reach.FILE
    assert reach["/record/names/surname"] is Reach.BASIC
    assert reach["/address"] is reach["/record/address/address"] is Reach.FILE
    assert reach["/record/identifiers/value"] is Reach.FILE
