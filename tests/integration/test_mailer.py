"""Mails go out when the mail server can take them, and a server that cannot is left in peace."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pydantic import AnyUrl

from services import referral
from services.referral.consumes import ServiceOffered
from services.referral.directory import SERVICES
from services.referral.links.mailer import LOOK, MailSettings
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.test_referral import LINK_KEY, ZACHARO, Desk, told


@dataclass
class Server:
    """A mail server that says it is too busy until it is told that it is not."""

    busy: bool = True
    asked_at: asyncio.Queue[float] = field(default_factory=asyncio.Queue[float])
    mails: asyncio.Queue[str] = field(default_factory=asyncio.Queue[str])

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked_at.put_nowait(asyncio.get_running_loop().time())
        writer.write(b"421 too busy\r\n" if self.busy else b"220 ready\r\n")
        while not self.busy and (line := await reader.readline()):
            match line.strip().upper():
                case b"DATA":
                    writer.write(b"354 go on\r\n")
                    self.mails.put_nowait((await reader.readuntil(b"\r\n.\r\n")).decode())
                    writer.write(b"250 taken\r\n")
                case b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"250 yes\r\n")
        writer.close()


@asynccontextmanager
async def listening() -> AsyncGenerator[tuple[Server, int]]:
    server = Server()
    async with await asyncio.start_server(server.answer, "127.0.0.1", 0) as sockets:
        yield server, sockets.sockets[0].getsockname()[1]


async def test_a_mail_server_that_is_too_busy_is_asked_once_a_round_and_gets_every_mail_later(
    stage: Stage, provider: TestProvider
) -> None:
    async with listening() as (server, port):
        mail = MailSettings(AnyUrl(f"smtp://127.0.0.1:{port}"), "http://portal", "kentro@localhost")
        async with stage.serve(referral.blueprint(LINK_KEY, mail)) as served, asyncio.timeout(60):
            service = uuid7()
            connection = await connect(served.databases.projector, name="test")
            offered = ServiceOffered(
                service, uuid7(), "tutoring", "Φροντιστήριο", "3905", 5, "grammateia@foreas.example"
            )
            await SERVICES.apply(connection, [told(offered)])
            await connection.close()
            desk = Desk(served, service, provider.bearer(f"social_worker@{ZACHARO}"))
            for _ in range(3):
                assert (await desk.put(uuid7())).status_code == 201
            while not server.asked_at.empty():
                server.asked_at.get_nowait()

            first, second = await server.asked_at.get(), await server.asked_at.get()
            assert second - first > LOOK / 2

            server.busy = False
            mails = [await server.mails.get() for _ in range(3)]
    assert len({line for mail in mails for line in mail.splitlines() if line.startswith("Message-ID")}) == 3
    assert all("To: grammateia@foreas.example" in mail for mail in mails)
