"""A household's facts as a form: one question each, from the vocabulary that the registry of programmes has."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from services.portal.clients.pre_checks import Fact
from services.portal.clients.programmes import Answer
from services.portal.forms import Form
from services.portal.money import cents_of, typed_of

YES_NO = ("yes", "no")


def taken(form: Form, facts: Sequence[Fact]) -> dict[str, Answer]:
    """What was answered; what was left empty is not known. Errors stand at their fields."""
    answers: dict[str, Answer] = {}
    for fact in facts:
        typed = form.get(field_of(fact))
        if not typed:
            continue
        answer = _answer(fact, typed)
        if answer is None:
            form.fail(field_of(fact), f"programmes.error.{'cents' if fact.kind == 'cents' else 'number'}")
        else:
            answers[fact.code] = answer
    return answers


def answered(form: Form, facts: Sequence[Fact]) -> dict[str, Answer]:
    """The same, of a household of which something must be known."""
    answers = taken(form, facts)
    if not answers and not form.errors:
        form.fail("", "programmes.error.nothing")
    return answers


def pointers(facts: Sequence[Fact]) -> dict[str, str]:
    """Where registry's errors about facts stand."""
    return {f"/facts/{fact.code}": field_of(fact) for fact in facts}


def filled(form: Form, facts: Sequence[Fact], answers: Mapping[str, Answer]) -> None:
    """Offers what is known already."""
    for fact in facts:
        if (answer := answers.get(fact.code)) is not None:
            form.fill(**{field_of(fact): shown(fact, answer)})


def field_of(fact: Fact) -> str:
    """The name of its field."""
    return f"fact-{fact.code}"


def shown(fact: Fact, answer: Answer) -> str:
    """The answer as it is typed."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return typed_of(answer) if fact.kind == "cents" else str(answer)


def grouped(facts: Sequence[Fact]) -> list[tuple[str, list[Fact]]]:
    """The questions under their headings."""
    return [(group, list(those)) for group, those in groupby(facts, lambda fact: fact.group)]


def _answer(fact: Fact, typed: str) -> Answer | None:
    if fact.kind == "yes-no":
        return typed == "yes" if typed in YES_NO else None
    if fact.kind == "cents":
        return cents_of(typed)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None
