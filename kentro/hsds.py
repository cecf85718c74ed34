"""`kentro hsds import`: another directory's services, as HSDS 3.0 has them, into the registry of bodies."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Literal, get_args
from uuid import UUID

from kentro._client import NotDone, Services
from kentro._hsds import Region, Wanted, body_facts, folded, offices, wanted
from kentro._hsds_records import Json, Unreadable, records
from kentro._installation import Installation, NothingRuns, add_run_file
from kentro._steps import Step
from kentro.demo.ids import made_id
from kentro.demo.region import REGION
from services.registry.bodies.domain import BodyKind
from shared.ids import uuid7
from shared.workdays import today

HELP = "bring services of another directory, as HSDS 3.0 has them, into the registry of bodies"
_DAY: Final = date(2026, 1, 1)
_PAUSED: Final = "Λέει ο κατάλογος από τον οποίο εισήχθη."
"""The reason of a pause that an import made, so that an import ends and changes no pause of anybody else."""

Outcome = Literal["new", "changed", "unchanged", "refused"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("new", "changed", "unchanged", "refused")


class Refusal(Exception):
    """Something of the source that registry did not take; the message says why."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What HSDS does not tell, for what is new here."""

    kind: BodyKind = "civil-society"
    seat: str | None = None
    email: str | None = None
    answers_within: int = 10


_USUAL: Final = Usual()


@dataclass(slots=True)
class Report:
    """What became of bodies and services, and lines about what was refused or left out."""

    bodies: Counter[Outcome] = field(default_factory=Counter[Outcome])
    services: Counter[Outcome] = field(default_factory=Counter[Outcome])
    lines: list[str] = field(default_factory=list[str])

    @property
    def refused(self) -> int:
        """How much was."""
        return self.bodies["refused"] + self.services["refused"]

    def told(self) -> str:
        """The counts, and below them the lines."""
        counts = [
            f"{name}: " + ", ".join(f"{counted[outcome]} {outcome}" for outcome in OUTCOMES)
            for name, counted in (("bodies", self.bodies), ("services", self.services))
        ]
        return "\n".join([*self.lines, *counts])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    actions = parser.add_subparsers(dest="action", metavar="import", required=True)
    importing = actions.add_parser(
        "import",
        help="a JSON array or a line each of services as /hsds/services/{id} gives them; again changes nothing",
    )
    importing.add_argument("file", type=Path)
    importing.add_argument("--region", default=REGION, help=f"whose registry it is brought into; default: {REGION}")
    kinds = get_args(BodyKind)
    importing.add_argument(
        "--body-kind", default=_USUAL.kind, choices=kinds, help=f"new bodies'; default: {_USUAL.kind}"
    )
    importing.add_argument("--seat", help="the municipality's code of new bodies; default: the whole region")
    importing.add_argument("--email", help="receives referrals of new services of which no e-mail is told")
    importing.add_argument(
        "--answers-within", type=int, default=_USUAL.answers_within, help="working days; default: 10"
    )
    add_run_file(importing)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Does what the action says; 0 where all was taken, 1 where something was refused, 2 where nothing could be."""
    usual = Usual(options.body_kind, options.seat, options.email, options.answers_within)
    try:
        text = options.file.read_text(encoding="utf-8")
        report = asyncio.run(_import(Installation.described(options.run_file), text, options.region, usual))
    except (NothingRuns, NotDone, Unreadable, OSError, UnicodeDecodeError) as failure:
        print(failure, file=sys.stderr)
        return 2
    print(report.told())
    return 1 if report.refused else 0


async def _import(installation: Installation, text: str, region: str, usual: Usual) -> Report:
    async with Services.reached(installation, made_id(_DAY, "hsds", region, "import"), 1) as services:
        return await imported(services, text, region, usual)


async def imported(services: Services, text: str, region: str, usual: Usual) -> Report:
    """Brings in what the file says; a record that is refused leaves the others. Raises `Unreadable`, `NotDone`."""
    return await _Importing(services, await _places(services, region), usual).all(text)


async def _places(services: Services, region: str) -> Region:
    """What was entered of the region."""
    answer: Json = await services.read("registry", "/municipalities") or {"items": []}
    known: list[Json] = answer["items"]
    mine = [each for each in known if f"{each['scope']}/".startswith(f"/{region}/")]
    names = {folded(each["name"]): each["code"] for each in mine} | {each["code"]: each["code"] for each in mine}
    return Region(region, names, frozenset(each["regional_unit"] for each in mine))


class _Importing:
    """One import under way."""

    def __init__(self, services: Services, region: Region, usual: Usual) -> None:
        self._services = services
        self._region = region
        self._usual = usual
        self._bodies: dict[str, str | None] = {}
        """The bodies that were brought in by the source's ids, each with why it was refused."""
        self._report = Report()

    async def all(self, text: str) -> Report:
        """Every record of the file."""
        for where, record in records(text):
            try:
                if isinstance(record, Unreadable):
                    raise record
                said = wanted(record, self._region)
                outcome = await self._one(said)
                self._report.lines += [f"{where} ({said.source}, {said.name}): {note}" for note in said.notes]
            except (Unreadable, Refusal) as why:
                named = where if isinstance(record, Unreadable) else f"{where} ({record.id}, {record.name})"
                self._report.lines.append(f"refused: {named}: {why}")
                outcome = "refused"
            self._report.services[outcome] += 1
        return self._report

    async def _one(self, said: Wanted) -> Outcome:
        organization = said.organization
        if organization.id not in self._bodies:
            await self._body(said)
        if why := self._bodies[organization.id]:
            raise Refusal(f"its body was refused: {why}")
        body, service = self._id("body", organization.id), self._id("service", said.source)
        known = await self._services.read("registry", f"/services/{service}")
        facts = self._facts(said, known)
        if known is None:
            version = await self._done(Step.create("registry", f"/services/{service}", {"body": str(body), **facts}))
            await self._kept(said, service, version, None)
            return "new"
        if known["state"] in {"ended", "body-closed"} and said.status == "defunct":
            return "unchanged"
        version = await self._change(f"/services/{service}/correction", facts, known["version"])
        after = await self._kept(said, service, version, known)
        return "unchanged" if after == known["version"] else "changed"

    def _facts(self, said: Wanted, known: Json | None) -> Json:
        """The service's facts; what HSDS does not tell stays as it is, or is the usual where it is new."""
        email = said.facts["email"] or (known and known["email"]) or said.organization.email or self._usual.email
        if not email:
            raise Refusal("/email: none is told, and none was given with --email")
        accessible = said.facts["accessible"]
        return said.facts | {
            "email": email,
            "accessible": bool(known and known["accessible"]) if accessible is None else accessible,
            "answers_within": known["answers_within"] if known else self._usual.answers_within,
        }

    async def _kept(self, said: Wanted, service: UUID, version: int, known: Json | None) -> int:
        """Hours, pause and end, as the source says them; the version afterwards."""
        path = f"/services/{service}"
        for since, hours in said.weeks:
            week = {"since": since.isoformat(), "hours": hours}
            if known is None or week not in known["hours"]:
                version = await self._change(f"{path}/hours", week)
        state = known["state"] if known else "open"
        if said.status == "defunct":
            return await self._change(f"{path}/ending", {"why": _PAUSED}, version)
        ours = state != "paused" or (known is not None and known["why"] == _PAUSED)
        if said.status in {"inactive", "temporarily closed"} and ours:
            return await self._pause(path, said.until) or version
        if said.status == "active" and state == "paused" and ours:
            return await self._change(f"{path}/resumption", {})
        return version

    async def _pause(self, path: str, until: date | None) -> int | None:
        """Closed for now; nothing where the source is so old that it is open again."""
        if until is not None and until <= today(datetime.now(UTC)):
            return None
        said = {"until": until.isoformat() if until else None, "why": _PAUSED}
        return await self._change(f"{path}/pause", said)

    async def _body(self, said: Wanted) -> None:
        """Brings the body in, once for all its services."""
        organization = said.organization
        try:
            outcome = await self._organization(said)
            self._bodies[organization.id] = None
        except Refusal as why:
            self._bodies[organization.id] = str(why)
            self._report.lines.append(f"refused: body ({organization.id}, {organization.name}): {why}")
            outcome = "refused"
        self._report.bodies[outcome] += 1

    async def _organization(self, said: Wanted) -> Outcome:
        path = f"/bodies/{self._id('body', said.organization.id)}"
        known = await self._services.read("registry", path)
        told = body_facts(said.organization, said.notes)
        contacts = {"contacts": offices(said.organization)}
        if known is None:
            new = {"kind": self._usual.kind, "municipality": self._usual.seat, **told}
            version = await self._done(Step.create("registry", path, new))
            if contacts["contacts"]:
                await self._change(f"{path}/contacts", contacts, version)
            return "new"
        facts = {"kind": known["kind"], "municipality": known["municipality"], **told}
        version = await self._change(f"{path}/correction", facts, known["version"])
        version = await self._change(f"{path}/contacts", contacts, version)
        return "unchanged" if version == known["version"] else "changed"

    async def _change(self, path: str, body: Json, version: int | None = None) -> int:
        step = Step.change("registry", path, body, uuid7(), acts_on_version=version is not None)
        return await self._done(step, version)

    async def _done(self, step: Step, version: int | None = None) -> int:
        after, why = await self._services.tried(step, version)
        if why is not None:
            raise Refusal(f"{step.path.rpartition('/')[2] if step.key else 'entering'}: {why}")
        return after

    def _id(self, kind: str, source: str) -> UUID:
        return made_id(_DAY, "hsds", self._region.code, kind, source)
