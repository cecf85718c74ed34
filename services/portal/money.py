"""Amounts as people type and read them; everywhere else they are cents."""

import re

_TYPED = re.compile(r"(\d{1,3}(?:\.\d{3}){1,3}|\d{1,12})(?:[,.](\d{1,2}))?")


def cents_of(typed: str) -> int | None:
    """What «1.234,50 €», «1 234,50» or «1234.5» means; None for what is no amount."""
    match = _TYPED.fullmatch("".join(typed.replace("€", "").split()))
    if match is None:
        return None
    return int(match[1].replace(".", "")) * 100 + int((match[2] or "").ljust(2, "0"))


def typed_of(cents: int) -> str:
    """An amount as it is typed into a field."""
    return f"{cents // 100},{cents % 100:02}" if cents % 100 else str(cents // 100)
