"""The load: people come, visit, are referred and answered, through the public commands alone, all through the faults.

What was acknowledged is remembered. A command that got no answer, or 503, is sent again under the same id until it has
one, as every client of ours does; any other answer than yes is a complaint.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import httpx2

from kentro._steps import Course, Step
from kentro.demo.plan import Plan
from shared.domain import derived
from shared.workdays import today
from shared.writing import CODED_THINGS
from tests.chaos import erasures
from tests.chaos.ground import Ground

GRANTS = ("importer@/el63", "regional_administrator@/el63")
PATIENCE = 180.0
"""Seconds for which a command is sent again; a service that is away for longer is a complaint."""

_PEOPLE = 300
_GROUP = 12
"""Courses that are under way together, and whose dues come once they are over."""

_RETRY = 0.25


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a service said yes to: the command, the thing and its version then, and the public position it made."""

    service: str
    command: UUID
    thing: str
    version: int
    position: tuple[int, int] | None
    asked: str

    def __str__(self) -> str:
        return f"{self.service}: {self.asked} (command {self.command}) -> {self.thing} version {self.version}"


@dataclass(slots=True)
class _Begun:
    """A course under way: the versions that its commands left, and the last of them to wait for."""

    versions: dict[str, int] = field(default_factory=dict[str, int])
    last: "asyncio.Future[None] | None" = None


class Load:
    """A steady stream of commands, which can be held."""

    def __init__(self, ground: Ground, seed: int, *, rate: float, callers: int) -> None:
        self.acknowledged: dict[tuple[str, UUID], Acknowledged] = {}
        self.complaints: list[str] = []
        self.erased: list[UUID] = []
        """Whose erasure was approved."""
        self.answers: Counter[str] = Counter()
        """How often a service answered what, `none` where it gave no answer."""
        self._ground = ground
        self._seed = seed
        self._rate = rate
        self._callers = callers
        self._plan = Plan(_PEOPLE, seed, today(datetime.now(UTC)) - timedelta(days=1))
        self._open = asyncio.Event()
        self._under_way = 0
        self._due = 0.0
        self._positions: dict[str, str] = {}
        limits = httpx2.Limits(max_connections=callers + 4, max_keepalive_connections=callers + 4)
        self._http = httpx2.AsyncClient(timeout=30, limits=limits)
        self._authorization = f"Bearer {ground.token(*GRANTS)}"
        self._officers = [f"Bearer {ground.token(erasures.OFFICER, subject=name)}" for name in ("first", "second")]
        self.headers = {"authorization": self._authorization, "content-type": "application/json"}
        """What every command carries."""

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Sends while the block runs, once what people need is there."""
        self._open.set()
        for courses in (self._plan.organisation(), self._plan.bodies()):
            await self._carry_out(courses, None)
        await self.heard("referral")
        sending = asyncio.create_task(self._send_for_ever())
        sending.add_done_callback(self._ended)
        try:
            yield
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            await self._http.aclose()

    @property
    def reached(self) -> dict[tuple[str, int], int]:
        """By source and partition, the last public position that was acknowledged."""
        found: dict[tuple[str, int], int] = {}
        for one in self.acknowledged.values():
            if one.position:
                partition, position = one.position
                found[one.service, partition] = max(found.get((one.service, partition), 0), position)
        return found

    async def until(self, more: int, within: float) -> None:
        """Waits until so many more commands were acknowledged, or for so many seconds: a moment to do something at."""
        aim, deadline = len(self.acknowledged) + more, time.monotonic() + within
        while len(self.acknowledged) < aim and time.monotonic() < deadline:
            await asyncio.sleep(0.01)

    @asynccontextmanager
    async def held(self) -> AsyncGenerator[None]:
        """Nothing is under way while the block runs."""
        self._open.clear()
        try:
            async with asyncio.timeout(PATIENCE + 30):
                while self._under_way:
                    await asyncio.sleep(0.05)
            yield
        finally:
            self._due = time.monotonic()
            self._open.set()

    async def heard(self, service: str) -> None:
        """Waits until that service has heard of all that was done so far. Raises `TimeoutError`."""
        seen = {"Kentro-Position": ",".join(self._positions.values()), "Authorization": self._authorization}
        async with asyncio.timeout(60):
            while True:
                address = f"{self._ground.installation.services[service]}/health/ready"
                answer = await self._http.get(address, headers=seen)
                if answer.is_success and "kentro-behind" not in answer.headers:
                    return

    async def _send_for_ever(self) -> None:
        self._due = time.monotonic()
        for number, courses in enumerate(self._groups()):
            ended = derived(CODED_THINGS, f"chaos {self._seed} {number}")
            await self._carry_out(courses, ended)
            # What the group held may fall due now, while others are loaded and things break.
            async with self._counted():
                await self._repeated("DELETE", "referral", f"/imports/{ended}", {}, None)
            for person in erasures.chosen(courses, Random(f"{self._seed} {number}")):
                await self._erase(person)

    async def _erase(self, person: UUID) -> None:
        version: int | None = None
        for step, officer in zip(erasures.steps(person), self._officers, strict=True):
            async with self._counted():
                version = await self._done(step, version, None, officer)
        self.erased.append(person)

    def _ended(self, sending: "asyncio.Task[None]") -> None:
        if not sending.cancelled() and (fault := sending.exception()):
            self.complaints.append(f"the load ended: {fault!r}")

    @asynccontextmanager
    async def _counted(self) -> AsyncGenerator[None]:
        """Something is under way that `held` waits for; it begins only while nobody holds."""
        await self._open.wait()
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def _groups(self) -> Iterator[Sequence[Course]]:
        generation = 0
        while True:
            plan = Plan(_PEOPLE, self._seed * 1_000 + generation, self._plan.until)
            life = [course for course in plan.life() if any(step.service == "registry" for step in course.steps)]
            Random(plan.seed).shuffle(life)
            for begin in range(0, len(life), _GROUP):
                yield life[begin : begin + _GROUP]
            generation += 1

    async def _carry_out(self, courses: Sequence[Course], import_id: UUID | None) -> None:
        steps = [(step, begun) for course in courses for begun in [_Begun()] for step in course.steps]
        steps.sort(key=lambda pair: pair[0].day)
        waiting = iter(steps)

        async def call() -> None:
            for step, begun in waiting:
                await self._in_turn(step, begun, import_id)

        async with asyncio.TaskGroup() as group:
            for _ in range(self._callers):
                group.create_task(call())

    async def _in_turn(self, step: Step, course: _Begun, import_id: UUID | None) -> None:
        before, mine = course.last, asyncio.get_running_loop().create_future()
        course.last = mine
        try:
            if before is not None:
                await before
            await self._paced()
            async with self._counted():
                course.versions[step.thing] = await self._done(step, course.versions.get(step.thing), import_id)
        finally:
            if not mine.done():
                mine.set_result(None)

    async def _paced(self) -> None:
        self._due = max(self._due + 1 / self._rate, time.monotonic() - 1)
        if (early := self._due - time.monotonic()) > 0:
            await asyncio.sleep(early)

    async def _done(self, step: Step, version: int | None, import_id: UUID | None, by: str | None = None) -> int:
        headers = {"If-None-Match": "*"} if step.key is None else {"Idempotency-Key": str(step.key)}
        headers["Authorization"] = by or self._authorization
        if import_id:
            headers["Kentro-Import"] = str(import_id)
        if step.acts_on_version:
            headers["If-Match"] = f'"{version}"'
        body = step.body
        answer = await self._repeated(step.method, step.service, step.path, headers, body)
        if answer is not None and _problem(answer) == "possible-duplicates":
            body = {**body, "not_same_as": [match["id"] for match in answer.json()["matches"]]}
            answer = await self._repeated(step.method, step.service, step.path, headers, body)
        if answer is None:
            return version or 0
        if not answer.is_success:
            self.complaints.append(f"{step.method} {step.path} was refused: {answer.status_code} {answer.text[:300]}")
            return version or 0
        self._remember(step, answer)
        return answer.json()["version"]

    def _remember(self, step: Step, answer: httpx2.Response) -> None:
        position = None
        if said := answer.headers.get("kentro-position"):
            source, partition, reached = said.split("/")
            position = int(partition), int(reached)
            self._positions[f"{source}/{partition}"] = said
        command = step.key or _created(step)
        told = answer.json()
        asked = f"{step.method} {step.path}"
        self.acknowledged[step.service, command] = Acknowledged(
            step.service, command, str(told["id"]), told["version"], position, asked
        )

    async def _repeated(
        self, method: str, service: str, path: str, headers: dict[str, str], body: object
    ) -> httpx2.Response | None:
        """The answer to a command, sent again until there is one; None after too long, which is a complaint."""
        address = self._ground.installation.services[service] + path
        until, why = time.monotonic() + PATIENCE, ""
        while time.monotonic() < until:
            given = {"Authorization": self._authorization, "Accept-Language": "en", **headers}
            try:
                answer = await self._http.request(method, address, headers=given, json=body)
            except httpx2.TransportError as fault:
                self.answers["none"] += 1
                why = type(fault).__name__
            else:
                self.answers[str(answer.status_code)] += 1
                if answer.status_code < 500:
                    return answer
                why = f"{answer.status_code} {answer.text[:200]}"
                if answer.status_code != 503 or "retry-after" not in answer.headers:
                    self.complaints.append(f"{method} {path} was answered with {why}")
            await asyncio.sleep(_RETRY)
        self.complaints.append(f"{method} {path} had no answer for {PATIENCE:.0f} s, at last {why}")
        return None


def _created(step: Step) -> UUID:
    named = step.path.rpartition("/")[2]
    try:
        return UUID(named)
    except ValueError:
        return derived(CODED_THINGS, step.path)


def _problem(answer: httpx2.Response) -> str | None:
    if answer.is_success or "problem+json" not in answer.headers.get("content-type", ""):
        return None
    return answer.json()["type"].rpartition("/")[2]
