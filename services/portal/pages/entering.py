"""Taking in municipalities: from the national list, several at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.portal.clients.places import Reference
from services.portal.desk import Desk
from services.portal.door import FounderDesk
from services.portal.forms import Form, FormError
from services.portal.grants import FOUND
from shared.greek import words
from shared.scope import covers

router = APIRouter(include_in_schema=False)

SHOWN = 80
"""Municipalities on one page: more than any region has."""

HERE = "/organisation/municipalities"
Narrowed = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Asked:
    """How the list is narrowed: to one regional unit, to names with these words."""

    unit: str = ""
    query: str = ""

    def among(self, listed: Sequence[Reference]) -> list[Reference]:
        """Those that fit, by the beginnings of their words, whatever their accents and endings."""
        wanted = words(self.query)
        return [
            one
            for one in listed
            if (not self.unit or one.regional_unit == self.unit)
            and all(any(has.startswith(word) for has in words(one.name)) for word in wanted)
        ]


@router.get(HERE)
async def ask(
    desk: FounderDesk, unit: Narrowed = "", query: Narrowed = "", done: Annotated[int, Query(ge=0, le=999)] = 0
) -> Response:
    """The municipalities of the person's region: which were entered, and which can be."""
    form = await desk.form()
    asked = Asked(unit or form.get("unit"), query or form.get("query"))
    return await _list(desk, form, asked, await _of_region(desk), done=done)


@router.post(HERE)
async def enter(desk: FounderDesk) -> Response:
    """Enters those that were ticked, each by itself; sending it again enters what is left."""
    form, listed = await desk.form(), await _of_region(desk)
    asked = Asked(form.get("unit"), form.get("query"))
    ticked = [one for one in listed if one.code in form.all("code") and not one.entered]
    if not ticked:
        form.fail("", "founding.error.none_ticked")
    done = 0
    for one in ticked:
        if form.status == 503:  # whoever does not answer is not asked once more for each of them
            break
        done += await _entered(desk, form, one)
    desk.forget_places()
    if not form.errors:
        return await desk.go(HERE, unit=asked.unit, query=asked.query, done=done)
    return await _list(desk, form, asked, await _of_region(desk), done=done)


async def _entered(desk: Desk, form: Form, one: Reference) -> bool:
    """Whether it was; what kept it from being so stands at its row."""
    row, field = Form(desk.text, {}), f"short-{one.code}"
    entered = await row.attempt(desk.places.enter(one, form.get(field) or one.name), {"/short_name": field})
    name = desk.text.plain("shell.municipality", name=one.name)
    form.status = max(form.status, row.status)
    form.errors += [FormError(f"code-{one.code}", f"{name}: {error.text}") for error in row.errors[:1]]
    return entered is not None


async def _of_region(desk: Desk) -> list[Reference]:
    """Those that the person may take in, by regional unit."""
    paths = [grant.path for grant in desk.scopes(FOUND)]
    mine = (one for one in await desk.places.reference() if any(covers(path, one.scope) for path in paths))
    return sorted(mine, key=lambda one: (words(one.regional_unit), one.code))


async def _list(desk: Desk, form: Form, asked: Asked, listed: Sequence[Reference], *, done: int) -> Response:
    found = asked.among(listed)
    form.put("unit", asked.unit)
    form.put("query", asked.query)
    for one in found[:SHOWN]:
        form.fill(**{f"short-{one.code}": one.name})
    return await desk.page(
        "organisation/enter.html",
        status=form.status,
        form=form,
        found=found[:SHOWN],
        beyond=len(found) - SHOWN,
        units=list(dict.fromkeys(one.regional_unit for one in listed)),
        entered=sum(one.entered for one in listed),
        total=len(listed),
        done=done,
    )
