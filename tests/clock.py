"""The day and the month in Athens, asked for when a test needs them: a suite that runs past midnight sees two days."""

from datetime import UTC, date, datetime

from shared import workdays


def today() -> date:
    """The day now."""
    return workdays.today(datetime.now(UTC))


def this_month() -> str:
    """The month now, as the API writes it."""
    return f"{today():%Y-%m}"
