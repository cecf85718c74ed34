"""A file from a service, handed on to the browser as it streams, to be saved and never shown within a page."""

from collections.abc import AsyncIterator

import httpx2
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

_HANDED_ON = (
    "Content-Type",
    "Content-Disposition",
    "Content-Length",
    "Content-Security-Policy",
    "X-Content-Type-Options",
)


def handed_on(answer: httpx2.Response) -> StreamingResponse:
    """What the service answered, as it comes."""
    headers = {name: answer.headers[name] for name in _HANDED_ON if name in answer.headers}
    return StreamingResponse(
        _pieces(answer), headers={**headers, "Cache-Control": "no-store"}, background=BackgroundTask(answer.aclose)
    )


async def _pieces(answer: httpx2.Response) -> AsyncIterator[bytes]:
    async for piece in answer.aiter_bytes():
        yield piece
