"""What is sent to ask for an erasure, to hold it, approve it or withdraw it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.erasure.domain import Basis, Why
from shared.fields import Body, Line, OptionalLine, example

Asked = Literal["papers", "known", "state-login", "representative"]
LAST_DAY = date(2100, 12, 31)
"""No law holds anything for longer than a life."""


class NewErasure(Body):
    """Who is to be erased, on what basis, and how whoever asked is known."""

    model_config = example(
        basis="no-longer-needed", identity="papers", number=None, last_payment_year=None, legal_hold_until=None
    )

    person: UUID
    """The person, by the id in registry."""
    basis: Basis
    """Why it is asked for."""
    identity: Asked
    """How the identity of whoever asked was checked."""
    number: OptionalLine = None
    """The beneficiary's reference number, typed; a visitor has none."""
    last_payment_year: Annotated[int | None, Field(ge=2014, le=2100)] = None
    """The year of the last payment to the person that a fund of the Union paid for, if there was one."""
    legal_hold_until: Annotated[date | None, Field(le=LAST_DAY)] = None
    """The last day of a legal hold, if there is one."""


class LastPayment(Body):
    """When a fund of the Union last paid for the person."""

    model_config = example(year=None)

    year: Annotated[int | None, Field(ge=2014, le=2100)]
    """The year; null where nothing was ever paid."""


class NewHold(Body):
    """What keeps the file, and through which day."""

    model_config = example(why="legal-hold", until="2031-12-31", source="Εισαγγελική παραγγελία 12/2026")

    why: Why
    """The kind of reason."""
    until: Annotated[date, Field(le=LAST_DAY)]
    """The last day."""
    source: Line
    """Where it says so. Nothing about the person."""
