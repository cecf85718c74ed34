"""Sending a referral: its number, its deadline, and the link by which the receiver answers."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from services.referral.bodies import NewReferral
from services.referral.directory import answer_by, must_take, receiver
from services.referral.domain import Disclosed, Event, Referral, evolve, issue_link, referral_number, send
from services.referral.links.domain import LinkIssued
from services.referral.links.secrets import LINK_DAYS, LinkSecrets, token_hash
from shared.eventstore import Decision, Loaded, Outcome
from shared.problems import FieldError, Problem
from shared.restrictions import must_be_free
from shared.scope import Principal, Reach
from shared.serials import with_next
from shared.workdays import today
from shared.writing import Writing, must_be_visible


async def _secrets(request: Request) -> LinkSecrets:
    return request.app.state.link_secrets


Secrets = Annotated[LinkSecrets, Depends(_secrets)]


async def send_referral(
    referral: UUID, body: NewReferral, caller: Principal, writing: Writing, secrets: LinkSecrets
) -> JSONResponse:
    """Sends it under the next number of the municipality's year, and a link with it.

    What an import brings was sent long ago by other means: it gets no link, and nobody asks whether there is room now.
    """
    pool = writing.service.pool
    found = await receiver(pool, body.service)
    if found is None:
        raise Problem("invalid", errors=[FieldError("/service", "unknown-service")])
    await must_be_free(writing.service, caller, body.person)
    command = writing.as_command(by=caller, scope=body.centre, unit=body.unit, occurred_on=body.occurred_on)
    on = command.occurred_on
    last_day = await answer_by(pool, found, body.centre, on)

    async def write(serial: int, claim: str) -> JSONResponse:
        def decide(loaded: Loaded) -> Decision:
            state = loaded.fold(evolve, Referral())
            if writing.import_id is None and state.sent is None:
                must_take(found, on=today(datetime.now(UTC)), may_wait=body.may_wait)
            events: list[Event] = send(
                state,
                on=on,
                person=body.person,
                service=body.service,
                number=referral_number(on.year, serial),
                basis=body.basis,
                answer_by=last_day,
                need=body.need,
                reason=body.reason,
                disclosed=Disclosed(**body.disclosed.model_dump()),
            )
            for event in events:
                state = evolve(state, event)
            if writing.import_id is None:
                events += _link(referral, state, on, secrets)
            return Decision(events, claim=[claim], due=[("answer", last_day + timedelta(days=1))])

        return await writing.commit(
            f"referral-{referral}",
            decide,
            by=caller,
            scope=body.centre,
            unit=body.unit,
            occurred_on=body.occurred_on,
            answer=lambda outcome: _told(referral, outcome, secrets),
        )

    # The outgoing protocol counts within the municipality's year.
    return await with_next(pool, f"referral-number:{body.centre.split('/')[2]}:{on.year}:", write)


async def new_link(referral: UUID, caller: Principal, writing: Writing, secrets: LinkSecrets) -> JSONResponse:
    """Another link, for whatever step is due now."""
    command = writing.as_command(by=caller)

    def decide(loaded: Loaded) -> list[object]:
        must_be_visible(loaded, caller, Reach.FILE)
        return [*_link(referral, loaded.fold(evolve, Referral()), command.occurred_on, secrets)]

    return await writing.commit(
        f"referral-{referral}", decide, by=caller, answer=lambda outcome: _told(referral, outcome, secrets)
    )


def _link(referral: UUID, state: Referral, on: date, secrets: LinkSecrets) -> list[Event]:
    serial = len(state.links)
    hashed = token_hash(secrets.token(referral, serial))
    mac = secrets.code_mac(hashed, secrets.code(referral, serial))
    return issue_link(state, token_hash=hashed, code_mac=mac, expires_on=on + timedelta(days=LINK_DAYS))


def _told(referral: UUID, outcome: Outcome, secrets: LinkSecrets) -> dict[str, object]:
    """The code that goes with the link of this command, the same however often it is repeated."""
    for recorded in outcome.recorded:
        if isinstance(recorded.event, LinkIssued):
            return {"code": secrets.code(referral, recorded.event.serial)}
    return {}
