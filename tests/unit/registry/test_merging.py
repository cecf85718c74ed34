from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec
from hypothesis import given as example_of
from hypothesis import strategies as st

from services.registry.merging.domain import Assigned, MergeUndone, PersonsMerged, Taken, merge, undo
from services.registry.merging.views import laid_over
from services.registry.people.domain import Record
from services.registry.people.views import PersonRow
from shared.testing.scenario import given

CENTRE, BRANCH, ELSEWHERE = "/el63/3905/zacharo", "/el63/3905/figaleia", "/el63/3901/pyrgos"
KEPT, MERGED, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
TAKEN = (Taken("telephone", None, "+302625000000"),)
happened = PersonsMerged(KEPT, MERGED, CENTRE, BRANCH, TAKEN)
visit = Assigned("visit", UUID(int=9), "merged")
undone = MergeUndone(KEPT, MERGED, (visit,))


def test_two_records_of_one_municipality_are_merged_once() -> None:
    given().when(merge, merging=happened, kept_into=None, merged_into=None).then(happened).and_again_nothing()


def test_another_merge_under_the_same_id_is_refused() -> None:
    other = replace(happened, merged=THIRD)
    given(happened).when(merge, merging=other, kept_into=None, merged_into=None).refused("merge-exists")
    given(happened, undone).when(merge, merging=happened, kept_into=None, merged_into=None).refused("merge-exists")


def test_a_record_is_not_merged_with_itself_nor_across_municipalities() -> None:
    itself = replace(happened, merged=KEPT)
    given().when(merge, merging=itself, kept_into=None, merged_into=None).refused("merged-with-itself")
    away = replace(happened, merged_centre=ELSEWHERE)
    given().when(merge, merging=away, kept_into=None, merged_into=None).refused("merged-across-municipalities")


def test_a_record_that_was_merged_is_no_longer_one_of_its_own() -> None:
    given().when(merge, merging=happened, kept_into=None, merged_into=THIRD).refused("merged-already")
    given().when(merge, merging=happened, kept_into=THIRD, merged_into=None).refused("merged-already")


def test_a_merge_is_undone_and_says_whose_what_came_since_is() -> None:
    given(happened).when(undo, assigned=[visit], kept_into=None).then(undone).and_again_nothing()


def test_it_is_undone_once() -> None:
    given(happened, undone).when(undo, assigned=[], kept_into=None).refused("merge-already-undone")
    given().when(undo, assigned=[], kept_into=None).refused("merge-unknown")


def test_what_was_merged_further_is_undone_last() -> None:
    given(happened).when(undo, assigned=[], kept_into=THIRD).refused("merged-further")


ROW = PersonRow(
    KEPT, CENTRE, "3905", None, "Παππά", "Μαρία", None, None, None, date(1980, 2, 14), '[["amka","14028012343"]]', None,
    None, None, date(2026, 3, 2), "", msgspec.json.encode(Record()).decode(), 3,
)  # fmt: skip


def test_what_was_taken_is_laid_over_the_card() -> None:
    shown = laid_over(
        ROW,
        [
            Taken("surname", "Παππά", "Παππά-Ρήγα"),
            Taken("telephone", None, "+302625000000"),
            Taken("born_on", "1980-02-14", "1980-02-15"),
            Taken("identifier:afm", None, "123456783"),
            Taken("identifier:amka", "14028012343", "15028012341"),
        ],
    )
    assert (shown.surname, shown.telephone, shown.born_on) == ("Παππά-Ρήγα", "+302625000000", date(1980, 2, 15))
    assert dict(shown.known_identifiers) == {"amka": "15028012341", "afm": "123456783"}
    assert shown.sort_key.startswith("παππα ρηγα")


def test_what_was_corrected_since_is_newer_than_the_merge() -> None:
    corrected = replace(ROW, telephone="+302625011111")
    assert laid_over(corrected, TAKEN) == corrected


@example_of(st.lists(st.sampled_from([
    Taken("surname", "Παππά", "Ρήγα"), Taken("surname", "Ρήγα", "Παππά"), Taken("telephone", None, "+302625000000"),
    Taken("identifier:afm", "1", "2"), Taken("born_on", "1980-02-14", "1981-02-14"),
]), max_size=4))  # fmt: skip
def test_laying_over_changes_nothing_but_what_was_taken_and_twice_is_once(taken: list[Taken]) -> None:
    shown = laid_over(ROW, taken)
    assert laid_over(ROW, [*taken, *taken]) == shown
    fields = {one.field.partition(":")[0] for one in taken} | {"identifiers", "sort_key", "record"}
    assert replace(shown, **{name: getattr(ROW, name) for name in fields if hasattr(ROW, name)}) == ROW
