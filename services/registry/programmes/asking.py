"""Asking every programme of a day at once: what serves who only asks, and who keeps the answer in a person's file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.programmes import views
from services.registry.programmes.domain import Content
from services.registry.programmes.rules.assessing import Assessment
from services.registry.programmes.rules.engine import Value
from services.registry.programmes.rules.vocabulary import wrong_facts
from services.registry.programmes.views import content_of, holding, ready
from shared.database import Connection
from shared.greek import sort_key
from shared.problems import Problem

_ORDER = ("likely", "not-enough-known", "unlikely")


@dataclass(frozen=True, slots=True)
class Asked:
    """A version of a programme, and what it says of a household.

    `name` is what the programme is called on the day, `seen` the number of its last event when it was asked: the
    version's text is the one of then, whatever is corrected later.
    """

    programme: str
    name: str
    administered_by: str
    version: UUID
    seen: int
    content: Content
    came: Assessment


def must_be_facts(facts: Mapping[str, Value]) -> None:
    """Raises `Problem` with what cannot be taken of the answers, each at its field."""
    if errors := list(wrong_facts(facts, "/facts")):
        raise Problem("invalid", errors=errors)


async def ask(connection: Connection, on: date, facts: Mapping[str, Value]) -> Sequence[Asked]:
    """What every programme of the day says: what is likely first, then what is not known; each in Greek order."""
    found: list[Asked] = []
    for row, versions in await views.whole(connection):
        standing = holding(row, versions, on)
        if standing is None:
            continue
        version = standing[1]
        text = version.content or ""
        came = ready(text).assess(facts)
        found.append(
            Asked(row.code, row.called(on), row.administered_by, version.id, row.version, content_of(text), came)
        )
    return sorted(found, key=lambda each: (_ORDER.index(each.came.verdict), sort_key(each.name)))
