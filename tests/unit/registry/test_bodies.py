from dataclasses import replace
from datetime import date, time
from uuid import UUID

import msgspec
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.registry.bodies.domain import (
    LONGEST_ANSWER,
    AgreementEnded,
    AgreementSigned,
    BodyClosed,
    BodyCorrected,
    BodyEntered,
    BodyFacts,
    BodyResumed,
    BodySuspended,
    CapacityReported,
    Contact,
    ContactsSet,
    Hours,
    ServiceCorrected,
    ServiceEnded,
    ServiceFacts,
    ServiceHoursSet,
    ServiceOffered,
    ServicePaused,
    ServiceResumed,
    after,
    believed_until,
    close_body,
    correct_body,
    correct_service,
    end_agreement,
    end_service,
    enter_body,
    hours_on,
    is_paused,
    offer_service,
    offered_facts,
    pause_service,
    report_capacity,
    resume_body,
    resume_service,
    set_contacts,
    set_hours,
    sign_agreement,
    suspend_body,
)
from shared.testing.scenario import given

BODY = UUID("01920000-0000-7000-8000-00000000000b")
AGREEMENT = UUID("01920000-0000-7000-8000-00000000000a")
DAY = date(2026, 3, 2)
FACTS = BodyFacts("municipal", "Δομή", "3905", None, None)
ENTERED = BodyEntered("municipal", "Δομή", "3905", None, None)
SERVICE = ServiceFacts(
    kind="tutoring",
    name="Κοινωνικό Φροντιστήριο",
    municipality="3905",
    for_whom="Μαθητές Γυμνασίου και Λυκείου",
    how_to_refer="Με παραπομπή",
    answers_within=5,
    email="tutoring@example.org",
    languages=("el",),
    cost=None,
    accessible=True,
)
OFFERED = ServiceOffered(
    BODY, "tutoring", "Κοινωνικό Φροντιστήριο", "3905", "Μαθητές Γυμνασίου και Λυκείου", "Με παραπομπή", 5,
    "tutoring@example.org", ("el",), None, True,
)  # fmt: skip
MORNING = Hours(1, time(9), time(14))


def test_a_body_is_entered_once() -> None:
    given().when(enter_body, facts=FACTS).then(ENTERED).and_again_nothing()


def test_another_body_under_the_same_id_is_refused() -> None:
    given(ENTERED).when(enter_body, facts=replace(FACTS, kind="public")).refused("body-already-entered")


def test_entering_again_after_a_correction_is_still_the_same_entry() -> None:
    given(ENTERED, BodyCorrected(replace(FACTS, name="Άλλη"))).when(enter_body, facts=FACTS).then()


def test_a_body_is_corrected_to_what_it_is() -> None:
    corrected = replace(FACTS, website="https://domi.example")
    given(ENTERED).when(correct_body, facts=corrected).then(BodyCorrected(corrected)).and_again_nothing()
    given(ENTERED).when(correct_body, facts=FACTS).then()


def test_offices_are_set_together_and_each_can_be_reached() -> None:
    office = Contact("Γραμματεία", "+302625000000", None)
    given(ENTERED).when(set_contacts, contacts=(office,)).then(ContactsSet((office,))).and_again_nothing()
    given(ENTERED, ContactsSet((office,))).when(set_contacts, contacts=()).then(ContactsSet(()))
    given(ENTERED).when(set_contacts, contacts=(Contact("Κανείς", None, None),)).refused("contact-without-a-way")


def test_an_agreement_runs_from_a_day_until_a_day_or_until_it_is_ended() -> None:
    signed = AgreementSigned(AGREEMENT, "Παραπομπές", DAY, None)
    terms = {"agreement": AGREEMENT, "subject": "Παραπομπές", "starts": DAY, "until": None}
    given(ENTERED).when(sign_agreement, **terms).then(signed).and_again_nothing()
    given(ENTERED, signed).when(sign_agreement, **{**terms, "subject": "Άλλο"}).refused("agreement-already-signed")
    given(ENTERED).when(sign_agreement, **{**terms, "until": date(2026, 3, 1)}).refused(
        "agreement-ends-before-it-starts"
    )
    given(ENTERED, signed).when(end_agreement, agreement=AGREEMENT, on=DAY).then(
        AgreementEnded(AGREEMENT, DAY)
    ).and_again_nothing()


def test_an_agreement_is_ended_within_its_time_and_once() -> None:
    signed = AgreementSigned(AGREEMENT, "Παραπομπές", DAY, date(2026, 12, 31))
    given(ENTERED).when(end_agreement, agreement=AGREEMENT, on=DAY).refused("agreement-unknown")
    given(ENTERED, signed).when(end_agreement, agreement=AGREEMENT, on=date(2026, 3, 1)).refused(
        "agreement-ends-before-it-starts"
    )
    given(ENTERED, signed).when(end_agreement, agreement=AGREEMENT, on=date(2027, 1, 1)).refused(
        "agreement-already-ended"
    )
    ended = AgreementEnded(AGREEMENT, DAY)
    given(ENTERED, signed, ended).when(end_agreement, agreement=AGREEMENT, on=date(2026, 3, 3)).refused(
        "agreement-already-ended"
    )


def test_a_body_is_suspended_and_resumed() -> None:
    given(ENTERED).when(suspend_body, why="Ανακαίνιση").then(BodySuspended("Ανακαίνιση")).and_again_nothing()
    given(ENTERED, BodySuspended("Ανακαίνιση")).when(resume_body).then(BodyResumed()).and_again_nothing()
    given(ENTERED).when(resume_body).then()


def test_a_closed_body_stays_as_it_was() -> None:
    given(ENTERED).when(close_body, why="Λύθηκε").then(BodyClosed("Λύθηκε")).and_again_nothing()
    closed = given(ENTERED, BodyClosed("Λύθηκε"))
    closed.when(correct_body, facts=replace(FACTS, name="Άλλη")).refused("body-closed")
    closed.when(suspend_body, why="x").refused("body-closed")
    closed.when(resume_body).refused("body-closed")


def test_what_was_never_entered_changes_into_nothing() -> None:
    given().when(suspend_body, why="x").refused("body-unknown")
    given().when(end_service, why=None).refused("service-unknown")


def test_a_service_is_offered_once() -> None:
    given().when(offer_service, body=BODY, facts=SERVICE).then(OFFERED).and_again_nothing()


def test_another_service_under_the_same_id_is_refused() -> None:
    given(OFFERED).when(offer_service, body=BODY, facts=replace(SERVICE, cost="10 €")).refused(
        "service-already-offered"
    )


def test_a_service_that_was_offered_before_it_had_a_territory_still_reads() -> None:
    stored = (
        b'{"body":"01920000-0000-7000-8000-00000000000b","kind":"tutoring","name":"x","municipality":null,"for_whom":"y",'
        b'"how_to_refer":"z","answers_within":5,"email":"a@example.org","languages":["el"],"cost":null,"accessible":true}'
    )
    facts = offered_facts(msgspec.json.decode(stored, type=ServiceOffered))
    assert (facts.municipalities, facts.regional_units, facts.audience, facts.place) == ((), (), (), None)
    entered = b'{"kind":"public","name":"x","municipality":null,"telephone":null,"email":null}'
    assert msgspec.json.decode(entered, type=BodyEntered).website is None


@pytest.mark.parametrize("days", [0, -1, LONGEST_ANSWER + 1])
def test_an_answer_takes_a_day_at_least_and_sixty_at_most(days: int) -> None:
    given().when(offer_service, body=BODY, facts=replace(SERVICE, answers_within=days)).refused(
        "answers-within-out-of-range", least=1, most=LONGEST_ANSWER
    )


def test_the_lowest_age_is_not_above_the_highest() -> None:
    wrong = replace(SERVICE, minimum_age=18, maximum_age=12)
    given().when(offer_service, body=BODY, facts=wrong).refused("ages-crossed")
    given(OFFERED).when(correct_service, facts=wrong).refused("ages-crossed")
    right = replace(SERVICE, minimum_age=12, maximum_age=12)
    given(OFFERED).when(correct_service, facts=right).then(ServiceCorrected(right)).and_again_nothing()


def test_hours_are_kept_in_the_order_of_the_week() -> None:
    evening = Hours(1, time(17), time(0))
    given(OFFERED).when(set_hours, since=DAY, hours=(evening, MORNING)).then(
        ServiceHoursSet(DAY, (MORNING, evening))
    ).and_again_nothing()


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ((Hours(1, time(14), time(9)),), "hours-close-before-they-open"),
        ((Hours(1, time(9), time(9)),), "hours-close-before-they-open"),
        ((MORNING, Hours(1, time(13, 59), time(15))), "hours-overlap"),
        ((Hours(1, time(9), time(0)), Hours(1, time(20), time(21))), "hours-overlap"),
    ],
)
def test_impossible_hours_are_refused(hours: tuple[Hours, ...], code: str) -> None:
    given(OFFERED).when(set_hours, since=DAY, hours=hours).refused(code)


def test_two_spans_may_touch() -> None:
    touching = (MORNING, Hours(1, time(14), time(15)))
    given(OFFERED).when(set_hours, since=DAY, hours=touching).then(ServiceHoursSet(DAY, touching))


@drawn(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8), st.dates(date(2026, 1, 1)))
def test_on_a_day_those_hours_hold_that_began_last(begun: list[date], day: date) -> None:
    known: tuple[ServiceHoursSet, ...] = ()
    for at, since in enumerate(begun):
        week = tuple(Hours(weekday, time(at), time(at + 1)) for weekday in range(1, 8))
        known = after(known, ServiceHoursSet(since, week))
    standing = [(since, at) for at, since in enumerate(begun) if since <= day]
    found = hours_on(known, day)
    if not standing:
        assert found is None
    else:
        assert found == (Hours(day.isoweekday(), time(max(standing)[1]), time(max(standing)[1] + 1)),)


def test_a_report_does_not_hide_a_later_one() -> None:
    reported = CapacityReported(3, 0, DAY)
    given(OFFERED).when(report_capacity, places=3, waiting=0, on=DAY).then(reported).and_again_nothing()
    given(OFFERED, reported).when(report_capacity, places=9, waiting=0, on=date(2026, 3, 1)).refused(
        "capacity-reported-later", until=DAY
    )
    given(OFFERED, reported).when(report_capacity, places=0, waiting=4, on=DAY).then(CapacityReported(0, 4, DAY))


def test_a_report_is_believed_for_thirty_days() -> None:
    assert believed_until(DAY) == date(2026, 4, 1)


def test_a_pause_ends_by_itself_on_the_day_that_was_told() -> None:
    until = date(2026, 9, 1)
    given(OFFERED).when(pause_service, until=until, why=None, on=DAY).then(
        ServicePaused(until, None)
    ).and_again_nothing()
    given(OFFERED).when(pause_service, until=DAY, why=None, on=DAY).refused("pause-ends-before-it-begins")
    assert is_paused(paused=True, until=until, on=date(2026, 8, 31))
    assert not is_paused(paused=True, until=until, on=until)
    assert is_paused(paused=True, until=None, on=until)


def test_a_pause_may_be_prolonged_and_ended() -> None:
    paused = ServicePaused(date(2026, 9, 1), None)
    given(OFFERED, paused).when(pause_service, until=None, why="Έργα", on=DAY).then(ServicePaused(None, "Έργα"))
    given(OFFERED, paused).when(resume_service).then(ServiceResumed()).and_again_nothing()
    given(OFFERED).when(resume_service).then()


def test_a_service_that_ended_stays_as_it_was() -> None:
    given(OFFERED).when(end_service, why=None).then(ServiceEnded(None)).and_again_nothing()
    ended = given(OFFERED, ServiceEnded(None))
    ended.when(report_capacity, places=1, waiting=0, on=DAY).refused("service-ended")
    ended.when(pause_service, until=None, why=None, on=DAY).refused("service-ended")
