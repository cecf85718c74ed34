"""What one row of a file comes to: the thing that it names, as it is and as it will be, and the command between."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from services.registry.imports.cells import CellWrong, Column
from services.registry.imports.domain import Kind
from shared.database import Connection
from shared.eventstore import Decision, EventStore, Loaded
from shared.invalid import field_errors
from shared.problems import Fact, FieldError
from shared.scope import Principal, Role

Values = Mapping[str, Any]
"""What a thing's columns hold; a column that says nothing is left out."""

S = TypeVar("S")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong at one column of a row; the column is empty where it is the whole row."""

    column: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])


class Wrong(Exception):
    """The row cannot be brought in."""

    def __init__(self, *errors: CellError) -> None:
        super().__init__(*errors)
        self.errors = errors


def wrong(column: str, code: str, **facts: Fact) -> Wrong:
    """A row that is wrong at one column."""
    return Wrong(CellError(column, code, facts))


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that the registry knows, as a file tells it.

    `key` is what a row without an id names it by; what is `over` is neither exported nor brought in again. `claims` are
    what it has to itself among those of its kind.
    """

    id: str
    key: str
    scope: str
    values: Values
    over: bool = False
    claims: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A municipality, a Centre or a body as rows refer to it."""

    id: str
    scope: str
    name: str
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One row's command, undecided: on which stream, and how the thing that it names will be.

    `columns` says at which column a refusal is shown.
    """

    thing: Thing
    before: Thing | None
    stream: str
    decide: Callable[[Loaded], Decision]
    unit: UUID | None = None
    columns: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class World:
    """What is known while rows are planned, one after the other: each sees what those before it bring.

    `municipalities` are found by code, `centres` by municipality and own name there, `bodies` by folded name; `things`
    are those of the file's own kind, `keys` lead to their ids, `held` says which of them has what to itself. `counted`
    tells rows apart that say the same.
    """

    caller: Principal
    on: date
    municipalities: Mapping[str, Ref]
    centres: dict[tuple[str, str], Ref]
    bodies: Mapping[str, Sequence[Ref]]
    things: dict[str, Thing]
    keys: dict[str, str]
    held: dict[str, str]
    regional_units: Set[str]
    counted: dict[str, int] = field(default_factory=dict[str, int])

    def known_as(self, key: str) -> Thing | None:
        """The thing with that key. Raises `Wrong` where it is over."""
        return self._current(self.keys.get(key, ""))

    def known(self, id: str) -> Thing | None:  # noqa: A002
        """The thing with that id. Raises `Wrong` where it is over."""
        return self._current(id)

    def named(self, id: str) -> Thing:  # noqa: A002
        """The thing that a row names by its id. Raises `Wrong` where there is none, or it is over."""
        thing = self._current(id)
        if thing is None:
            raise wrong("id", "thing-unknown")
        return thing

    def holds(self, claim: str, id: str) -> bool:  # noqa: A002
        """Whether that thing has it to itself, from now on at the latest."""
        return self.held.setdefault(claim, id) == id

    def take(self, thing: Thing) -> None:
        """Rows that follow see it."""
        self.things[thing.id] = thing
        self.keys[thing.key] = thing.id

    def municipality(self, code: str, roles: Iterable[Role]) -> Ref:
        """The municipality with that code, where the caller has one of the roles. Raises `Wrong`."""
        known = self.municipalities.get(code)
        if known is None:
            raise wrong("municipality", "unknown-municipality")
        if not self.caller.has(roles, on=known.scope):
            raise wrong("municipality", "outside-scope")
        return known

    def _current(self, id: str) -> Thing | None:  # noqa: A002
        thing = self.things.get(id)
        if thing and thing.over:
            raise wrong("", "thing-is-over")
        return thing

    def region(self, roles: Iterable[Role]) -> str:
        """The scope path of the region in which the caller has one of the roles."""
        wanted = frozenset(roles)
        path = next((grant.path for grant in self.caller.grants if grant.role in wanted), "")
        return "/".join(path.split("/")[:2])

    def centre(self, municipality: str, slug: str | None) -> Ref:
        """The Centre that a row refers to; without its name, the only one of the municipality. Raises `Wrong`."""
        here = {name: ref for (code, name), ref in self.centres.items() if code == municipality}
        if slug is None and len(here) == 1:
            return next(iter(here.values()))
        if slug is None or slug not in here:
            raise wrong("centre", "unknown-centre" if slug or not here else "which-centre", list=", ".join(here))
        return here[slug]


class Sheet(Protocol):
    """One kind of file."""

    @property
    def kind(self) -> Kind:
        """Which it is."""
        ...

    @property
    def columns(self) -> Sequence[Column]:
        """Its columns; without the first no row says what it names."""
        ...

    @property
    def roles(self) -> Sequence[Role]:
        """Who may bring such a file in; on what, each row is asked."""
        ...

    async def known(self, connection: Connection, store: EventStore, scope: str) -> Iterable[Thing]:
        """All that is known of this kind on that scope and below, in the order in which it is exported."""
        ...

    def plan(self, given: Values, world: World, pinned: str | None) -> Planned:
        """What a row comes to. `pinned` is the id that an earlier look gave it. Raises `Wrong`."""
        ...


def read_cells(columns: Sequence[Column], cells: Mapping[str, str]) -> Values:
    """The values of a row's cells; one that is empty, or a lone stroke, says nothing. Raises `Wrong`."""
    values: dict[str, Any] = {}
    errors: list[CellError] = []
    for column in columns:
        text = cells.get(column.code, "").strip()
        if text in ("", "-", "–"):
            continue
        try:
            values[column.code] = column.cell.read(text)
        except CellWrong as found:
            errors.append(CellError(column.code, found.code, found.facts))
    if errors:
        raise Wrong(*errors)
    return values


def shown(columns: Sequence[Column], values: Values) -> dict[str, str]:
    """The cells of a thing; empty ones are left out."""
    cells = {column.code: _shown(column, values.get(column.code)) for column in columns}
    return {code: text for code, text in cells.items() if text}


def must_have(columns: Sequence[Column], values: Values) -> None:
    """Raises `Wrong` at each column that something new must have."""
    missing = [CellError(column.code, "missing") for column in columns if column.required and column.code not in values]
    if missing:
        raise Wrong(*missing)


def checked(model: type[M], facts: Mapping[str, Any], columns: Mapping[str, str] | None = None) -> M:
    """The facts as the body of the command that takes them. Raises `Wrong` at the columns, named as the fields are."""
    try:
        return model.model_validate(facts)
    except ValidationError as invalid:
        errors = field_errors([{**each, "loc": ("body", *each["loc"])} for each in invalid.errors()], facts)
        raise Wrong(*(_at_column(error, columns or {}) for error in errors)) from None


def fixed(before: Values, given: Values, *columns: str) -> None:
    """Raises `Wrong` where the file has another value for what cannot change."""
    errors = [
        CellError(column, "cannot-change-by-import")
        for column in columns
        if column in given and given[column] != before.get(column)
    ]
    if errors:
        raise Wrong(*errors)


def together(
    loaded: Loaded, start: S, evolve: Callable[[S, Any], S], *decisions: Callable[[S], Sequence[object]]
) -> list[object]:
    """Several decisions on one stream, each on what those before it made."""
    state, events = loaded.fold(evolve, start), list[object]()
    for decide in decisions:
        for event in decide(state):
            state = evolve(state, event)
            events.append(event)
    return events


def known_values(before: Thing | None) -> Values:
    """What is known of it; nothing of something new."""
    return before.values if before else dict[str, Any]()


def hours_dated(given: Values, before: Thing | None, on: date) -> dict[str, Any]:
    """What was given; hours without a day hold from today on where they are news, else are not said again."""
    told, known = dict(given), known_values(before)
    if "hours" in told and "hours_from" not in told:
        told["hours_from"] = known["hours_from"] if told["hours"] == known.get("hours") else on
    return told


def hours_facts(week: Iterable[tuple[int, str, str]]) -> list[dict[str, Any]]:
    """Hours as bodies of commands take them."""
    return [{"weekday": weekday, "opens": opens, "closes": closes} for weekday, opens, closes in week]


def hours_cells(week: Iterable[Any]) -> tuple[tuple[int, str, str], ...]:
    """Hours of a domain as a cell has them."""
    return tuple(sorted((one.weekday, f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in week))


def left_out(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a column holds
    """The values without those that say nothing."""
    return {name: value for name, value in values.items() if value not in (None, "", (), [])}


def _shown(column: Column, value: Any) -> str:  # noqa: ANN401
    return "" if value is None else column.cell.show(value)


def _at_column(error: FieldError, columns: Mapping[str, str]) -> CellError:
    name = error.pointer.split("/")[1] if "/" in error.pointer else ""
    return CellError(columns.get(name, name), error.code, error.facts)
