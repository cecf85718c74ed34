"""From an HTTP request to a command, and from its outcome to an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from shared.domain import derived
from shared.eventstore import Command, Decision, Loaded, Outcome
from shared.fields import Out, example
from shared.problems import FieldError, Problem
from shared.public import PARTITIONS
from shared.scope import Principal, Reach, Role
from shared.telemetry import current_traceparent
from shared.workdays import today

if TYPE_CHECKING:
    from shared.service import Running

BACKDATED_DAYS = 30
"""How far back a person may record; an importer may go further."""

CODED_THINGS = UUID("0f0b1e0c-9d0d-5b0e-8a44-3d3c9d1b7a10")
"""The namespace of command ids for things that are named by a code instead of a UUID."""


class Written(Out):
    """What a command led to."""

    model_config = example(version=3)

    id: Annotated[str, Field(examples=["0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07"])]
    """Of what was written to: a UUID, or the code of a municipality."""
    version: Annotated[int, Field(ge=0)]
    """The number of its last event, as in the ETag."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One command on its way in: its id, the version that was seen, and where to send it."""

    service: "Running"
    command: UUID
    expected: int | None
    body: bytes
    import_id: UUID | None
    created: bool

    async def commit(
        self,
        stream: str,
        decide: Callable[[Loaded], Decision | Sequence[object]],
        *,
        by: Principal,
        scope: str = "",
        unit: UUID | None = None,
        occurred_on: date | None = None,
        answer: Callable[[Outcome], Mapping[str, object]] = lambda _: {},
    ) -> JSONResponse:
        """Decides on the stream as it stands, appends, and waits until the effect is readable.

        The answer names id and version, and what `answer` adds. 201 or 200; 202 where the read model is late.
        """
        outcome = await self.service.store.handle(
            self.as_command(by=by, scope=scope, unit=unit, occurred_on=occurred_on),
            stream,
            decide,
            expected=self.expected,
        )
        return await self.answered(outcome, answer(outcome))

    def as_command(
        self, *, by: Principal, scope: str = "", unit: UUID | None = None, occurred_on: date | None = None
    ) -> Command:
        """The command that this request is; without a scope it is the stream's own."""
        if self.import_id and not by.has([Role.IMPORTER]):
            raise Problem("malformed-header", {"header": "Kentro-Import"})
        return Command(
            id=self.command,
            by=by.id,
            occurred_on=checked_day(occurred_on, by, scope),
            scope=scope,
            body=self.body,
            unit=unit,
            trace=current_traceparent(),
            import_id=self.import_id,
        )

    async def answered(self, outcome: Outcome, extra: Mapping[str, object]) -> JSONResponse:
        """The answer to a command that is durable."""
        in_time = await self.service.readable(outcome)
        headers = {"ETag": f'"{outcome.version}"'}
        if position := self.service.public_position(outcome):
            headers["Kentro-Position"] = position
        status = 202 if not in_time else 201 if self.created else 200
        body = {"id": outcome.stream.partition("-")[2], "version": outcome.version, **extra}
        return JSONResponse(body, status, headers)


async def creating(request: Request) -> Writing:
    """A `PUT` with `If-None-Match: *`: the new thing's own id, the last one of the address, is the command's."""
    if request.headers.get("if-none-match") != "*":
        raise Problem("precondition-required", {"header": "If-None-Match: *"})
    *_, named = request.path_params.values()
    try:
        command = UUID(str(named))
    except ValueError:
        command = derived(CODED_THINGS, request.scope["path"])
    return await _writing(request, command, 0, created=True)


async def changing(request: Request) -> Writing:
    """Any other write: `Idempotency-Key` names the command."""
    return await _writing(request, _key(request), _if_match(request))


async def changing_what_was_shown(request: Request) -> Writing:
    """A write by somebody who acted on a version that was shown: `If-Match` names it."""
    expected = _if_match(request)
    if expected is None:
        raise Problem("precondition-required", {"header": "If-Match"})
    return await _writing(request, _key(request), expected)


Creating = Annotated[Writing, Depends(creating)]
Changing = Annotated[Writing, Depends(changing)]
ChangingShown = Annotated[Writing, Depends(changing_what_was_shown)]


async def _writing(request: Request, command: UUID, expected: int | None, *, created: bool = False) -> Writing:
    import_id = _uuid_header(request, "Kentro-Import")
    # The address belongs to the command: the same key for the same body elsewhere is another command.
    body = request.scope["path"].encode() + b"\n" + await request.body()
    return Writing(request.app.state.service, command, expected, body, import_id, created)


def _key(request: Request) -> UUID:
    key = _uuid_header(request, "Idempotency-Key")
    if key is None:
        raise Problem("precondition-required", {"header": "Idempotency-Key"})
    return key


def _uuid_header(request: Request, name: str) -> UUID | None:
    given = request.headers.get(name)
    if given is None:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise Problem("malformed-header", {"header": name}) from None


def _if_match(request: Request) -> int | None:
    given = request.headers.get("if-match")
    if given is None:
        return None
    version = given.strip().strip('"')
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        raise Problem("malformed-header", {"header": "If-Match"})
    return int(version)


def checked_day(day: date | None, by: Principal, scope: str) -> date:
    """When it happened, today where nobody says. Raises `Problem` for the future and for too long ago."""
    now = today(datetime.now(UTC))
    if day is None:
        return now
    if day > now:
        raise Problem("invalid", errors=[FieldError("/occurred_on", "in-the-future")])
    if day < now - timedelta(days=BACKDATED_DAYS) and not by.has([Role.IMPORTER], on=scope or None):
        raise Problem("invalid", errors=[FieldError("/occurred_on", "too-long-ago", {"days": BACKDATED_DAYS})])
    return day


def must_reach(by: Principal, reach: Reach, scope: str, *, pointer: str = "/centre") -> None:
    """Raises `Problem` at the field where the caller names a scope that is not theirs."""
    if not by.reaches(reach, scope):
        raise Problem("invalid", errors=[FieldError(pointer, "outside-scope")])


def must_be_visible(loaded: Loaded, by: Principal, reach: Reach) -> None:
    """Raises `Problem` where the stream does not exist for the caller: absent and out of reach are the same."""
    if not by.reaches(reach, loaded.scope):
        raise Problem("not-found")


def read_positions(tokens: str) -> list[tuple[str, int, int]]:
    """The positions `source/partition/position` that a caller has seen. Raises `Problem` for anything else."""
    positions: list[tuple[str, int, int]] = []
    for token in tokens.split(",")[:20]:
        source, _, rest = token.strip().partition("/")
        partition, _, position = rest.partition("/")
        if not (partition.isascii() and partition.isdigit() and position.isascii() and position.isdigit()):
            raise Problem("malformed-header", {"header": "Kentro-Position"})
        if int(partition) >= PARTITIONS or len(position) > 18:
            raise Problem("malformed-header", {"header": "Kentro-Position"})
        positions.append((source, int(partition), int(position)))
    return positions
