"""Who is found among many of a name, by the queries themselves."""

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, date, datetime
from importlib.resources import files
from uuid import UUID

import pytest

from services import registry
from services.registry.people import lookup, queries
from services.registry.people.domain import BornRecorded, IdentifierRecorded, NameRecorded, PersonMet
from services.registry.people.matching import Known
from services.registry.people.views import PEOPLE
from shared.database import Connection, connect
from shared.envelope import Metadata, Recorded
from shared.ids import uuid7
from shared.testing.databases import TestDatabases

ZACHARO = "/el63/3905/zacharo"
AMKA = "14028012343"


@pytest.fixture
async def town(test_databases: TestDatabases) -> AsyncGenerator[Connection]:
    databases = await test_databases.fresh(
        "registry", [files("shared") / "migrations" / "log", registry.BLUEPRINT.folder / "migrations"]
    )
    connection = await connect(databases.projector, name="test")
    yield connection
    await connection.close()


async def known(town: Connection, surname: str, given_name: str, *more: object) -> UUID:
    person = uuid7()
    events = [PersonMet(ZACHARO), NameRecorded(surname, given_name, None, None), *more]
    metadata = Metadata("somebody", date(2026, 3, 2), ZACHARO)
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    await PEOPLE.apply(
        town,
        [Recorded(n, f"person-{person}", n, event, metadata, uuid7(), at) for n, event in enumerate(events, 1)],
    )
    return person


async def found(town: Connection, words: str, limit: int = 20) -> Sequence[UUID]:
    (question,) = lookup.asked(words)
    return [row.id for row in await queries.found(town, "3905", question, limit)]


async def test_every_word_must_be_found_whichever_its_spelling(town: Connection) -> None:
    maria = await known(town, "Παπαδοπούλου", "Μαρία")
    eleni = await known(town, "Παπαδοπούλου", "Ελένη")
    george = await known(town, "Παπαδόπουλος", "Γεώργιος")
    assert await found(town, "παπαδοπουλου") == [george, eleni, maria]
    assert await found(town, "maria papadopoulou") == [maria]
    assert await found(town, "Γιώργος Παπ") == [george]
    assert await found(town, "Παπαδοπούλου Γεωργίου") == []
    assert await found(town, "Παπαδοπούλου", limit=1) == [george]


async def test_who_shares_an_identifier_is_compared_before_all_who_share_a_name(
    town: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CANDIDATES", 3)
    for _ in range(5):
        await known(town, "Παππά", "Μαρία", BornRecorded("1950-01-01"))
    same = await known(town, "Ρήγα", "Άννα", IdentifierRecorded("amka", AMKA))
    candidate = Known(uuid7(), "Παππά", "Μαρία", identifiers=(("amka", AMKA),))
    rows = await queries.alike(town, "3905", lookup.alike(candidate))
    assert same in {row.id for row in rows}
    assert len(rows) == 3
