"""Proposing a transfer and taking a person over: the record of the new municipality is made with the acceptance, or not
at all.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from fastapi.responses import JSONResponse

from services.registry.organisation.views import prefix_of
from services.registry.people import queries
from services.registry.people.bodies import BecomingBeneficiary
from services.registry.people.domain import Details, IdentifierRecorded, Person, meet
from services.registry.people.registering import UNIQUE, make_beneficiary
from services.registry.people.views import FileRow, PersonRow
from services.registry.transfers import domain
from services.registry.transfers.bodies import Acceptance, NewTransfer
from services.registry.transfers.domain import Transfer, TransferProposed, accept, propose
from shared.domain import Refused, derived
from shared.eventstore import Busy, Change, Claimed, Decision, Loaded, Outcome, Stale
from shared.problems import FieldError, Problem
from shared.restrictions import must_be_free
from shared.scope import Grant, Principal, Reach, Role, scoped
from shared.vault import Vault
from shared.writing import Writing

_TRIES = 5


async def propose_transfer(transfer: UUID, body: NewTransfer, caller: Principal, writing: Writing) -> JSONResponse:
    """Offers a person. A person is offered to one Centre at a time, and handed over once."""
    service = writing.service
    async with scoped(service.pool, caller) as connection:
        row = await queries.person(connection, body.person)
    if row is None or not caller.reaches(Reach.FILE, row.centre):
        raise Problem("not-found")
    if await prefix_of(service.pool, body.to_centre) is None:
        raise Problem("invalid", errors=[FieldError("/to_centre", "unknown-centre")])
    await must_be_free(service, caller, row.id)
    born = row.born_on.isoformat() if row.born_on else None
    proposed = TransferProposed(row.id, row.centre, body.to_centre, row.label, born)

    def decide(loaded: Loaded) -> Decision:
        events = propose(loaded.fold(domain.evolve, Transfer()), proposed=proposed, informed=body.informed)
        return Decision(events, claim=[claim_of(row.id)] if events else [])

    try:
        return await writing.commit(f"transfer-{transfer}", decide, by=caller, scope=row.centre)
    except Claimed:
        raise Refused("transfer-under-way") from None


async def take_over(transfer: UUID, body: Acceptance, caller: Principal, writing: Writing) -> JSONResponse:
    """Makes the record of the new municipality, or names one that is there, and gives it a number of its own.

    Raises `Problem` where the caller is not of the Centre that was asked, or one of the numbers is another record's.
    """
    service, own = writing.service, f"transfer-{transfer}"
    state = (await service.store.load(own)).fold(domain.evolve, Transfer())
    offered = state.proposed
    if offered is None or not caller.reaches(Reach.FILE, offered.to_centre):
        raise Problem("not-found")
    async with scoped(service.pool, _as_reader(offered.from_centre)) as connection:
        row = await queries.person(connection, offered.person)
        file = await queries.file_of(connection, row.id) if row else None
    if row is None:
        raise Problem("not-found")
    await _accept(own, body, caller, writing, offered, row, file)
    if row.number:
        numbering = replace(writing, command=derived(writing.command, "number"), expected=None, created=False)
        await make_beneficiary(body.into, BecomingBeneficiary(), caller, numbering)
    loaded = await service.store.load(own)
    return await writing.answered(Outcome(own, loaded.version, loaded.recorded[-1:]), {"into": str(body.into)})


async def _accept(
    own: str,
    body: Acceptance,
    caller: Principal,
    writing: Writing,
    offered: TransferProposed,
    row: PersonRow,
    file: FileRow | None,
) -> None:
    service = writing.service
    command = writing.as_command(by=caller, scope=offered.to_centre, unit=body.unit)
    for _ in range(_TRIES):
        loaded, there = await service.store.load(own), await service.store.load(f"person-{body.into}")
        events = accept(loaded.fold(domain.evolve, Transfer()), into=body.into)
        if not events:
            return
        if there.version and there.scope.split("/")[:3] != offered.to_centre.split("/")[:3]:
            raise Problem("not-found")
        changes = [Change(own, loaded.version, events)]
        claims: list[tuple[str, str]] = []
        if not there.version:
            changes.append(Change(there.name, 0, _facts(offered.to_centre, row, file)))
            claims = [(key, there.name) for key in _identifier_claims(service.vault, offered.to_centre, row)]
        try:
            outcome = await service.store.append(command, changes, claim=claims)
        except Stale:
            continue
        except Claimed:
            raise Problem("invalid", errors=[FieldError("/into", "identifier-taken")]) from None
        await service.readable(outcome)
        return
    raise Busy


def _facts(centre: str, row: PersonRow, file: FileRow | None) -> Sequence[object]:
    """What the card says, as facts of the new record. The notice on processing is the new municipality's to give."""
    first, *more = row.known_identifiers or (None,)
    details = Details(
        surname=row.surname,
        given_name=row.given_name,
        father_name=row.father_name,
        latin_name=row.latin_name,
        sex=row.sex,  # type: ignore[arg-type] # as it was recorded
        born_on=row.born_on.isoformat() if row.born_on else None,
        identifier=first,
        telephone=row.telephone,
        email=file.email if file else None,
    )
    return [*meet(Person(), centre=centre, details=details), *(IdentifierRecorded(*one) for one in more if one)]


def _identifier_claims(vault: Vault, centre: str, row: PersonRow) -> list[str]:
    municipality = centre.split("/")[2]
    return [
        f"identifier:{municipality}:{vault.blind('identifier', municipality, kind, value).hex()}"
        for kind, value in row.known_identifiers
        if kind in UNIQUE
    ]


def claim_of(person: UUID) -> str:
    """What an offer holds until it is answered with no; once handed over, for good."""
    return f"transfer:{person}"


def _as_reader(centre: str) -> Principal:
    """Who reads what is handed over: the Centre that offered it, since its colleague decided that it goes."""
    return Principal("transfer", (Grant(Role.SOCIAL_WORKER, centre),))
