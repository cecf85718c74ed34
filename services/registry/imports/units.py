"""Centres, branches and mobile units from a file, each with where it is, how it is reached and when it is open."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.registry.imports.cells import Choice, Code, Column, Day, Several, Text, Week, YesNo
from services.registry.imports.domain import Kind
from services.registry.imports.sheet import (
    Planned,
    Ref,
    Thing,
    Values,
    World,
    checked,
    fixed,
    hours_cells,
    hours_dated,
    hours_facts,
    known_values,
    left_out,
    must_have,
    together,
    wrong,
)
from services.registry.organisation import views
from services.registry.organisation.bodies import NewCentre, NewUnit
from services.registry.organisation.centre_answers import units_of
from services.registry.organisation.centres import state_of
from services.registry.organisation.domain import (
    Centre,
    CentreFounded,
    Place,
    attach_mobile_unit,
    claims_of,
    describe_premises,
    evolve_centre,
    found_centre,
    name_body,
    open_branch,
    publish_contacts,
    set_hours,
)
from services.registry.organisation.keeping import FOUNDERS
from services.registry.organisation.place_bodies import Contacts, Hours, NamedBody, Premises
from shared.database import Connection
from shared.domain import derived
from shared.eventstore import Decision, EventStore, Loaded
from shared.greek import fold, to_latin
from shared.scope import Role, covers
from shared.writing import CODED_THINGS

_FACTS = ("municipality", "slug", "name", "implementing_body", "operating_since", "prefix")
_PREMISES = ("address", "near", "rooms", "accessible", "owned")
_CONTACTS = ("telephones", "emails", "pages")
_BODY = {"kind": "body_kind", "name": "implementing_body"}
_HOURS = {"from_day": "hours_from", "week": "hours"}
_AT = {
    "mobile-unit-has-no-premises": "address",
    "hours-reversed": "hours",
    "hours-overlap": "hours",
    "centre-closed": "centre",
}


class Units:
    """The sheet of Centres and what is attached to them."""

    kind: Kind = "units"
    roles: Sequence[Role] = FOUNDERS
    columns = (
        Column("municipality", Code(4), required=True),
        Column("kind", Choice("unit_kind"), required=True),
        Column("name", required=True),
        Column("slug"),
        Column("centre"),
        Column("prefix"),
        Column("body_kind", Choice("implementing_body")),
        Column("implementing_body"),
        Column("operating_since", Day()),
        Column("reason", Choice("reason")),
        Column("address"),
        Column("near"),
        Column("rooms", Several(Choice("room"))),
        Column("accessible", YesNo()),
        Column("owned", YesNo()),
        Column("telephones", Several(Text())),
        Column("emails", Several(Text())),
        Column("pages", Several(Text())),
        Column("hours", Week()),
        Column("hours_from", Day()),
    )

    async def known(self, connection: Connection, store: EventStore, scope: str) -> Iterable[Thing]:
        """Every unit on the scope: each Centre before what is attached to it."""
        found: list[Thing] = []
        for row in await views.units(connection):
            if row.kind == "centre" and covers(scope, row.scope):
                state = state_of(await store.load(f"centre-{row.id}"))
                if state.founded:
                    found += _things(row.id, row.scope, state, state.founded)
        return found

    def plan(self, given: Values, world: World, pinned: str | None) -> Planned:
        """Founds a Centre, attaches to one, or brings up to date what is known of either."""
        must_have(self.columns, given)
        municipality = world.municipality(given["municipality"], self.roles)
        return _centre(given, world, municipality) if given["kind"] == "centre" else _attached(given, world)


def _centre(given: Values, world: World, municipality: Ref) -> Planned:
    code, slug = given["municipality"], given.get("slug") or _slug(given["name"])
    scope, key = f"{municipality.scope}/{slug}", f"{code}/{slug}"
    before = world.known_as(key)
    centre = UUID(before.id) if before else derived(CODED_THINGS, f"/centres{scope}")
    given = {"slug": slug, **hours_dated(given, before, world.on)}
    if before:
        fixed(before.values, given, "name", "prefix", "operating_since")
    start = before.values if before else {"implementing_body": f"Δήμος {municipality.name}"}
    values = {**start, **given}
    new = checked(NewCentre, {name: values[name] for name in _FACTS if name in values})
    if not world.holds(new.prefix, str(centre)):
        raise wrong("prefix", "prefix-taken")
    told = _told(values, given, None)
    if "body_kind" in given or (before and values["implementing_body"] != before.values["implementing_body"]):
        runs = {"kind": values.get("body_kind", "municipality"), "name": new.implementing_body}
        body = checked(NamedBody, runs, _BODY)
        values["body_kind"] = body.kind
        told.append(lambda state: name_body(state, kind=body.kind, name=body.name))
    world.centres[(code, slug)] = Ref(str(centre), scope, new.name)

    def decide(loaded: Loaded) -> Decision:
        def founded(state: Centre) -> Sequence[object]:
            return [] if state.founded else found_centre(state, **new.model_dump())

        events = together(loaded, Centre(), evolve_centre, founded, *told)
        return Decision(events, claim=[] if loaded.version else claims_of(scope, new.prefix))

    thing = Thing(str(centre), key, scope, values)
    return Planned(thing, before, f"centre-{centre}", decide, centre, _AT)


def _attached(given: Values, world: World) -> Planned:
    ref = world.centre(given["municipality"], given.get("centre"))
    kind, name = given["kind"], given["name"]
    key = f"{ref.scope}/{kind}/{fold(name)}"
    before = world.known_as(key)
    unit = UUID(before.id) if before else derived(UUID(ref.id), f"{kind}/{fold(name)}")
    given = {"centre": ref.scope.rpartition("/")[2], **hours_dated(given, before, world.on)}
    if before:
        fixed(before.values, given, "reason")
    values = {**known_values(before), **given}
    facts = {"centre": ref.id, **{each: values[each] for each in ("kind", "name", "reason") if each in values}}
    new = checked(NewUnit, facts)
    attach = open_branch if new.kind == "branch" else attach_mobile_unit
    told = _told(values, given, unit)

    def decide(loaded: Loaded) -> Decision:
        def attached(state: Centre) -> Sequence[object]:
            return [] if before else attach(state, unit=unit, name=new.name, reason=new.reason)

        return Decision(together(loaded, Centre(), evolve_centre, attached, *told))

    return Planned(Thing(str(unit), key, ref.scope, values), before, f"centre-{ref.id}", decide, unit, _AT)


def _told(values: dict[str, Any], given: Values, unit: UUID | None) -> list[Callable[[Centre], Sequence[object]]]:
    """What is decided of the unit as a place: only that of which the row says something."""
    told: list[Callable[[Centre], Sequence[object]]] = []
    if any(name in given for name in _PREMISES):
        facts: dict[str, Any] = {"near": None, "rooms": []}
        facts |= {name: values[name] for name in _PREMISES if name in values}
        premises = checked(Premises, facts).model_dump()
        premises["rooms"] = tuple(premises["rooms"])
        told.append(lambda state: describe_premises(state, unit=unit, **premises))
    if any(name in given for name in _CONTACTS):
        contacts = checked(Contacts, {name: values.get(name, []) for name in _CONTACTS}).model_dump()
        values |= left_out(**contacts)
        told.append(lambda state: publish_contacts(state, unit=unit, **{k: tuple(v) for k, v in contacts.items()}))
    if "hours" in given:
        facts = {"from_day": given["hours_from"], "week": hours_facts(given["hours"])}
        hours = checked(Hours, facts, _HOURS)
        week = [each.interval() for each in hours.week]
        told.append(lambda state: set_hours(state, unit=unit, from_day=hours.from_day, week=week))
    return told


def _slug(name: str) -> str:
    """What the Centre is called in addresses where nobody says: its name's last words in Latin letters."""
    place = re.sub(r"(?i)^κ[εέ]ντρο\s+κοιν[οό]τητας\s+(δ[ηή]μου\s+)?", "", name)
    return re.sub(r"[^a-z0-9]+", "-", to_latin(place).lower()).strip("-")[:40].strip("-")


def _things(centre: UUID, scope: str, state: Centre, founded: CentreFounded) -> Iterator[Thing]:
    slug = founded.slug
    for unit, kind, name, attached in units_of(state, founded):
        own: Mapping[str, Any] = (
            {"centre": slug, "reason": attached.reason}
            if attached
            else {
                "slug": slug,
                "prefix": founded.prefix,
                "operating_since": founded.operating_since,
                "body_kind": state.body.kind if state.body else None,
                "implementing_body": state.body.name if state.body else founded.implementing_body,
            }
        )
        key = f"{scope}/{kind}/{fold(name)}" if attached else f"{founded.municipality}/{slug}"
        claims = () if attached else (founded.prefix,)
        values = {"municipality": founded.municipality, "kind": kind, "name": name, **own, **_of(state.place(unit))}
        yield Thing(str(unit or centre), key, scope, left_out(**values), state.last_day(unit) is not None, claims)


def _of(place: Place) -> Mapping[str, Any]:
    premises, contacts = place.premises, place.contacts
    hours = max(place.hours, key=lambda one: one.from_day, default=None)
    return {
        **({name: getattr(premises, name) for name in _PREMISES} if premises else {}),
        **({name: list(getattr(contacts, name)) for name in _CONTACTS} if contacts else {}),
        "hours": hours_cells(hours.week) if hours else (),
        "hours_from": hours.from_day if hours and hours.week else None,
    }
