"""Forms and addresses of the portal with what no browser should send: a page that says so, never a fault."""

import httpx2
import pytest

from tests.integration.hostile import PATH_PARTS, QUERIES, TEXTS
from tests.portal import samples, samples_bodies
from tests.portal.pages import MUNICIPAL, RECEPTION, WORKER
from tests.portal.running import Forms, Running
from tests.portal.samples_programmes import KEPT

FORMS = [
    (RECEPTION, "/visits/new"),
    (RECEPTION, f"/visits/{samples.LOOSE_VISIT}/closing"),
    (RECEPTION, "/people/new"),
    (RECEPTION, "/search"),
    (RECEPTION, "/preferences"),
    (RECEPTION, f"/people/{samples.FATIMA}/beneficiary"),
    (WORKER, f"/people/{samples.NIKOLETA}/pre-checks/new"),
    (WORKER, f"/people/{samples.NIKOLETA}/pre-checks/{KEPT}/withdrawal"),
    (WORKER, f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={samples.SERVICE}"),
    (WORKER, f"/referrals/{samples.SENT}/answer"),
    (WORKER, f"/referrals/{samples.ACCEPTED}/closing"),
    (WORKER, f"/referrals/{samples.SENT}/revocation"),
    (WORKER, f"/r/{samples.TOKEN}"),
    (WORKER, f"/b/{samples_bodies.LINK_TOKEN}"),
    (MUNICIPAL, f"/services/{samples.SERVICE}/edit"),
    (MUNICIPAL, f"/services/{samples.SERVICE}/hours"),
    (MUNICIPAL, f"/bodies/{samples_bodies.BODY}/contacts"),
    (MUNICIPAL, f"/bodies/{samples_bodies.BODY}/agreements/new"),
]
BODIES = [b"", b"&&&=", b"a=%ff", b"a=%00", b"=" * 10_000, b"\xff\xfe", b"topic[]=1&topic[]=2", b"x" * 2_000_000]
ADDRESSES = [
    "/visits/{}/person",
    "/people/{}",
    "/people/{}/pre-checks/{}",
    "/referrals/{}",
    "/referrals/{}/code/{}",
    "/search/{}",
    "/r/{}",
    "/b/{}",
    "/bodies/{}/link/{}",
    "/reports/{}",
    "/static/{}",
]
ASKED = [
    "/visits?day={}",
    "/visits?cursor={}",
    "/referrals?state={}",
    "/reports?month={}",
    "/region?month={}",
    "/visits/new?saved={}",
    "/referrals/new?person={}",
    "/login?next={}",
]


def wrong(answer: httpx2.Response) -> str | None:
    """What is wrong with an answer to whatever was sent."""
    if answer.status_code >= 500:
        return "a fault"
    if answer.status_code >= 400 and not answer.text.strip():
        return "no word of why"
    return None


@pytest.mark.parametrize(("grant", "path"), FORMS, ids=lambda value: str(value).partition("?")[0])
async def test_a_form_takes_no_harm_from_what_is_typed_into_it(portal: Running, grant: str, path: str) -> None:
    await portal.login(grant)
    page = await portal.get(path)
    # What stands on every page is tried once.
    everywhere = {"/logout", "/language", "/search"} - {path}
    forms = [form for form in Forms.of(page.text) if form.action not in everywhere]
    assert forms, page.text[:500]
    found: list[str] = []
    for form in forms:
        action = form.action or page.url.path
        for name in form.fields:
            for text in TEXTS:
                # A browser cannot send a lone surrogate; its form is percent-encoded UTF-8.
                typed = text.encode("utf-8", "replace").decode()
                answer = await portal.http.post(action, data={**form.fields, name: typed})
                if complaint := wrong(answer):
                    found.append(f"{action} {name}={text[:40]!r}: {complaint} {answer.status_code}")
        for content in BODIES:
            for kind in ("application/x-www-form-urlencoded", "multipart/form-data", "application/json", ""):
                answer = await portal.http.post(action, content=content, headers={"Content-Type": kind})
                if complaint := wrong(answer):
                    found.append(f"{action} {kind} {content[:20]!r}: {complaint} {answer.status_code}")
    assert found == []


async def test_an_address_of_nothing_has_a_page(portal: Running) -> None:
    await portal.login(WORKER)
    found: list[str] = []
    for pattern, parts in [*((each, PATH_PARTS) for each in ADDRESSES), *((each, QUERIES) for each in ASKED)]:
        for part in parts:
            answer = await portal.get(pattern.replace("{}", part))
            if complaint := wrong(answer):
                found.append(f"{pattern} {part[:40]!r}: {complaint} {answer.status_code}")
    assert found == []
