"""Opening the file of a person whom a page is about: for the purpose of a work item, or for one that is asked for."""

from uuid import UUID

from services.portal.clients.access import Asked
from services.portal.clients.base import Problem
from services.portal.clients.referral import Referral
from services.portal.desk import Desk
from services.portal.files import NotOpen, Opened
from shared.ids import uuid7

PURPOSES = ("service", "application", "referral", "follow-up", "correction")
"""What somebody at the desk opens a file for."""


async def opened(desk: Desk, person: UUID, reference: str = "") -> Opened:
    """That person's file, open: services are asked with its ticket from now on.

    A work item of that person, named by its kind and id, such as `visit-<id>` or `duplicate-<id>`, opens it for its own
    purpose. Raises `NotOpen` where the purpose must be asked for.
    """
    file = await desk.portal.files.find(desk.session.handle, person)
    if file is not None:
        return desk.with_file(file)
    if purpose := await _purpose_of(desk, reference, person):
        return await open_file(desk, Asked(person, purpose, reference))
    raise NotOpen(person)


async def open_file(desk: Desk, asked: Asked) -> Opened:
    """Opens a file for that purpose. Raises `Problem`."""
    client = desk.request.client
    given = await desk.access.open(uuid7(), asked, client.host if client else None)
    file = Opened(given.ticket, given.reach, given.until, asked.purpose, asked.emergency)
    await desk.portal.files.keep(desk.session.handle, asked.person, file)
    return desk.with_file(file)


async def referral_of(desk: Desk, referral: UUID) -> Referral:
    """One referral; it opens the file of its person, if that is not open yet."""
    await opened(desk, await desk.referrals.person_of(referral), f"referral-{referral}")
    return await desk.referrals.referral(referral)


async def _purpose_of(desk: Desk, reference: str, person: UUID) -> str | None:
    """What a work item opens its own person's file for; nothing for one that is another's, or none."""
    kind, _, number = reference.partition("-")
    try:
        if kind == "visit":
            return "service" if (await desk.intake.visit(UUID(number))).person == person else None
        if kind == "duplicate":
            pair = await desk.duplicates.pair(UUID(number))
            return "correction" if person in (pair.left, pair.right) else None
        if kind == "merge":
            return "correction" if (await desk.duplicates.standing(UUID(number))).kept == person else None
        if kind == "referral":
            return "referral" if await desk.referrals.person_of(UUID(number)) == person else None
    except (ValueError, Problem):
        return None
    return None
