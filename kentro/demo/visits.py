"""A year of visits: what people came for, and who came without giving a name."""

from collections.abc import Iterator
from datetime import date
from random import Random
from uuid import UUID

from kentro._steps import Step
from kentro.demo.ids import made_id
from kentro.demo.people import Unit
from kentro.demo.region import Municipality

_CHANNELS = {"in-person": 78, "telephone": 16, "email": 4, "home-visit": 2}


def visit(
    municipality: Municipality,
    place: tuple[UUID, Unit | None],
    day: date,
    draw: Random,
    *,
    of: tuple[object, ...],
    topic: str,
    person: UUID | None = None,
    outcome: str | None = None,
) -> Iterator[Step]:
    """One visit, named after what it is `of`; without an outcome it stays open.

    Somebody may become known only after they began to speak: then the name comes with a command of its own.
    """
    id_ = made_id(day, "visit", *of)
    unit, attached = place
    mobile = attached is not None and attached.kind == "mobile-unit"
    known_later = person is not None and draw.random() < 0.05
    yield Step.create(
        "intake",
        f"/visits/{id_}",
        {
            "unit": str(unit),
            "centre": municipality.scope,
            "topic": topic,
            "channel": "mobile-unit" if mobile else draw.choices(list(_CHANNELS), list(_CHANNELS.values()))[0],
            "person": None if known_later else person and str(person),
            "occurred_on": day.isoformat(),
        },
        day,
    )
    if known_later:
        path = f"/visits/{id_}/person"
        body = {"person": str(person), "occurred_on": day.isoformat()}
        yield Step.change("intake", path, body, made_id(day, "key", id_, path), day)
    if outcome:
        path = f"/visits/{id_}/closing"
        body = {"outcome": outcome, "occurred_on": day.isoformat()}
        yield Step.change("intake", path, body, made_id(day, "key", id_, path), day)


def outcome_of(draw: Random, *, referred: bool = False) -> str:
    """With what a visitor leaves."""
    return "referred" if referred else draw.choices(["informed", "appointment", "none"], [80, 13, 7])[0]
