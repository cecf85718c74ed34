"""Finding a person. What is searched for never stands in an address."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.door import FrontDesk
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)


@router.get("/search")
async def ask(desk: FrontDesk, over: str = "") -> Response:
    """The search box alone; `over` says that a search's half hour has passed."""
    form = await desk.form()
    return await desk.page("search/box.html", over=bool(over), form=form, visit=form.id("visit"))


@router.post("/search")
async def take(desk: FrontDesk) -> Response:
    """Keeps the words and leads to the results under a handle that nobody can guess."""
    form = await desk.form()
    query = form.get("q")[:100]
    visit = form.id("visit")
    if len(query) < 2:
        form.fail("q", "search.error.short")
        return await desk.page("search/box.html", status=422, over=False, form=form, visit=visit)
    handle = await desk.keep_search({"q": query, "visit": str(visit or "")})
    return await desk.lead(f"/search/{handle}")


@router.get("/search/{handle}")
async def results(desk: FrontDesk, handle: str) -> Response:
    """Who fits, and why; from here a visit is linked or a person registered."""
    kept = await desk.kept_search(handle)
    if kept is None:
        return await desk.lead("/search", over=1)
    hits = await desk.registry.search(kept["q"])
    visit = UUID(kept["visit"]) if kept["visit"] else None
    return await desk.page(
        "search/results.html", hits=hits, query=kept["q"], visit=visit, handle=handle, keys=[uuid7() for _ in hits]
    )
