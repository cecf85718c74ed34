"""Posts from a file, vacant or with who holds them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from services.registry.imports.cells import Choice, Code, Column, Day
from services.registry.imports.domain import Kind
from services.registry.imports.sheet import (
    Planned,
    Thing,
    Values,
    World,
    checked,
    fixed,
    known_values,
    left_out,
    must_have,
    wrong,
)
from services.registry.organisation.keeping import KEEPERS
from services.registry.posts import views
from services.registry.posts.bodies import Filling, HeadFrom, NewPost
from services.registry.posts.deciding import claiming
from services.registry.posts.domain import (
    Event,
    Post,
    PostFilled,
    evolve,
    fill,
    head_of,
    holds,
    name_head,
    open_post,
    renew,
)
from services.registry.posts.views import PostRow
from shared.database import Connection
from shared.domain import derived
from shared.eventstore import Decision, EventStore, Loaded
from shared.scope import Role

_HOLDER = ("account", "contract", "since", "until")
_HEAD = {"since": "head_since"}
_AT = {
    "contract-without-end": "until",
    "contract-ends-before-it-starts": "until",
    "contract-has-no-end": "until",
    "renewal-not-later": "until",
    "post-not-open-yet": "since",
    "post-occupied": "account",
    "outside-contract": "head_since",
    "already-head": "head_since",
}


class Posts:
    """The sheet of posts. Rows that say the same are as many posts."""

    kind: Kind = "posts"
    roles: Sequence[Role] = KEEPERS
    columns = (
        Column("municipality", Code(4), required=True),
        Column("centre"),
        Column("specialty", Choice("specialty"), required=True),
        Column("act"),
        Column("opened_on", Day(), required=True),
        Column("account"),
        Column("contract", Choice("contract")),
        Column("since", Day()),
        Column("until", Day()),
        Column("head_since", Day()),
        Column("id"),
    )

    async def known(self, connection: Connection, store: EventStore, scope: str) -> Iterable[Thing]:
        """Every post on the scope, Centre by Centre."""
        counted: Counter[str] = Counter()
        found: list[Thing] = []
        for row in await views.posts(connection, scope):
            key = _key(row.scope, row.specialty, row.act, row.opened_on)
            found.append(_thing(row, f"{key}/{counted[key]}"))
            counted[key] += 1
        return found

    def plan(self, given: Values, world: World, pinned: str | None) -> Planned:
        """Opens a post, fills it, renews its contract, names its holder head."""
        must_have(self.columns, given)
        municipality = world.municipality(given["municipality"], self.roles)
        centre = world.centre(municipality.id, given.get("centre"))
        key, named = _named(given, world, centre.scope, pinned)
        before = world.known(named) if named else world.known_as(key)
        post = UUID(named) if named else UUID(before.id) if before else derived(UUID(centre.id), f"post/{key}")
        if before and before.scope != centre.scope:
            raise wrong("id", "cannot-change-by-import")
        given = {"centre": centre.scope.rpartition("/")[2], **given}
        if before:
            fixed(before.values, given, "specialty", "act", "opened_on")
        values: dict[str, Any] = {**known_values(before), **given, "id": str(post)}
        facts = {"centre": centre.id, "on": values["opened_on"], "act": values.get("act")}
        new = checked(NewPost, {**facts, "specialty": values["specialty"]}, {"on": "opened_on"})
        filling = _filling(values) if any(name in given for name in _HOLDER) else None
        head = checked(HeadFrom, {"since": given["head_since"]}, _HEAD) if "head_since" in given else None
        _must_be_free(str(post), new.centre, filling, head, world)

        decisions: list[Callable[[Post], Sequence[Event]]] = [partial(_opened, new=new)]
        if filling:
            decisions.append(partial(_filled, filling=filling))
        if head:
            decisions.append(partial(name_head, since=head.since))

        def decide(loaded: Loaded) -> Decision:
            return claiming(loaded.fold(evolve, Post()), *decisions)

        return Planned(Thing(str(post), key, centre.scope, values), before, f"post-{post}", decide, new.centre, _AT)


def _named(given: Values, world: World, scope: str, pinned: str | None) -> tuple[str, str | None]:
    """The row's key, with its number among those that say the same, and the id where it has one."""
    key = _key(scope, given["specialty"], given.get("act"), given["opened_on"])
    count = world.counted.get(key, 0)
    if pinned:
        return f"{key}/{count}", pinned
    if "id" not in given:
        world.counted[key] = count + 1
        return f"{key}/{count}", None
    known = world.named(given["id"])
    return known.key, known.id


def _key(scope: str, specialty: str, act: str | None, opened_on: date) -> str:
    return f"{scope}/{specialty}/{act or ''}/{opened_on}"


def _filling(values: Values) -> Filling:
    return checked(Filling, left_out(**{name: values.get(name) for name in _HOLDER}))


def _opened(state: Post, *, new: NewPost) -> Sequence[Event]:
    return [] if state.opened else open_post(state, **new.model_dump())


def _filled(state: Post, *, filling: Filling) -> Sequence[Event]:
    """The same holder stays longer, or somebody takes the post."""
    holder = state.holder
    if (
        holder
        and holder.until
        and filling.until
        and replace(holder, until=filling.until) == PostFilled(**filling.model_dump())
    ):
        return renew(state, until=filling.until)
    return fill(state, **filling.model_dump())


def _must_be_free(post: str, centre: UUID, filling: Filling | None, head: HeadFrom | None, world: World) -> None:
    """An account holds one post, a Centre has one head."""
    if filling and not world.holds(holds(filling.account), post):
        raise wrong("account", "holds-another-post")
    if head and not world.holds(head_of(centre), post):
        raise wrong("head_since", "two-heads")


def _thing(row: PostRow, key: str) -> Thing:
    last = row.held[-1] if row.held and row.held[-1].left is None else None
    heads = last is not None and last.head_from is not None and last.head_to is None
    municipality, centre = row.scope.split("/")[2:4]
    values = left_out(
        id=str(row.id), municipality=municipality, centre=centre, specialty=row.specialty, act=row.act,
        opened_on=row.opened_on, **({name: getattr(last, name) for name in _HOLDER} if last else {}),
        head_since=last.head_from if last and heads else None,
    )  # fmt: skip
    claims = [*([holds(last.account)] if last else []), *([head_of(row.centre)] if heads else [])]
    return Thing(str(row.id), key, row.scope, values, row.abolished_on is not None, claims)
