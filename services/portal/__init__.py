"""portal: one place for all services. It composes their answers, keeps sessions, and decides nothing."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from importlib import resources
from urllib.parse import urlsplit

import asyncpg
import httpx2
import structlog
from fastapi import FastAPI

from services.portal.errors import add_handlers
from services.portal.files import OpenFiles
from services.portal.menu import Badges
from services.portal.oidc import Provider
from services.portal.pages import (
    acts,
    answers,
    attention,
    bodies,
    body_changes,
    body_links,
    centres,
    documents,
    duplicates,
    entering,
    erasing,
    founding,
    health,
    households,
    identifiers,
    imports,
    kept_checks,
    municipalities,
    opening,
    organisation,
    own_record,
    partner,
    people,
    posts,
    preferences,
    programme_changes,
    programme_drafts,
    programmes,
    records,
    rectifying,
    referrals,
    referring,
    region,
    regulation,
    reports,
    search,
    service_changes,
    services,
    session,
    today,
    transfers,
    users,
    visits,
    watching,
)
from services.portal.portal import Portal
from services.portal.remembered import Remembered
from services.portal.rendering import Clock, Pages
from services.portal.sealing import Sealer
from services.portal.security import SecurityHeaders
from services.portal.sessions import Sessions
from services.portal.settings import Settings
from services.portal.static_files import StaticFiles
from shared.database import LOST, open_pool
from shared.memory import spare_what_stays
from shared.migrate import migrate
from shared.web import Edge

_GROUPS = (
    session,
    today,
    visits,
    search,
    people,
    records,
    identifiers,
    imports,
    households,
    opening,
    documents,
    kept_checks,
    transfers,
    services,
    service_changes,
    bodies,
    body_changes,
    body_links,
    own_record,
    duplicates,
    watching,
    erasing,
    programme_changes,
    programme_drafts,
    programmes,
    rectifying,
    referring,
    referrals,
    answers,
    partner,
    centres,
    reports,
    region,
    attention,
    posts,
    acts,
    regulation,
    entering,
    founding,
    municipalities,
    organisation,
    users,
    preferences,
)
_SWEEP_SECONDS = 300.0
_log = structlog.get_logger()
_POOL = 6


__all__ = ["Settings", "build"]


def build(
    settings: Settings,
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> FastAPI:
    """The application. `transport` stands for the network to the services and the login server, `clock` for the time.

    Raises `LookMissing` where the look was not built and `ValueError` for a bad session key.
    """
    static = StaticFiles()
    pages = Pages(static, clock)
    sealer = Sealer(settings.session_key())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        await _migrated(settings)
        limits = httpx2.Limits(max_connections=200, max_keepalive_connections=50)
        async with (
            open_pool(str(settings.database_url), name="portal", size=_POOL) as pool,
            httpx2.AsyncClient(transport=transport, limits=limits, timeout=5, follow_redirects=False) as http,
        ):
            sessions, files = Sessions(pool, sealer), OpenFiles(pool, sealer)
            provider = Provider(
                http,
                str(settings.oidc_issuer),
                settings.oidc_client_id,
                settings.oidc_client_secret.get_secret_value(),
                settings.origin,
            )
            app.state.portal = Portal(
                settings, http, sessions, files, sealer, provider, pages, Remembered(300), Remembered(600), Badges()
            )
            sweeping = asyncio.create_task(_sweep(sessions, files))
            spare_what_stays()
            yield
            sweeping.cancel()

    app = FastAPI(title="Kentro portal", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    issuer = urlsplit(str(settings.oidc_issuer))
    app.add_middleware(SecurityHeaders, issuer_origin=f"{issuer.scheme}://{issuer.netloc}", secure=settings.secure)
    app.add_middleware(Edge, service="portal")
    add_handlers(app)
    app.include_router(health.router)
    app.include_router(static.router())
    for group in _GROUPS:
        app.include_router(group.router)
    return app


async def _migrated(settings: Settings) -> None:
    while True:
        try:
            await migrate(str(settings.owner_database_url), [resources.files("services.portal") / "migrations"])
            return
        except LOST:
            _log.warning("portal.waits_for_database")
            await asyncio.sleep(1)


async def _sweep(sessions: Sessions, files: OpenFiles) -> None:
    while True:
        with suppress(*LOST, asyncpg.PostgresError):
            await sessions.sweep()
            await files.sweep()
        await asyncio.sleep(_SWEEP_SECONDS)
