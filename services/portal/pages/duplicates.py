"""Records that may be one human: the worklist, two cards side by side, merging, and parting again."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.portal.clients.base import card
from services.portal.clients.duplicates import Assigned, Comparison, Duplicate, NewMerge, WrittenItem
from services.portal.desk import Desk
from services.portal.door import FrontDesk, TeamDesk
from services.portal.forms import Form
from services.portal.grants import TEAM
from services.portal.opening import opened
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

WHYS = ("papers-differ", "family", "namesake", "person-says", "other")
"""How somebody knows that two records are two people."""

_MERGED_FIRST = ("kept", "merged")


@router.get("/duplicates")
async def worklist(
    desk: FrontDesk,
    state: Annotated[str, Query(pattern="^(open|unsure|dismissed)$")] = "open",
    cursor: str | None = None,
) -> Response:
    """Pairs of the municipality, the likeliest first."""
    found = await desk.duplicates.list(state, cursor)
    labels = await card(desk.registry.labels({one for pair in found.items for one in (pair.left, pair.right)}))
    return await desk.page("duplicates/list.html", found=found, state=state, cursor=cursor, labels=labels)


@router.get("/duplicates/{pair_id}")
async def compare(desk: FrontDesk, pair_id: UUID) -> Response:
    """The two cards, the differences first, and the question whether they are one human."""
    return await _compare(desk, pair_id, await desk.form())


@router.post("/duplicates/{pair_id}")
async def decide(desk: FrontDesk, pair_id: UUID) -> Response:
    """Two people, not sure, or one: then first what the merge would do."""
    form = await desk.form()
    choices = ("same", "different", "unsure") if desk.may(TEAM) else ("different", "unsure")
    decision = form.chosen("decision", choices, "duplicates.error.decision")
    why = form.chosen("why", WHYS, "duplicates.error.why") if decision == "different" else ""
    if form.errors:
        return await _compare(desk, pair_id, form)
    key = form.command
    if decision == "same":
        return await _confirm(desk, pair_id, form)
    done = desk.duplicates.dismiss(pair_id, why, key) if why else desk.duplicates.hand_on(pair_id, key)
    if await form.attempt(done) is None:
        return await _compare(desk, pair_id, form)
    return await desk.go("/duplicates")


@router.post("/duplicates/{pair_id}/merge")
async def merge(desk: TeamDesk, pair_id: UUID) -> Response:
    """Merges them as was chosen, unless somebody wants to choose anew."""
    form = await desk.form()
    if form.get("do") == "edit":
        return await _compare(desk, pair_id, form)
    pair = await desk.duplicates.pair(pair_id)
    kept, merged = _chosen(pair, form)
    await opened(desk, pair.left, f"duplicate-{pair_id}")
    asked = NewMerge(
        kept, merged, int(form.get("kept_version") or 0), int(form.get("merged_version") or 0), tuple(form.all("take"))
    )
    done = await form.attempt(desk.duplicates.merge(form.id("id") or uuid7(), asked))
    if done is None:
        return await _compare(desk, pair_id, form)
    await desk.portal.files.keep(desk.session.handle, kept, await opened(desk, pair.left))
    return await desk.go(f"/people/{kept}", merged=1)


async def _compare(desk: Desk, pair_id: UUID, form: Form) -> Response:
    pair = await desk.duplicates.pair(pair_id)
    file = await opened(desk, pair.left, f"duplicate-{pair_id}")
    both = await desk.duplicates.compare(pair.left, pair.right)
    form.fill(key=str(uuid7()), keep=_likelier(both))
    for one in both.differences:
        form.fill(**{f"take:{one.field}": "left" if one.kept is not None else "right"})
    return await desk.page(
        "duplicates/compare.html",
        status=form.status,
        form=form,
        pair=pair,
        file=file,
        both=both,
        sides=(both.kept, both.merged),
        merges=desk.may(TEAM) and file.whole and pair.merge is None,
        whys=WHYS,
    )


async def _confirm(desk: Desk, pair_id: UUID, form: Form) -> Response:
    pair = await desk.duplicates.pair(pair_id)
    file = await opened(desk, pair.left, f"duplicate-{pair_id}")
    kept, merged = _chosen(pair, form)
    both, effects = await asyncio.gather(
        desk.duplicates.compare(pair.left, pair.right), desk.duplicates.effects(pair.left, merged)
    )
    left_kept = kept == pair.left
    wanted = "right" if left_kept else "left"
    taken = [one for one in both.differences if form.get(f"take:{one.field}") == wanted]
    taken = [one for one in taken if (one.merged if left_kept else one.kept) is not None]
    first, second = (both.kept, both.merged) if left_kept else (both.merged, both.kept)
    form.fill(id=str(uuid7()))
    return await desk.page(
        "duplicates/confirm.html",
        status=form.status,
        form=form,
        pair=pair,
        file=file,
        kept=first,
        merged=second,
        taken=taken,
        left_kept=left_kept,
        choices=[f"take:{one.field}" for one in both.differences],
        effects={name: count for name, count in effects.items() if count},
    )


def _chosen(pair: Duplicate, form: Form) -> tuple[UUID, UUID]:
    """Which of the two goes on, and which is read as it."""
    return (pair.right, pair.left) if form.get("keep") == "right" else (pair.left, pair.right)


def _likelier(both: Comparison) -> str:
    """Which record goes on where nobody said: one with a reference number, otherwise the older."""
    return "right" if both.merged.number and not both.kept.number else "left"


@router.get("/merges/{merge_id}/undo")
async def ask_whose(desk: TeamDesk, merge_id: UUID) -> Response:
    """What was written since, each with the question whose it is."""
    return await _undo(desk, merge_id, await desk.form())


@router.post("/merges/{merge_id}/undo")
async def undo(desk: TeamDesk, merge_id: UUID) -> Response:
    """Parts the two, with what was said of each thing."""
    form = await desk.form()
    standing = await desk.duplicates.standing(merge_id)
    await opened(desk, standing.kept, f"merge-{merge_id}")
    items = await desk.duplicates.written_since(merge_id)
    assigned = tuple(
        Assigned(one.kind, one.id, form.chosen(f"item-{one.id}", _MERGED_FIRST, "duplicates.error.item"))
        for one in items
    )
    if not form.errors:
        done = await form.attempt(desk.duplicates.undo(merge_id, assigned, form.command))
        if done is not None:
            return await desk.go(f"/people/{standing.kept}", parted=1)
    return await _undo(desk, merge_id, form, items)


async def _undo(desk: Desk, merge_id: UUID, form: Form, items: tuple[WrittenItem, ...] | None = None) -> Response:
    standing = await desk.duplicates.standing(merge_id)
    file = await opened(desk, standing.kept, f"merge-{merge_id}")
    both = await desk.duplicates.compare(standing.kept, standing.merged)
    if items is None:
        items = await desk.duplicates.written_since(merge_id)
        for one in items:
            form.fill(**{f"item-{one.id}": "merged" if one.person == standing.merged else "kept"})
    form.fill(key=str(uuid7()))
    return await desk.page(
        "duplicates/undo.html",
        status=form.status,
        form=form,
        merge=standing,
        file=file,
        both=both,
        items=items,
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues([standing.by]),
    )
