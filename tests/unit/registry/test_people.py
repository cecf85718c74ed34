from uuid import UUID

from services.registry.people.domain import (
    AddressRecorded,
    BecameBeneficiary,
    BornRecorded,
    ContactRecorded,
    Details,
    DuplicateDismissed,
    IdentifierRecorded,
    InformedOfProcessing,
    NameRecorded,
    PersonMet,
    SexRecorded,
    Suspect,
    become_beneficiary,
    meet,
    reference_number,
)
from shared.testing.scenario import given

CENTRE = "/el63/3905/zacharo"
LEAST = Details("Παπαδοπούλου", "Μαρία")
OTHER = UUID("01920000-0000-7000-8000-00000000000a")
THIRD = UUID("01920000-0000-7000-8000-00000000000c")
SUSPECT = Suspect(OTHER, 90, ("same-name", "same-birth-date"))

met = PersonMet(CENTRE)
named = NameRecorded("Παπαδοπούλου", "Μαρία", None, None)


def test_the_least_is_a_name() -> None:
    given().when(meet, centre=CENTRE, details=LEAST).then(met, named).and_again_nothing()


def test_each_thing_that_was_said_is_a_fact_of_its_own() -> None:
    details = Details(
        "Παπαδοπούλου",
        "Μαρία",
        father_name="Γεωργίου",
        latin_name="PAPADOPOULOU MARIA",
        sex="female",
        born_on="1980-05-12",
        identifier=("afm", "123456783"),
        telephone="+302625031234",
        address="Πλατεία 1",
        municipal_unit="Ζαχάρως",
    )
    given().when(meet, centre=CENTRE, details=details, notice="2026-01").then(
        met,
        NameRecorded("Παπαδοπούλου", "Μαρία", "Γεωργίου", "PAPADOPOULOU MARIA"),
        SexRecorded("female"),
        BornRecorded("1980-05-12"),
        IdentifierRecorded("afm", "123456783"),
        ContactRecorded("+302625031234", None),
        AddressRecorded("Πλατεία 1", "Ζαχάρως"),
        InformedOfProcessing("2026-01"),
    ).and_again_nothing()


def test_a_possible_duplicate_is_looked_at_first() -> None:
    suspects = [SUSPECT, Suspect(THIRD, 60, ("near-name", "swapped-birth-date"))]
    given().when(meet, centre=CENTRE, details=LEAST, suspects=suspects).refused("possible-duplicates", count=2)
    given().when(meet, centre=CENTRE, details=LEAST, suspects=suspects, not_same_as=[OTHER]).refused(
        "possible-duplicates", count=1
    )


def test_what_was_dismissed_is_kept_with_its_reasons() -> None:
    given().when(meet, centre=CENTRE, details=LEAST, suspects=[SUSPECT], not_same_as=[OTHER, THIRD]).then(
        met, named, DuplicateDismissed(OTHER, 90, ("same-name", "same-birth-date"))
    ).and_again_nothing()


def test_repeating_the_meeting_asks_for_no_duplicates() -> None:
    given(met, named).when(meet, centre=CENTRE, details=LEAST, suspects=[SUSPECT]).then()


def test_other_details_under_the_same_id_are_refused() -> None:
    other = Details("Παπαδοπούλου", "Ελένη")
    given(met, named).when(meet, centre=CENTRE, details=other).refused("person-already-met")
    given(met, named).when(meet, centre="/el63/3905/other", details=LEAST).refused("person-already-met")


def test_a_visitor_becomes_a_beneficiary_under_a_number() -> None:
    given(met, named).when(become_beneficiary, number="ΖΑΧ-2026-00118").then(
        BecameBeneficiary("ΖΑΧ-2026-00118")
    ).and_again_nothing()


def test_a_beneficiary_keeps_the_number() -> None:
    given(met, named, BecameBeneficiary("ΖΑΧ-2026-00118")).when(become_beneficiary, number="ΖΑΧ-2026-00119").then()


def test_nobody_becomes_a_beneficiary_unmet() -> None:
    given().when(become_beneficiary, number="ΖΑΧ-2026-00118").refused("person-unknown")


def test_a_reference_number_counts_within_centre_and_year() -> None:
    assert reference_number("ΖΑΧ", 2026, 118) == "ΖΑΧ-2026-00118"
