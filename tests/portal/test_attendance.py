"""Who came, on a month's page: by what people said, and never in the way of the figures."""

import re

import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import COORDINATOR
from tests.portal.replies import problem, reply
from tests.portal.running import Running

PAGE = "/reports?month=2026-02"


def told(html: str) -> str:
    """The section's words."""
    section = html[html.index('<section class="k-sec" aria-labelledby="who"') :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section[: section.index("</section>")]))


async def test_ages_stand_from_young_to_old_and_who_said_nothing_last(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = await portal.get(PAGE)
    words = told(page.text)
    assert "Πρόσωπα με επίσκεψη στον μήνα: 612." in words
    ages = ["Κάτω από 18 <5", "18–29 70", "30–54 300", "55–64 80", "65 και άνω 140", "Δεν ρωτήθηκε <5"]
    places = [words.index(age.replace("<", "&lt;")) for age in ages]
    assert places == sorted(places)
    assert words.index("Άστεγοι 12") < words.index("Δεν ρωτήθηκε 60")
    check(page.text)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (problem(500, "fault"), "Τα στοιχεία δεν ήρθαν."),
        (
            reply({**samples.ATTENDANCE, "persons": 0, "traits": {"sex": [], "age": []}}),
            "Καμία επίσκεψη γνωστού προσώπου",
        ),
    ],
)
async def test_without_them_the_figures_stand_all_the_same(portal: Running, answer: object, words: str) -> None:
    await portal.login(COORDINATOR)
    portal.wire.answer(r"GET reporting/attendance", answer)  # type: ignore[arg-type]
    page = await portal.get(PAGE)
    assert page.status_code == 200
    assert words in told(page.text)
    assert "1.214" in page.text
    check(page.text)
