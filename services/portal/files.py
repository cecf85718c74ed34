"""Whose files are open in a session, for what purpose and until when."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from services.portal.sealing import Broken, Sealer, row_of
from shared.database import Pool


class Opened(msgspec.Struct, frozen=True):
    """An open file: registry's ticket, how much it shows, and when it ends."""

    ticket: str
    reach: str
    until: datetime
    purpose: str
    emergency: bool = False

    @property
    def whole(self) -> bool:
        """Whether the whole file is shown, and not only who the person is."""
        return self.reach == "file"


class NotOpen(Exception):
    """The page shows of a person whose file is not open: first the purpose is asked for."""

    def __init__(self, person: UUID) -> None:
        super().__init__(person)
        self.person = person


class OpenFiles:
    """The table `ticket`."""

    def __init__(self, pool: Pool, sealer: Sealer) -> None:
        self._pool = pool
        self._sealer = sealer

    async def keep(self, session: str, person: UUID, opened: Opened) -> None:
        """The file is open in that session; what was open before is replaced."""
        row = row_of(session)
        await self._pool.execute(
            """
            INSERT INTO ticket (session, person, sealed, until) VALUES ($1, $2, $3, $4)
            ON CONFLICT (session, person) DO UPDATE SET (sealed, until) = (excluded.sealed, excluded.until)
            """,
            row,
            person,
            self._sealer.seal(msgspec.json.encode(opened), row=row + person.bytes),
            opened.until,
        )

    async def find(self, session: str, person: UUID) -> Opened | None:
        """The person's file, if it is open in that session."""
        row = row_of(session)
        found = await self._pool.fetchrow(
            "SELECT sealed, until FROM ticket WHERE session = $1 AND person = $2", row, person
        )
        if found is None or found["until"] <= datetime.now(UTC):
            return None
        try:
            return msgspec.json.decode(self._sealer.open(found["sealed"], row=row + person.bytes), type=Opened)
        except (Broken, msgspec.DecodeError):
            return None

    async def close(self, session: str, person: UUID) -> None:
        """The file is no longer open in that session."""
        await self._pool.execute("DELETE FROM ticket WHERE session = $1 AND person = $2", row_of(session), person)

    async def close_all(self, session: str) -> None:
        """No file is open any more: the session ended."""
        await self._pool.execute("DELETE FROM ticket WHERE session = $1", row_of(session))

    async def sweep(self) -> None:
        """Deletes what is over."""
        await self._pool.execute("DELETE FROM ticket WHERE until < now()")
