"""What happens to a programme as a whole: the law calls it otherwise, or nobody can apply for it any more."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.desk import Desk
from services.portal.door import KeeperDesk
from services.portal.forms import Form

router = APIRouter(include_in_schema=False)


@router.get("/programmes/{code}/changes")
async def ask(desk: KeeperDesk, code: str) -> Response:
    """Another name from a day on, or a last day."""
    return await _show(desk, code, await desk.form())


@router.post("/programmes/{code}/changes")
async def tell(desk: KeeperDesk, code: str) -> Response:
    """Renames it, or ends it."""
    form, done = await desk.form(), None
    key = form.command
    if form.get("do") == "end":
        last_day = form.day("last", required_key="organisation.error.day")
        if last_day:
            done = await form.attempt(desk.programmes.end(code, last_day, key=key), {"/last_day": "last-day"})
    else:
        name = form.required("name", "programmes.error.required")
        since = form.day("since", required_key="organisation.error.day")
        if since and not form.errors:
            fields = {"/name": "name", "/since": "since-day"}
            done = await form.attempt(desk.programmes.rename(code, name, since, key=key), fields)
    if done:
        return await desk.go(f"/programmes/{code}")
    return await _show(desk, code, form)


async def _show(desk: Desk, code: str, form: Form) -> Response:
    programme = await desk.programmes.programme(code, desk.today)
    form.ready()
    return await desk.page("programmes/changes.html", status=form.status, form=form, programme=programme)
