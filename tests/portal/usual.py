"""What the services answer where a test says nothing else: the samples, in the contract's shapes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2

from tests.portal import (
    accounts,
    openings,
    organising,
    samples,
    samples_bodies,
    samples_imports,
    samples_places,
    samples_programmes,
)
from tests.portal.replies import Reply, problem, reply, written, written_place

TICKET = "a-ticket"


def _of(table: dict[str, Any]) -> Callable[[httpx2.Request], Reply]:
    def answer(request: httpx2.Request) -> Reply:
        found = table.get(request.url.path.split("/")[2])
        return reply(found) if found else problem(404, "not-found")

    return answer


def _body(value: Any) -> Callable[[httpx2.Request], Reply]:
    return lambda _: reply(value)


def _opened(request: httpx2.Request) -> Reply:
    """A file that is open for half an hour."""
    until = datetime.now(UTC) + timedelta(minutes=30)
    opening = request.url.path.split("/")[2]
    return reply({"id": opening, "version": 1, "ticket": TICKET, "until": until, "reach": "file"}, 201)


def _accounts(request: httpx2.Request) -> Reply:
    everybody = list(accounts.ACCOUNTS.values())
    return reply({"items": [one for one in everybody if one["unused"] or "unused" not in request.url.params]})


def _openings(request: httpx2.Request) -> Reply:
    if request.url.params.get("state") == "unreviewed":
        return reply(openings.UNREVIEWED)
    return reply({"items": list(openings.OPENINGS.values()), "next": None})


def _reads(request: httpx2.Request) -> Reply:
    return reply({"items": openings.READS[request.url.host]})


def _erasures(request: httpx2.Request) -> Reply:
    """The open ones: of one person, of whom none is, or all."""
    ended = {"withdrawn", "certified"}
    open_ = [each for each in samples.ERASURES.values() if each["state"] not in ended]
    return reply({"items": [] if "person" in request.url.params else open_, "next": None})


_PEOPLE = {str(id_): samples.person(id_) for id_ in samples.LABELS} | {
    str(samples.FATIMA): samples.person(
        samples.FATIMA,
        number=None,
        label=samples.LABELS[samples.FATIMA]["label"],
        reach="basic",
        born_on=None,
        age=None,
        identifiers=[{"kind": "paaypa", "value": "•••••••5328"}],
        email=None,
        address=None,
        informed_on=None,
        telephone=None,
        concealed=None,
        record={
            **samples.RECORD,
            **dict.fromkeys(("residence", "concealment", "circumstances", "special", "guardian")),
            "birth": {"born_on": None, "sex": None},
            "contacts": {"contacts": []},
            "notice": {"notice": None, "informed_on": None},
        },
    )
}
_VISITS = {str(visit["id"]): visit for visit in samples.VISITS["items"]}  # type: ignore[index]


def _paper(_: httpx2.Request) -> Reply:
    name = f'attachment; filename="{samples.PAPER}.pdf"'
    return Reply(200, content=b"%PDF-1.7", headers={"Content-Type": "application/octet-stream",
                                                    "Content-Disposition": name, "Content-Length": "8"})  # fmt: skip


def _public_centre(request: httpx2.Request) -> Reply:
    if request.url.path.rpartition("/")[2] not in (samples_places.PUBLIC, str(samples.UNIT)):
        return problem(404, "not-found")
    first, last = (date.fromisoformat(request.url.params[name]) for name in ("from", "to"))
    return reply(samples_places.public(first, last))


USUAL: list[tuple[str, Callable[[httpx2.Request], Reply]]] = [
    (r"GET registry/units", _body(samples.UNITS)),
    (r"GET registry/import-sheets", _body(samples_imports.SHEETS)),
    (r"GET registry/imports", _body({"items": list(samples_imports.IMPORTS.values()), "next": None})),
    (r"GET registry/imports/[^/]+", _of(samples_imports.IMPORTS)),
    (r"GET registry/imports/[^/]+/rows", _body(samples_imports.ROWS)),
    (r"(PUT|POST) registry/imports/.+", written("registry")),
    (r"GET registry/exports/[^/]+", _paper),
    (r"GET registry/programmes", _body(samples_programmes.LISTED)),
    (r"GET registry/programmes/[^/]+", _body(samples_programmes.WHOLE)),
    (r"GET registry/programmes/[^/]+/history", _body(samples_programmes.HISTORY)),
    (r"GET registry/programmes/[^/]+/drafts", _body({"items": [samples_programmes.draft()]})),
    (r"GET registry/programmes/[^/]+/drafts/[^/]+", _body(samples_programmes.draft())),
    (r"GET registry/programmes/[^/]+/versions/[^/]+", _body(samples_programmes.PUBLISHED)),
    (r"(PUT|POST) registry/programmes/.+", _body({"id": samples_programmes.CODE, "version": 8})),
    (r"GET registry/household-facts", _body(samples_programmes.FACTS)),
    (r"POST registry/pre-checks", _body(samples_programmes.CHECKED)),
    (r"GET registry/centres", _body(samples.CENTRES)),
    (r"GET registry/public/centres/[^/]+", _public_centre),
    (r"GET registry/centres/[^/]+", _of({str(samples.UNIT): samples_places.WHOLE})),
    (r"GET registry/municipalities/[^/]+", _of({"3905": samples_places.MUNICIPALITY})),
    (r"POST registry/(units|centres|municipalities)/.+", written_place),
    (r"PUT registry/(units|centres|municipalities)/[^/]+", written("registry")),
    (r"GET registry/reference/municipalities", _body(samples_places.REFERENCE)),
    (r"GET registry/people/[^/]+/documents", _body(samples.DOCUMENTS)),
    (r"GET registry/people/[^/]+/documents/[^/]+", _paper),
    (r"PUT registry/people/[^/]+/documents/[^/]+", written("registry")),
    (r"POST registry/people/[^/]+/documents/[^/]+/withdrawal", written("registry")),
    (r"GET registry/people/[^/]+/pre-checks", _body(samples_programmes.KEPT_CHECKS)),
    (r"GET registry/people/[^/]+/pre-checks/[^/]+", _body(samples_programmes.KEPT_CHECK)),
    (r"PUT registry/people/[^/]+/pre-checks/[^/]+", written("registry")),
    (r"POST registry/people/[^/]+/pre-checks/[^/]+/withdrawal", written("registry")),
    (r"GET registry/transfers", _body({"items": list(samples.TRANSFERS.values()), "next": None})),
    (r"GET registry/transfers/[^/]+", _of(samples.TRANSFERS)),
    (
        r"POST registry/transfers/[^/]+/acceptance",
        _body({"id": samples.COMING, "version": 2, "into": samples.NIKOLETA}),
    ),
    (r"(PUT|POST) registry/transfers/.+", written("registry")),
    (r"GET registry/municipalities", _body(samples.MUNICIPALITIES)),
    (r"GET registry/services", _body({"items": list(samples_bodies.SERVICES.values()), "next": None})),
    (r"GET registry/services/[^/]+", _of(samples_bodies.SERVICES)),
    (r"(PUT|POST) registry/(services|agreements)/.+", written("registry")),
    (r"GET registry/bodies/[^/]+/links", _body(samples_bodies.LINK)),
    (r"POST registry/bodies/[^/]+/links", _body(samples_bodies.MADE_LINK)),
    (r"GET registry/body-links/[^/]+", _body(samples_bodies.LINK)),
    (r"POST registry/body-links/[^/]+/opening", _body(samples_bodies.OPENED)),
    (r"GET registry/own-record", _body(samples_bodies.OWN)),
    (r"POST registry/own-record/.+", _body({"id": samples_bodies.BODY, "version": 4})),
    (r"GET registry/bodies", _body({"items": list(samples_bodies.BODIES.values()), "next": None})),
    (r"GET registry/bodies/[^/]+", _of(samples_bodies.BODIES)),
    (r"(PUT|POST) registry/bodies/.+", written("registry")),
    (r"PUT registry/agreements/[^/]+", written("registry")),
    (r"POST registry/people/search", _body(samples.HITS)),
    (r"POST registry/people/labels", _body({"labels": samples.LABELS})),
    (r"POST registry/staff/labels", _body({"labels": samples.COLLEAGUES})),
    (r"GET registry/accounts", _accounts),
    (r"GET registry/accounts/[^/]+", _of(accounts.ACCOUNTS)),
    (r"POST registry/accounts/.+", written("registry")),
    (r"GET registry/attention", _body(organising.ATTENTION)),
    (r"GET registry/posts", _body({"items": list(organising.POSTS.values()), "next": None})),
    (r"GET registry/posts/[^/]+", _of(organising.POSTS)),
    (r"(PUT|POST) registry/posts/.+", written("registry")),
    (r"GET registry/acts", _body({"items": [organising.ACT], "next": None})),
    (r"GET registry/acts/[^/]+", _body(organising.ACT)),
    (r"(PUT|POST) registry/acts/.+", written("registry")),
    (r"GET registry/centres/[^/]+/regulation", _body(organising.REGULATION)),
    (r"POST registry/centres/[^/]+/regulation/.+", written("registry")),
    (r"PUT registry/openings/[^/]+", _opened),
    (r"GET registry/openings", _openings),
    (r"GET registry/openings/[^/]+", _of(openings.OPENINGS)),
    (r"POST registry/openings/[^/]+/review", written("registry")),
    (r"GET (registry|intake|referral)/people/[^/]+/reads", _reads),
    (r"PUT registry/staff/me", _body({"id": samples.uuid(98), "version": 1})),
    (r"PUT registry/people/[^/]+", written("registry")),
    (r"POST registry/people/[^/]+/beneficiary", written("registry")),
    (r"GET registry/people/[^/]+/timeline", _body({"items": samples.COURSES["registry"]})),
    (r"GET registry/people/[^/]+/history/[^/]+", _body(samples.HISTORY)),
    (r"GET registry/people/[^/]+/household", _body(samples.HOUSEHOLD)),
    (r"POST registry/people/[^/]+/address/disclosure", _body({"address": "Οδός Κρυφή 7", "municipal_unit": None})),
    (r"POST registry/people/[^/]+/[a-z/]+", written("registry")),
    (r"(PUT|POST) registry/households/.+", written("registry")),
    (r"GET registry/people/[^/]+", _of(_PEOPLE)),
    (r"GET registry/erasures", _erasures),
    (r"GET registry/erasures/[^/]+", _of(samples.ERASURES)),
    (r"(PUT|POST) registry/erasures/.+", written("registry")),
    (r"(PUT|POST) registry/restrictions/.+", written("registry")),
    (r"GET registry/rectifications", _body({"items": list(samples.RECTIFICATIONS.values()), "next": None})),
    (r"GET registry/rectifications/[^/]+", _of(samples.RECTIFICATIONS)),
    (r"(PUT|POST) registry/rectifications/.+", written("registry")),
    (r"GET (registry|intake|referral|reporting)/people/[^/]+/export", _body({"service": "x", "rows": {}})),
    (r"GET intake/worklist", _body(samples.VISIT_TASKS)),
    (r"GET intake/visits", _body(samples.VISITS)),
    (r"GET intake/visits/[^/]+", _of(_VISITS)),
    (r"(PUT|POST) intake/visits/.+", written("intake")),
    (r"GET intake/people/[^/]+/timeline", _body({"items": samples.COURSES["intake"]})),
    (r"GET referral/worklist", _body(samples.REFERRAL_TASKS)),
    (r"GET referral/referrals", _body({"items": list(samples.REFERRALS.values()), "next": None})),
    (r"GET referral/referrals/answer-by", _body({"answer_by": "2026-03-19"})),
    (r"GET referral/referrals/[^/]+", _of(samples.REFERRALS)),
    (r"(PUT|POST) referral/referrals/.+", written("referral")),
    (r"GET referral/people/[^/]+/timeline", _body({"items": samples.COURSES["referral"]})),
    (r"GET referral/links/[^/]+", _body(samples.LINK)),
    (r"POST referral/links/[^/]+/opening", _body(samples.OPENED)),
    (r"POST referral/links/[^/]+/(answer|outcome)", _body({})),
    (r"POST registry/people/[^/]+/elsewhere", _body({"centres": []})),
    (r"GET registry/duplicates", _body({"items": list(samples.PAIRS.values()), "next": None})),
    (r"GET registry/duplicates/[^/]+", _of(samples.PAIRS)),
    (r"POST registry/duplicates/.+", written("registry")),
    (r"GET registry/merges/preview", _body(samples.COMPARED)),
    (r"GET intake/merges/preview", _body({"counts": {"visits": 4}})),
    (r"GET referral/merges/preview", _body({"counts": {"referrals": 1}})),
    (r"GET registry/merges/[^/]+", _body(samples.STANDING)),
    (r"GET registry/merges/[^/]+/written", _body({"items": samples.WRITTEN["registry"]})),
    (r"GET intake/merges/[^/]+/written", _body({"items": samples.WRITTEN["intake"]})),
    (r"GET referral/merges/[^/]+/written", _body({"items": samples.WRITTEN["referral"]})),
    (r"(PUT|POST) registry/merges/.+", written("registry")),
    (r"GET reporting/figures", _body(samples.FIGURES)),
    (r"GET reporting/attendance", _body(samples.ATTENDANCE)),
    (r"GET reporting/comparison", _body(samples.COMPARISON)),
    (r"GET reporting/events", _body(samples.EVENTS)),
]
