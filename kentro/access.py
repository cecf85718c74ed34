"""`kentro access`: who may call what, as a table from the code: roles by route, and what each route asks for."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi.routing import APIRoute
from pydantic import AnyUrl, BaseModel

from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from shared.callers import ANYBODY, callers_of
from shared.fields import reaches_of
from shared.scope import OVERSIGHT, Grant, Reach, Role
from shared.service import Blueprint

HELP = "write docs/reference/access.md, the table of roles and routes, or check that it equals the code"

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "access.md"
_MARKS: Mapping[Role, str] = {
    Role.RECEPTIONIST: "RE",
    Role.SOCIAL_WORKER: "SW",
    Role.PSYCHOLOGIST: "PS",
    Role.MEDIATOR: "ME",
    Role.COORDINATOR: "CO",
    Role.MUNICIPAL_ADMINISTRATOR: "MA",
    Role.REGIONAL_ADMINISTRATOR: "RA",
    Role.ANALYST: "AN",
    Role.PARTNER: "PB",
    Role.AUDITOR: "AU",
    Role.DATA_PROTECTION_OFFICER: "DP",
    Role.IMPORTER: "IM",
}
_EXAMPLE = "/el63/3905/zacharo"
_TICKET = "Kentro-Ticket"


@dataclass(frozen=True, slots=True)
class Line:
    """One route of one service."""

    service: str
    method: str
    path: str
    summary: str
    callers: frozenset[Role] | None
    """None where nobody is asked who they are."""
    ticket: bool
    fields: Mapping[str, "Shown"]
    """The fields of its answer that not everybody is shown whom the route is for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """From what reach on a field is shown whole, and whether others are shown a part of it."""

    reach: Reach
    partly: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is another")


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Writes or checks the page; the exit code."""
    page = written(list(lines()))
    if options.check:
        if PAGE.read_text(encoding="utf-8") == page:
            return 0
        print(f"{PAGE.name} is not what the code says: run `kentro access`", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


def blueprints() -> list[Blueprint]:
    """The services, as far as their routes need settings."""
    mail = MailSettings(AnyUrl("smtp://localhost"), "http://localhost", "kentro@localhost")
    return [
        registry.BLUEPRINT,
        intake.BLUEPRINT,
        referral.blueprint(bytes(32), mail),
        reporting.blueprint("localhost:9", "kentro", bytes(32)),
    ]


def lines() -> Iterator[Line]:
    """Every route of every service, in the order of its address."""
    for blueprint in blueprints():
        routes = [route for router in blueprint.routers for route in router.routes if isinstance(route, APIRoute)]
        for route in sorted(routes, key=lambda route: (route.path, sorted(route.methods or ()))):
            callers = callers_of(route)
            yield Line(
                blueprint.name,
                ", ".join(sorted(route.methods or ())),
                route.path,
                route.summary or "",
                None if callers in (None, ANYBODY) or isinstance(callers, str) else callers,
                any(field.alias == _TICKET for field in route.dependant.header_params),
                fields_of(route.response_model),
            )


def fields_of(model: object) -> dict[str, Shown]:
    """The fields of an answer that a reach beyond `basic` is shown alone; what stands within one follows it."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return {}
    found: dict[str, Shown] = {}
    for pointer, reach, partly in reaches_of(model):
        if reach > Reach.BASIC and not any(pointer.startswith(f"{above}/") for above in found):
            found[pointer] = Shown(reach, partly)
    return found


def written(found: list[Line]) -> str:
    """The page."""
    parts = [
        "# Who may see and do what",
        "",
        "Written by `kentro access` from the code; one test holds it to that, one asks every route as every role. For",
        "who is not named in a line the address does not exist (404); ○ asks nobody who they are. A role counts on the",
        "scope of its grant: what is outside it does not exist either, by the service and by row-level security.",
        "",
        "## Roles, and how far they reach",
        "",
        f"For a grant on `{_EXAMPLE}`:",
        "",
        "| | role | who it is by name (`basic`) | the whole file (`file`) | figures | sees who opened files |",
        "|---|---|---|---|---|---|",
        *(_role(role, mark) for role, mark in _MARKS.items()),
        "",
        "Routes marked with ◆ show something of one person, and only with a file ticket. In an emergency a social",
        "worker, psychologist, mediator or coordinator sees a file that another Centre of the municipality keeps.",
    ]
    for service in dict.fromkeys(line.service for line in found):
        parts += [
            "",
            f"## {service}",
            "",
            f"| route | | {' | '.join(_MARKS.values())} |",
            f"|---|---|{'---|' * len(_MARKS)}",
        ]
        parts += [_line(line) for line in found if line.service == service]
    parts += [
        "",
        "## Fields that fewer see than their route",
        "",
        "What stands within a field follows it. ◐ is shown in part: the last four characters of a number, of contacts",
        "the telephones alone.",
        "",
        f"| route | field | {' | '.join(_MARKS.values())} |",
        f"|---|---|{'---|' * len(_MARKS)}",
        *(_field(line, pointer, shown) for line in found for pointer, shown in line.fields.items()),
    ]
    return "\n".join(parts) + "\n"


def _role(role: Role, mark: str) -> str:
    grant = Grant(role, _EXAMPLE)
    reach = {level: [path for at, path in grant.reaches if at >= level] for level in Reach}

    def where(level: Reach) -> str:
        return ", ".join(f"`{path}`" for path in sorted(set(reach[level])))

    watches = f"`{_EXAMPLE}`" if role in OVERSIGHT else ""
    return (
        f"| {mark} | {role.value.replace('_', ' ')} | {where(Reach.BASIC)} | {where(Reach.FILE)} "
        f"| {where(Reach.FIGURES)} | {watches} |"
    )


def shows(role: Role, reach: Reach) -> bool:
    """Whether the role reaches so far on the Centre that it is granted for."""
    return any(level >= reach for level, _ in Grant(role, _EXAMPLE).reaches)


def _field(line: Line, pointer: str, shown: Shown) -> str:
    others = "◐" if shown.partly else ""
    for_whom = line.callers or frozenset()
    cells = [("●" if shows(role, shown.reach) else others) if role in for_whom else "" for role in _MARKS]
    return f"| `{line.method} {line.path}` | `{pointer}` | {' | '.join(cells)} |"


def _line(line: Line) -> str:
    cells = ["○" if line.callers is None else "●" if role in line.callers else "" for role in _MARKS]
    ticket = "◆ " if line.ticket else ""
    return f"| `{line.method} {line.path}` | {ticket}{line.summary} | {' | '.join(cells)} |"
