"""The services' logs as they stand, and whether they hold what was acknowledged, once, in order, unaltered."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from pydantic import AnyUrl

from deploy.secrets import Secrets
from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from shared.database import Record, connect, open_pool
from shared.envelope import Codec, Stored, digest
from shared.kek import KeyFile
from shared.log import Log
from shared.public import Erased, Outgoing, outgoing, partition_of
from shared.service import Blueprint
from shared.vault import Vault
from tests.chaos.ground import SERVICES, Ground
from tests.chaos.load import Acknowledged

_COLUMNS = "position, stream, version, type, data, sealed, metadata, command"


@dataclass(slots=True)
class Written:
    """One service's log: its rows in order, its batches, and by partition what others are to hear of it.

    `blank` is what nobody can read any more, by position: it was told as it was, told as a blank later, or never.
    `sealed` is the last position in each partition of what is told sealed.
    """

    service: str
    epoch: UUID
    rows: Sequence[Record]
    batches: Sequence[Record]
    public: dict[int, list[Outgoing]] = field(default_factory=dict[int, list[Outgoing]])
    blank: dict[int, Outgoing] = field(default_factory=dict[int, Outgoing])
    sealed: dict[int, int] = field(default_factory=dict[int, int])

    @property
    def head(self) -> int:
        """The last position."""
        return self.rows[-1]["position"] if self.rows else 0

    def heads(self) -> dict[int, int]:
        """By partition, the position of the last public event."""
        return {partition: told[-1].position for partition, told in self.public.items() if told}


def blueprints(ground: Ground) -> dict[str, Blueprint]:
    """What makes each service, with keys that open nothing where only its views and its mapping are wanted."""
    mail = MailSettings(AnyUrl("smtp://localhost"), "", "")
    return {
        "registry": registry.BLUEPRINT,
        "intake": intake.BLUEPRINT,
        "referral": referral.blueprint(bytes(32), mail),
        "reporting": reporting.blueprint(ground.installation.kafka, "kentro", bytes(32)),
    }


async def read(ground: Ground) -> dict[str, Written]:
    """Every log, read to its end, and decoded with its persons' keys to know what is public."""
    kek = KeyFile(Secrets(ground.directory / "kentro" / "secrets").key_file("kek"))
    found: dict[str, Written] = {}
    for name, blueprint in blueprints(ground).items():
        connection = await connect(ground.database(name), name="chaos")
        try:
            epoch = await connection.fetchval("SELECT max(epoch::text)::uuid FROM log_epoch")
            rows = await connection.fetch(f"SELECT {_COLUMNS} FROM log ORDER BY position")
            batches = await connection.fetch(
                "SELECT first_position, events, digest, hash, recorded_at FROM batch ORDER BY first_position"
            )
        finally:
            await connection.close()
        written = found[name] = Written(name, epoch, rows, batches)
        databases = ground.installation.databases[name]
        async with (
            open_pool(ground.past_link(databases.api), name="chaos", size=1) as pool,
            Vault.opened(ground.past_link(databases.keys), kek, name) as vault,
        ):
            log, position = Log(pool, Codec(blueprint.events), vault), 0
            while events := await log.read(position):
                position = events[-1].position
                for event in events:
                    if event.event is None:
                        written.blank[event.position] = outgoing(name, epoch, event, Erased())
                        continue
                    if (public := blueprint.publish(event)) is not None:
                        told = outgoing(name, epoch, event, public)
                        written.public.setdefault(partition_of(event.stream), []).append(told)
                    if blueprint.restricted and blueprint.restricted(event) is not None:
                        written.sealed[partition_of(event.stream)] = event.position
    return found


def faults(logs: dict[str, Written], acknowledged: Sequence[Acknowledged]) -> Iterator[str]:
    """What is wrong with the logs, each service's first difference of each kind."""
    for written in logs.values():
        for check in (_gaps, _versions, _doubles, _chain):
            if (fault := next(check(written), None)) is not None:
                yield f"{written.service}: {fault}"
    by_service = {name: [each for each in acknowledged if each.service == name] for name in SERVICES}
    for name, own in by_service.items():
        yield from _missing(logs[name], own)


def _gaps(written: Written) -> Iterator[str]:
    for expected, row in enumerate(written.rows, 1):
        if row["position"] != expected:
            yield f"position {expected} is missing, the next is {row['position']}"


def _versions(written: Written) -> Iterator[str]:
    last: dict[str, int] = defaultdict(int)
    for row in written.rows:
        stream, version = row["stream"], row["version"]
        if version != last[stream] + 1:
            yield f"{stream}: version {version} follows version {last[stream]} at position {row['position']}"
        last[stream] = version


def _doubles(written: Written) -> Iterator[str]:
    """A command's first event alone carries the hash of its body, and all its events stand together."""
    firsts: dict[UUID, int] = {}
    last: dict[UUID, int] = {}
    for row in written.rows:
        command, position = row["command"], row["position"]
        if "mac" in msgspec.json.decode(row["metadata"], type=dict[str, Any]):
            if command in firsts:
                yield f"command {command} was written twice, at {firsts[command]} and {position} ({row['stream']})"
            firsts[command] = position
        elif last.get(command) != position - 1:
            yield f"command {command} is torn apart before position {position} ({row['stream']})"
        last[command] = position


def _chain(written: Written) -> Iterator[str]:
    previous, at = b"", 0
    for batch in written.batches:
        first, count = batch["first_position"], batch["events"]
        own = [Stored(*tuple(row)[1:]) for row in written.rows[at : at + count]]
        at += count
        if first != at - count + 1 or digest(own) != batch["digest"]:
            yield f"the batch at {first} is not what its hash says"
        microseconds = round(batch["recorded_at"].timestamp() * 1_000_000)
        chained = previous + batch["digest"] + first.to_bytes(8, "big") + count.to_bytes(4, "big")
        previous = hashlib.sha256(chained + microseconds.to_bytes(8, "big")).digest()
        if previous != batch["hash"]:
            yield f"the hash chain breaks at the batch at {first}"
    if at != len(written.rows):
        yield f"{len(written.rows) - at} events stand in no batch"


def _missing(written: Written, acknowledged: Sequence[Acknowledged]) -> Iterator[str]:
    rows: dict[UUID, list[Record]] = defaultdict(list)
    for row in written.rows:
        rows[row["command"]].append(row)
    public = {told.position: partition for partition, events in written.public.items() for told in events}
    for one in acknowledged:
        own = rows.get(one.command)
        if not own:
            yield f"acknowledged and not in the log: {one}"
            return
        stands = own[-1]
        if stands["stream"].partition("-")[2] != one.thing or stands["version"] != one.version:
            yield f"acknowledged otherwise than it stands at {stands['stream']} version {stands['version']}: {one}"
            return
        told = [(public[row["position"]], row["position"]) for row in own if row["position"] in public]
        unreadable = [(partition_of(row["stream"]), row["position"]) for row in own if row["position"] in written.blank]
        if one.position not in [told[-1] if told else None, *unreadable]:
            yield f"acknowledged at {one.position}, but its public events stand at {told}: {one}"
            return
