"""The person at the desk: who is logged in, what may be seen, and the services on that person's behalf."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.portal.catalogue import Language, Text
from services.portal.clients.access import Access
from services.portal.clients.accounts import Accounts
from services.portal.clients.base import card
from services.portal.clients.bodies import Bodies
from services.portal.clients.documents import Documents
from services.portal.clients.duplicates import Duplicates
from services.portal.clients.imports import Imports
from services.portal.clients.intake import Intake
from services.portal.clients.organising import Organising
from services.portal.clients.places import Places
from services.portal.clients.pre_checks import PreChecks
from services.portal.clients.privacy import Privacy
from services.portal.clients.programmes import Programmes
from services.portal.clients.records import Records
from services.portal.clients.referral import Referrals
from services.portal.clients.registry import Municipality, Registry, Unit
from services.portal.clients.reporting import Reporting
from services.portal.clients.transfers import Transfers
from services.portal.files import Opened
from services.portal.formats import Formats
from services.portal.forms import Form
from services.portal.grants import FRONT, MONTH, NAMED, TEAM, WATCH, municipality_of
from services.portal.menu import Badge, Found, lines, of_openings, of_referrals, of_visits
from services.portal.portal import SHORTCUTS_COOKIE, SWITCH, Fields, language_of, portal_of
from services.portal.rendering import Shell
from services.portal.sessions import Session
from shared.ids import uuid7
from shared.scope import Grant, Role, covers, parse_grants

T = TypeVar("T")


class Desk:
    """One request of one logged-in person."""

    def __init__(self, request: Request, session: Session, sent: Fields | None) -> None:
        self.request = request
        self.session = session
        self.portal = portal_of(request)
        self.language: Language = language_of(request)
        self.grants = parse_grants(session.principal.grants)
        self.sent = sent
        self.file: Opened | None = None
        settings = self.portal.settings
        self.caller = self.portal.caller(request, session.tokens.access, self.language, dict(session.positions))
        registry, intake, referral = (
            self.portal.api(url, self.caller)
            for url in (settings.registry_url, settings.intake_url, settings.referral_url)
        )
        self.registry = Registry(registry)
        self.accounts = Accounts(registry)
        self.records = Records(registry)
        self.bodies = Bodies(registry)
        self.intake = Intake(intake)
        self.referrals = Referrals(referral)
        self.places = Places(registry)
        self.documents = Documents(registry)
        self.imports = Imports(registry)
        self.programmes = Programmes(registry)
        self.pre_checks = PreChecks(registry)
        self.transfers = Transfers(registry)
        self.organising = Organising(registry)
        self.duplicates = Duplicates(registry, (intake, referral))
        self.access = Access(registry, {"registry": registry, "intake": intake, "referral": referral})
        reporting = self.portal.api(settings.reporting_url, self.caller)
        self.reporting = Reporting(reporting)
        self.privacy = Privacy(
            registry, {"registry": registry, "intake": intake, "referral": referral, "reporting": reporting}
        )

    @property
    def text(self) -> Text:
        """The catalogue."""
        return self.portal.pages.text(self.language)

    @cached_property
    def formats(self) -> Formats:
        """The formats, today."""
        return self.portal.pages.formats(self.language)

    @property
    def today(self) -> date:
        """The day, in Greece."""
        return self.formats.today

    def may(self, roles: frozenset[Role]) -> bool:
        """True when one of the roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def scopes(self, roles: frozenset[Role]) -> tuple[Grant, ...]:
        """The grants of the roles."""
        return tuple(grant for grant in self.grants if grant.role in roles)

    async def units(self) -> tuple[Unit, ...]:
        """The units where this person works, Centres first; remembered for minutes. Raises `Unavailable`."""
        found = await self.portal.units.get(self.session.principal.subject, self.registry.units)
        scopes = [grant.path for grant in self.scopes(FRONT | MONTH)]
        mine = (unit for unit in found if any(covers(scope, unit.scope) for scope in scopes))
        return tuple(sorted(mine, key=lambda unit: (unit.scope, unit.kind != "centre", unit.name)))

    async def municipalities(self) -> dict[str, Municipality]:
        """The municipalities by code; remembered for minutes. Raises `Unavailable`."""
        found = await self.portal.municipalities.get("", self.registry.municipalities)
        return {municipality.code: municipality for municipality in found}

    def forget_places(self) -> None:
        """A municipality or a unit was entered or corrected: this process asks for their names again."""
        self.portal.municipalities.forget()
        self.portal.units.forget()

    async def introduce(self) -> None:
        """Tells registry by which name colleagues know this person. No login fails by it or waits for it long."""
        if self.may(NAMED) and self.session.principal.name:
            await card(self.registry.introduce(self.session.principal.name, uuid7()))

    async def colleagues(self, accounts: Iterable[str | None]) -> dict[str, str]:
        """The names of those behind the accounts, as far as they are known; who asks is not among them."""
        others = {account for account in accounts if account} - {self.session.principal.subject}
        return ((await card(self.registry.colleagues(others))).value or {}) if others else {}

    def with_file(self, file: Opened) -> Opened:
        """The services are asked with this file's ticket from now on."""
        self.file = file
        self.caller.ticket = file.ticket
        return file

    def count(self) -> None:
        """Begins to count what waits behind the menu, unless it is known."""
        self.portal.badges.begin(self.session.principal.subject, self._badges)

    async def _badges(self) -> Found:
        counted = {
            "nav.visits": self._badge(FRONT, self.intake.visits(day=self.today, state="unlinked"), of_visits),
            "nav.referrals": self._badge(TEAM, self.referrals.worklist(), of_referrals),
            "nav.openings": self._badge(WATCH, self.access.openings(state="unreviewed"), of_openings),
        }
        badges = await asyncio.gather(*counted.values())
        return {key: badge for key, badge in zip(counted, badges, strict=True) if badge}

    async def _badge(
        self, roles: frozenset[Role], asked: Coroutine[Any, Any, T], made: Callable[[T], Badge | None]
    ) -> Badge | None:
        if not self.may(roles):
            asked.close()
            return None
        answer = await card(asked)
        return None if answer.value is None else made(answer.value)

    async def form(self) -> Form:
        """What was sent; on a GET, what comes back after a new login or in another language, or an empty form."""
        if self.sent is not None:
            return Form(self.text, self.sent)
        handle = self.request.query_params.get("kept")
        owner = self.session.principal.subject + self.request.url.path
        kept = handle and await self.portal.sessions.recall("form", owner, handle, dict[str, list[str]])
        form = Form(self.text, kept or {})
        form.returned = "language" if form.get(SWITCH) else "login" if kept else ""
        return form

    @property
    def left(self) -> int:
        """Seconds until the session ends unless something is asked for before."""
        return max(0, int((self.session.until - datetime.now(UTC)).total_seconds()))

    async def shell(self) -> Shell:
        """What stands around the page."""
        path = self.request.url.path
        self.count()
        return Shell(
            path=path,
            printed_at=self.portal.pages.now(),
            demo=self.portal.settings.demo,
            shortcuts=self.request.cookies.get(SHORTCUTS_COOKIE) != "off",
            signed_in=True,
            place=await self._place(),
            name=self.session.principal.name,
            nav=lines(path, self.may, await self.portal.badges.found(self.session.principal.subject)),
            may_search=self.may(FRONT),
            token=self.portal.sealer.form_token(self.session.handle),
            until=self.session.until,
            left=self.left,
        )

    async def _place(self) -> str:
        if self.may(FRONT):
            units = (await card(self.units())).value
            return units[0].name if units else ""
        codes = {code for grant in self.grants if (code := municipality_of(grant.path))}
        if codes:
            known = (await card(self.municipalities())).value or {}
            names = [self.text("shell.municipality", name=known[code].name) for code in codes if code in known]
            return names[0] if names else ""
        region = next((grant.path.strip("/").split("/")[0] for grant in self.grants), "")
        return self.text.code("codes.region", region)

    async def page(self, template: str, *, status: int = 200, **view: object) -> Response:
        """Renders a page of `templates/pages/`."""
        await self._settle()
        html = self.portal.pages.render(self.language, f"pages/{template}", await self.shell(), view)
        return HTMLResponse(html, status)

    async def go(self, path: str, **query: object) -> Response:
        """Sends the browser on after a form was taken that may have changed what waits; ids and codes only."""
        self.portal.badges.forget(self.session.principal.subject)
        return await self.lead(path, **query)

    async def lead(self, path: str, **query: object) -> Response:
        """Sends the browser on where nothing was changed, so that nothing is counted again; ids and codes only."""
        await self._settle()
        asked = {name: str(value) for name, value in query.items() if value is not None}
        return RedirectResponse(f"{path}?{urlencode(asked)}" if asked else path, 303)

    async def _settle(self) -> None:
        if self.caller.reached:
            await self.portal.sessions.reached(self.session.handle, self.caller.reached)
            self.caller.reached = {}

    async def keep_search(self, query: dict[str, str]) -> str:
        """Keeps search words for half an hour and returns the handle for the address."""
        return await self.portal.sessions.keep("search", self.session.principal.subject, query, minutes=30)

    async def kept_search(self, handle: str) -> dict[str, str] | None:
        """The search words behind a handle, for the person who searched."""
        return await self.portal.sessions.recall("search", self.session.principal.subject, handle, dict[str, str])

    async def keep_code(self, referral: UUID, code: str) -> str:
        """Keeps a code for one reading."""
        owner = f"{self.session.principal.subject}{referral}"
        return await self.portal.sessions.keep("code", owner, code, minutes=10)

    async def read_code(self, referral: UUID, handle: str) -> str | None:
        """The code, once."""
        owner = f"{self.session.principal.subject}{referral}"
        return await self.portal.sessions.recall("code", owner, handle, str, once=True)
