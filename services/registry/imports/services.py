"""Services from a file, each of a body that the registry knows by the name in its row."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from services.registry.bodies.bodies import NewService, WeekBody
from services.registry.bodies.domain import (
    Place,
    Service,
    ServiceFacts,
    correct_service,
    evolve_service,
    offer_service,
    set_hours,
)
from services.registry.bodies.keeping import KEEPERS, keeps
from services.registry.bodies.offered import SERVICE_COLUMNS, ServiceRow, hours_of
from services.registry.imports.bodies import region_and_seat
from services.registry.imports.cells import Choice, Code, Column, Day, Decimal, Number, Several, Text, Week, YesNo
from services.registry.imports.domain import Kind
from services.registry.imports.sheet import (
    CellError,
    Planned,
    Ref,
    Thing,
    Values,
    World,
    Wrong,
    checked,
    hours_cells,
    hours_dated,
    hours_facts,
    known_values,
    left_out,
    must_have,
    together,
    wrong,
)
from shared.database import Connection
from shared.domain import derived
from shared.eventstore import Decision, EventStore, Loaded
from shared.greek import fold
from shared.scope import Role

_FACTS = tuple(name for name in ServiceFacts.__slots__ if name != "place")
_LISTS = ("languages", "municipalities", "regional_units", "audience")
_PLACE = ("street", "town", "postal_code", "latitude", "longitude")
_ALL = f"""
    SELECT {", ".join(f"s.{name.strip()}" for name in SERVICE_COLUMNS.split(","))}, b.name
    FROM offered_service s JOIN body b ON b.id = s.body
    WHERE s.scope = $1 AND ($2::text IS NULL OR b.municipality = $2) ORDER BY b.sort_key, b.id, s.sort_key, s.id"""  # noqa: S608
_AT = {
    "ages-crossed": "maximum_age",
    "hours-close-before-they-open": "hours",
    "hours-overlap": "hours",
}


class Services:
    """The sheet of bodies' services."""

    kind: Kind = "services"
    roles: Sequence[Role] = KEEPERS
    columns = (
        Column("body", required=True),
        Column("name", required=True),
        Column("kind", Choice("service_kind"), required=True),
        Column("municipality", Code(4)),
        Column("for_whom", required=True),
        Column("how_to_refer", required=True),
        Column("answers_within", Number(), required=True),
        Column("email", required=True),
        Column("languages", Several(Text())),
        Column("cost"),
        Column("accessible", YesNo(), required=True),
        Column("description"),
        Column("telephone"),
        Column("website"),
        Column("municipalities", Several(Code(4))),
        Column("regional_units", Several(Text())),
        Column("audience", Several(Choice("audience"))),
        Column("minimum_age", Number()),
        Column("maximum_age", Number()),
        Column("street"),
        Column("town"),
        Column("postal_code", Code(5)),
        Column("latitude", Decimal()),
        Column("longitude", Decimal()),
        Column("hours", Week()),
        Column("hours_from", Day()),
        Column("id"),
    )

    async def known(self, connection: Connection, store: EventStore, scope: str) -> Iterable[Thing]:
        """Every service of the scope's region, of one municipality's bodies where the scope is one."""
        region, municipality = region_and_seat(scope)
        rows = await connection.fetch(_ALL, region, municipality)
        return [_thing(ServiceRow(*row), name) for *row, name in rows]

    def plan(self, given: Values, world: World, pinned: str | None) -> Planned:
        """Offers a service or corrects it, and sets its hours."""
        before = _before(given, world)
        if before and "body" in given and fold(given["body"]) != fold(before.values["body"]):
            raise wrong("body", "cannot-change-by-import")
        given = hours_dated(given, before, world.on)
        values: dict[str, Any] = {**known_values(before), **given}
        must_have(self.columns, values)
        body = _body(before.values["body"] if before else values["body"], before, world)
        if not keeps(world.caller, body.scope, body.municipality):
            raise wrong("body", "outside-scope")
        facts = _checked(values, body, world)
        service = UUID(before.id) if before else derived(UUID(body.id), f"service/{fold(facts.name)}")
        told: list[Callable[[Service], Sequence[object]]] = [partial(_told, body=UUID(body.id), facts=facts)]
        if "hours" in given:
            week = {"since": given["hours_from"], "hours": hours_facts(given["hours"])}
            hours = checked(WeekBody, week, {"since": "hours_from"})
            told.append(partial(set_hours, since=hours.since, hours=hours.week()))
        values |= left_out(**_cells(facts), body=body.name, id=str(service))

        def decide(loaded: Loaded) -> Decision:
            return Decision(together(loaded, Service(), evolve_service, *told))

        thing = Thing(str(service), _key(body.id, facts.name), body.scope, values)
        return Planned(thing, before, f"service-{service}", decide, columns=_AT)


def _told(state: Service, *, body: UUID, facts: ServiceFacts) -> Sequence[object]:
    return correct_service(state, facts=facts) if state.facts else offer_service(state, body=body, facts=facts)


def _before(given: Values, world: World) -> Thing | None:
    if "id" in given:
        return world.named(given["id"])
    must_have((Column("body", required=True), Column("name", required=True)), given)
    return world.known_as(_key(_body(given["body"], None, world).id, given["name"]))


def _body(name: str, before: Thing | None, world: World) -> Ref:
    """The body with that name; of a known service the one that offers it. Raises `Wrong`."""
    found = world.bodies.get(fold(name), ())
    if before:
        found = [one for one in found if before.key.startswith(one.id)]
    if len(found) != 1:
        raise wrong("body", "which-body" if found else "unknown-body")
    return found[0]


def _checked(values: Values, body: Ref, world: World) -> ServiceFacts:
    place = {name: values[name] for name in _PLACE if name in values}
    facts = {name: values[name] for name in _FACTS if name in values}
    columns = {"place": "street"}
    new = checked(NewService, {**facts, "body": body.id, "place": place or None}, columns)
    named = (*([new.municipality] if new.municipality else []), *new.municipalities)
    errors = [
        CellError("municipality" if code == new.municipality else "municipalities", "unknown-municipality")
        for code in named
        if code not in world.municipalities
    ]
    if not set(new.regional_units) <= world.regional_units:
        errors.append(CellError("regional_units", "unknown-regional-unit"))
    if errors:
        raise Wrong(*errors)
    return new.facts()


def _key(body: str, name: str) -> str:
    return f"{body}/{fold(name)}"


def _cells(facts: ServiceFacts) -> dict[str, Any]:
    cells: dict[str, Any] = {name: getattr(facts, name) for name in _FACTS}
    cells |= {name: list(cells[name]) for name in _LISTS}
    if place := facts.place:
        cells |= {"street": place.street, "town": place.town, "postal_code": place.postal_code}
        cells |= {
            name: None if degrees is None else degrees / 1_000_000
            for name, degrees in (("latitude", place.latitude), ("longitude", place.longitude))
        }
    return cells


def _thing(row: ServiceRow, body: str) -> Thing:
    known: dict[str, Any] = {name: getattr(row, name) for name in _FACTS if name not in _LISTS}
    known |= {name: tuple(getattr(row, name).split()) for name in ("languages", "municipalities", "audience")}
    known["regional_units"] = tuple(row.regional_units.split("\n")) if row.regional_units else ()
    place = msgspec.json.decode(row.place, type=Place) if row.place else None
    hours = max(hours_of(row), key=lambda one: one.since, default=None)
    values = left_out(
        id=str(row.id),
        body=body,
        **_cells(ServiceFacts(**known, place=place)),
        hours=hours_cells(hours.hours) if hours else (),
        hours_from=hours.since if hours and hours.hours else None,
    )
    return Thing(str(row.id), _key(str(row.body), row.name), row.scope, values, row.ended)
