"""Municipalities from a file: a code alone is enough, the national list has the rest."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from services.registry.imports.cells import Code, Column, Day, Feast, Number, Several, Text, YesNo
from services.registry.imports.domain import Kind
from services.registry.imports.sheet import (
    Planned,
    Thing,
    Values,
    World,
    checked,
    known_values,
    left_out,
    must_have,
    together,
    wrong,
)
from services.registry.organisation import views
from services.registry.organisation.bodies import (
    CitizensCount,
    MunicipalUnit,
    NewFeast,
    NewMovableFeast,
    NewMunicipality,
)
from services.registry.organisation.domain import (
    FeastSet,
    Municipality,
    correct_municipality,
    count_citizens,
    declare_social_service,
    enter_municipality,
    evolve_municipality,
    name_unit,
    set_feast,
    set_movable_feast,
)
from services.registry.organisation.keeping import FOUNDERS
from services.registry.organisation.reference import all_municipalities
from shared.database import Connection
from shared.eventstore import Decision, EventStore, Loaded
from shared.scope import Role, covers

EDITION = "kallikratis-2021"
"""Of the national list's codes."""

Decide = Callable[[Municipality], Sequence[object]]

_FEAST = {"name": "feasts", "month": "feasts", "day": "feasts", "days_from_easter": "feasts"}
_FACTS = ("edition", "name", "short_name", "regional_unit", "residents")


class Municipalities:
    """The sheet of municipalities."""

    kind: Kind = "municipalities"
    roles: Sequence[Role] = FOUNDERS
    columns = (
        Column("code", Code(4), required=True),
        Column("name"),
        Column("short_name"),
        Column("regional_unit"),
        Column("residents", Number()),
        Column("edition"),
        Column("citizens", Number()),
        Column("citizens_on", Day()),
        Column("citizens_source"),
        Column("social_service", YesNo()),
        Column("social_service_since", Day()),
        Column("municipal_units", Several(Text())),
        Column("feasts", Several(Feast())),
    )

    async def known(self, connection: Connection, store: EventStore, scope: str) -> Iterable[Thing]:
        """Every municipality on the scope, by code."""
        rows = await views.municipalities(connection)
        found: list[Thing] = []
        for row in sorted(rows, key=lambda row: row.code):
            if covers(scope, row.scope):
                loaded = await store.load(f"municipality-{row.code}")
                state = loaded.fold(evolve_municipality, Municipality())
                found.append(Thing(row.code, row.code, row.scope, _values(row.code, state)))
        return found

    def plan(self, given: Values, world: World, pinned: str | None) -> Planned:
        """Enters a municipality, or corrects it; its citizens, its Social Service, its parts and its feasts with it."""
        if "code" not in given:
            raise wrong("code", "missing")
        code = given["code"]
        before = world.known(code)
        given = _dated(given, before, world)
        values = {**(before.values if before else _of_reference(code)), **given}
        if "name" not in values:
            raise wrong("code", "municipality-not-listed")
        must_have([Column(name, required=True) for name in _FACTS], values)
        scope = before.scope if before else f"{world.region(self.roles)}/{code}"
        if not world.caller.has(self.roles, on=scope):
            raise wrong("code", "outside-scope")
        facts = {name: values[name] for name in _FACTS}
        region = scope.split("/")[1]
        new = checked(NewMunicipality, {**facts, "region": region})
        told = _told(given, world)
        thing = Thing(code, code, scope, {**values, **_joined(before, given), **new.model_dump(include=set(_FACTS))})

        def decide(loaded: Loaded) -> Decision:
            def entered(state: Municipality) -> Sequence[object]:
                if state.entered is None:
                    return enter_municipality(state, code=code, **new.model_dump())
                return correct_municipality(state, **new.model_dump(exclude={"region"}))

            return Decision(together(loaded, Municipality(), evolve_municipality, entered, *told))

        return Planned(thing, before, f"municipality-{code}", decide, columns={"no-such-day": "feasts"})


def _dated(given: Values, before: Thing | None, world: World) -> Values:
    """What was given, with the day of what has none: today where it is news, else what is known is not said again."""
    known, told = known_values(before), dict(given)
    for column, day in (("citizens", "citizens_on"), ("social_service", "social_service_since")):
        if column in told and day not in told:
            if told[column] == known.get(column):
                told |= {name: known[name] for name in (day, "citizens_source") if name in known}
            else:
                told[day] = world.on
    if "citizens" in told:
        told.setdefault("citizens_source", "Εισαγωγή από αρχείο")
    return told


def _told(given: Values, world: World) -> list[Decide]:
    """What is decided beside the facts, each of it as its own command would check it."""
    told: list[Decide] = []
    if "citizens" in given:
        facts = {"count": given["citizens"], "on": given["citizens_on"], "source": given["citizens_source"]}
        count = checked(
            CitizensCount, facts, {"count": "citizens", "on": "citizens_on", "source": "citizens_source"}
        ).model_dump()
        if count["on"] > world.on:
            raise wrong("citizens_on", "in-the-future")
        told.append(partial(count_citizens, **count))
    if "social_service" in given:
        social = {"exists": given["social_service"], "since": given["social_service_since"]}
        told.append(partial(declare_social_service, **social))
    for name in given.get("municipal_units", ()):
        unit = checked(MunicipalUnit, {"name": name}, {"name": "municipal_units"})
        told.append(partial(name_unit, name=unit.name))
    return [*told, *(_feast(*feast) for feast in given.get("feasts", ()))]


def _feast(name: str, month: int | None, day: int | None, days: int | None) -> Decide:
    if days is not None:
        moving = checked(NewMovableFeast, {"name": name, "days_from_easter": days}, _FEAST)
        return partial(set_movable_feast, **moving.model_dump())
    still = checked(NewFeast, {"name": name, "month": month, "day": day}, _FEAST)
    return partial(set_feast, **still.model_dump())


def _joined(before: Thing | None, given: Values) -> dict[str, Any]:
    """Parts and feasts: those of the file join those that are known."""
    known = known_values(before)
    return {
        column: [*known.get(column, ()), *(one for one in given[column] if one not in known.get(column, ()))]
        for column in ("municipal_units", "feasts")
        if column in given
    }


def _of_reference(code: str) -> Values:
    one = next((each for each in all_municipalities() if each.code == code), None)
    if one is None:
        return {"edition": EDITION}
    return {
        "edition": EDITION,
        "name": one.name,
        "short_name": one.name,
        "regional_unit": one.regional_unit,
        "residents": one.residents,
    }


def _values(code: str, state: Municipality) -> Values:
    assert state.facts
    counted = max(state.counted, key=lambda one: one.on, default=None)
    social = max(state.social_service, key=lambda one: one.since, default=None)
    feasts = [
        (one.set.name, one.set.month, one.set.day, None)
        if isinstance(one.set, FeastSet)
        else (one.set.name, None, None, one.set.days_from_easter)
        for one in state.feasts
        if one.ended_on is None
    ]
    return left_out(
        code=code,
        **{name: getattr(state.facts, name) for name in _FACTS},
        citizens=counted.count if counted else None,
        citizens_on=counted.on if counted else None,
        citizens_source=counted.source if counted else None,
        social_service=social.exists if social else None,
        social_service_since=social.since if social else None,
        municipal_units=list(state.units),
        feasts=feasts,
    )
