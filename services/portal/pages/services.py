"""Who can help with this, near, open, with a place; and what room a service has."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.codes import AUDIENCES, SERVICE_KINDS, TOPICS
from services.portal.desk import Desk
from services.portal.door import AdminDesk, HelpDesk, ReportDesk
from services.portal.forms import Form
from services.portal.grants import REPORT, TEAM, municipality_of
from services.portal.keeping import keeps_service
from services.portal.service_forms import (
    CAPACITY_POINTERS,
    OLDEST,
    PAUSE_POINTERS,
    read_capacity,
    read_pause,
    weeks_in_words,
)
from shared.greek import sort_key

router = APIRouter(include_in_schema=False)


@router.get("/services")
async def find(
    desk: HelpDesk,
    need: str = "",
    kind: str = "",
    municipality: str | None = None,
    audience: str = "",
    age: str = "",
    query: str = "",
    with_place: str = "",
    open_today: str = "",
    cursor: str | None = None,
) -> Response:
    """What is asked for stands in the address; it names nobody."""
    municipalities = await desk.municipalities()
    place = _own(desk) if municipality is None else municipality
    years = int(age) if age.isascii() and age.isdecimal() and int(age[:4]) <= OLDEST else None
    asked = {
        "need": need if need in TOPICS else "",
        "kind": kind if kind in SERVICE_KINDS else "",
        "municipality": place if place in municipalities else "",
        "audience": audience if audience in AUDIENCES else "",
        "age": "" if years is None else str(years),
        "query": query.strip()[:200],
        "with_place": "1" if with_place else "",
        "open_today": "1" if open_today else "",
    }
    found = await desk.bodies.services(
        **{name: value for name, value in asked.items() if name not in {"with_place", "open_today"}},
        with_place=bool(with_place),
        open_on=desk.today if open_today else None,
        cursor=cursor,
    )
    return await desk.page(
        "services/list.html",
        found=found,
        asked=asked,
        cursor=cursor,
        needs=[topic for topic in TOPICS if topic not in {"documents", "other"}],
        kinds=SERVICE_KINDS,
        audiences=AUDIENCES,
        municipalities=sorted(municipalities.values(), key=lambda each: sort_key(each.name)),
        may_refer=desk.may(TEAM),
    )


@router.get("/services/{service_id}")
async def show(desk: HelpDesk, service_id: UUID, saved: str = "") -> Response:
    """Everything that the registry says of one service."""
    return await _show(desk, service_id, await desk.form(), saved=bool(saved))


@router.post("/services/{service_id}/capacity")
async def report(desk: ReportDesk, service_id: UUID) -> Response:
    """What the service said it has, today."""
    form = await desk.form()
    if told := read_capacity(form):
        asked = desk.bodies.report(service_id, told["places"], told["waiting"], key=form.command)
        if await form.attempt(asked, CAPACITY_POINTERS):
            return await desk.go(f"/services/{service_id}", saved=1)
    return await _show(desk, service_id, form)


@router.post("/services/{service_id}/pause")
async def pause(desk: AdminDesk, service_id: UUID) -> Response:
    """It takes nobody for now, or people again."""
    form = await desk.form()
    key = form.command
    done = None
    if form.get("do") == "resume":
        done = await form.attempt(desk.bodies.take_again(service_id, key=key))
    elif told := read_pause(form, desk.today):
        done = await form.attempt(desk.bodies.pause(service_id, told["until"], told["why"], key=key), PAUSE_POINTERS)
    if done:
        return await desk.go(f"/services/{service_id}", saved=1)
    return await _show(desk, service_id, form)


async def _show(desk: Desk, service_id: UUID, form: Form, *, saved: bool = False) -> Response:
    service = await desk.registry.service(service_id)
    municipalities = await desk.municipalities()
    form.ready()
    keeps = await keeps_service(desk, service)
    codes = dict.fromkeys(code for code in (service.municipality, *service.municipalities) if code in municipalities)
    return await desk.page(
        "services/show.html",
        status=form.status,
        form=form,
        service=service,
        areas=[
            *(desk.text.plain("shell.municipality", name=municipalities[code].name) for code in codes if code),
            *(desk.text.plain("services.unit", name=unit) for unit in service.regional_units),
        ],
        weeks=weeks_in_words(desk.text, service),
        may_report=desk.may(REPORT) and service.state not in {"ended", "body-closed"},
        may_change=keeps and service.state in {"open", "paused"},
        may_correct=keeps and service.state not in {"ended", "body-closed"},
        saved=saved,
    )


def _own(desk: Desk) -> str:
    """The municipality that is asked about first: where this person works."""
    return next((code for grant in desk.grants if (code := municipality_of(grant.path))), "")
