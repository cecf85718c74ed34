"""The registry of programmes over HTTP, to read: what holds on a day, and what held before."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from services.registry.programmes import cpsv, views
from services.registry.programmes.answers import (
    FactList,
    FactOut,
    History,
    HistoryLine,
    InForce,
    ProgrammeLine,
    ProgrammeList,
    ProgrammeOut,
    VersionOut,
)
from services.registry.programmes.bodies import Code, Day, NewVersion
from services.registry.programmes.domain import Span
from services.registry.programmes.domain.calendar import effective
from services.registry.programmes.history import changes
from services.registry.programmes.rules.vocabulary import VOCABULARY
from services.registry.programmes.views import ProgrammeRow, VersionRow, content_of, holding
from shared.callers import allow, anybody
from shared.greek import sort_key
from shared.problems import Problem
from shared.scope import ADMINISTRATION, DESK, Principal, Role, scoped
from shared.service import Running, Serving
from shared.workdays import today

Anyone = Annotated[Principal, allow(*DESK, *ADMINISTRATION, Role.ANALYST, Role.IMPORTER)]
Asker = Annotated[Principal, allow(*DESK, *ADMINISTRATION, Role.ANALYST, Role.IMPORTER, Role.AUDITOR)]
ProgrammeCode = Annotated[Code, Path(description="The programme's code.")]
VersionId = Annotated[UUID, Path(description="The version, by the id that its writer made (a UUIDv7).")]
On = Annotated[Day | None, Query(description="What holds on that day; today where it is left out")]
router = APIRouter(tags=["programmes"])


class LinkedData(JSONResponse):
    """JSON-LD."""

    media_type = "application/ld+json"


@router.get("/programmes", summary="List the programmes of a day")
async def list_programmes(caller: Anyone, serving: Serving, on: On = None) -> ProgrammeList:
    """Every programme by the name of that day, with the version that holds then."""
    day = this_day(on)
    async with scoped(serving.pool, caller) as connection:
        rows, versions = await views.programmes(connection), await views.versions(connection)
    lines = [_line(row, [each for each in versions if each.programme == row.code], day) for row in rows]
    return ProgrammeList(on=day, items=sorted(lines, key=lambda line: sort_key(line.name)))


@router.get("/programmes/{programme}", summary="Look at a programme")
async def show_programme(programme: ProgrammeCode, caller: Anyone, serving: Serving, on: On = None) -> ProgrammeOut:
    """All that holds on a day: figures, conditions, papers, each with its source and how well it is known."""
    day = this_day(on)
    row, versions = await found(serving, caller, programme)
    standing = holding(row, versions, day)
    version = standing[1] if standing else None
    return ProgrammeOut(
        **_line(row, versions, day).model_dump(),
        content=sent(version.content) if version and version.content else None,
        imported=version.imported if version else False,
        used=version.used if version else False,
    )


@router.get("/programmes/{programme}/history", summary="Read a programme's history")
async def show_history(programme: ProgrammeCode, caller: Anyone, serving: Serving) -> History:
    """Every version that was ever published, with what it says otherwise than the one before it."""
    row, versions = await found(serving, caller, programme)
    known = views.published(versions)
    lines: list[HistoryLine] = []
    before = None
    for span in effective([each.span for each in known.values()], row.ended_on):
        version = known[span.version]
        content = content_of(version.content or "")
        line = HistoryLine(
            **_in_force(span, version).model_dump(),
            name=row.called(span.valid_from),
            imported=version.imported,
            corrected=version.corrected,
            used=version.used,
            changes=changes(before, content) if before else [],
        )
        lines.insert(0, line)
        before = content
    return History(items=lines)


@router.get("/programmes/{programme}/versions/{version}", summary="Look at a version")
async def show_version(programme: ProgrammeCode, version: VersionId, caller: Anyone, serving: Serving) -> VersionOut:
    """What a version says, for good once an application rests on it."""
    row, versions = await found(serving, caller, programme)
    known = views.published(versions)
    if version not in known:
        raise Problem("not-found")
    spans = effective([each.span for each in known.values()], row.ended_on)
    span = next(each for each in spans if each.version == version)
    standing = known[version]
    return VersionOut(
        **_in_force(span, standing).model_dump(),
        name=row.called(span.valid_from),
        content=sent(standing.content or ""),
        imported=standing.imported,
        corrected=standing.corrected,
        used=standing.used,
    )


@router.get(
    "/programmes/{programme}/cpsv-ap",
    summary="Read a programme as open data",
    dependencies=[anybody()],
    response_class=LinkedData,
)
async def show_cpsv(programme: ProgrammeCode, serving: Serving, on: On = None) -> LinkedData:
    """CPSV-AP 3.2 in JSON-LD, of a day."""
    day = this_day(on)
    row, versions = await found(serving, Principal("", ()), programme)
    standing = holding(row, versions, day)
    return LinkedData(cpsv.described(row, standing[1] if standing else None, day))


@router.get("/household-facts", summary="List what a household may be asked")
async def list_facts(caller: Asker) -> FactList:
    """The vocabulary of rules, in the order of a form."""
    return FactList(items=[FactOut.model_validate(fact, from_attributes=True) for fact in VOCABULARY.values()])


def sent(text: str) -> NewVersion:
    """A version's content in the shape in which it is sent."""
    return NewVersion.model_validate(content_of(text), from_attributes=True)


async def found(serving: Running, caller: Principal, code: str) -> tuple[ProgrammeRow, list[VersionRow]]:
    """The programme and all its versions, drafts included. Raises `Problem`."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.programme(connection, code)
        versions = await views.versions(connection, code) if row else []
    if row is None:
        raise Problem("not-found")
    return row, versions


def this_day(on: date | None) -> date:
    """The day that was asked for, otherwise today in Greece."""
    return on or today(datetime.now(UTC))


def _line(row: ProgrammeRow, versions: Sequence[VersionRow], on: date) -> ProgrammeLine:
    standing = holding(row, versions, on)
    return ProgrammeLine(
        code=row.code,
        name=row.called(on),
        administered_by=row.administered_by,
        what_for=row.what_for,
        ended_on=row.ended_on,
        version=_in_force(*standing) if standing else None,
    )


def _in_force(span: Span, version: VersionRow) -> InForce:
    content = content_of(version.content or "")
    return InForce(
        id=version.id,
        valid_from=span.valid_from,
        until=span.until,
        source=content.source,
        confidence=content.confidence,
    )
