"""What people can apply for: the programmes of a day, one of them with its history, and what a household may expect."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.desk import Desk
from services.portal.door import CheckDesk, ProgrammeDesk
from services.portal.forms import Form
from services.portal.grants import CHECK, KEEP
from services.portal.household import answered, grouped, pointers

router = APIRouter(include_in_schema=False)

VERDICTS = ("likely", "not-enough-known", "unlikely")


@router.get("/programmes")
async def listed(desk: ProgrammeDesk) -> Response:
    """The programmes of a day, by their names of that day."""
    form, on = _day(desk)
    found = await desk.programmes.programmes(on)
    return await desk.page(
        "programmes/list.html", form=form, on=on, found=found, checks=desk.may(CHECK), keeps=desk.may(KEEP)
    )


@router.get("/programmes/{code}")
async def show(desk: ProgrammeDesk, code: str) -> Response:
    """All that holds on a day, and what held before."""
    form, on = _day(desk)
    programme = await desk.programmes.programme(code, on)
    history = await desk.programmes.history(code)
    drafts = await desk.programmes.drafts(code) if desk.may(KEEP) else ()
    return await desk.page(
        "programmes/show.html",
        form=form,
        on=on,
        programme=programme,
        history=history,
        keeps=desk.may(KEEP),
        drafts=drafts,
    )


@router.get("/pre-check")
async def ask(desk: CheckDesk) -> Response:
    """The questions; each may be left out."""
    return await _ask(desk, await desk.form())


@router.post("/pre-check")
async def check(desk: CheckDesk) -> Response:
    """What may be expected. It is shown and not kept, neither here nor in registry."""
    form = await desk.form()
    facts = await desk.pre_checks.facts()
    answers = answered(form, facts)
    if form.errors or form.get("do") == "change":
        return await _ask(desk, form)
    found = await form.attempt(desk.pre_checks.check(answers, desk.today), pointers(facts))
    if found is None:
        return await _ask(desk, form)
    known = [fact for fact in facts if fact.code in answers]
    return await desk.page(
        "programmes/checked.html",
        form=form,
        found=found,
        verdicts=VERDICTS,
        known=known,
        facts={fact.code: fact for fact in facts},
        answers=answers,
        language=desk.language,
    )


async def _ask(desk: Desk, form: Form) -> Response:
    facts = await desk.pre_checks.facts()
    return await desk.page(
        "programmes/pre_check.html", status=form.status, form=form, groups=grouped(facts), language=desk.language
    )


def _day(desk: Desk) -> tuple[Form, date]:
    """The day that was asked for, today where none was, or none that there is."""
    asked = desk.request.query_params
    form = Form(desk.text, {name: asked.get(name, "") for name in ("on-day", "on-month", "on-year")})
    on = day_of(asked.get("on", "")) or form.day("on") or desk.today
    if not form.errors:
        form.put("on-day", str(on.day))
        form.put("on-month", str(on.month))
        form.put("on-year", str(on.year))
    return form, on


def day_of(text: str) -> date | None:
    """The day that an address or a form names, nothing where it names none that there is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None
