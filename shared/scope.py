"""Who may see whom: roles on scope paths, and how far each reaches."""

import re
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from uuid import UUID

from shared.database import ACQUIRE_TIMEOUT, Connection, Pool

_GRANT = re.compile(r"([a-z_]+)@((?:/[a-z0-9-]+){1,3})")


class Role(StrEnum):
    """What an account is for; one account may hold several, each on a scope."""

    RECEPTIONIST = "receptionist"
    SOCIAL_WORKER = "social_worker"
    PSYCHOLOGIST = "psychologist"
    MEDIATOR = "mediator"
    COORDINATOR = "coordinator"
    MUNICIPAL_ADMINISTRATOR = "municipal_administrator"
    REGIONAL_ADMINISTRATOR = "regional_administrator"
    ANALYST = "analyst"
    PARTNER = "partner"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    IMPORTER = "importer"


SOCIAL_WORK = (Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.MEDIATOR, Role.COORDINATOR)
"""Who works with files."""

DESK = (Role.RECEPTIONIST, *SOCIAL_WORK)
"""Who receives people."""

OVERSIGHT = (Role.COORDINATOR, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER)
"""Who sees which files were opened, by whom and why."""

ADMINISTRATION = (Role.MUNICIPAL_ADMINISTRATOR, Role.REGIONAL_ADMINISTRATOR)
"""Who sees figures and the organisation, and never a file."""


_ROLES = frozenset(role.value for role in Role)


class Reach(IntEnum):
    """How much of a person a grant shows: counts alone, who it is, or the whole file."""

    FIGURES = 1
    BASIC = 2
    FILE = 3


@dataclass(frozen=True, slots=True)
class Grant:
    """One role on one scope path `/region[/municipality[/centre]]`."""

    role: Role
    path: str

    @property
    @lru_cache(maxsize=10_000)  # noqa: B019 - a grant is a value, and few of them are asked on every request
    def reaches(self) -> tuple[tuple[Reach, str], ...]:
        """The reach that follows from the role, and where.

        Files are kept per Centre; who works at a Centre finds the people of its municipality by name, so that nobody
        is recorded twice.
        """
        if self.role in SOCIAL_WORK:
            return ((Reach.FILE, self.path), (Reach.BASIC, municipality_of(self.path)))
        if self.role is Role.RECEPTIONIST:
            return ((Reach.BASIC, municipality_of(self.path)),)
        if self.role in (Role.IMPORTER, Role.AUDITOR):
            return ((Reach.FILE, self.path),)
        if self.role is Role.DATA_PROTECTION_OFFICER:
            return ((Reach.BASIC, self.path),)
        if self.role in (*ADMINISTRATION, Role.ANALYST):
            return ((Reach.FIGURES, self.path),)
        return ()


@dataclass(frozen=True, slots=True)
class Principal:
    """The account that asks. `id` is the provider's, and no name."""

    id: str
    grants: tuple[Grant, ...]

    def has(self, roles: Iterable[Role], *, on: str | None = None) -> bool:
        """Whether one of its grants has one of these roles, and covers the scope `on` where one is named."""
        wanted = frozenset(roles)
        return any(grant.role in wanted and (on is None or covers(grant.path, on)) for grant in self.grants)

    def paths(self, reach: Reach) -> list[str]:
        """The scope paths on which it reaches at least so far."""
        return sorted({path for grant in self.grants for level, path in grant.reaches if level >= reach})

    def oversees(self) -> list[str]:
        """The scope paths on which it sees who opened which file."""
        return sorted({grant.path for grant in self.grants if grant.role in OVERSIGHT})

    def reach(self, scope: str) -> Reach | None:
        """How far it reaches on that scope; None where it may not know of it."""
        levels = [level for grant in self.grants for level, path in grant.reaches if covers(path, scope)]
        return max(levels, default=None)

    def reaches(self, reach: Reach, scope: str) -> bool:
        """Whether it reaches at least so far on that scope."""
        return (self.reach(scope) or 0) >= reach


def covers(path: str, scope: str) -> bool:
    """Whether `scope` is `path` or lies under it."""
    return f"{scope}/".startswith(f"{path}/")


def parse_grants(claims: Iterable[object]) -> tuple[Grant, ...]:
    """The grants that a token claims as `role@/region/municipality/centre`; what is not understood grants nothing."""
    grants: list[Grant] = []
    for claim in claims:
        match = _GRANT.fullmatch(claim) if isinstance(claim, str) else None
        if match and match[1] in _ROLES:
            grants.append(Grant(Role(match[1]), match[2]))
    return tuple(grants)


@asynccontextmanager
async def scoped(pool: Pool, principal: Principal, *, opened: UUID | None = None) -> AsyncGenerator[Connection]:
    """A read-only transaction in which row-level security knows who asks.

    `opened` is the person whose file an emergency lets the caller see, wherever it is kept and under whatever id.
    """
    async with pool.acquire(timeout=ACQUIRE_TIMEOUT) as connection, connection.transaction(readonly=True):
        await connection.execute(
            "SELECT set_config('kentro.basic', $1, true), set_config('kentro.file', $2, true),"
            " set_config('kentro.figures', $3, true), set_config('kentro.oversight', $4, true),"
            " set_config('kentro.opened', '', true)",
            _setting(principal.paths(Reach.BASIC)),
            _setting(principal.paths(Reach.FILE)),
            _setting(principal.paths(Reach.FIGURES)),
            _setting(principal.oversees()),
        )
        if opened:
            await connection.execute(
                "SELECT set_config('kentro.opened', array_to_string(known_as($1), ','), true)", opened
            )
        yield connection


def _setting(paths: Iterable[str]) -> str:
    return ",".join(f"{path}/" for path in paths)


def municipality_of(path: str) -> str:
    """The scope path of the municipality that a Centre belongs to."""
    return "/".join(path.split("/")[:3])
