"""Programmes in time: drafted by one, published by another, never two on one day."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given as any_of
from hypothesis import strategies as st

from services.registry.programmes.domain import (
    Content,
    DraftWithdrawn,
    Example,
    Named,
    ProgrammeEnded,
    ProgrammeIntroduced,
    ProgrammeRenamed,
    Rule,
    Span,
    VersionCorrected,
    VersionDrafted,
    VersionPublished,
    VersionSubmitted,
    VersionUsed,
    draft,
    end,
    introduce,
    publish,
    rename,
    submit,
    use,
    withdraw,
)
from services.registry.programmes.domain.calendar import clash, effective, in_force, name_on
from shared.testing.scenario import given

ONE, TWO = UUID(int=1), UUID(int=2)
START = date(2023, 12, 1)
FACTS = {"code": "eee", "name": "ΕΕΕ", "administered_by": "ΟΠΕΚΑ", "what_for": "Ενίσχυση"}
RULE = Rule("adult", "Ενήλικας", "adults > 0", "ναι", "όχι", "νόμος", "seen")
CONTENT = Content(START, None, "ΚΥΑ", "seen", rules=(RULE,), examples=(Example("ένας", {"adults": 1}, "likely"),))
LATER = replace(CONTENT, valid_from=date(2025, 1, 1))

introduced = ProgrammeIntroduced(**FACTS)
drafted = VersionDrafted(ONE, "writer", CONTENT)
submitted = VersionSubmitted(ONE)
published = VersionPublished(ONE, "approver", START, None)
standing = (introduced, drafted, submitted, published)


def test_a_programme_is_introduced_once() -> None:
    given().when(introduce, **FACTS).then(introduced).and_again_nothing()
    given(introduced).when(introduce, **{**FACTS, "name": "ΚΕΑ"}).refused("programme-exists")


def test_a_version_is_drafted_submitted_and_published_by_another() -> None:
    given(introduced).when(draft, version=ONE, writer="writer", content=CONTENT).then(drafted).and_again_nothing()
    given(introduced, drafted).when(submit, version=ONE, failing=0).then(submitted).and_again_nothing()
    publishing = given(introduced, drafted, submitted).when(publish, version=ONE, by="approver", failing=0)
    publishing.then(published).and_again_nothing()


def test_who_wrote_any_of_it_does_not_publish_it() -> None:
    second = VersionDrafted(ONE, "second", replace(CONTENT, source="άλλη"))
    again = VersionSubmitted(ONE)
    for by in ("writer", "second"):
        given(introduced, drafted, second, again).when(publish, version=ONE, by=by, failing=0).refused(
            "writer-approves"
        )
    imported = replace(published, approved_by="writer", imported=True)
    given(introduced, drafted, submitted).when(publish, version=ONE, by="writer", failing=0, imported=True).then(
        imported
    )


def test_what_was_changed_after_its_submission_is_submitted_again() -> None:
    changed = VersionDrafted(ONE, "writer", replace(CONTENT, source="άλλη"))
    given(introduced, drafted, submitted, changed).when(publish, version=ONE, by="approver", failing=0).refused(
        "version-not-submitted"
    )


def test_without_rules_or_examples_that_pass_nothing_is_published() -> None:
    for content in (replace(CONTENT, rules=()), replace(CONTENT, examples=())):
        bare = VersionDrafted(ONE, "writer", content)
        given(introduced, bare).when(submit, version=ONE, failing=0).refused("version-incomplete")
    given(introduced, drafted).when(submit, version=ONE, failing=2).refused("examples-fail", count=2)
    given(introduced, drafted, submitted).when(publish, version=ONE, by="approver", failing=1).refused(
        "examples-fail", count=1
    )
    given(introduced).when(submit, version=ONE, failing=0).refused("no-draft")


def test_what_no_application_rests_on_is_corrected_by_two_as_well() -> None:
    wrong = VersionDrafted(ONE, "approver", replace(CONTENT, source="διορθωμένη"))
    corrected = VersionCorrected(ONE, "writer", START, None)
    history = (*standing, wrong, submitted)
    given(*history).when(publish, version=ONE, by="writer", failing=0).then(corrected).and_again_nothing()
    given(*history).when(publish, version=ONE, by="approver", failing=0).refused("writer-approves")
    given(*history, VersionUsed(ONE)).when(publish, version=ONE, by="writer", failing=0).refused("version-used")


def test_a_used_version_stays_as_it_is() -> None:
    given(*standing).when(use, version=ONE).then(VersionUsed(ONE)).and_again_nothing()
    given(*standing, VersionUsed(ONE)).when(draft, version=ONE, writer="writer", content=LATER).refused("version-used")
    given(*standing, VersionUsed(ONE)).when(draft, version=ONE, writer="writer", content=CONTENT).then()
    given(introduced, drafted).when(use, version=ONE).refused("version-not-published")


def test_a_draft_is_given_up() -> None:
    given(introduced, drafted).when(withdraw, version=ONE).then(DraftWithdrawn(ONE)).and_again_nothing()
    given(*standing).when(withdraw, version=ONE).then()


def test_versions_do_not_overlap() -> None:
    given(*standing).when(draft, version=TWO, writer="writer", content=CONTENT).refused("version-overlaps")
    given(*standing).when(draft, version=TWO, writer="writer", content=LATER).then(VersionDrafted(TWO, "writer", LATER))


def test_what_the_law_calls_it_may_change_and_change_back() -> None:
    kea, eee = ProgrammeRenamed("ΚΕΑ", date(2017, 2, 1)), ProgrammeRenamed("ΕΕΕ", date(2020, 2, 3))
    given(introduced, kea).when(rename, name="ΕΕΕ", since=date(2020, 2, 3)).then(eee).and_again_nothing()
    given(introduced, kea).when(rename, name="ΕΕΕ", since=date(2017, 2, 1)).refused(
        "name-not-later", until=date(2017, 2, 1)
    )
    names = [Named(None, "ΕΕΕ"), Named(kea.since, "ΚΕΑ"), Named(eee.since, "ΕΕΕ")]
    days = (date(2017, 1, 31), date(2017, 2, 1), date(2020, 2, 2), date(2020, 2, 3))
    assert [name_on(names, day) for day in days] == ["ΕΕΕ", "ΚΕΑ", "ΚΕΑ", "ΕΕΕ"]


def test_a_programme_ends() -> None:
    last = date(2026, 12, 31)
    given(*standing).when(end, last_day=last).then(ProgrammeEnded(last)).and_again_nothing()
    given(*standing, ProgrammeEnded(last)).when(end, last_day=START).refused("programme-ended", until=last)
    given(*standing).when(end, last_day=date(2023, 11, 30)).refused("version-after-end", until=START)
    beyond = replace(CONTENT, valid_from=date(2027, 1, 1))
    given(*standing, ProgrammeEnded(last)).when(draft, version=TWO, writer="writer", content=beyond).refused(
        "programme-ended", until=last
    )


def test_the_rule_of_a_day_is_the_rule_used_for_that_day() -> None:
    spans = [Span(TWO, date(2023, 12, 1), None), Span(ONE, date(2017, 2, 1), None)]
    ended = date(2030, 6, 30)
    found = {
        day: span.version if (span := in_force(spans, day, ended)) else None
        for day in (
            date(2017, 1, 31), date(2017, 2, 1), date(2023, 11, 30), date(2023, 12, 1), ended, date(2030, 7, 1)
        )
    }  # fmt: skip
    assert list(found.values()) == [None, ONE, ONE, TWO, TWO, None]
    assert effective(spans, ended) == [
        Span(ONE, date(2017, 2, 1), date(2023, 11, 30)),
        Span(TWO, date(2023, 12, 1), ended),
    ]


def test_days_that_were_written_down_give_way_to_nothing() -> None:
    closed = Span(ONE, date(2014, 11, 15), date(2015, 12, 31))
    last = closed.until
    assert last
    inside = clash([closed], Span(TWO, last, None))
    assert inside
    assert (inside.field, inside.other) == ("valid_from", closed)
    assert clash([closed], Span(TWO, last + timedelta(days=1), None)) is None
    reaching = clash([closed], Span(TWO, date(2014, 1, 1), closed.valid_from))
    assert reaching
    assert reaching.field == "until"
    assert clash([closed], Span(TWO, date(2014, 1, 1), None)) is None
    assert in_force([closed], date(2016, 1, 1)) is None


DAYS = st.dates(date(2000, 1, 1), date(2000, 3, 1))


@any_of(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=8), st.none() | DAYS)
def test_whatever_was_let_in_one_version_at_most_holds_on_a_day(
    wanted: list[tuple[date, date | None]], ended: date | None
) -> None:
    spans: list[Span] = []
    for at, (valid_from, until) in enumerate(wanted):
        new = Span(UUID(int=at), valid_from, until)
        if (until is None or until >= valid_from) and clash(spans, new) is None:
            spans.append(new)
    days = [date(2000, 1, 1) + timedelta(days=n) for n in range(70)]
    for day in days:
        holding = [
            span
            for span in effective(spans, ended)
            if span.valid_from <= day and (span.until is None or day <= span.until)
        ]
        assert len(holding) <= 1
        assert (holding[0] if holding else None) == in_force(spans, day, ended)
    if ended is None:
        assert all((span := in_force(spans, each.valid_from)) and span.version == each.version for each in spans)
