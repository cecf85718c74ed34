"""Two people changed one section: what both touched is chosen field by field, the rest merges by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.portal.clients.records import Changed, History
from services.portal.sections import Field, Section

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed."""

    field: Field
    before: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What a form's values come to beside those that were saved meanwhile. `last` is who saved last."""

    clashes: tuple[Clash, ...]
    mine: tuple[Field, ...]
    theirs: tuple[Field, ...]
    last: Changed | None

    def values(self, typed: Values, current: Values, chosen: Mapping[str, str]) -> dict[str, Any]:
        """What is to be saved: theirs where only they changed it or were chosen, otherwise as it was typed."""
        kept = {field.name for field in self.theirs} | {name for name, whose in chosen.items() if whose == "theirs"}
        return {name: current.get(name) if name in kept else value for name, value in typed.items()}


def merge(section: Section, typed: Values, current: Values, history: History, shown: int) -> Merged:
    """Compares what was typed over the version `shown` with what stands now."""
    since = [item for item in reversed(history.items) if item.version > shown]
    before = _before(since, current)
    clashes: list[Clash] = []
    mine: list[Field] = []
    theirs: list[Field] = []
    for field in section.fields:
        was, own, now = before.get(field.name), typed.get(field.name), current.get(field.name)
        if own == now:
            continue
        if own == was:
            theirs.append(field)
        elif now == was:
            mine.append(field)
        else:
            clashes.append(Clash(field, was, own, now))
    return Merged(tuple(clashes), tuple(mine), tuple(theirs), since[-1] if since else None)


def _before(since: Sequence[Changed], current: Values) -> Values:
    """What stood there when the form was shown: the first change after it tells."""
    found = dict(current)
    for item in reversed(since):
        found.update({change.field: change.before for change in item.changes})
    return found
