"""registry: people on the way from one municipality to another."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, Written


class Transfer(msgspec.Struct, frozen=True):
    """One person on the way; `into` is the record of the municipality that took over."""

    id: UUID
    person: UUID
    from_centre: str
    to_centre: str
    label: str
    at: datetime
    by: str
    state: str
    version: int
    born_on: date | None = None
    into: UUID | None = None
    why: str | None = None


class TakenOver(msgspec.Struct, frozen=True):
    """The record that a person was taken over into."""

    into: UUID


class Transfers:
    """The calls about transfers."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def list(self, *, state: str = "proposed", cursor: str | None = None) -> Page[Transfer]:
        """From and to the caller's Centres, newest first."""
        return await self._api.get("/transfers", Page[Transfer], state=state, cursor=cursor)

    async def one(self, transfer: UUID) -> Transfer:
        """One of them."""
        return await self._api.get(f"/transfers/{transfer}", Transfer)

    async def propose(self, transfer: UUID, person: UUID, to_centre: str, *, informed: bool) -> Written:
        """Offers a person to the Centre of another municipality."""
        body = {"person": person, "to_centre": to_centre, "informed": informed}
        return await self._api.create(f"/transfers/{transfer}", body)

    async def accept(self, transfer: UUID, into: UUID, unit: UUID, *, key: UUID) -> TakenOver:
        """Takes the person over, into a new record or one that is there."""
        body = {"into": into, "unit": unit}
        return await self._api.post_as(f"/transfers/{transfer}/acceptance", body, TakenOver, key=key)

    async def decline(self, transfer: UUID, why: str, *, key: UUID) -> Written:
        """Does not take the person over."""
        return await self._api.post(f"/transfers/{transfer}/declination", {"why": why}, key=key)

    async def withdraw(self, transfer: UUID, *, key: UUID) -> Written:
        """Takes the offer back."""
        return await self._api.post(f"/transfers/{transfer}/withdrawal", {}, key=key)
