"""Bodies from a file: entered where nobody knows their name at that seat, corrected where somebody does."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.registry.bodies.bodies import NewBody
from services.registry.bodies.domain import Body, BodyFacts, correct_body, enter_body, evolve_body
from services.registry.bodies.keeping import KEEPERS, keeps
from services.registry.bodies.views import BODY_COLUMNS, BodyRow
from services.registry.imports.cells import Choice, Code, Column
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
from shared.database import Connection
from shared.domain import derived
from shared.eventstore import Decision, EventStore, Loaded
from shared.greek import fold
from shared.scope import Role
from shared.writing import CODED_THINGS

_FACTS = tuple(BodyFacts.__slots__)
_ALL = f"""
    SELECT {BODY_COLUMNS} FROM body
    WHERE scope = $1 AND ($2::text IS NULL OR municipality = $2) ORDER BY sort_key, id"""  # noqa: S608


class Bodies:
    """The sheet of bodies."""

    kind: Kind = "bodies"
    roles: Sequence[Role] = KEEPERS
    columns = (
        Column("name", required=True),
        Column("kind", Choice("body_kind"), required=True),
        Column("municipality", Code(4)),
        Column("telephone"),
        Column("email"),
        Column("website"),
        Column("description"),
        Column("id"),
    )

    async def known(self, connection: Connection, store: EventStore, scope: str) -> Iterable[Thing]:
        """Every body of the scope's region, of one municipality where the scope is one."""
        return [_thing(BodyRow(*row)) for row in await connection.fetch(_ALL, *region_and_seat(scope))]

    def plan(self, given: Values, world: World, pinned: str | None) -> Planned:
        """Enters a body or corrects it."""
        region = world.region(self.roles)
        before = self._before(given, world, region)
        values = {**known_values(before), **given}
        must_have(self.columns, values)
        new = checked(NewBody, {name: values[name] for name in _FACTS if name in values})
        seats = {new.municipality, known_values(before).get("municipality", new.municipality)}
        if new.municipality is not None and new.municipality not in world.municipalities:
            raise wrong("municipality", "unknown-municipality")
        if not all(keeps(world.caller, region, seat) for seat in seats):
            raise wrong("municipality", "outside-scope")
        facts = new.facts()
        key = _key(region, facts.name, facts.municipality)
        body = UUID(before.id) if before else derived(CODED_THINGS, f"/bodies/{key}")
        values |= left_out(**{name: getattr(facts, name) for name in _FACTS}, id=str(body))

        def decide(loaded: Loaded) -> Decision:
            def told(state: Body) -> Sequence[object]:
                return correct_body(state, facts=facts) if state.facts else enter_body(state, facts=facts)

            return Decision(together(loaded, Body(), evolve_body, told))

        return Planned(Thing(str(body), key, region, values), before, f"body-{body}", decide)

    def _before(self, given: Values, world: World, region: str) -> Thing | None:
        if "id" in given:
            return world.named(given["id"])
        return world.known_as(_key(region, given.get("name", ""), given.get("municipality")))


def region_and_seat(scope: str) -> tuple[str, str | None]:
    """The region's scope path, and the code of the municipality where the scope is one's or within one."""
    parts = scope.split("/")
    return f"/{parts[1]}", parts[2] if len(parts) > 2 else None


def _key(region: str, name: str, municipality: str | None) -> str:
    return f"{region}/{municipality or ''}/{fold(name)}"


def _thing(row: BodyRow) -> Thing:
    values = left_out(id=str(row.id), **{name: getattr(row, name) for name in _FACTS})
    return Thing(str(row.id), _key(row.scope, row.name, row.municipality), row.scope, values, row.state == "closed")
