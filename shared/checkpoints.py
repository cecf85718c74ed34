"""How far each partition of another service's topic was applied: kept in our database, moved with the effect."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from shared.database import Connection
from shared.progress import Progress
from shared.public import PARTITIONS

NO_EPOCH = UUID(int=0)


class Rewound(Exception):
    """A checkpoint was moved by somebody else, as a rebuild does: begin again from where it stands."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far one partition was applied; `offset` is the broker's, a hint where to go on reading."""

    epoch: UUID
    position: int
    offset: int | None


class Checkpoints:
    """Those of all partitions of one source, as this process believes them to stand."""

    def __init__(self, source: str) -> None:
        self.progress = [Progress() for _ in range(PARTITIONS)]
        self._source = source
        self._places: list[Checkpoint] = []

    def __getitem__(self, partition: int) -> Checkpoint:
        return self._places[partition]

    @property
    def readers(self) -> Mapping[str, Progress]:
        """The progress of each partition, by its checkpoint's name."""
        return dict(zip(_names(self._source), self.progress, strict=True))

    async def load(self, connection: Connection) -> None:
        """As they stand; those that are missing begin before the first position."""
        names = _names(self._source)
        await connection.execute(
            "INSERT INTO checkpoint (name, epoch, position) SELECT name, $2, 0 FROM unnest($1::text[]) AS t (name)"
            " ON CONFLICT DO NOTHING",
            names,
            NO_EPOCH,
        )
        stored = await self._stored(connection)
        self._places = [stored[name] for name in names]
        self.show(range(PARTITIONS))

    def show(self, partitions: Iterable[int]) -> None:
        """What was applied of them is committed, and readable."""
        for number in partitions:
            self.progress[number].advance(self._places[number].position)

    async def check_unmoved(self, connection: Connection) -> None:
        """Raises `Rewound` where a rebuild moved one while nothing came that would have shown it."""
        stored = await self._stored(connection)
        for name, place in zip(_names(self._source), self._places, strict=True):
            its = stored.get(name)
            if its is None or (its.epoch, its.position) != (place.epoch, place.position):
                raise Rewound

    async def advance(self, connection: Connection, moved: Mapping[int, Checkpoint]) -> None:
        """Moves them in the running transaction, each from where we believe it stands. Raises `Rewound`."""
        names = _names(self._source)
        updated = await connection.fetch(
            "UPDATE checkpoint SET epoch = t.epoch, position = t.position, record_offset = t.record_offset"
            " FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::uuid[], $5::bigint[], $6::bigint[])"
            "   AS t (name, old_epoch, old_position, epoch, position, record_offset)"
            " WHERE checkpoint.name = t.name AND checkpoint.epoch = t.old_epoch"
            "   AND checkpoint.position = t.old_position RETURNING 1",
            [names[number] for number in moved],
            [self._places[number].epoch for number in moved],
            [self._places[number].position for number in moved],
            [place.epoch for place in moved.values()],
            [place.position for place in moved.values()],
            [place.offset for place in moved.values()],
        )
        if len(updated) != len(moved):
            raise Rewound
        for number, place in moved.items():
            self._places[number] = place

    async def _stored(self, connection: Connection) -> Mapping[str, Checkpoint]:
        rows = await connection.fetch(
            "SELECT name, epoch, position, record_offset FROM checkpoint WHERE name = ANY($1::text[])",
            _names(self._source),
        )
        return {row["name"]: Checkpoint(row["epoch"], row["position"], row["record_offset"]) for row in rows}


async def begin_again(connection: Connection, source: str, epoch: UUID) -> None:
    """Sets them before the first position of that epoch, in the running transaction."""
    await connection.execute(
        "UPDATE checkpoint SET epoch = $2, position = 0, record_offset = NULL WHERE name = ANY($1::text[])",
        _names(source),
        epoch,
    )


def _names(source: str) -> list[str]:
    return [f"{source}/{partition}" for partition in range(PARTITIONS)]
