"""The registry of programmes over HTTP, to write: one administrator of the region drafts, another publishes."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from services.registry.programmes import domain
from services.registry.programmes.answers import Came, DraftList, DraftOut
from services.registry.programmes.api import ProgrammeCode, VersionId, found, sent
from services.registry.programmes.bodies import NewEnd, NewName, NewProgramme, NewVersion
from services.registry.programmes.domain import Programme, evolve
from services.registry.programmes.rules.assessing import as_expected, compiled
from services.registry.programmes.views import PREFIX, ProgrammeRow, VersionRow, content_of
from shared.callers import allow
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.problems import FieldError, Problem
from shared.scope import DESK, Principal, Role
from shared.service import Serving
from shared.writing import Changing, Creating, Writing, Written

_WRITERS = (Role.REGIONAL_ADMINISTRATOR, Role.IMPORTER)
Writer = Annotated[Principal, allow(*_WRITERS)]
Desk = Annotated[Principal, allow(*DESK)]
router = APIRouter(tags=["programmes"])


@router.put(
    "/programmes/{programme}",
    status_code=201,
    response_model=Written,
    summary="Introduce a programme",
    openapi_extra=refuses("programme-exists"),
)
async def put_programme(
    programme: ProgrammeCode, body: NewProgramme, caller: Writer, writing: Creating
) -> JSONResponse:
    """A programme joins the registry."""
    path = next(grant.path for grant in caller.grants if grant.role in _WRITERS)
    return await writing.commit(
        f"{PREFIX}{programme}",
        lambda loaded: domain.introduce(_state(loaded), code=programme, **body.model_dump()),
        by=caller,
        scope="/".join(path.split("/")[:2]),
    )


@router.post(
    "/programmes/{programme}/names",
    response_model=Written,
    summary="Rename a programme",
    openapi_extra=refuses("name-not-later"),
)
async def post_name(programme: ProgrammeCode, body: NewName, caller: Writer, writing: Changing) -> JSONResponse:
    """The law calls it otherwise from a day on."""
    return await _changed(
        programme, caller, writing, lambda state: domain.rename(state, name=body.name, since=body.since)
    )


@router.post(
    "/programmes/{programme}/end",
    response_model=Written,
    summary="End a programme",
    openapi_extra=refuses("programme-ended", "version-after-end"),
)
async def post_end(programme: ProgrammeCode, body: NewEnd, caller: Writer, writing: Changing) -> JSONResponse:
    """Nobody can apply after that day."""
    return await _changed(programme, caller, writing, lambda state: domain.end(state, last_day=body.last_day))


@router.get("/programmes/{programme}/drafts", summary="List a programme's drafts")
async def list_drafts(programme: ProgrammeCode, caller: Writer, serving: Serving) -> DraftList:
    """What does not hold yet, with the examples of each as they come out now."""
    row, versions = await found(serving, caller, programme)
    drafts = [_draft(row, version) for version in versions if version.draft]
    return DraftList(items=sorted(drafts, key=lambda each: (each.content.valid_from, each.id)))


@router.get("/programmes/{programme}/drafts/{version}", summary="Look at a draft")
async def show_draft(programme: ProgrammeCode, version: VersionId, caller: Writer, serving: Serving) -> DraftOut:
    """One version that does not hold yet, with its examples as they come out now."""
    row, versions = await found(serving, caller, programme)
    standing = next((each for each in versions if each.id == version and each.draft), None)
    if standing is None:
        raise Problem("not-found")
    return _draft(row, standing)


@router.post(
    "/programmes/{programme}/versions/{version}/draft",
    response_model=Written,
    summary="Draft a version",
    openapi_extra=refuses("version-used", "version-overlaps", "programme-ended"),
)
async def post_draft(
    programme: ProgrammeCode, version: VersionId, body: NewVersion, caller: Writer, writing: Changing
) -> JSONResponse:
    """Writes a version whole, or what is to stand instead of one that no application rests on."""
    if body.until and body.until < body.valid_from:
        raise Problem("invalid", errors=[FieldError("/until", "ends-before-it-begins")])
    content = body.content
    _, errors = compiled(content)
    if errors:
        raise Problem("invalid", errors=errors)

    def decide(state: Programme) -> list[domain.Event]:
        if clash := domain.clashes(state, version, content):
            other = clash.other.valid_from
            raise Problem("invalid", errors=[FieldError(f"/{clash.field}", "overlaps-version", {"since": other})])
        return domain.draft(state, version=version, writer=caller.id, content=content)

    return await _changed(programme, caller, writing, decide)


@router.post(
    "/programmes/{programme}/versions/{version}/submission",
    response_model=Written,
    summary="Hand a draft to a second person",
    openapi_extra=refuses("no-draft", "version-incomplete", "examples-fail"),
)
async def post_submission(
    programme: ProgrammeCode, version: VersionId, caller: Writer, writing: Changing
) -> JSONResponse:
    """Its examples pass; somebody else is to let it hold."""
    return await _changed(
        programme,
        caller,
        writing,
        lambda state: domain.submit(state, version=version, failing=_failing(state, version)),
    )


@router.post(
    "/programmes/{programme}/versions/{version}/publication",
    response_model=Written,
    summary="Publish a version",
    openapi_extra=refuses(
        "no-draft", "version-not-submitted", "writer-approves", "version-used", "version-incomplete", "examples-fail",
        "version-overlaps", "programme-ended",
    ),
)  # fmt: skip
async def post_publication(
    programme: ProgrammeCode, version: VersionId, caller: Writer, writing: Changing
) -> JSONResponse:
    """Lets a draft hold that somebody else wrote. An import publishes what it brought, and the version says so."""
    imported = writing.import_id is not None and caller.has([Role.IMPORTER])
    return await _changed(
        programme,
        caller,
        writing,
        lambda state: domain.publish(
            state, version=version, by=caller.id, failing=_failing(state, version), imported=imported
        ),
    )


@router.post(
    "/programmes/{programme}/versions/{version}/withdrawal",
    response_model=Written,
    summary="Give up a draft",
)
async def post_withdrawal(
    programme: ProgrammeCode, version: VersionId, caller: Writer, writing: Changing
) -> JSONResponse:
    """The draft is no more; what was published stays."""
    return await _changed(programme, caller, writing, lambda state: domain.withdraw(state, version=version))


@router.post(
    "/programmes/{programme}/versions/{version}/use",
    response_model=Written,
    summary="Note that an application rests on a version",
    openapi_extra=refuses("version-not-published"),
)
async def post_use(programme: ProgrammeCode, version: VersionId, caller: Desk, writing: Changing) -> JSONResponse:
    """From now on the version stays as it is."""
    return await _changed(programme, caller, writing, lambda state: domain.use(state, version=version))


async def _changed(
    code: str, caller: Principal, writing: Writing, decide: Callable[[Programme], list[domain.Event]]
) -> JSONResponse:
    def decided(loaded: Loaded) -> list[object]:
        if loaded.version == 0:
            raise Problem("not-found")
        return [*decide(_state(loaded))]

    return await writing.commit(f"{PREFIX}{code}", decided, by=caller)


def _state(loaded: Loaded) -> Programme:
    return loaded.fold(evolve, Programme())


def _failing(state: Programme, version: UUID) -> int:
    standing = state.versions.get(version)
    found = compiled(standing.draft)[0] if standing and standing.draft else None
    return len(found.failing()) if found else 0


def _draft(row: ProgrammeRow, version: VersionRow) -> DraftOut:
    text = version.draft or ""
    ready, _ = compiled(content_of(text))
    return DraftOut(
        id=version.id,
        programme=row.code,
        content=sent(text),
        writers=version.writers.split(),
        submitted=version.submitted,
        corrects=version.content is not None,
        came=[
            Came(
                name=example.name,
                expects=example.expects,
                came=came.verdict,
                pays=example.pays,
                came_pays=came.pays,
                passes=as_expected(example, came),
            )
            for example, came in (ready.examples() if ready else ())
        ],
        version=row.version,
    )
