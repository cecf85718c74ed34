"""What all requests of the portal share, and how a request finds it."""

from dataclasses import dataclass

import httpx2
from fastapi import Request

from services.portal.catalogue import Language, choose
from services.portal.clients.base import Api, Caller
from services.portal.clients.registry import Municipality, Unit
from services.portal.files import OpenFiles
from services.portal.menu import Badges
from services.portal.oidc import Provider
from services.portal.remembered import Remembered
from services.portal.rendering import Pages
from services.portal.sealing import Sealer
from services.portal.sessions import Sessions
from services.portal.settings import Settings
from shared.telemetry import current_traceparent

LANGUAGE_COOKIE = "kentro_language"
SHORTCUTS_COOKIE = "kentro_shortcuts"
SWITCH = "to-language"
"""The name of the button that switches the language; among kept fields it says why they were kept."""

Fields = dict[str, list[str]]
"""A form as it was sent: names with all their values."""


@dataclass(frozen=True, slots=True)
class Portal:
    """What all requests share; stands on the application's state."""

    settings: Settings
    http: httpx2.AsyncClient
    sessions: Sessions
    files: OpenFiles
    sealer: Sealer
    provider: Provider
    pages: Pages
    units: Remembered[tuple[Unit, ...]]
    municipalities: Remembered[tuple[Municipality, ...]]
    badges: Badges

    @property
    def session_cookie(self) -> str:
        """Over https the name binds the cookie to this host and path."""
        return "__Host-kentro" if self.settings.secure else "kentro"

    def caller(
        self, request: Request, token: str | None, language: Language, positions: dict[str, int] | None = None
    ) -> Caller:
        """On whose behalf services are called."""
        return Caller(token, language, request.state.request_id, current_traceparent(), positions or {})

    def api(self, base: object, caller: Caller) -> Api:
        """Calls to one service."""
        return Api(self.http, str(base), caller)


def portal_of(request: Request) -> Portal:
    """What the application was built with."""
    return request.app.state.portal


def language_of(request: Request) -> Language:
    """The language chosen in this browser, otherwise Greek: a browser's own language is seldom its reader's here."""
    return choose(request.cookies.get(LANGUAGE_COOKIE))
