"""Mails kept as files, newest first, bounded."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

_NAME = re.compile(r"[0-9]{19}")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a reader sees of a mail. Everything in it was written by whoever sent it."""

    id: str
    sender: str
    to: str
    subject: str
    date: datetime | None
    text: str


class MailStore:
    """A directory of mails, of which the newest `kept` stay."""

    def __init__(self, directory: Path, *, kept: int = 1000) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._kept = kept
        self._last = 0

    def add(self, content: bytes) -> str:
        """Keep a mail and forget the oldest beyond those that are kept; its id, which grows."""
        self._last = max(time.time_ns(), self._last + 1)
        name = f"{self._last:019d}"
        unfinished = self._directory / f".{name}"
        unfinished.write_bytes(content)
        unfinished.rename(self._directory / f"{name}.eml")
        for old in self._names()[self._kept :]:
            (self._directory / f"{old}.eml").unlink(missing_ok=True)
        return name

    def newest(self, limit: int = 100) -> Iterator[Mail]:
        """The newest mails first."""
        return (mail for name in self._names()[:limit] if (mail := self.get(name)) is not None)

    def get(self, name: str) -> Mail | None:
        """One mail; None if there is none of that id."""
        file = self._directory / f"{name}.eml"
        if not _NAME.fullmatch(name) or not file.exists():
            return None
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        return Mail(
            id=name,
            sender=str(message.get("From", "")),
            to=str(message.get("To", "")),
            subject=str(message.get("Subject", "")),
            date=_date(message),
            text=_text(message),
        )

    def _names(self) -> list[str]:
        return sorted((file.stem for file in self._directory.glob("*.eml") if _NAME.fullmatch(file.stem)), reverse=True)


def _date(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", "")))
    except ValueError:
        return None


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, UnicodeError):
        return cast("bytes", body.get_payload(decode=True) or b"").decode(errors="replace")
