from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.paging import cursor_of, key_of, paged
from shared.problems import Problem


@given(st.dates(), st.uuids(), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_cursor_gives_back_its_key(day: date, id_: UUID, name: str) -> None:
    assert key_of(cursor_of(day, id_, name), tuple[date, UUID, str]) == (day, id_, name)


@given(st.text(max_size=200))
def test_a_cursor_that_we_did_not_make_is_a_problem(cursor: str) -> None:
    with pytest.raises(Problem):
        key_of(cursor, tuple[date, UUID])


@pytest.mark.parametrize(
    ("key", "shape"),
    [
        (["a\0b"], tuple[str]),
        ([2**63], tuple[int]),
        (["2026-03-05T10:00:00"], tuple[datetime]),
        (["9999-12-31T23:59:59-14:00"], tuple[datetime]),
        (["0001-01-01T00:00:00+14:00"], tuple[datetime]),
    ],
    ids=["NUL", "too large", "no time zone", "end of time", "beginning of time"],
)
def test_a_cursor_that_no_row_can_have_made_is_a_problem_at_its_place(key: list[object], shape: type[object]) -> None:
    with pytest.raises(Problem) as refused:
        key_of(cursor_of(*key), shape)
    assert [error.pointer for error in refused.value.errors] == ["/query/cursor"]


@given(st.integers(0, 12), st.integers(1, 5))
def test_pages_cover_a_list_once_and_in_order(length: int, size: int) -> None:
    rows = [(number, uuid4()) for number in range(length)]
    seen: list[tuple[int, UUID]] = []
    after = -1
    while True:
        page, cursor = paged([row for row in rows if row[0] > after][: size + 1], lambda row: row, size)
        seen += page
        if cursor is None:
            break
        after, _ = key_of(cursor, tuple[int, UUID])
    assert seen == rows
