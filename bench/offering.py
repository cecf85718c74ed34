"""A region's bodies with twenty thousand services, for questions about finding and showing them.

Read models alone are filled, by the projection itself; nothing is appended.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any, get_args
from uuid import UUID

from bench.ground import ACCOUNT, DAY, SMOKE, Ground
from bench.region import SEED
from kentro.demo.ids import drawing, made_id
from kentro.demo.region import Municipality, municipalities
from services.registry import BLUEPRINT
from services.registry.bodies import domain as bodies
from services.registry.bodies.offered import SERVICES
from services.registry.bodies.views import BODIES
from services.registry.organisation import domain as organisation
from services.registry.organisation.views import MUNICIPALITIES
from shared.database import connect
from shared.envelope import Metadata, Recorded
from shared.provision import ServiceDatabases

COUNT = 1_000 if SMOKE else 20_000
"""Services of the region; four a body."""

SIZE = f"{COUNT:,} services in the region"

_AT_ONCE = 500
_KINDS = get_args(bodies.ServiceKind)
_PEOPLE = get_args(bodies.Audience)
_WORDS = (
    "Κοινωνικό",
    "Φροντιστήριο",
    "Σταθμός",
    "Ξενώνας",
    "Στέγη",
    "Παντοπωλείο",
    "Κέντρο",
    "Πρόγραμμα",
    "Υποστήριξη",
)
_BODIES = ("Σύλλογος", "Κοινωνικός Συνεταιρισμός", "Ίδρυμα", "Εθελοντική Ομάδα", "Κέντρο")
_NINE = datetime(2026, 1, 1, 9, tzinfo=UTC).time()
_TWO = datetime(2026, 1, 1, 14, tzinfo=UTC).time()
_NOW = datetime.now(UTC)


async def offered(at: Ground) -> ServiceDatabases:
    """Registry's databases, filled, and as the planner knows them some minutes later."""
    folders = [files("shared") / "migrations" / "log", BLUEPRINT.folder / "migrations"]
    databases = await at.databases.fresh("registry", folders)
    places = municipalities()
    projector = await connect(databases.projector, name="bench", settings={"synchronous_commit": "off"})
    try:
        async with projector.transaction():
            await MUNICIPALITIES.apply(projector, [_entered(each) for each in places])
        for first in range(0, COUNT, _AT_ONCE):
            lives = [
                _recorded(stream, version, event)
                for n in range(first, min(COUNT, first + _AT_ONCE))
                for stream, events in streams(n, [(each.code, each.regional_unit) for each in places])
                for version, event in enumerate(events, 1)
            ]
            async with projector.transaction():
                await BODIES.apply(projector, lives)
                await SERVICES.apply(projector, lives)
    finally:
        await projector.close()
    owner = await connect(at.databases.owner(databases), name="bench", timeout=600)
    await owner.execute("VACUUM ANALYZE")
    await owner.close()
    return databases


def _entered(each: Municipality) -> Recorded[Any]:
    event = organisation.MunicipalityEntered(
        each.code, "2021", each.name, each.name, each.regional_unit, "el63", each.residents
    )
    return _recorded(f"municipality-{each.code}", 1, event, f"/el63/{each.code}")


def streams(n: int, places: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[object]]]:
    """One service; every fourth has a body of its own, the others share it. Places are codes with regional units."""
    draw = drawing(SEED, "service", str(n))
    body = body_id(n)
    if n % 4 == 0:
        where, _ = draw.choice(places)
        yield f"body-{body}", [bodies.BodyEntered("social", f"{draw.choice(_BODIES)} {n}", where, None, None)]
    yield f"service-{service_id(n)}", list(_events(draw, n, body, places))


def body_id(n: int) -> UUID:
    """Whose the service of that number is."""
    return made_id(DAY, "bench", "body", str(n // 4))


def service_id(n: int) -> UUID:
    """The service of that number."""
    return made_id(DAY, "bench", "service", str(n))


def _events(draw: Random, n: int, body: UUID, places: Sequence[tuple[str, str]]) -> Iterator[object]:
    where = None if draw.random() < 0.05 else draw.choice(places)[0]
    unit = draw.choice(places)[1]
    town = f"{270 + draw.randrange(20)}{draw.randrange(10):02}"
    place = bodies.Place(
        f"Αγίου Ανδρέα {n}", "Πόλη", town, 38_000_000 + draw.randrange(500_000), 21_500_000 + draw.randrange(500_000)
    )
    yield bodies.ServiceOffered(
        body, draw.choice(_KINDS), f"{draw.choice(_WORDS)} {draw.choice(_WORDS)} {n}", where, "Όλους όσοι χρειάζονται",
        "Με παραπομπή", 5, "office@example.org", ("el",), None, True,
        description="Ανοιχτό σε όλους, με ραντεβού.", regional_units=(unit,) if draw.random() < 0.1 else (),
        audience=tuple(draw.sample(_PEOPLE, draw.randrange(3))), place=place if draw.random() < 0.8 else None,
    )  # fmt: skip
    week = tuple(bodies.Hours(day, _NINE, _TWO) for day in range(1, 6))
    yield bodies.ServiceHoursSet(DAY - timedelta(days=100), week)
    yield bodies.CapacityReported(draw.randrange(3), draw.randrange(9), DAY - timedelta(days=draw.randrange(60)))
    if draw.random() < 0.05:
        yield bodies.ServicePaused(None, None)


def _recorded(stream: str, version: int, event: object, scope: str = "/el63") -> Recorded[Any]:
    metadata = Metadata(by=ACCOUNT, occurred_on=DAY, scope=scope)
    return Recorded(version, stream, version, event, metadata, made_id(DAY, "bench", stream, str(version)), _NOW)
