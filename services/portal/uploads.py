"""A sent form with a file, read as it arrives: its fields first, then the file's content piece by piece.

What is filed about a person touches no disk here. The file's field is the form's last; what follows it is passed over.
"""

from collections import deque
from collections.abc import AsyncIterator
from typing import cast

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException

from services.portal.portal import Fields

FIELD_BYTES = 65_536
"""Of all fields before the file."""

DRAINED_BYTES = 256_000_000
"""So much of a body that is refused is still read: a browser shows the answer only once it has sent everything."""


class Upload:
    """The fields of the form, and what is still to come of its file."""

    def __init__(self, source: AsyncIterator[bytes], boundary: bytes, length: int) -> None:
        self.fields: Fields = {}
        self.file_name = ""
        self.length = length
        """Bytes of the whole body, as the browser announced them."""
        self._source = source
        self._pieces: deque[bytes] = deque()
        self._header = (b"", b"")
        self._name: str | None = None
        self._value = bytearray()
        self._taken = 0
        self._in_file = self._file_ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    async def begin(self) -> None:
        """Reads up to the file. Raises 413 for fields that are too long and 422 for what no form of ours sends."""
        while not (self._in_file or self._file_ended) and await self._feed():
            if self._taken > FIELD_BYTES:
                raise HTTPException(413)

    async def content(self) -> AsyncIterator[bytes]:
        """The file's bytes."""
        while True:
            while self._pieces:
                yield self._pieces.popleft()
            if self._file_ended or not await self._feed():
                return

    async def drain(self) -> None:
        """Reads what is left, and forgets it."""
        left = DRAINED_BYTES
        async for piece in self._source:
            left -= len(piece)
            if left < 0:
                return

    async def _feed(self) -> bool:
        piece = await anext(self._source, b"")
        if not piece:
            return False
        try:
            self._parser.write(piece)
        except FormParserError:
            raise HTTPException(422) from None
        return True

    def _begin(self) -> None:
        self._name, self._value = None, bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end].lower(), self._header[1])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _header_end(self) -> None:
        (name, value), self._header = self._header, (b"", b"")
        if name != b"content-disposition" or self._file_ended:
            return
        _, options = parse_options_header(value)
        self._name = options.get(b"name", b"").decode(errors="replace")
        if b"filename" in options:
            self._in_file, self.file_name = True, options[b"filename"].decode(errors="replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._pieces.append(data[start:end])
        elif not self._file_ended:
            self._taken += end - start
            self._value += data[start:end]

    def _end(self) -> None:
        if self._in_file:
            self._in_file, self._file_ended = False, True
        elif self._name and not self._file_ended:
            self.fields.setdefault(self._name, []).append(self._value.decode(errors="replace"))


async def read_upload(request: Request) -> Upload:
    """The fields that a form sent before its file. Raises 413 and 422 as `Upload.begin`, and 422 for other bodies."""
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    length = request.headers.get("Content-Length", "")
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary or not length.isdecimal():
        raise HTTPException(422)
    try:
        upload = Upload(cast("AsyncIterator[bytes]", request.stream()), boundary, int(length))
    except FormParserError:
        raise HTTPException(422) from None
    request.state.body_limit = DRAINED_BYTES
    await upload.begin()
    return upload
