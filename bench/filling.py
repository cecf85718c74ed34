"""Fills a region with people and their year, through the logs: read models catch up by themselves.

Events are those that the commands would write, made by the same decisions; they are appended many at once, since a
region of a million people is wanted in minutes. What commands only check (suspected duplicates, numbers in a row) is
left out.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, get_args
from uuid import UUID, uuid5

from bench.ground import ACCOUNT
from bench.region import SEED, Region
from deploy.secrets import Secrets
from kentro.demo.bodies import Directory
from kentro.demo.ids import drawing, made_id
from kentro.demo.people import Person, person
from kentro.demo.plan import Plan
from kentro.demo.seasons import REFERRED_TO, topic
from services.intake import BLUEPRINT as INTAKE
from services.intake import domain as visits
from services.referral import domain as referrals
from services.registry import BLUEPRINT as REGISTRY
from services.registry.people import domain as people
from services.registry.people.bodies import NewPerson
from services.registry.people.registering import NOTICE
from shared.database import open_pool
from shared.envelope import Codec
from shared.eventstore import Change, Command, EventStore, open_store
from shared.kek import KeyFile
from shared.vault import Vault

AT_ONCE = 256
"""People whose events wait to be written together."""

VISITS = ([1, 2, 3], [60, 30, 10])
REFERRED = 0.3
"""Share of people who are referred once in the year."""

ANSWERED = 0.8
"""Share of referrals that were seen to an end; the others are open."""

_ANSWER_DAYS = 14
_EVENTS: dict[str, Sequence[type[Any]]] = {
    "registry": REGISTRY.events,
    "intake": INTAKE.events,
    "referral": get_args(referrals.Event),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What one command writes, and to which service's log."""

    service: str
    stream: str
    scope: str
    unit: UUID
    on: date
    events: Sequence[object]


async def fill(region: Region, count: int) -> int:
    """Goes on from the people whom the region holds already until there are so many; how many events that took."""
    events = 0
    async with stores_of(region) as stores:
        while region.people < count:
            batch = range(region.people, min(count, region.people + AT_ONCE))
            written = [each for index in batch for each in _life(region.plan, index)]
            await asyncio.gather(*(append(stores[each.service], each) for each in written))
            events += sum(len(each.events) for each in written)
            region.people = batch.stop
    return events


def somebody(region: Region, index: int) -> Person:
    """The person of that number."""
    return person(SEED, index, region.plan.until, region.plan.municipalities)


async def append(store: EventStore, written: Written) -> None:
    """Writes it, as that command would."""
    command = Command(
        uuid5(UUID(ACCOUNT), written.stream), ACCOUNT, written.on, written.scope, b"filled", unit=written.unit
    )
    await store.append(command, [Change(written.stream, 0, written.events)])


def _life(plan: Plan, index: int) -> Iterator[Written]:
    draw = drawing(SEED, "life", index)
    one = person(SEED, index, plan.until, plan.municipalities)
    place = one.municipality
    met = _day(plan, draw)
    details = NewPerson.model_validate(one.registered(met, place.centre, informed=True).body).details()
    registered = people.meet(people.Person(), centre=place.scope, details=details, notice=NOTICE)
    yield Written("registry", f"person-{one.id}", place.scope, place.centre, met, registered)
    days = sorted({met, *(_day(plan, draw) for _ in range(draw.choices(*VISITS)[0]))})
    for serial, day in enumerate(days):
        received = visits.receive(visits.Visit(), topic=_topic(draw, day, one), channel="in-person", person=one.id)
        closed = visits.VisitClosed("informed")
        stream = f"visit-{made_id(day, SEED, 'visit', index, serial)}"
        yield Written("intake", stream, place.scope, place.centre, day, [*received, closed])
    if draw.random() < REFERRED:
        yield _referred(plan.directory, one, index, days[-1], draw)


def _referred(directory: Directory, one: Person, index: int, day: date, draw: Random) -> Written:
    kind = draw.choice(REFERRED_TO[topic(draw, day, one.situation)])
    service = directory.taking(kind, one.municipality.code)[0]
    sent = referrals.ReferralSent(
        person=one.id,
        service=service.id,
        number=f"{day.year}/{index}",
        basis="consent",
        sent_on=day,
        answer_by=day + timedelta(days=_ANSWER_DAYS),
        need=draw.choice(service.needs),
        reason=draw.choice(service.reasons),
        disclosed=referrals.Disclosed(f"{one.surname} {one.given_name}", one.age(day), one.telephone),
    )
    events: list[referrals.Event] = [sent]
    if draw.random() < ANSWERED:
        events += [
            referrals.ReferralAccepted(None, late=False),
            referrals.ReferralDelivered(one.id, "helped", None),
            referrals.ReferralClosed("completed", told=True),
        ]
    stream = f"referral-{made_id(day, SEED, 'referral', index)}"
    return Written("referral", stream, one.municipality.scope, one.municipality.centre, day, events)


def _topic(draw: Random, day: date, one: Person) -> visits.Topic:
    wanted: Any = topic(draw, day, one.situation)
    return wanted


def _day(plan: Plan, draw: Random) -> date:
    return plan.until - timedelta(days=draw.randrange(365))


@asynccontextmanager
async def stores_of(region: Region) -> AsyncGenerator[dict[str, EventStore]]:
    """The logs of the running services, opened beside them."""
    kek = KeyFile(Secrets(region.directory / "secrets").key_file("kek"))
    async with AsyncExitStack() as stack:
        stores: dict[str, EventStore] = {}
        for name, events in _EVENTS.items():
            addresses: dict[str, str] = region.stack.run["databases"][name]
            pool = await stack.enter_async_context(open_pool(addresses["api"], name="filling", size=1))
            vault = await stack.enter_async_context(Vault.opened(addresses["keys"], kek, name))
            stores[name], _ = await stack.enter_async_context(
                open_store(pool, addresses["api"], Codec(events), vault, name="filling", readers=0)
            )
        yield stores
