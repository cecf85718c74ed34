"""What a scanned document really is, by its content; what only pretends to be one is refused.

A name or a declared type is never believed. A file that is two things at once (a polyglot), or would unfold to far more
than it shows (a bomb), is none of ours.
"""

import re
from typing import Any, Literal, get_args

import puremagic

MediaType = Literal["application/pdf", "image/jpeg", "image/png", "image/tiff", "image/heic"]
MEDIA_TYPES: tuple[MediaType, ...] = get_args(MediaType)

EDGE = 1 << 16
"""Bytes at the beginning and at the end that are looked at."""

MOST_PIXELS = 120_000_000
"""A scan of an A3 page at 600 dots an inch has 70 million."""

_HEAD: tuple[tuple[bytes, MediaType], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_HEIC = re.compile(rb"....ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)", re.DOTALL)
_TWO_AT_ONCE = (b"PK\x05\x06", b"PK\x01\x02", b"<script", b"<html", b"<!doctype html", b"<?php", b"<svg", b"MZ\x90\x00")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_SIZED = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG's markers that begin with height and width."""


class NotADocument(Exception):
    """The content is not one that may be filed; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def media_type(head: bytes, tail: bytes) -> MediaType:
    """The type of a file by its first and last bytes, at most `EDGE` each. Raises `NotADocument`."""
    found = _claimed(head)
    if found is None or not _agrees(head, found):
        raise NotADocument("file-type")
    edges = head.lower() + b"\n" + tail.lower()
    if any(mark.lower() in edges for mark in _TWO_AT_ONCE) or not _ends(tail, found):
        raise NotADocument("file-two-at-once")
    if found == "application/pdf" and _ACTIVE.search(head + tail):
        raise NotADocument("file-active")
    if _pixels(head, found) > MOST_PIXELS:
        raise NotADocument("file-bomb")
    return found


def _claimed(head: bytes) -> MediaType | None:
    for begins, kind in _HEAD:
        if head.startswith(begins):
            return kind
    return "image/heic" if _HEIC.match(head) else None


def _agrees(head: bytes, kind: MediaType) -> bool:
    """Whether the library knows it as the same; of the many brands of HEIC it knows some."""
    try:
        matches: Any = puremagic.magic_string(head)
        found: set[str] = {match.mime_type for match in matches}
    except (puremagic.PureError, ValueError):
        found = set()
    return kind in found or kind == "image/heic"


def _ends(tail: bytes, kind: MediaType) -> bool:
    """Whether it ends as its type does: what follows the end would be something else."""
    match kind:
        case "application/pdf":
            end = tail.rfind(b"%%EOF")
            return end >= 0 and not tail[end + 5 :].strip(b"\r\n \t\x00")
        case "image/jpeg":
            return tail.rstrip(b"\x00").endswith(b"\xff\xd9")
        case "image/png":
            return tail[-8:-4] == b"IEND"
        case _:
            return True


def _pixels(head: bytes, kind: MediaType) -> int:
    """How many pixels an image says it has; 0 where that does not stand at its beginning."""
    if kind == "image/png" and len(head) >= 24:
        return int.from_bytes(head[16:20]) * int.from_bytes(head[20:24])
    if kind == "image/jpeg":
        at = 2
        while at + 9 < len(head) and head[at] == 0xFF:
            if head[at + 1] in _SIZED:
                return int.from_bytes(head[at + 5 : at + 7]) * int.from_bytes(head[at + 7 : at + 9])
            at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return 0
