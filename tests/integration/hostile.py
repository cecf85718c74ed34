"""What no client should send: values, bodies, addresses and headers that have broken programs before."""

import copy
import json
from collections.abc import Iterator
from typing import Any, cast

Json = Any

TEXTS: list[str] = [
    "",
    " ",
    "x" * 100_000,
    "Ω" * 501,
    "\x00",
    "Παπα\x00δοπούλου",
    "\x1b[31m",
    "\u202eκαλημέρα",
    "\ud800",
    "\udfff\ud800",
    "α\u0301" * 300,
    "\r",
    "a\nb\r\nc\u2028d",
    "ΠΑΠΑΔΟΠΟΥΛΟΥ ΜΑΡΙΑ ".replace("Α", "A").replace("Ο", "O"),
    "Αb1Ζ-2026-00001",
    "'; DROP TABLE log; --",
    "{0.__class__} %s %n",
    "٣٩٠٥",
    "0000-00-00",
    "2026-02-30",
    "30/02/2026",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-03-05T25:61:00Z",
    "00000000-0000-0000-0000-000000000000",
    "urn:uuid:0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07",
    "/el63/3905/../zacharo",
    "/el63/3905/zacharo\n",
    "https://example.gr/",
    "a@b",
    "+30" + "9" * 40,
]

VALUES: list[Json] = [
    *TEXTS,
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    10**400,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]] * 300,
    {"": {"": {}}},
    ["x"] * 1_000,
]


def _nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


BODIES: list[tuple[str, bytes, str]] = [
    ("empty", b"", "application/json"),
    ("half", b'{"a":', "application/json"),
    ("not utf-8", b'{"centre": "\xff\xfe"}', "application/json"),
    ("utf-16", "{}".encode("utf-16"), "application/json"),
    ("byte order mark", b"\xef\xbb\xbf{}", "application/json"),
    ("10,000 brackets", _nested(10_000), "application/json"),
    ("900 brackets", _nested(900), "application/json"),
    ("10,000 braces", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "application/json"),
    ("5,000 digits", b'{"centre": ' + b"9" * 5_000 + b"}", "application/json"),
    ("NaN", b"NaN", "application/json"),
    ("a raw NUL", b"\x00", "application/json"),
    ("a raw line break in a string", b'{"centre": "a\nb"}', "application/json"),
    ("a list", b"[]", "application/json"),
    ("a text", b'"x"', "application/json"),
    ("null", b"null", "application/json"),
    ("a form", b"centre=%00&a=%ff", "application/x-www-form-urlencoded"),
    ("parts", b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    ("xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "application/xml"),
    ("no type", b"{}", ""),
    ("a broken type", b"{}", "application/json; charset=\xff"),
    ("another charset", b'{"centre": "\xe9"}', "application/json; charset=iso-8859-7"),
]

PATH_PARTS = [
    "%00",
    "%ff%fe",
    "%0d%0aX:%20y",
    "%2e%2e%2f",
    "%",
    "%zz",
    "%F0%9F%98%80",
    "x" * 5_000,
    "%25%30%30",
    "\u0391",
]

QUERIES = [
    "%00",
    "%ff",
    "x" * 5_000,
    "%0d%0a",
    "null",
    "-1",
    "0001-01",
    "0000-00",
    "9999-12",
    "10000-01",
    "2026-02-30",
    "",
]

CURSORS = [
    "x", "W10", "WzFd", "AAAA" * 100, "%00", "%ff",
    # Of the right form but for what is in them: no time zone, the ends of time, too large a number, a NUL.
    "WyIyMDI2LTAzLTA1IiwiMjAyNi0wMy0wNVQxMDowMDowMCIsIjAxOTlhM2MwLTdhMWUtN2MzYi05ZDUyLTRmMWI2YTJlOGMwNyJd",
    "WyI5OTk5LTEyLTMxIiwiOTk5OS0xMi0zMVQyMzo1OTo1OS0xNDowMCIsIjAxOTlhM2MwLTdhMWUtN2MzYi05ZDUyLTRmMWI2YTJlOGMwNyJd",
    "WyIwMDAxLTAxLTAxIiwiMDAwMS0wMS0wMVQwMDowMDowMCsxNDowMCIsIjAxOTlhM2MwLTdhMWUtN2MzYi05ZDUyLTRmMWI2YTJlOGMwNyJd",
    "WyIyMDI2LTAzLTA1IiwiaW50YWtlIiw5MjIzMzcyMDM2ODU0Nzc1ODA4XQ",
    "WyIyMDI2LTAzLTA1IiwiXHUwMDAwIiwxXQ",
    "WyJcdTAwMDAiLCIwMTk5YTNjMC03YTFlLTdjM2ItOWQ1Mi00ZjFiNmEyZThjMDciXQ",
    "WyJcdWQ4MDAiLCIwMTk5YTNjMC03YTFlLTdjM2ItOWQ1Mi00ZjFiNmEyZThjMDciXQ",
]  # fmt: skip

FAR_POSITION = (b"Kentro-Position", b"registry/0/" + b"9" * 18)
HEADERS: list[tuple[bytes, bytes]] = [
    (b"Authorization", b"Bearer \xff\xfe"),
    (b"Authorization", b"Basic eDp5"),
    (b"Idempotency-Key", b"\xff"),
    (b"Idempotency-Key", b""),
    (b"If-Match", b"W/\"1\""),
    (b"If-Match", b"99999999999"),
    (b"If-Match", "²".encode("latin-1")),
    (b"If-None-Match", b"*, *"),
    (b"Kentro-Import", b"x"),
    FAR_POSITION,
    (b"Kentro-Position", b"registry/0/-1"),
    (b"Kentro-Position", b",,,"),
    (b"Kentro-Position", b"\xff/1/1"),
    (b"Accept-Language", b"en;q=9,\xff;q=x,*;q=1.5," + b"a-" * 3_000),
    (b"Accept", b"application/xml"),
    (b"X-Request-Id", b"\xff" * 20),
    (b"traceparent", b"00-xyz"),
    (b"Content-Length", b"0"),
    (b"Transfer-Encoding", b"chunked"),
    (b"Expect", b"100-continue"),
    (b"Host", b"\xff"),
    (b"Cookie", b"a=\xff; a=b"),
]  # fmt: skip


def broken(example: Json) -> Iterator[tuple[str, bytes]]:
    """Each leaf of a good body replaced by each hostile value: the JSON Pointer of the leaf, and the body."""
    for pointer, path in _leaves(example, "", []):
        for value in VALUES:
            body = copy.deepcopy(example)
            holder = body
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = value
            yield pointer, json.dumps(body).encode()
    whole = json.dumps(example)
    if isinstance(example, dict):
        yield "", (whole[:-1] + ", " + whole[1:]).encode()
        yield "/no-such-field", json.dumps({**example, "no-such-field": 1}).encode()


def _leaves(value: Json, pointer: str, path: list[str | int]) -> Iterator[tuple[str, list[str | int]]]:
    if isinstance(value, dict):
        items = list(cast("dict[str | int, Json]", value).items())
    elif isinstance(value, list):
        items = list(enumerate(cast("list[Json]", value)))
    else:
        yield pointer, path
        return
    for step, inner in items:
        yield from _leaves(inner, f"{pointer}/{step}", [*path, step])
