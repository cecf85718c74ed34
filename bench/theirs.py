# pyright: basic, reportMissingImports=false
# ruff: noqa: ANN401 - whatever the library hands out
"""The same things done with the library `eventsourcing`, set up for PostgreSQL as its documentation recommends.

It is synchronous: callers hand their work to threads, on a pool of as many connections; four of each are the fastest
for it. Its psycopg is the one with the C implementation. As it comes, it locks its table while it inserts, so that its
positions become visible in order; its database functions are faster and leave that lock out, so that a reader may miss
what commits late.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, LiteralString
from urllib.parse import unquote, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from shared.ids import uuid7

CONNECTIONS = 4
"""More of them only wait for each other, whether it locks its table or not."""

PAGE = 1000
"""Events selected at a time, as many as a page of ours."""

_RECEIVED = """
    INSERT INTO their_visit (id, centre, topic, channel, day, received_at, received_by, version)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET version = excluded.version"""
_CLOSED = "UPDATE their_visit SET (outcome, version) = (%s, %s) WHERE id = %s"


class Thing(Aggregate):
    """Holds the fields of the events that ours are measured with, all in clear."""

    @staticmethod
    def create_id(*_: object, **__: object) -> UUID:
        """Ascending, as ours are: random ones would scatter its index."""
        return uuid7()

    @event("Noted")
    def __init__(self, person: UUID, name: str, telephone: str, text: str, topic: str, on: str) -> None:
        self.person, self.name, self.telephone, self.text, self.topic, self.on = (
            person,
            name,
            telephone,
            text,
            topic,
            on,
        )


class Visit(Aggregate):
    """Two events, as a visit of ours."""

    class Received(Aggregate.Created):
        """As ours."""

        topic: str
        channel: str
        centre: str
        day: str
        by: str

    class Closed(Aggregate.Event):
        """As ours."""

        outcome: str

    @staticmethod
    def create_id(*_: object, **__: object) -> UUID:
        """Ascending."""
        return uuid7()

    @event(Received)
    def __init__(self, topic: str, channel: str, centre: str, day: str, by: str) -> None:
        self.topic, self.channel, self.centre, self.day, self.by = topic, channel, centre, day, by
        self.outcome: str | None = None

    @event(Closed)
    def close(self, outcome: str) -> None:
        """The visit is over."""
        self.outcome = outcome


class Things(Application[UUID]):
    """Its application."""


class VisitsView(PostgresTrackingRecorder):
    """A table of visits beside ours, with the same columns and indexes."""

    def upsert(self, statement: LiteralString, values: tuple[object, ...], tracking: Tracking) -> None:
        """One event's effect and its position, in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(statement, values, prepare=True)


class Visits(Projection[VisitsView]):
    """Its projection: an upsert an event."""

    name = "visits"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """One event's upsert."""
        match domain_event:
            case Visit.Received() as received:
                values = (
                    received.originator_id,
                    received.centre,
                    received.topic,
                    received.channel,
                    received.day,
                    received.timestamp,
                    received.by,
                    received.originator_version,
                )
                self.view.upsert(_RECEIVED, values, tracking)
            case Visit.Closed() as closed:
                self.view.upsert(_CLOSED, (closed.outcome, closed.originator_version, closed.originator_id), tracking)


def settings(url: str, *, functions: bool = False) -> Mapping[str, str]:
    """Its environment for the database at that address."""
    parts = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.removeprefix("/"),
        "POSTGRES_HOST": parts.hostname or "",
        "POSTGRES_PORT": str(parts.port or 5432),
        "POSTGRES_USER": unquote(parts.username or ""),
        "POSTGRES_PASSWORD": unquote(parts.password or ""),
        "POSTGRES_POOL_SIZE": str(CONNECTIONS),
        "POSTGRES_MAX_OVERFLOW": "0",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "yes" if functions else "no",
    }


def things(count: int, fields: Sequence[str]) -> list[Any]:
    """Aggregates with one event each that waits to be saved."""
    return [Thing(uuid7(), *fields) for _ in range(count)]


def visits(count: int, fields: Sequence[str], outcome: str) -> list[Any]:
    """Visits with two events each that wait to be saved."""
    made: list[Any] = [Visit(*fields) for _ in range(count)]
    for visit in made:
        visit.close(outcome)
    return made


def save(app: Any, shares: Sequence[Sequence[Any]], callers: ThreadPoolExecutor) -> None:
    """Each of the callers saves its share, one after the other."""

    def caller(share: Sequence[Any]) -> None:
        for aggregate in share:
            app.save(aggregate)

    list(callers.map(caller, shares))


def replayed(app: Any) -> int:
    """Selects and decodes every event, in order; how many."""
    count, last = 0, 0
    while notifications := app.recorder.select_notifications(last, PAGE, inclusive_of_start=False):
        for notification in notifications:
            app.mapper.to_domain_event(notification)
        count, last = count + len(notifications), notifications[-1].id
    return count


def projected(environment: Mapping[str, str], last: int) -> None:
    """Runs the projection until its view holds what stands at that position."""
    with ProjectionRunner(
        application_class=Things, projection_class=Visits, view_class=VisitsView, env=dict(environment)
    ) as runner:
        runner.wait(last, timeout=600)
