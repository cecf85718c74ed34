"""What changes a record, and what leaves it as it is."""

from datetime import date

from services.registry.people.domain import (
    AddressRecorded,
    BornRecorded,
    CircumstancesRecorded,
    ConcealmentLifted,
    ConcealmentOrdered,
    Contact,
    ContactRecorded,
    ContactsRecorded,
    Correction,
    FormerName,
    FormerNamesRecorded,
    GuardianEnded,
    GuardianNamed,
    IdentifierRecorded,
    IdentifierReplaced,
    IdentifierWithdrawn,
    InformedOfProcessing,
    NameRecorded,
    Person,
    PersonMet,
    Rectified,
    ResidenceVerified,
    SexRecorded,
    conceal,
    end_guardian,
    evolve,
    inform,
    lift_concealment,
    name_guardian,
    record_address,
    record_birth,
    record_circumstances,
    record_contacts,
    record_identifier,
    record_names,
    verify_residence,
    withdraw_identifier,
)
from shared.testing.scenario import given

DAY = date(2026, 3, 2)
met = PersonMet("/el63/3905/zacharo")
maria = NameRecorded("Παπαδοπούλου", "Μαρία", None, None)
married = NameRecorded("Γεωργίου", "Μαρία", None, None)
home = AddressRecorded("Πλατεία 1", "Ζαχάρως")
hidden = ConcealmentOrdered("person", "violence", DAY)
BY_PAPER = Correction("typing-error", "document")


def test_a_name_that_changed_joins_the_former_ones() -> None:
    given(met, maria).when(record_names, name=married, former_names=(), on=DAY).then(
        married, FormerNamesRecorded((FormerName("Παπαδοπούλου", "Μαρία", "2026-03-02"),))
    )


def test_a_name_that_was_put_right_was_never_theirs() -> None:
    given(met, maria).when(record_names, name=married, former_names=(), on=DAY, correction=BY_PAPER).then(
        Rectified("names", "typing-error", "document"), married
    ).and_again_nothing()


def test_former_names_are_told_by_the_person_too() -> None:
    before = (FormerName("Μπούκα", "Μαρία", None),)
    given(met, maria).when(record_names, name=maria, former_names=before, on=DAY).then(
        FormerNamesRecorded(before)
    ).and_again_nothing()


def test_a_statement_may_be_taken_back() -> None:
    given(met, SexRecorded("female"), BornRecorded("1980-02-14")).when(
        record_birth, born_on="1980-02-14", sex=None
    ).then(SexRecorded(None)).and_again_nothing()


def test_an_amka_replaces_a_paaypa_by_an_event_of_its_own() -> None:
    given(met, IdentifierRecorded("paaypa", "123456789012")).when(
        record_identifier, kind="amka", value="14028012343"
    ).then(IdentifierReplaced("paaypa", "123456789012", "amka", "14028012343")).and_again_nothing()


def test_a_renewed_permit_replaces_the_old_one() -> None:
    old = IdentifierRecorded("residence-permit", "AB1", "2026-01-01")
    given(met, old).when(record_identifier, kind="residence-permit", value="AB2", expires_on="2028-01-01").then(
        IdentifierReplaced("residence-permit", "AB1", "residence-permit", "AB2", "2028-01-01")
    ).and_again_nothing()


def test_the_same_permit_with_another_end_replaces_nothing() -> None:
    given(met, IdentifierRecorded("passport", "AB1")).when(
        record_identifier, kind="passport", value="AB1", expires_on="2028-01-01"
    ).then(IdentifierRecorded("passport", "AB1", "2028-01-01")).and_again_nothing()


def test_a_withdrawn_number_stays_in_the_history_and_is_withdrawn_once() -> None:
    known = IdentifierRecorded("afm", "123456783")
    given(met, known).when(withdraw_identifier, kind="afm", value="123456783", why="wrong-number").then(
        IdentifierWithdrawn("afm", "123456783", "wrong-number")
    ).and_again_nothing()
    given(met).when(withdraw_identifier, kind="afm", value="1", why="lost").refused("identifier-unknown")
    ended = [met, known, IdentifierWithdrawn("afm", "123456783", "wrong-number")]
    person = Person()
    for event in ended:
        person = evolve(person, event)  # type: ignore[arg-type]
    assert [(one.value, one.ended) for one in person.record.identifiers] == [("123456783", "wrong-number")]


def test_contacts_of_the_first_meeting_are_known_in_the_later_form() -> None:
    same = (Contact("telephone", "+302625000000"), Contact("email", "a@example.org"))
    given(met, ContactRecorded("+302625000000", "a@example.org")).when(record_contacts, contacts=same).then()
    given(met).when(record_contacts, contacts=same).then(ContactsRecorded(same)).and_again_nothing()


def test_where_somebody_lives_is_hidden_with_the_order_and_stays_hidden() -> None:
    given(met, home).when(conceal, asked_by="person", why="violence", since=DAY, today=DAY).then(
        hidden, AddressRecorded("Πλατεία 1", "Ζαχάρως", concealed=True)
    ).and_again_nothing()
    given(met, hidden).when(record_address, address="Αλλού", municipal_unit=None).then(
        AddressRecorded("Αλλού", None, concealed=True)
    )
    given(met).when(conceal, asked_by="person", why="violence", since=date(2026, 3, 3), today=DAY).refused(
        "concealment-in-the-future"
    )


def test_lifting_says_the_address_again() -> None:
    given(met, hidden, AddressRecorded("Πλατεία 1", None, concealed=True)).when(lift_concealment).then(
        ConcealmentLifted(), AddressRecorded("Πλατεία 1", None)
    ).and_again_nothing()


def test_answers_are_kept_with_what_was_refused() -> None:
    said = CircumstancesRecorded(marital="refused", children=0, employment="employed")
    given(met).when(record_circumstances, circumstances=said).then(said).and_again_nothing()
    wrong = CircumstancesRecorded(employment="employed", unemployed_since=DAY)
    given(met).when(record_circumstances, circumstances=wrong).refused("unemployed-since-without-unemployment")


def test_who_acts_for_a_person_is_somebody_else_with_a_name_or_a_record() -> None:
    parent = GuardianNamed("parent", None, "Νίκος Παππάς", None, None)
    given(met).when(name_guardian, guardian=parent, own=False).then(parent).and_again_nothing()
    given(met, parent).when(end_guardian).then(GuardianEnded()).and_again_nothing()
    given(met).when(name_guardian, guardian=parent, own=True).refused("own-guardian")
    nobody = GuardianNamed("parent", None, None, None, None)
    given(met).when(name_guardian, guardian=nobody, own=False).refused("guardian-unnamed")


def test_notice_and_residence_are_facts_of_a_known_person() -> None:
    given(met).when(inform, notice="2026-1").then(InformedOfProcessing("2026-1")).and_again_nothing()
    given(met).when(verify_residence, how="lease", on=DAY, today=DAY).then(
        ResidenceVerified("lease", DAY)
    ).and_again_nothing()
    given().when(inform, notice="2026-1").refused("person-unknown")
    given().when(record_contacts, contacts=()).refused("person-unknown")
