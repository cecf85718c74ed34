"""Who supervises a Centre (R3).

Its operations are controlled by the municipality's Social Protection directorate through its Social Service. Where the
municipality has none, by the directorate of the municipality at the seat of the regional unit (Joint Ministerial
Decision Δ23/οικ.14435-1135, ΦΕΚ Β 854/30.03.2016, as the ministry presents it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.registry.organisation.domain.municipalities import SocialServiceDeclared

SupervisionReason = Literal[
    "own-social-service", "not-declared", "seat-of-regional-unit", "is-the-seat", "seat-unknown"
]
"""Why: it has a Social Service; nobody said whether it has one, which is the usual case; it has none; it has none and
is the seat itself; it has none, and which municipality is the seat is not known."""


@dataclass(frozen=True, slots=True)
class Supervision:
    """The municipality that supervises, by its code; None where it cannot be told. `since` is the declaration's day."""

    municipality: str | None
    why: SupervisionReason
    since: date | None = None


def supervision_on(
    day: date, *, municipality: str, declared: Sequence[SocialServiceDeclared], seat: str | None
) -> Supervision:
    """Who supervises the Centres of the municipality on that day; `seat` is the seat of its regional unit."""
    said = max((each for each in declared if each.since <= day), key=lambda each: each.since, default=None)
    if said is None:
        return Supervision(municipality, "not-declared")
    if said.exists:
        return Supervision(municipality, "own-social-service", said.since)
    if seat is None:
        return Supervision(None, "seat-unknown", said.since)
    return Supervision(seat, "is-the-seat" if seat == municipality else "seat-of-regional-unit", said.since)
