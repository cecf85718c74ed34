"""What changed from one version of a programme to the next, as a person reads it."""

from collections.abc import Iterator, Mapping

from services.registry.programmes.answers import Change
from services.registry.programmes.domain import Content


def changes(before: Content, after: Content) -> list[Change]:
    """What the later one says otherwise: figures, sums, conditions, what is paid, papers."""
    return [*_changes(before, after)]


def _changes(before: Content, after: Content) -> Iterator[Change]:
    labels = {each.key: each.label for content in (before, after) for each in (*content.amounts, *content.sums)}
    asked = {rule.key: rule.asks for content in (before, after) for rule in content.rules}
    amounts = [{each.key: str(each.cents) for each in content.amounts} for content in (before, after)]
    sums = [{each.key: each.expression for each in content.sums} for content in (before, after)]
    rules = [{rule.key: rule.expression for rule in content.rules} for content in (before, after)]
    papers = [{paper.name: paper.when for paper in content.documents} for content in (before, after)]
    for key, was, is_ in _differences(*amounts):
        yield Change(part="amount", label=labels[key], before=was, after=is_)
    for key, was, is_ in _differences(*sums):
        yield Change(part="sum", label=labels[key], before=was, after=is_)
    for key, was, is_ in _differences(*rules):
        yield Change(part="rule", label=asked[key], before=was, after=is_)
    if before.pays != after.pays:
        yield Change(part="pays", label="", before=before.pays or None, after=after.pays or None)
    for name, was, is_ in _differences(*papers):
        yield Change(part="document", label=name, before=was, after=is_)


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)
