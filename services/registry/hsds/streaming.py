"""HSDS as a stream (`format=ndjson`): all of a list without pages, an object a line."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

from fastapi.responses import Response, StreamingResponse

from shared.fields import Out

NDJSON = "application/x-ndjson"
STREAMS: dict[int | str, dict[str, Any]] = {200: {"content": {NDJSON: {"schema": {"type": "string"}}}}}
"""For a route's `responses`."""

RowT = TypeVar("RowT")


async def streamed(
    batches: AsyncIterator[Sequence[RowT]], shape: Callable[[Sequence[RowT]], Awaitable[Sequence[Out]]]
) -> StreamingResponse:
    """The answer. Its first lines are made before it begins, so that what fails at once is still a refusal."""
    try:
        begun = _lines(await shape(await anext(batches)))
    except StopAsyncIteration:
        begun = b""

    async def content() -> AsyncGenerator[bytes]:
        yield begun
        async for batch in batches:
            yield _lines(await shape(batch))

    return StreamingResponse(content(), media_type=NDJSON)


def lined(known: Sequence[Out]) -> Response:
    """The answer where all of it is at hand."""
    return Response(_lines(known), media_type=NDJSON)


def _lines(shaped: Sequence[Out]) -> bytes:
    return b"".join(each.model_dump_json(exclude_none=True).encode() + b"\n" for each in shaped)
