"""One service, put together from its parts and run in one process."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request

from shared.auth import KeySource, Verifier, published_keys
from shared.callers import anybody
from shared.chain import Anchoring
from shared.consumer import Consumer, Follows
from shared.database import LOST, Pool, open_pool
from shared.due import DueHandler, DueTicker
from shared.envelope import Codec, Recorded
from shared.erasure import FORGET, forget
from shared.eventstore import EventStore, Outcome, open_store
from shared.fields import Out, example
from shared.files import Files
from shared.kek import KeyFile
from shared.leader import ended
from shared.memory import spare_what_stays
from shared.migrate import migrate
from shared.openapi import describe
from shared.problems import Catalogue
from shared.progress import Watch
from shared.projector import OWN, Projector
from shared.public import Publish, partition_of, topic_of
from shared.reactions import Reaction, Reactor
from shared.reading import ToldReads
from shared.relay import LogFeed, Relay
from shared.restricted import RESTRICTED, Opening, SealedFeed, source_of
from shared.settings import ServiceSettings
from shared.tickets import Tickets
from shared.vault import Vault
from shared.views import Effect
from shared.web import create_app
from shared.writing import read_positions

POOL = 4
"""Connections for queries; with the flusher's two, the vault's, and one each for projector, relay, dues and consumers
they stay within the twelve that a process may use."""

SOURCE_WAIT = 0.5
"""Seconds that a read waits for another service's position before it answers with what it has."""

OWN_WAIT = 1.0
"""Seconds that a command's answer waits for its own effect to be readable."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What makes one service that service; the rest is the same for all.

    `restricted` is what it tells of persons, sealed, to those alone who may read it. `dues` and `reactions` are handled
    by kind; every service reacts to an approved erasure. `state` is what its endpoints find on `app.state`; `work` runs
    beside it until it stops. `streams` says which streams are about the person that a row of a table names: their
    category by table, their id is the row's.
    """

    name: str
    title: str
    folder: Traversable
    events: Sequence[type[Any]]
    routers: Sequence[APIRouter]
    views: Sequence[Effect[Recorded[Any]]]
    publish: Publish
    restricted: Publish | None = None
    follows: Sequence[Follows] = ()
    dues: Mapping[str, DueHandler] = field(default_factory=dict[str, DueHandler])
    reactions: Mapping[str, Callable[["Running", Reaction], Awaitable[object]]] = field(
        default_factory=dict[str, Callable[["Running", Reaction], Awaitable[object]]]
    )
    state: Mapping[str, object] = field(default_factory=dict[str, object])
    streams: Mapping[str, str] = field(default_factory=dict[str, str])
    work: Sequence[Callable[["Running"], Coroutine[Any, Any, None]]] = ()


@dataclass(slots=True)
class Running:
    """A service's parts while it runs; endpoints reach it as `request.app.state.service`."""

    name: str
    settings: ServiceSettings
    pool: Pool
    store: EventStore
    vault: Vault
    restricted: Vault
    projector: Projector
    relays: Sequence[Relay]
    consumers: Sequence[Consumer]
    publish: Publish
    tickets: Tickets
    blueprint: Blueprint
    files: Files | None = None
    told_reads: ToldReads = field(default_factory=ToldReads)

    def public_position(self, outcome: Outcome) -> str | None:
        """What other services are asked to wait for, as `source/partition/position`; None where they hear nothing."""
        for recorded in reversed(outcome.recorded):
            if self.publish(recorded) is not None:
                return f"{self.name}/{partition_of(recorded.stream)}/{recorded.position}"
        return None

    async def readable(self, outcome: Outcome) -> bool:
        """Whether the command's own effect can be read now."""
        return not outcome.position or await self.projector.progress.reached(outcome.position, OWN_WAIT)

    async def behind(self, tokens: str) -> list[str]:
        """The sources among these positions that were not reached in time; those we do not follow do not count."""
        followed = {consumer.source: consumer.checkpoints.progress for consumer in self.consumers}
        waits: list[tuple[str, Awaitable[bool]]] = []
        for source, partition, position in read_positions(tokens):
            if source == self.name:
                waits.append((source, self.projector.progress.reached(position, SOURCE_WAIT)))
            elif source in followed:
                waits.append((source, followed[source][partition].reached(position, SOURCE_WAIT)))
        reached = await asyncio.gather(*(wait for _, wait in waits))
        return [source for (source, _), yes in zip(waits, reached, strict=True) if not yes]


async def _serving(request: Request) -> Running:
    return request.app.state.service


Serving = Annotated[Running, Depends(_serving)]
"""The service that an endpoint belongs to."""


def build(blueprint: Blueprint, settings: ServiceSettings, keys: KeySource | None = None) -> FastAPI:
    """The service's application; its parts start and stop with it. `keys` replaces the provider's in tests.

    Raises `shared.kek.KeyFileUnusable` where others may read the key-encryption keys, or nobody can.
    """
    keks = KeyFile(settings.kek_file)
    issuer = str(settings.oidc_issuer).rstrip("/")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        await _migrated(blueprint, settings)
        async with _running(blueprint, settings, keks) as running:
            app.state.service = running
            spare_what_stays()
            yield

    app = create_app(
        blueprint.name,
        blueprint.title,
        Catalogue(blueprint.folder),
        lifespan=lifespan,
        dependencies=[Depends(_caught_up)],
    )
    app.state.verifier = Verifier(issuer, settings.oidc_audience, keys or published_keys(issuer))
    for attribute, value in blueprint.state.items():
        setattr(app.state, attribute, value)
    app.include_router(_health)
    for router in blueprint.routers:
        app.include_router(router)
    describe(app, app.state.catalogue)
    return app


async def _migrated(blueprint: Blueprint, settings: ServiceSettings) -> None:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    while True:
        try:
            await migrate(str(settings.owner_database_url), folders)
            return
        except LOST:
            _log.warning("service.waits_for_database")
            await asyncio.sleep(1)


@asynccontextmanager
async def _running(blueprint: Blueprint, settings: ServiceSettings, keks: KeyFile) -> AsyncGenerator[Running]:
    name, projector_url = blueprint.name, str(settings.projector_database_url)
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(str(settings.database_url), name=name, size=POOL))
        vault = await stack.enter_async_context(Vault.opened(str(settings.keys_database_url), keks, name))
        restricted = vault.of(RESTRICTED)
        store, (to_project, to_relay, to_seal) = await stack.enter_async_context(
            open_store(pool, str(settings.database_url), Codec(blueprint.events), vault, name=name, readers=3)
        )
        feeds = {name: LogFeed(name, store.log, to_relay, blueprint.publish)}
        if blueprint.restricted:
            feeds[source_of(name)] = SealedFeed(name, store.log, to_seal, blueprint.restricted, restricted)
        running = Running(
            name,
            settings,
            pool,
            store,
            vault,
            restricted,
            Projector(
                projector_url,
                name,
                store.log,
                to_project,
                blueprint.views,
                # Those of several sources once.
                list({id(view): view for each in blueprint.follows for view in each.views}.values()),
            ),
            [
                Relay(projector_url, settings.kafka_bootstrap, name, topic_of(source, settings.topic_prefix), feed)
                for source, feed in feeds.items()
            ],
            [
                Consumer(
                    projector_url,
                    settings.kafka_bootstrap,
                    name,
                    topic_of(each.source, settings.topic_prefix),
                    each,
                    Opening(restricted) if each.sealed else None,
                )
                for each in blueprint.follows
            ],
            blueprint.publish,
            Tickets.of_files(settings.ticket_keys_file, settings.ticket_key_file),
            blueprint,
            Files(settings.files_url, settings.clamd) if settings.files_url else None,
        )
        readers = {OWN: running.projector.progress}
        for consumer in running.consumers:
            readers |= consumer.checkpoints.readers
        work = [running.projector.run(), *(each.run() for each in (*running.relays, *running.consumers))]
        work.append(Watch(pool, readers).run())
        work.append(Anchoring(pool, projector_url, name, settings.anchors_file).run())
        reactor = Reactor(
            {kind: partial(react, running) for kind, react in {FORGET: forget, **blueprint.reactions}.items()}
        )
        work.append(DueTicker(str(settings.database_url), store, name, blueprint.dues, reactor=reactor).run())
        tasks = [asyncio.create_task(each) for each in (*work, *(each(running) for each in blueprint.work))]
        try:
            yield running
        finally:
            await ended(tasks)


async def _caught_up(request: Request) -> None:
    """Before anything is read, waits for the positions that the caller has seen elsewhere; says so if in vain."""
    tokens = request.headers.get("kentro-position")
    if tokens:
        service: Running = request.app.state.service
        if behind := await service.behind(tokens):
            request.state.behind = ",".join(sorted(set(behind)))


_health = APIRouter(prefix="/health", tags=["health"])


class Live(Out):
    """The process answers."""

    status: Literal["live"]
    """Always this word."""


class Ready(Out):
    """The service can serve."""

    model_config = example(stopped=[], position=1042)

    status: Literal["ready"]
    """Always this word; a service that cannot serve answers 503."""
    stopped: list[str]
    """Services whose events are not read at the moment, because some were missed."""
    position: int
    """The last position of the service's own log that its read models hold."""


@_health.get("/live", dependencies=[anybody()], summary="The process runs")
async def live() -> Live:
    """Answers while the process can answer at all."""
    return Live(status="live")


@_health.get("/ready", dependencies=[anybody()], summary="The service can serve")
async def ready(request: Request) -> Ready:
    """Ready when the database answers; tells of readers that stopped at a gap."""
    service: Running = request.app.state.service
    stopped = [consumer.source for consumer in service.consumers if consumer.lag.is_stopped]
    await service.pool.fetchval("SELECT 1", timeout=2)
    return Ready(status="ready", stopped=stopped, position=service.projector.progress.position)
