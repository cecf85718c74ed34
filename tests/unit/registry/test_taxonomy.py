from typing import get_args
from uuid import UUID

import pytest

from services.intake.domain import Topic
from services.registry.bodies.domain import Audience, ServiceKind
from services.registry.bodies.looking import lexemes
from services.registry.bodies.taxonomy import terms


@pytest.mark.parametrize("kind", get_args(ServiceKind))
def test_every_kind_of_service_is_reached_by_a_term(kind: str) -> None:
    assert terms().of_kind(kind)


@pytest.mark.parametrize("audience", get_args(Audience))
def test_everybody_whom_a_service_may_be_for_has_one_term(audience: str) -> None:
    assert len(terms().of_audience([audience])) == 1


def test_every_topic_of_a_visit_is_a_need() -> None:
    assert set(terms().needs) == set(get_args(Topic))


def test_a_term_leads_to_what_those_below_it_lead_to() -> None:
    by_code = {term.line.code: term for term in terms().terms.values()}
    assert by_code["1343"].kinds == {"tutoring"}
    assert by_code["1109"].kinds == {"tutoring", "lifelong-learning"}
    assert terms().needs["housing"] == {"night-shelter", "abuse-shelter", "trafficking-shelter", "homeless-hostel"}
    assert [term.line.code for term in terms().under(by_code["1109"].id)] == ["1109", "1323", "1343"]


def test_ids_are_the_same_everywhere() -> None:
    by_code = {term.line.code: term.id for term in terms().terms.values()}
    assert by_code["1343"] == UUID("8bc199c1-fb23-583b-ac4b-5433f903c40c")
    assert len(set(by_code.values()) | set(terms().taxonomies)) == len(by_code) + len(terms().taxonomies)


def test_what_is_typed_becomes_beginnings_of_words() -> None:
    assert lexemes("Φροντιστ. Άλφει'ος") == "'φροντιστ':* & 'αλφειοσ':*"
    assert lexemes(" -&|! ") is None
    assert lexemes(None) is None
