"""Who a person is: names now and formerly, birth, sex, and the numbers that name them elsewhere."""

from dataclasses import dataclass
from typing import Annotated, Literal

from shared.domain import PersonalText, personal

Sex = Literal["male", "female", "other"]

IdentifierKind = Literal["amka", "afm", "paaypa", "residence-permit", "passport", "identity-card", "other"]
"""A person may have none: Centres serve everyone who lives in the municipality (R15). The twelve-character Personal
Number is not among them: it must be neither stored nor used as a key (Council of State 60/2024)."""

Withdrawal = Literal["wrong-number", "expired", "lost", "not-valid", "other"]
"""Why a number no longer names the person."""


@dataclass(frozen=True, slots=True)
class NameRecorded:
    """The name as it stands on the person's papers; `latin_name` as on a passport or permit."""

    surname: PersonalText
    given_name: PersonalText
    father_name: Annotated[str | None, personal]
    latin_name: Annotated[str | None, personal]
    mother_name: Annotated[str | None, personal] = None


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that the person had until a day, `YYYY-MM-DD`, where that is known: before a marriage, for example."""

    surname: str
    given_name: str
    until: str | None = None


@dataclass(frozen=True, slots=True)
class FormerNamesRecorded:
    """All names that the person had before the present one."""

    names: Annotated[tuple[FormerName, ...], personal]


@dataclass(frozen=True, slots=True)
class SexRecorded:
    """As the person states it; None takes a statement back."""

    sex: Annotated[Sex | None, personal]


@dataclass(frozen=True, slots=True)
class BornRecorded:
    """The date of birth, `YYYY-MM-DD`; None where it turns out not to be known."""

    on: Annotated[str | None, personal]


@dataclass(frozen=True, slots=True)
class IdentifierRecorded:
    """A number that names the person elsewhere, in its canonical form, with the last day that its paper is good for."""

    kind: IdentifierKind
    value: PersonalText
    expires_on: Annotated[str | None, personal] = None


@dataclass(frozen=True, slots=True)
class IdentifierReplaced:
    """A number gave way to another: a ΠΑΑΥΠΑ to an ΑΜΚΑ, an old card or permit to a new one."""

    kind: IdentifierKind
    value: PersonalText
    by_kind: IdentifierKind
    by_value: PersonalText
    expires_on: Annotated[str | None, personal] = None


@dataclass(frozen=True, slots=True)
class IdentifierWithdrawn:
    """A number no longer names the person; it stays in the history."""

    kind: IdentifierKind
    value: PersonalText
    why: Withdrawal


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier as it stands: `ended` says how it ceased to be one, `replaced` or a reason of withdrawal."""

    kind: IdentifierKind
    value: str
    expires_on: str | None = None
    ended: str | None = None


Identity = (
    NameRecorded
    | FormerNamesRecorded
    | SexRecorded
    | BornRecorded
    | IdentifierRecorded
    | IdentifierReplaced
    | IdentifierWithdrawn
)


def after(identifiers: tuple[Known, ...], event: object) -> tuple[Known, ...]:
    """The identifiers after the event: one of a kind at a time, those that ended behind those that stand."""
    match event:
        case IdentifierRecorded(kind, value, expires_on):
            return _with(identifiers, Known(kind, value, expires_on), replaces=(kind,))
        case IdentifierReplaced(kind, _, by_kind, by_value, expires_on):
            return _with(identifiers, Known(by_kind, by_value, expires_on), replaces=(kind, by_kind))
        case IdentifierWithdrawn(kind, value, why):
            kept = tuple(one for one in identifiers if (one.kind, one.value) != (kind, value))
            gone = next((one for one in identifiers if (one.kind, one.value) == (kind, value)), Known(kind, value))
            return (*kept, Known(kind, value, gone.expires_on, why))
        case _:
            return identifiers


def _with(identifiers: tuple[Known, ...], new: Known, *, replaces: tuple[str, ...]) -> tuple[Known, ...]:
    others = [one for one in identifiers if (one.kind, one.value) != (new.kind, new.value)]
    stand = [one for one in others if one.ended is None and one.kind not in replaces]
    gone = [
        one if one.ended else Known(one.kind, one.value, one.expires_on, "replaced")
        for one in others
        if one.ended or one.kind in replaces
    ]
    return (*stand, new, *gone)
