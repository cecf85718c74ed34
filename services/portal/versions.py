"""A version of a programme as forms: its days and what it rests on, then each figure, rule, paper and example."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from services.portal.clients.pre_checks import Fact
from services.portal.clients.programmes import Amount, Content, Document, Example, Rule, Sum
from services.portal.forms import Form
from services.portal.household import filled, taken
from services.portal.money import cents_of, typed_of

CONFIDENCES: Final = ("verified", "seen", "general", "unofficial")
VERDICTS: Final = ("likely", "not-enough-known", "unlikely")

_SOURCED: Final = (("source", "line"), ("confidence", "confidence"))
FIELDS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "amounts": (("label", "line"), ("cents", "money"), ("key", "key"), *_SOURCED),
    "sums": (("label", "line"), ("expression", "expression"), ("key", "key")),
    "rules": (
        ("asks", "line"),
        ("expression", "expression"),
        ("met", "line"),
        ("unmet", "line"),
        ("key", "key"),
        *_SOURCED,
    ),
    "documents": (("name", "line"), ("when", "optional"), *_SOURCED),
    "examples": (("name", "line"), ("expects", "verdict"), ("pays", "optional-money")),
}
"""The parts of a version, each with the fields of one of its items in the order of the form, and their kinds."""

_ITEMS: Final[Mapping[str, type[Any]]] = {
    "amounts": Amount, "sums": Sum, "rules": Rule, "documents": Document, "examples": Example
}  # fmt: skip


def offer(form: Form, part: str, item: Any, facts: Sequence[Fact]) -> None:  # noqa: ANN401 - an item of that part
    """Fills the form with an item as it is."""
    for name, kind in FIELDS[part]:
        value = getattr(item, name)
        form.fill(**{name: "" if value is None else typed_of(value) if kind.endswith("money") else str(value)})
    if part == "examples":
        filled(form, facts, item.facts)


def item_of(form: Form, part: str, facts: Sequence[Fact]) -> Any:  # noqa: ANN401
    """The item that was sent; meaningless where the form has errors."""
    given: dict[str, Any] = {}
    for name, kind in FIELDS[part]:
        given[name] = _value(form, name, kind)
    if part == "examples":
        given["facts"] = taken(form, facts)
    return None if form.errors else msgspec.convert(given, _ITEMS[part])


def with_item(content: Content, part: str, at: int | None, item: Any | None) -> Content:  # noqa: ANN401
    """The version with an item put in place of another, after the last (`at` None), or taken away (`item` None)."""
    items: list[Any] = list(getattr(content, part))
    if at is None:
        items.append(item)
    elif item is None:
        del items[at]
    else:
        items[at] = item
    return msgspec.structs.replace(content, **{part: tuple(items)})


def offer_basics(form: Form, content: Content) -> None:
    """Fills the form with the version's days and what it rests on."""
    for name, day in (("valid_from", content.valid_from), ("until", content.until)):
        if day:
            form.fill(**{f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)})
    form.fill(source=content.source, confidence=content.confidence, pays=content.pays)


def basics_of(form: Form, before: Content | None) -> Content | None:
    """The version with the days and the source that were sent; None where the form has errors."""
    valid_from = form.day("valid_from", required_key="programmes.error.valid_from")
    until = form.day("until")
    source = form.required("source", "programmes.error.required")
    confidence = form.chosen("confidence", CONFIDENCES, "programmes.error.confidence")
    if form.errors or valid_from is None:
        return None
    fresh = Content(valid_from, source, confidence, until, pays=form.get("pays"))
    if before is None:
        return fresh
    parts = {part: getattr(before, part) for part in FIELDS}
    return msgspec.structs.replace(fresh, **parts)


def _value(form: Form, name: str, kind: str) -> object:
    match kind:
        case "money" | "optional-money":
            typed = form.get(name)
            if not typed and kind == "optional-money":
                return None
            cents = cents_of(typed)
            if cents is None:
                form.fail(name, "programmes.error.cents")
            return cents
        case "confidence":
            return form.chosen(name, CONFIDENCES, "programmes.error.confidence")
        case "verdict":
            return form.chosen(name, VERDICTS, "programmes.error.verdict")
        case "optional":
            return form.get(name)
        case _:
            return form.required(name, "programmes.error.required")
