"""A command whose answer was not heard may have been done: sent again it is the same one, never a second."""

import pytest

from tests.portal import organising, samples, samples_imports
from tests.portal.pages import COORDINATOR, MUNICIPAL, PAGES, REGIONAL
from tests.portal.replies import problem
from tests.portal.running import Forms, FoundForm, Running


def day(name: str) -> dict[str, str]:
    return {f"{name}-day": "1", f"{name}-month": "2", f"{name}-year": "2026"}


COUNT = {"count": "9000", "source": "Δημοτολόγιο", **day("on")}
COMMANDS: list[tuple[str, str, str, dict[str, str]]] = [
    (MUNICIPAL, f"/posts/{organising.HELD}", "vacate", {"why": "resigned", **day("left")}),
    (MUNICIPAL, "/acts/5003039", "spending", {"spent": "100", **day("stated")}),
    (MUNICIPAL, f"/regulation/{organising.CENTRE_ID}", "submit", {"what": "regulation", "of": "31", **day("sent")}),
    (REGIONAL, "/organisation/municipalities/3905", "count", COUNT),
    (MUNICIPAL, f"/organisation/centres/{samples.UNIT}/people", "body", {"body-name": "Δήμος"}),
    (COORDINATOR, f"/organisation/centres/{samples.UNIT}/{samples.UNIT}/contacts", "", {"telephones": "26250 11111"}),
    (REGIONAL, "/programmes/minimum-income/changes", "rename", {"name": "ΚΕΑ", **day("since")}),
    (REGIONAL, f"/imports/{samples_imports.READY}", "", {"do": "confirm"}),
    (COORDINATOR, f"/rectifications/{next(iter(samples.RECTIFICATIONS))}", "settle", {}),
]


def form_of(html: str, do: str) -> FoundForm:
    return next(form for form in Forms.of(html) if "key" in form.fields and form.fields.get("do", "") == do)


@pytest.mark.parametrize(("grant", "path", "do", "fields"), COMMANDS)
async def test_a_form_keeps_its_command_until_it_is_known_what_became_of_it(
    portal: Running, grant: str, path: str, do: str, fields: dict[str, str]
) -> None:
    await portal.login(grant)
    form = form_of((await portal.get(path)).text, do)
    writes = r"(POST|PUT) (registry|intake|referral)/.+"

    portal.wire.answer(writes, problem(503, "busy"))
    unheard = await portal.http.post(form.action or path, data={**form.fields, **fields})

    assert unheard.status_code == 503
    again = form_of(unheard.text, do)
    assert again.fields["key"] == form.fields["key"]
    assert again.fields.get("version") == form.fields.get("version")

    portal.wire.answer(writes, problem(409, "refused"))
    refused = await portal.http.post(form.action or path, data={**again.fields, **fields})

    assert refused.status_code == 409
    assert form_of(refused.text, do).fields["key"] != form.fields["key"]


async def test_no_page_sends_a_second_command_for_one_that_was_not_heard(portal: Running) -> None:
    reached: set[str] = set()
    for grant, path in PAGES:
        await portal.login(grant)
        page = await portal.get(path)
        portal.wire.answer(r"(POST|PUT) (registry|intake|referral)/.+", problem(503, "busy"))
        for form in Forms.of(page.text):
            if "key" in form.fields:
                answer = await portal.http.post(form.action or path.split("?")[0], data=form.fields)
                if answer.status_code == 503:
                    reached.add(path)
                    assert form.fields["key"] in [each.fields.get("key") for each in Forms.of(answer.text)], path
        portal.wire.replies.clear()
    assert len(reached) > 10
