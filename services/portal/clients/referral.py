"""referral: who was handed to which service, and what the service said. The partners' calls carry no token."""

from datetime import date
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, Problem, TicketFor, TimelineItem, Written


class ToService(msgspec.Struct, frozen=True):
    """Where a referral went."""

    id: UUID
    name: str
    body_name: str


class Referral(msgspec.Struct, frozen=True):
    """A referral as the sending Centre sees it."""

    id: UUID
    number: str
    person: UUID
    service: ToService
    centre: str
    sent_on: date
    answer_by: date
    state: str
    version: int
    overdue: bool = False
    late: bool = False
    unit: UUID | None = None
    need: str | None = None
    reason: str | None = None
    basis: str | None = None
    decline_reason: str | None = None
    decline_text: str | None = None
    first_meeting: date | None = None
    outcome: str | None = None
    closed_outcome: str | None = None
    told: bool | None = None
    outcome_text: str | None = None
    by: str | None = None
    revoked_why: str | None = None


class Disclosed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the receiving service is shown of the person."""

    name: str
    age: int | None = None
    telephone: str | None = None
    call_whom: str | None = None


class NewReferral(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sent."""

    person: UUID
    service: UUID
    unit: UUID
    centre: str
    need: str
    reason: str
    basis: str
    disclosed: Disclosed
    may_wait: bool = False


class _AnswerBy(msgspec.Struct, frozen=True):
    answer_by: date


class ReferralTask(msgspec.Struct, frozen=True):
    """A referral that waits for its sender."""

    id: UUID
    kind: str
    due: date
    person: UUID | None = None
    service_name: str = ""


class Link(msgspec.Struct, frozen=True):
    """What may be known of a link without its code: nothing personal."""

    number: str
    from_centre: str
    service_name: str
    step: str
    state: str
    body_name: str = ""

    @property
    def receiver(self) -> str:
        """The body and its service, as far as they are known."""
        return ", ".join(name for name in (self.body_name, self.service_name) if name)


class Disclosure(msgspec.Struct, frozen=True):
    """What the partner sees once the code was right."""

    number: str
    sent_on: date
    answer_by: date
    name: str
    need: str = ""
    reason: str = ""
    age: int | None = None
    telephone: str | None = None
    call_whom: str | None = None


class Opened(msgspec.Struct, frozen=True):
    """A link that was opened with its code: thirty minutes to answer."""

    session: str
    referral: Disclosure


class WrongCode(msgspec.Struct, frozen=True):
    """What a problem `wrong-code` carries."""

    tries_left: int = 0


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A partner's answer."""

    session: str
    answer: str
    first_meeting: date | None = None
    reason: str | None = None
    text: str | None = None


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of it, by the partner."""

    session: str
    outcome: str
    text: str | None = None


class TelephoneAnswer(msgspec.Struct, frozen=True):
    """What a service said by telephone: accept, waitlist, decline or deliver, and what belongs to it."""

    answer: str
    first_meeting: date | None = None
    reason: str | None = None
    outcome: str | None = None
    text: str | None = None

    def command(self) -> tuple[str, dict[str, object]]:
        """The last step of the command's address and its body."""
        match self.answer:
            case "accept":
                step, body = "acceptance", {"first_meeting": self.first_meeting}
            case "waitlist":
                step, body = "waitlisting", {}
            case "decline":
                step, body = "declination", {"reason": self.reason, "text": self.text}
            case _:
                step, body = "delivery", {"outcome": self.outcome, "text": self.text}
        return step, {name: value for name, value in body.items() if value is not None}


class Referrals:
    """The calls that the portal makes to referral."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def send(self, referral: UUID, given: NewReferral) -> str:
        """Sends a referral and returns the six digits that its sender tells by telephone."""
        return (await self._api.create(f"/referrals/{referral}", given)).code

    async def answer_by(self, service: UUID) -> date:
        """The day by which the service would have to answer a referral sent today."""
        return (await self._api.get("/referrals/answer-by", _AnswerBy, service=service)).answer_by

    async def referral(self, referral: UUID) -> Referral:
        """One referral."""
        return await self._api.get(f"/referrals/{referral}", Referral)

    async def person_of(self, referral: UUID) -> UUID:
        """Whose referral it is: told to whoever may see it, even before that person's file is open."""
        try:
            return (await self.referral(referral)).person
        except Problem as problem:
            if problem.code != "ticket-required":
                raise
            return problem.carries(TicketFor).person

    async def referrals(
        self, state: str | None = None, cursor: str | None = None, person: UUID | None = None
    ) -> Page[Referral]:
        """Referrals within the caller's grants, newest first."""
        return await self._api.get("/referrals", Page[Referral], state=state, cursor=cursor, person=person)

    async def close(self, referral: UUID, outcome: str, *, told: bool, version: str, key: UUID) -> Written:
        """Closes the loop."""
        body = {"outcome": outcome, "told": told}
        return await self._api.post(f"/referrals/{referral}/closing", body, key=key, version=version)

    async def revoke(self, referral: UUID, why: str, *, version: str, key: UUID) -> Written:
        """Takes it back; the link ends."""
        return await self._api.post(f"/referrals/{referral}/revocation", {"why": why}, key=key, version=version)

    async def new_link(self, referral: UUID, key: UUID) -> str:
        """Mails a new link and returns its code; the old link ends."""
        return (await self._api.post(f"/referrals/{referral}/link", {}, key=key)).code

    async def record(self, referral: UUID, given: TelephoneAnswer, key: UUID) -> Written:
        """Writes down what the service said by telephone."""
        step, body = given.command()
        return await self._api.post(f"/referrals/{referral}/{step}", body, key=key)

    async def worklist(self) -> tuple[ReferralTask, ...]:
        """What of the referrals waits."""
        return (await self._api.get("/worklist", Page[ReferralTask])).items

    async def timeline(self, person: UUID) -> tuple[TimelineItem, ...]:
        """What referral recorded about a person."""
        return (await self._api.get(f"/people/{person}/timeline", Page[TimelineItem])).items

    async def link(self, token: str) -> Link:
        """What the mailed link leads to."""
        return await self._api.get(f"/links/{token}", Link)

    async def open(self, token: str, code: str) -> Opened:
        """Trades the code. A `Problem` with code `wrong-code` carries `WrongCode`."""
        return await self._api.ask(f"/links/{token}/opening", {"code": code}, Opened)

    async def answer(self, token: str, given: Answer, key: UUID) -> None:
        """The partner's answer."""
        await self._api.tell(f"/links/{token}/answer", given, key=key)

    async def outcome(self, token: str, given: Outcome, key: UUID) -> None:
        """What came of it, by the partner."""
        await self._api.tell(f"/links/{token}/outcome", given, key=key)
