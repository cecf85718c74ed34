"""Every page: reachable by its role alone, one heading, no name in the title, no id twice, a label for each field."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from services.portal.pages.households import STEPS
from services.portal.sections import SECTIONS
from services.portal.versions import FIELDS as PARTS
from tests.portal import accounts, openings, organising, samples, samples_bodies, samples_imports
from tests.portal import samples_programmes as programmes
from tests.portal.running import Running

CENTRE = samples.CENTRE
RECEPTION, WORKER, COORDINATOR = f"receptionist@{CENTRE}", f"social_worker@{CENTRE}", f"coordinator@{CENTRE}"
AUDITOR = f"auditor@{CENTRE}"
MUNICIPAL, REGIONAL = "municipal_administrator@/el63/3905", "regional_administrator@/el63"

PAGES = [
    (WORKER, "/"),
    (RECEPTION, "/visits/new"),
    (WORKER, f"/visits/new?person={samples.NIKOLETA}"),
    (RECEPTION, f"/visits/new?saved={samples.LOOSE_VISIT}"),
    (RECEPTION, "/visits"),
    (RECEPTION, "/visits?state=unlinked"),
    (RECEPTION, f"/visits/{samples.LOOSE_VISIT}/person"),
    (RECEPTION, f"/visits/{samples.VISIT}/closing"),
    (RECEPTION, "/search"),
    (RECEPTION, "/people/new"),
    (WORKER, f"/people/{samples.NIKOLETA}"),
    (WORKER, f"/people/{samples.NIKOLETA}?kind=referral"),
    (RECEPTION, f"/people/{samples.FATIMA}"),
    (WORKER, f"/people/{samples.FATIMA}/beneficiary"),
    (RECEPTION, f"/people/{samples.NIKOLETA}/edit/names"),
    (RECEPTION, f"/people/{samples.FATIMA}/edit/contacts"),
    *((WORKER, f"/people/{samples.NIKOLETA}/edit/{name}") for name in SECTIONS),
    (WORKER, f"/people/{samples.NIKOLETA}/edit/names/history"),
    (WORKER, f"/people/{samples.NIKOLETA}/identifiers"),
    (WORKER, f"/people/{samples.NIKOLETA}/household"),
    *((WORKER, f"/people/{samples.NIKOLETA}/household?step={step}") for step in STEPS),
    (AUDITOR, f"/people/{samples.NIKOLETA}/documents"),
    (WORKER, f"/people/{samples.NIKOLETA}/documents"),
    (WORKER, f"/people/{samples.NIKOLETA}/documents/{samples.SCAN}/withdrawal"),
    (AUDITOR, f"/people/{samples.NIKOLETA}/pre-checks"),
    (WORKER, f"/people/{samples.NIKOLETA}/pre-checks"),
    (WORKER, f"/people/{samples.NIKOLETA}/pre-checks/new"),
    (AUDITOR, f"/people/{samples.NIKOLETA}/pre-checks/{programmes.KEPT}"),
    (WORKER, f"/people/{samples.NIKOLETA}/pre-checks/{programmes.KEPT}"),
    (WORKER, f"/people/{samples.NIKOLETA}/pre-checks/{programmes.KEPT}/withdrawal"),
    (WORKER, f"/people/{samples.NIKOLETA}/transfer"),
    (WORKER, "/transfers"),
    *((WORKER, f"/transfers/{id_}") for id_ in samples.TRANSFERS),
    (WORKER, f"/referrals/new?person={samples.NIKOLETA}"),
    (WORKER, f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring"),
    (WORKER, f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={samples.SERVICE}"),
    *(
        (WORKER, f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={id_}")
        for id_ in samples_bodies.SERVICES
        if id_ != str(samples.SERVICE)
    ),
    (WORKER, "/services"),
    (RECEPTION, "/services?municipality=&need=housing&with_place=1&open_today=1&age=12&query=φροντ"),
    *((WORKER, f"/services/{id_}") for id_ in samples_bodies.SERVICES),
    (MUNICIPAL, f"/services/{samples_bodies.PAUSED}"),
    (MUNICIPAL, f"/services/{samples.SERVICE}"),
    *((MUNICIPAL, f"/services/{samples.SERVICE}/{what}") for what in ("edit", "hours", "ending")),
    (REGIONAL, f"/services/{samples_bodies.STALE}/edit"),
    (WORKER, "/bodies"),
    *((REGIONAL, f"/bodies/{id_}") for id_ in samples_bodies.BODIES),
    (WORKER, f"/bodies/{samples_bodies.BODY}"),
    (MUNICIPAL, "/bodies/new"),
    *(
        (REGIONAL, f"/bodies/{samples_bodies.BODY}/{what}")
        for what in ("edit", "contacts", "agreements/new", "services/new", "closing")
    ),
    (MUNICIPAL, f"/bodies/{samples_bodies.BODY}/link"),
    (MUNICIPAL, f"/bodies/{samples_bodies.BODY}/link/unknown"),
    (MUNICIPAL, f"/bodies/{samples_bodies.BODY}/agreements/{samples_bodies.AGREEMENT}/ending"),
    (WORKER, "/referrals"),
    *((WORKER, f"/referrals/{id_}") for id_ in samples.REFERRALS),
    (WORKER, f"/referrals/{samples.ACCEPTED}/closing"),
    (WORKER, f"/referrals/{samples.SENT}/revocation"),
    (WORKER, f"/referrals/{samples.SENT}/link"),
    (WORKER, f"/referrals/{samples.OVERDUE}/answer"),
    (WORKER, f"/referrals/{samples.ACCEPTED}/answer"),
    (WORKER, f"/referrals/{samples.SENT}/code/unknown"),
    (RECEPTION, "/duplicates"),
    (COORDINATOR, "/duplicates?state=unsure"),
    (WORKER, f"/duplicates/{samples.PAIR}"),
    (RECEPTION, f"/duplicates/{samples.UNSURE_PAIR}"),
    (WORKER, f"/merges/{samples.MERGE}/undo"),
    (COORDINATOR, "/reports?month=2026-02"),
    (COORDINATOR, "/reports/visits?month=2026-02"),
    (MUNICIPAL, "/reports?month=2026-02"),
    (REGIONAL, "/region?month=2026-02&focus=3905"),
    (MUNICIPAL, "/region"),
    (COORDINATOR, f"/people/{samples.NIKOLETA}/erase"),
    (RECEPTION, f"/people/{samples.NIKOLETA}/rectification"),
    (COORDINATOR, "/rectifications"),
    *((COORDINATOR, f"/rectifications/{id_}") for id_ in samples.RECTIFICATIONS),
    (COORDINATOR, f"/people/{samples.NIKOLETA}/restriction"),
    (COORDINATOR, f"/people/{samples.NIKOLETA}/export"),
    (COORDINATOR, "/erasures"),
    *((COORDINATOR, f"/erasures/{id_}") for id_ in samples.ERASURES),
    (RECEPTION, "/preferences"),
    (RECEPTION, "/keys"),
    (WORKER, f"/people/{samples.NIKOLETA}/open"),
    (WORKER, f"/people/{samples.FATIMA}/emergency"),
    (COORDINATOR, f"/people/{samples.NIKOLETA}/access"),
    (COORDINATOR, "/"),
    (COORDINATOR, "/attention"),
    (REGIONAL, "/attention?scope=/el63/3905"),
    (COORDINATOR, "/posts"),
    (MUNICIPAL, "/posts/new"),
    *((MUNICIPAL, f"/posts/{id_}") for id_ in organising.POSTS),
    (COORDINATOR, "/acts"),
    (MUNICIPAL, "/acts/new"),
    (MUNICIPAL, "/acts/5003039"),
    (COORDINATOR, f"/regulation/{organising.CENTRE_ID}"),
    (MUNICIPAL, f"/regulation/{organising.CENTRE_ID}"),
    (REGIONAL, "/imports"),
    (MUNICIPAL, "/imports/new/units"),
    *((REGIONAL, f"/imports/{id_}") for id_ in samples_imports.IMPORTS),
    (COORDINATOR, "/openings"),
    (COORDINATOR, "/openings?state=emergencies"),
    (COORDINATOR, f"/openings/{openings.EMERGENCY}"),
    (COORDINATOR, f"/openings/{openings.REVIEWED}"),
    (AUDITOR, f"/people/{samples.NIKOLETA}"),
    (AUDITOR, f"/people/{samples.NIKOLETA}/open"),
    (AUDITOR, f"/people/{samples.NIKOLETA}/access"),
    (COORDINATOR, "/organisation"),
    (REGIONAL, "/organisation"),
    (REGIONAL, "/organisation/municipalities"),
    (REGIONAL, "/organisation/municipalities/3905"),
    (REGIONAL, "/organisation/centres/new"),
    (REGIONAL, "/organisation/centres/new?municipality=3803"),
    (REGIONAL, f"/organisation/centres/{samples.UNIT}/units/new"),
    (MUNICIPAL, f"/organisation/centres/{samples.UNIT}/people"),
    (COORDINATOR, f"/organisation/centres/{samples.UNIT}"),
    *(
        (COORDINATOR, f"/organisation/centres/{samples.UNIT}/{samples.UNIT}/{what}")
        for what in ("hours", "closures", "contacts")
    ),
    *((MUNICIPAL, f"/organisation/centres/{samples.UNIT}/{samples.UNIT}/{what}") for what in ("premises", "closing")),
    (COORDINATOR, f"/organisation/centres/{samples.UNIT}/{samples.VAN}/itinerary"),
    (MUNICIPAL, "/users"),
    (REGIONAL, "/users?unused=1"),
    (MUNICIPAL, f"/users/{accounts.USER}"),
    (REGIONAL, f"/users/{accounts.LEAVER}"),
    (MUNICIPAL, f"/users/{accounts.OWN}"),
    (f"partner@{CENTRE}", "/"),
    (RECEPTION, "/programmes"),
    (REGIONAL, "/programmes/minimum-income?on=2023-12-01"),
    (RECEPTION, "/pre-check"),
    (REGIONAL, "/programmes/new"),
    (REGIONAL, "/programmes/minimum-income/changes"),
    (REGIONAL, "/programmes/minimum-income/drafts/new"),
    (REGIONAL, f"/programmes/minimum-income/drafts/{programmes.DRAFT}"),
    (REGIONAL, f"/programmes/minimum-income/drafts/{programmes.DRAFT}/basics"),
    *((REGIONAL, f"/programmes/minimum-income/drafts/{programmes.DRAFT}/{part}/0") for part in PARTS),
    (REGIONAL, f"/programmes/minimum-income/drafts/{programmes.DRAFT}/rules/new"),
]
"""Which role sees which page; the browser tests go through the same list."""

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
VOID_SVG = {"circle", "line", "rect", "path"}


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings = 0
        self.ids: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.labelled: set[str] = set()
        self.refers: list[str] = []
        self.inline: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.headings += tag == "h1"
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.fields.append(given)
        if tag == "label":
            self.labelled.add(given["for"])
        for name in ("aria-describedby", "aria-labelledby"):
            self.refers.extend(given.get(name, "").split())
        self.inline.extend(name for name in given if name == "style" or name.startswith("on"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


def check(html: str) -> None:
    """Raises where a page breaks one of the rules that hold for all."""
    page = Page(html)
    assert page.headings == 1
    assert [id_ for id_, times in Counter(page.ids).items() if times > 1] == []
    assert [name for name in page.refers if name not in page.ids] == []
    assert [field for field in page.fields if field.get("id") not in page.labelled] == []
    assert page.inline == []
    assert page.wrong == []
    assert page.open == []
    title = re.search(r"<title>(.*?)</title>", html)
    assert title
    names = [word for label in samples.LABELS.values() for word in str(label["label"]).split() if word[0].isalpha()]
    assert not [name for name in names if name in title[1]]
    assert title[1].count("Σφάλμα:") <= 1


@pytest.mark.parametrize(("grant", "path"), PAGES)
@pytest.mark.parametrize("language", ["el", "en"])
async def test_page_keeps_the_rules_of_all_pages(portal: Running, grant: str, path: str, language: str) -> None:
    await portal.login(grant)
    portal.http.cookies.set("kentro_language", language)
    page = await portal.get(path)
    assert page.status_code == 200, page.text
    assert f'<html lang="{language}">' in page.text
    check(page.text)


@pytest.mark.parametrize("path", ["/referrals", "/reports", "/region", f"/referrals/{samples.SENT}"])
async def test_page_of_another_role_does_not_exist(portal: Running, path: str) -> None:
    await portal.login(RECEPTION)
    page = await portal.get(path)
    assert page.status_code == 404
    check(page.text)


async def test_every_page_asks_for_a_login_first(portal: Running) -> None:
    for _, path in PAGES:
        answer = await portal.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/login?next=")


async def test_headers_keep_pages_out_of_caches_and_scripts_out_of_pages(portal: Running) -> None:
    await portal.login(WORKER)
    headers = (await portal.get(f"/people/{samples.NIKOLETA}")).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
