"""What a household may expect, over HTTP. It never decides: the authority that administers a programme does."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

import msgspec
from fastapi import APIRouter

from services.registry.programmes import views
from services.registry.programmes.api import holding, this_day
from services.registry.programmes.bodies import DocumentFacts, NewPreCheck
from services.registry.programmes.precheck_answers import Checked, PreCheckOut, Reason
from services.registry.programmes.rules.assessing import Finding
from services.registry.programmes.rules.engine import Value
from services.registry.programmes.rules.vocabulary import wrong_facts
from services.registry.programmes.views import ProgrammeRow, VersionRow, content_of, ready
from shared.callers import allow
from shared.greek import sort_key
from shared.problems import Problem
from shared.scope import ADMINISTRATION, DESK, Principal, scoped
from shared.service import Serving

Checker = Annotated[Principal, allow(*DESK, *ADMINISTRATION)]
router = APIRouter(tags=["programmes"])

_ORDER = ("likely", "not-enough-known", "unlikely")


@router.post("/pre-checks", summary="See what a household may expect")
async def pre_check(body: NewPreCheck, caller: Checker, serving: Serving) -> PreCheckOut:
    """Asks the rules of every programme of the day.

    Nothing is stored, and nothing is decided: the authority that is named with each programme does that.
    """
    if errors := list(wrong_facts(body.facts, "/facts")):
        raise Problem("invalid", errors=errors)
    day = this_day(body.on)
    async with scoped(serving.pool, caller) as connection:
        rows, versions = await views.programmes(connection), await views.versions(connection)
    items: list[Checked] = []
    for row in rows:
        standing = holding(row, [each for each in versions if each.programme == row.code], day)
        if standing:
            items.append(_checked(row, standing[1], body.facts, day))
    items.sort(key=lambda each: (_ORDER.index(each.verdict), sort_key(each.name)))
    return PreCheckOut(on=day, binding=False, digest=_digest(day, body.facts, items), items=items)


def _checked(row: ProgrammeRow, version: VersionRow, facts: Mapping[str, Value], on: date) -> Checked:
    text = version.content or ""
    content, came = content_of(text), ready(text).assess(facts)
    return Checked(
        programme=row.code,
        name=row.called(on),
        administered_by=row.administered_by,
        version=version.id,
        valid_from=content.valid_from,
        source=content.source,
        confidence=content.confidence,
        verdict=came.verdict,
        pays=came.pays,
        reasons=[_reason(finding) for finding in came.findings],
        missing=list(came.missing),
        used=list(came.used),
        documents=[DocumentFacts.model_validate(each, from_attributes=True) for each in content.documents],
    )


def _reason(finding: Finding) -> Reason:
    rule = finding.rule
    said = {"met": rule.met, "unmet": rule.unmet, "unknown": ""}
    return Reason(
        key=rule.key,
        asks=rule.asks,
        outcome=finding.outcome,
        text=said[finding.outcome],
        source=rule.source,
        confidence=rule.confidence,
        missing=list(finding.missing),
    )


def _digest(on: date, facts: Mapping[str, Value], items: Sequence[Checked]) -> str:
    asked = {"on": on, "facts": facts, "versions": sorted(str(each.version) for each in items)}
    return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()
