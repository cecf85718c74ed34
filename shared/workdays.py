"""Days in Greece: today, and which days are worked."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ATHENS = ZoneInfo("Europe/Athens")


def today(now: datetime) -> date:
    """The day that it is in Greece at that moment."""
    return now.astimezone(ATHENS).date()
