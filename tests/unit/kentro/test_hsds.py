"""HSDS as others write it: what of a record we take, and why another is refused."""

from datetime import date
from typing import Any, get_args

import msgspec
import pytest

from kentro._hsds import ALWAYS, ASK_THEM, FOR_ALL, Region, Wanted, body_facts, folded, offices, wanted
from kentro._hsds_records import Record, Unreadable, records
from services.registry.bodies.domain import Audience, ServiceKind
from services.registry.bodies.taxonomy import terms
from services.registry.hsds import shaping

NAMES = {"Ζαχάρως": "3905", "Πύργου": "3901", "Ηλείας": "3999"}
REGION = Region(
    "el63",
    {folded(name): code for name, code in NAMES.items()} | {code: code for code in NAMES.values()},
    frozenset({"Ηλείας", "Αχαΐας"}),
)
TUTORING = {"taxonomy_term": {"id": "t", "code": "1343", "taxonomy": "Open Eligibility"}}
LEAST: dict[str, Any] = {
    "id": "s-1",
    "name": "Φροντιστήριο",
    "status": "active",
    "organization": {"id": "o-1", "name": "Αλφειός", "description": "Αλφειός"},
    "attributes": [TUTORING],
}


def read(**changes: Any) -> Wanted:
    return wanted(msgspec.convert({**LEAST, **changes}, Record, strict=False), REGION)


def attributes(kind: str, *audience: str) -> list[dict[str, Any]]:
    named = [*terms().of_kind(kind), *terms().of_audience(audience)]
    return [{"taxonomy_term": shaping.term(each).model_dump(mode="json")} for each in named]


def test_the_least_that_a_record_says_is_taken() -> None:
    said = read()
    assert (said.facts["kind"], said.facts["for_whom"], said.facts["how_to_refer"]) == ("tutoring", FOR_ALL, ASK_THEM)
    assert (said.facts["municipality"], said.facts["regional_units"], said.facts["place"]) == (None, [], None)
    assert (said.facts["accessible"], said.facts["email"], said.weeks, said.notes) == (None, None, [], [])


@pytest.mark.parametrize("kind", get_args(ServiceKind))
def test_our_own_terms_lead_back_to_the_kind(kind: str) -> None:
    said = read(attributes=attributes(kind))
    assert (said.facts["kind"], said.facts["audience"]) == (kind, [])


@pytest.mark.parametrize("audience", get_args(Audience))
def test_our_own_terms_lead_back_to_whom_it_is_for(audience: str) -> None:
    assert read(attributes=attributes("tutoring", audience)).facts["audience"] == [audience]


def test_a_shelter_whose_terms_fit_two_kinds_is_refused_and_not_guessed() -> None:
    with pytest.raises(Unreadable, match=r"abuse-shelter, trafficking-shelter"):
        read(attributes=attributes("abuse-shelter", "trafficking-survivors"))


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ({"term_uri": "https://github.com/auntbertha/openeligibility#1130"}, "social-grocery"),
        ({"code": "1130", "taxonomy": "https://github.com/auntbertha/openeligibility"}, "social-grocery"),
        ({"code": "1130", "taxonomy": "Another"}, None),
        ({"code": "1102", "taxonomy": "Open Eligibility"}, None),
        ({"code": "1151", "taxonomy": "Open Eligibility"}, None),
        ({}, None),
    ],
)
def test_a_term_is_known_by_its_address_or_its_code_in_its_taxonomy(term: dict[str, str], kind: str | None) -> None:
    said = [{"taxonomy_term": term}]
    if kind:
        assert read(attributes=said).facts["kind"] == kind
        return
    with pytest.raises(Unreadable, match=r"^/attributes"):
        read(attributes=said)


@pytest.mark.parametrize(
    ("areas", "codes", "units"),
    [
        ([{"extent": "3905", "name": "x"}], ["3905"], []),
        ([{"name": "Δήμος Ζαχάρως"}, {"name": "ΠΥΡΓΟΥ"}, {"extent": "3905"}], ["3905", "3901"], []),
        ([{"extent": "Ηλείας", "name": "Περιφερειακή Ενότητα Ηλείας"}], [], ["Ηλείας"]),
        ([{"extent": "Αχαΐας"}], [], ["Αχαΐας"]),
        ([{"extent": "3905"}, {"extent": "EL63", "name": "Περιφέρεια Δυτικής Ελλάδας"}], [], []),
        ([], [], []),
    ],
)
def test_territories_are_what_was_entered_here(areas: list[dict[str, str]], codes: list[str], units: list[str]) -> None:
    facts = read(service_areas=areas).facts
    assert [*([facts["municipality"]] if facts["municipality"] else []), *facts["municipalities"]] == codes
    assert facts["regional_units"] == units


@pytest.mark.parametrize("area", [{"extent": "EL64"}, {"name": "Δήμος Λαμιέων"}, {}])
def test_a_territory_that_nobody_entered_is_refused_and_never_widened(area: dict[str, str]) -> None:
    with pytest.raises(Unreadable, match=r"^/service_areas/1"):
        read(service_areas=[{"extent": "3905"}, area])


def test_hours_hold_from_each_day_on_which_something_begins_or_ends() -> None:
    def line(days: str, opens: str, closes: str, since: str | None, until: str | None) -> dict[str, Any]:
        return {
            "freq": "WEEKLY", "byday": days, "opens_at": f"{opens}+02:00", "closes_at": f"{closes}Z",
            "valid_from": since, "valid_to": until,
        }  # fmt: skip

    said = read(
        schedules=[
            line("MO,TU", "09:00", "14:00", "2026-01-07", "2026-06-30"),
            line("TU", "17:00", "00:00", "2026-01-07", "2026-06-30"),
            line("WE", "10:00", "12:00", None, "2026-01-31"),
        ]
    )
    wednesday = {"weekday": 3, "opens": "10:00", "closes": "12:00"}
    early = [{"weekday": day, "opens": "09:00", "closes": "14:00"} for day in (1, 2)]
    late = {"weekday": 2, "opens": "17:00", "closes": "00:00"}
    assert said.weeks == [
        (ALWAYS, [wednesday]),
        (date(2026, 1, 7), [*early, late, wednesday]),
        (date(2026, 2, 1), [*early, late]),
        (date(2026, 7, 1), []),
    ]


@pytest.mark.parametrize(
    "schedule", [{"freq": "MONTHLY", "byday": "MO"}, {"freq": "WEEKLY"}, {"freq": "WEEKLY", "byday": "1MO"}]
)
def test_hours_that_no_week_of_ours_holds_are_left_out_and_noted(schedule: dict[str, str]) -> None:
    said = read(schedules=[{"opens_at": "09:00", "closes_at": "10:00", **schedule}])
    assert (said.weeks, [note.partition(":")[0] for note in said.notes]) == ([], ["/schedules"])


def test_what_is_too_long_is_cut_and_a_place_without_an_address_left_out() -> None:
    said = read(description="α" * 501, fees_description="β" * 201, service_at_locations=[{"location": {}}])
    assert (len(said.facts["description"]), len(said.facts["cost"]), said.facts["place"]) == (500, 200, None)
    assert len(said.notes) == 3


def test_free_is_no_price() -> None:
    assert read(cost_options=[{"option": "Δωρεάν"}]).facts["cost"] is None
    assert read(cost_options=[{"option": "10 €"}]).facts["cost"] == "10 €"


@pytest.mark.parametrize(
    ("alert", "until"),
    [("Διακοπή ως 31/08/2026", date(2026, 9, 1)), ("Back soon", None), ("31/02/2026", None), ("31/12/9999", None)],
)
def test_an_alert_says_when_it_opens_again(alert: str, until: date | None) -> None:
    assert read(alert=alert).until == until


def test_offices_name_nobody_and_can_be_reached() -> None:
    organization = read(
        organization={
            "id": "o", "name": "Α", "contacts": [
                {"name": "Somebody", "email": "s@example.org"},
                {"title": "Γραμματεία", "name": "Somebody", "email": "g@example.org"},
                {"department": "Λογιστήριο", "phones": [{"number": "2625000000"}]},
                {"title": "Κανείς"},
            ],
        }
    ).organization  # fmt: skip
    assert offices(organization) == [
        {"office": "Γραμματεία", "telephone": None, "email": "g@example.org"},
        {"office": "Λογιστήριο", "telephone": "2625000000", "email": None},
    ]
    assert body_facts(organization, [])["description"] is None


def test_a_file_is_an_array_or_a_line_each_and_what_is_wrong_leaves_the_others() -> None:
    lines = '{"id": "1", "name": "Α"}\n\nno json\n{"id": "2"}\n[1]\n{"id": "3", "name": 5}\n{"id": "4", "name": "Δ"}'
    found = dict(records(lines))
    assert [where for where, said in found.items() if isinstance(said, Record)] == ["line 1", "line 7"]
    assert [where for where, said in found.items() if isinstance(said, Unreadable)] == [
        "line 3", "line 4", "line 5", "line 6"
    ]  # fmt: skip
    array = dict(records('\ufeff [{"id": "1", "name": "Α"}, 7, null]'))
    assert [isinstance(said, Record) for said in array.values()] == [True, False, False]
    with pytest.raises(Unreadable):
        list(records('[{"id": '))


def test_nobody_offers_it() -> None:
    with pytest.raises(Unreadable, match=r"^/organization"):
        read(organization=None)
