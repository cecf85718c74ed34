"""Merging two records and parting them: what is written, and the claims that keep merges from crossing each other.

A record is merged at most once at a time: `merged:<id>` is claimed by its merge. Merges of one municipality are decided
one after the other, each under the next of its serial claims, so that no two of them lead in a circle.
"""

from collections.abc import Iterable
from uuid import UUID

from fastapi.responses import JSONResponse

from services.registry.erasure.domain import open_of
from services.registry.merging import views
from services.registry.merging.bodies import NewMerge, Undoing
from services.registry.merging.domain import Merge, PersonsMerged, Taken, evolve, merge, undo
from services.registry.merging.facts import move_facts
from services.registry.merging.overlay import IDENTIFIER
from services.registry.people import queries
from services.registry.people.views import FileRow, PersonRow
from shared.database import Queries
from shared.domain import Refused
from shared.envelope import stream_id
from shared.eventstore import Decision, EventStore, Loaded, VersionChanged
from shared.problems import Problem
from shared.scope import Principal, Reach, scoped
from shared.serials import with_next
from shared.writing import Writing, must_be_visible

_HELD = "SELECT stream FROM claim WHERE key = $1"
_ERASING = "SELECT EXISTS (SELECT FROM claim WHERE key = ANY ($1::text[]))"


async def merge_records(id: UUID, body: NewMerge, caller: Principal, writing: Writing) -> JSONResponse:  # noqa: A002
    """Merges them. The caller works with the kept record's file and may know the other.

    Raises `Problem` where either is not there for the caller, `VersionChanged` where one changed since it was shown.
    """
    service = writing.service
    repeated = (await service.store.load(f"merge-{id}")).version > 0
    async with scoped(service.pool, caller) as connection:
        rows = await queries.recorded(connection, {body.kept, body.merged})
        kept, merged = rows.get(body.kept), rows.get(body.merged)
        if kept is None or merged is None or not caller.reaches(Reach.FILE, kept.centre):
            raise Problem("not-found")
        if kept.municipality != merged.municipality:
            raise Problem("not-found")
        kept_file = await queries.file_recorded(connection, kept.id)
        (shown,) = await views.as_read(connection, [merged])
        shown_file = await queries.file_of(connection, merged.id)
    if kept_file and shown_file and kept_file.concealed != shown_file.concealed:
        raise Refused("merged-half-concealed")
    if await service.pool.fetchval(_ERASING, [open_of(body.kept), open_of(body.merged)]):
        raise Refused("merged-while-erased")
    if not repeated:
        for row, seen in ((kept, body.kept_version), (merged, body.merged_version)):
            if row.version != seen:
                raise VersionChanged(row.version)
    taken = taken_of(body.take, kept, shown, kept_file, shown_file)
    merging = PersonsMerged(kept.id, merged.id, kept.centre, merged.centre, taken)
    own = f"merge-{id}"

    async def write(_: int, serial: str) -> JSONResponse:
        kept_into = await merged_into(service.pool, service.store, kept.id, but=own)
        into = await merged_into(service.pool, service.store, merged.id, but=own)

        def decide(loaded: Loaded) -> Decision:
            events = merge(loaded.fold(evolve, Merge()), merging=merging, kept_into=kept_into, merged_into=into)
            return Decision(events, claim=[serial, _claim(merged.id)] if events else [])

        return await writing.commit(own, decide, by=caller, scope=kept.centre)

    return await with_next(service.pool, _serials(kept.centre), write)


async def undo_merge(id: UUID, body: Undoing, caller: Principal, writing: Writing) -> JSONResponse:  # noqa: A002
    """Parts them again."""
    service, own = writing.service, f"merge-{id}"
    loaded = await service.store.load(own)
    must_be_visible(loaded, caller, Reach.FILE)
    state = loaded.fold(evolve, Merge())
    if state.merged is None:
        raise Problem("not-found")
    was = state.merged
    first = loaded.recorded[0]
    was_row = views.MergeRow(
        id, was.kept_centre, was.merged_centre, was.kept, was.merged, "", "", first.recorded_at, first.position, 1
    )

    if await service.pool.fetchval(_ERASING, [open_of(was.kept), open_of(was.merged)]):
        raise Refused("merged-while-erased")

    async def write(_: int, serial: str) -> JSONResponse:
        kept_into = await merged_into(service.pool, service.store, was.kept)

        def decide(loaded: Loaded) -> Decision:
            events = undo(loaded.fold(evolve, Merge()), assigned=body.as_assigned(), kept_into=kept_into)
            return Decision(events, claim=[serial] if events else [], release=[_claim(was.merged)] if events else [])

        answer = await writing.commit(own, decide, by=caller)
        command = writing.as_command(by=caller)
        for outcome in await move_facts(service.store, was_row, command, body.as_assigned()):
            await service.readable(outcome)
        return answer

    return await with_next(service.pool, _serials(was.kept_centre), write)


async def merged_into(pool: Queries, store: EventStore, person: UUID, *, but: str = "") -> UUID | None:
    """The record that this one is merged into by another merge than `but`, as the log itself says; None for none."""
    held: str | None = await pool.fetchval(_HELD, _claim(person))
    if held is None or held == but:
        return None
    standing = (await store.load(held)).fold(evolve, Merge())
    return standing.merged.kept if standing.merged else stream_id(held)


def taken_of(
    fields: Iterable[str], kept: PersonRow, merged: PersonRow, kept_file: FileRow | None, merged_file: FileRow | None
) -> tuple[Taken, ...]:
    """What is taken of the merged card, where it says something else than the kept record itself."""
    ours, theirs = _said(kept, kept_file), _said(merged, merged_file)
    chosen = sorted(set(fields) & theirs.keys())
    return tuple(Taken(one, ours.get(one), theirs[one]) for one in chosen if ours.get(one) != theirs[one])


def _said(row: PersonRow, file: FileRow | None) -> dict[str, str]:
    said = {field: value for field in views.FIELDS if (value := views.told(row, field)) is not None}
    said |= {f"{IDENTIFIER}{kind}": value for kind, value in row.known_identifiers}
    if file is not None:
        said |= {name: value for name in views.FILE_FIELDS if (value := getattr(file, name)) is not None}
    return said


def _claim(merged: UUID) -> str:
    return f"merged:{merged}"


def _serials(centre: str) -> str:
    return f"merge:{centre.split('/')[2]}:"
