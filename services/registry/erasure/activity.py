"""When something was last entered about a person: here, at reception, by a referral. A file's time runs from there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from services.registry.documents.domain import DocumentFiled
from services.registry.kept_checks.domain import PreCheckKept
from shared.envelope import Recorded, stream_id
from shared.projector import OWN
from shared.public import Received
from shared.views import Key, View

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class VisitReceived:
    """A visit, of a person where that is known."""

    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class VisitLinked:
    """It became known who came."""

    person: UUID


@dataclass(frozen=True, slots=True)
class ReferralSent:
    """A person was referred."""

    person: UUID


HEARD: dict[str, dict[str, type[Any]]] = {
    "intake": {"kentro.intake.visit-received": VisitReceived, "kentro.intake.visit-linked": VisitLinked},
    "referral": {"kentro.referral.referral-sent": ReferralSent},
}
"""What others tell of persons, by service and type."""


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """The last entry about a person that a service told of."""

    source: str
    person: UUID
    last: date


def _own_keys(recorded: Recorded[Any]) -> Iterable[Key]:
    match recorded.event:
        case DocumentFiled(person=person) | PreCheckKept(person=person):
            return [(OWN, person)]
        case _ if recorded.stream.startswith("person-"):
            return [(OWN, stream_id(recorded.stream))]
        case _:
            return []


def _heard_keys(event: Received) -> Iterable[Key]:
    match event.data:
        case VisitReceived(person) | VisitLinked(person) | ReferralSent(person) if person:
            return [(event.source, person)]
        case _:
            return []


def _view(keys: Callable[[V], Iterable[Key]], day: Callable[[V], date]) -> View[V, ActivityRow]:
    def later(key: Key, row: ActivityRow | None, event: V) -> ActivityRow:
        return ActivityRow(key[0], key[1], max(row.last, day(event)) if row else day(event))

    return View(
        row=ActivityRow,
        key_width=2,
        keys=keys,
        project=later,
        tables=["activity"],
        by_source=True,
        persons=("person",),
        read="""
            SELECT source, person, last FROM activity
            WHERE (source, person) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))""",
        write="""
            INSERT INTO activity (source, person, last) SELECT * FROM unnest($1::text[], $2::uuid[], $3::date[])
            ON CONFLICT (source, person) DO UPDATE SET last = excluded.last""",
        remove="""
            DELETE FROM activity WHERE (source, person) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))""",
    )


ENTRIES: View[Recorded[Any], ActivityRow] = _view(_own_keys, lambda recorded: recorded.metadata.occurred_on)
HEARD_ENTRIES: View[Received, ActivityRow] = _view(_heard_keys, lambda event: event.occurred_on)
