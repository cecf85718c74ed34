"""A calendar feed (RFC 5545): the few lines that say when something is, as calendar programs read them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

OCTETS = 75
"""A line's length before it is folded (3.1), its end not counted."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day, or from one moment to another; `uid` names it each time it is told.

    A whole day is told by dates: `ends` is the last of them. Moments are aware.
    """

    uid: str
    begins: date | datetime
    ends: date | datetime
    summary: str
    place: str = ""


def calendar(name: str, events: Iterable[Event], *, stamp: datetime) -> str:
    """The whole feed, as it was known at the moment `stamp`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kentro//Portal//EL", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{escaped(name)}", "X-WR-TIMEZONE:Europe/Athens"]
    for event in events:
        lines += _lines(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text value (3.3.11)."""
    for plain, told in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, told)
    return text


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, none of which cuts a letter in two."""
    pieces, piece, size = list[str](), "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])


def _lines(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(stamp)}"
    if isinstance(event.begins, datetime) and isinstance(event.ends, datetime):
        yield f"DTSTART:{_moment(event.begins)}"
        yield f"DTEND:{_moment(event.ends)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.begins:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.ends + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
