"""Tests of decisions as sentences: `given(sent).when(accept, on=day).then(ReferralAccepted(None, late=False))`.

The state that a decision takes says which of its module's `evolve` functions leads there, so the same words serve every
domain module.
"""

import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from types import ModuleType
from typing import Any, Self, get_type_hints

from shared.domain import Refused

Decision = Callable[..., Sequence[object]]


def given(*history: object) -> "Given":
    """What has happened so far, oldest first; nothing at all for a stream that is new."""
    return Given(history)


class Given:
    """A history, ready for a command."""

    def __init__(self, history: Sequence[object]) -> None:
        self._history = history

    def when(self, decision: Decision, /, **command: Any) -> "Decided":  # noqa: ANN401 - whatever the decision takes
        """The command is decided on the state that the history led to."""
        return Decided(self._history, decision, command)


class Decided:
    """What a command came to, events or a refusal, waiting to be told whether that is right."""

    def __init__(self, history: Sequence[object], decision: Decision, command: dict[str, Any]) -> None:
        self._history, self._decision, self._command = history, decision, command
        self._events, self._refused = self._decided(history)

    def then(self, *events: object) -> Self:
        """These events and no others; without arguments, that nothing changed."""
        assert self._refused is None, f"refused as {self._refused}"
        assert list(self._events) == list(events)
        return self

    def refused(self, code: str, **facts: object) -> None:
        """The command was refused under this code, with these facts."""
        assert self._refused is not None, f"not refused, but decided: {self._events}"
        assert (self._refused.code, dict(self._refused.facts)) == (code, facts)

    def and_again_nothing(self) -> None:
        """The same command on what it led to changes nothing."""
        events, refused = self._decided([*self._history, *self._events])
        assert refused is None, f"repeated, refused as {refused}"
        assert list(events) == []

    def _decided(self, history: Sequence[object]) -> tuple[Sequence[object], Refused | None]:
        state, evolve = start_of(self._decision)
        try:
            return self._decision(reduce(evolve, history, state), **self._command), None
        except Refused as refused:
            return [], refused


def start_of(decision: Decision) -> tuple[object, Callable[[Any, Any], Any]]:
    """The initial state that a decision's stream has, and the function that leads on from it."""
    state = _first_type(decision)
    for module in _beside(decision):
        for name, evolve in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("evolve") and _first_type(evolve) is state:
                return state(), evolve
    raise LookupError(f"no evolve of {state.__name__} beside {decision}")


def _beside(decision: Decision) -> Iterator[ModuleType]:
    """The decision's module, and the package where a domain is one of several modules."""
    yield sys.modules[decision.__module__]
    if (package := decision.__module__.rpartition(".")[0]).endswith(".domain"):
        yield sys.modules[package]


def _first_type(function: Callable[..., Any]) -> type[Any]:
    return next(iter(get_type_hints(function).values()))
