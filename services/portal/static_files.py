"""Style sheets, fonts and the one script, held in memory under names that change with their content."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

_HERE = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2"}
_FOREVER = "public, max-age=31536000, immutable"


class LookMissing(RuntimeError):
    """`static/vendor/` was not built: `python -m services.portal.assets`."""


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    packed: bytes | None
    kind: str
    digest: str


class StaticFiles:
    """All files, read once at the start; the own style sheets are one file in the order of their names."""

    def __init__(self) -> None:
        if not (_HERE / "vendor" / "digigov.css").is_file():
            raise LookMissing("the portal's look is not built: run `python -m services.portal.assets`")
        self._files = dict(self._read())

    def _read(self) -> Iterator[tuple[str, _File]]:
        for path in sorted(_HERE.glob("vendor/*")):
            if path.suffix in _TYPES:
                yield f"vendor/{path.name}", _file(path.read_bytes(), path.suffix)
        for path in sorted(_HERE.glob("js/*.js")):
            yield path.name, _file(path.read_bytes(), ".js")
        sheets = b"\n".join(path.read_bytes() for path in sorted(_HERE.glob("css/*.css")))
        yield "kentro.css", _file(sheets, ".css")

    def href(self, name: str) -> str:
        """The address of a file, with its content's digest."""
        return f"/static/{name}?v={self._files[name].digest}"

    def router(self) -> APIRouter:
        """`/static/...`, for everybody."""
        router = APIRouter(include_in_schema=False)

        @router.get("/static/{name:path}")
        async def file(name: str, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
            """A file of the look; the same for everybody, so it may be kept."""
            found = self._files.get(name)
            if found is None:
                raise HTTPException(404)
            headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
            if found.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
                return Response(found.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=found.kind)
            return Response(found.body, headers=headers, media_type=found.kind)

        return router


def _file(body: bytes, suffix: str) -> _File:
    # Pages are not compressed: they mix form tokens with what a person typed, and the size would tell.
    packed = gzip.compress(body, 9, mtime=0) if suffix != ".woff2" else None
    return _File(body, packed, _TYPES[suffix], hashlib.sha256(body).hexdigest()[:12])
