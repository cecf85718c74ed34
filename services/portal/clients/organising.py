"""registry: what a Centre stands on — posts, funding acts, its regulation — and what of it needs attention."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page


class Line(msgspec.Struct, frozen=True):
    """Something to look at."""

    kind: str
    scope: str
    day: date
    late: bool
    source: str
    of: str = ""
    what: str = ""
    have: int | None = None
    need: int | None = None


class Attention(msgspec.Struct, frozen=True):
    """What needs attention on a scope."""

    on: date
    items: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    next: str | None = None


class Held(msgspec.Struct, frozen=True):
    """Somebody held a post."""

    account: str
    contract: str
    since: date
    until: date | None = None
    head_from: date | None = None
    head_to: date | None = None
    left: str | None = None


class Post(msgspec.Struct, frozen=True):
    """A post of a Centre."""

    id: UUID
    centre: UUID
    scope: str
    specialty: str
    opened_on: date
    version: int
    act: str | None = None
    abolished_on: date | None = None
    held: tuple[Held, ...] = ()

    @property
    def holder(self) -> Held | None:
        """Who holds it, as far as nobody left."""
        return self.held[-1] if self.held and self.held[-1].left is None else None

    def to_be_filled(self, today: date) -> bool:
        """Whether nobody holds it, or only by a contract that is over."""
        return self.holder is None or (self.holder.until is not None and self.holder.until < today)


class LedgerLine(msgspec.Struct, frozen=True):
    """One line of an act's ledger."""

    kind: str
    on: date
    number: str | None = None
    budget: int | None = None
    ends_on: date | None = None
    spent: int | None = None
    of: str | None = None


class InForce(msgspec.Struct, frozen=True):
    """What held of an act on a day."""

    on: date
    budget: int
    ends_on: date
    number: str
    spent: int | None = None


class Act(msgspec.Struct, frozen=True):
    """A funding act."""

    code: str
    scope: str
    title: str
    programme: str
    objective: str
    beneficiary: str
    ledger: tuple[LedgerLine, ...]
    version: int
    in_force: InForce | None = None
    centres: tuple[UUID, ...] = ()


class Decision(msgspec.Struct, frozen=True):
    """A decision of the council on the regulation."""

    kind: str
    number: str
    on: date
    meeting: str
    vote: str
    ada: str | None = None


class Submission(msgspec.Struct, frozen=True):
    """Something went to the ministry."""

    what: str
    of: str
    on: date
    to: str
    protocol: str | None = None


class Due(msgspec.Struct, frozen=True):
    """Something is to be submitted."""

    what: str
    of: str
    by: date
    overdue: bool
    source: str


class Regulation(msgspec.Struct, frozen=True):
    """A Centre's regulation."""

    centre: UUID
    decisions: tuple[Decision, ...]
    submissions: tuple[Submission, ...]
    due: tuple[Due, ...]
    version: int


class Organising:
    """The calls that the portal makes about it. A write gives True; a `Problem` says why not."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def attention(self, scope: str, cursor: str | None) -> Attention:
        """What needs attention on that scope, page by page."""
        return await self._api.get("/attention", Attention, scope=scope, cursor=cursor)

    async def posts(self, scope: str, cursor: str | None) -> Page[Post]:
        """The posts on that scope, Centre by Centre."""
        return await self._api.get("/posts", Page[Post], scope=scope, cursor=cursor)

    async def post(self, post: UUID) -> Post:
        """One of them."""
        return await self._api.get(f"/posts/{post}", Post)

    async def open_post(self, post: UUID, facts: Mapping[str, object]) -> bool:
        """A Centre gets a post."""
        await self._api.create(f"/posts/{post}", facts)
        return True

    async def change_post(
        self, post: UUID, what: str, facts: Mapping[str, object], *, key: UUID, version: str | None = None
    ) -> bool:
        """Fills, renews, heads, vacates or abolishes it."""
        await self._api.post(f"/posts/{post}/{what}", facts, key=key, version=version)
        return True

    async def acts(self, scope: str, cursor: str | None) -> Page[Act]:
        """The acts that concern that scope, as they stand today."""
        return await self._api.get("/acts", Page[Act], scope=scope, cursor=cursor)

    async def act(self, code: str, on: date | None = None) -> Act:
        """One act, as it stood on a day."""
        return await self._api.get(f"/acts/{code}", Act, on=on)

    async def include_act(self, code: str, facts: Mapping[str, object]) -> bool:
        """An act was included in a programme."""
        await self._api.create_as(f"/acts/{code}", facts, dict[str, object])
        return True

    async def change_act(self, code: str, what: str, facts: Mapping[str, object], *, key: UUID) -> bool:
        """Amends, accepts, states spending, or ends it."""
        await self._api.tell(f"/acts/{code}/{what}", facts, key=key)
        return True

    async def regulation(self, centre: UUID) -> Regulation:
        """A Centre's regulation."""
        return await self._api.get(f"/centres/{centre}/regulation", Regulation)

    async def change_regulation(self, centre: UUID, what: str, facts: Mapping[str, object], *, key: UUID) -> bool:
        """Takes down a decision, a submission, or that one came back."""
        await self._api.tell(f"/centres/{centre}/regulation/{what}", facts, key=key)
        return True
