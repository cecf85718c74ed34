"""Sends each link's mail: at least once, soon, and again after whatever went wrong."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from functools import cache
from uuid import UUID

import structlog
from pydantic import AnyUrl

from services.referral.directory import centre_name, receiver
from services.referral.domain import Referral, evolve
from services.referral.links.secrets import LinkSecrets
from shared.database import Connection
from shared.eventstore import EventStore
from shared.leader import keep_at, leading

LOOK = 1.0
"""Seconds between looks for links that were not mailed yet."""

GIVEN_UP_AFTER = timedelta(days=7)
"""A mail that could not be sent for so long would no longer be an answer to anything."""

_UNSENT = """
    SELECT l.token_hash, l.referral, l.serial, l.step FROM link l
    WHERE l.issued_at > now() - $1::interval AND NOT EXISTS (SELECT FROM mailed m WHERE m.token_hash = l.token_hash)
    ORDER BY l.issued_at LIMIT 20"""
_log = structlog.get_logger()

_SUBJECTS = {
    "answer": "Παραπομπή {number}: μπορείτε να απαντήσετε;",
    "outcome": "Παραπομπή {number}: ποια ήταν η έκβαση;",
}
_TEXTS = {
    "answer": """Σας στέλνει παραπομπή το {centre} για την υπηρεσία «{service}».

Ανοίξτε τον σύνδεσμο και πληκτρολογήστε τον κωδικό που σας είπαμε στο τηλέφωνο:
{link}

Απαντήστε ως τις {answer_by}. Ο σύνδεσμος είναι μόνο για εσάς· μην τον προωθήσετε.
Αν δεν έχετε κωδικό, τηλεφωνήστε στο Κέντρο.
""",
    "outcome": """Το {centre} ρωτά τι έγινε με την παραπομπή {number} για την υπηρεσία «{service}».

Ανοίξτε τον σύνδεσμο και πληκτρολογήστε τον κωδικό που σας είπαμε στο τηλέφωνο:
{link}

Ο σύνδεσμος είναι μόνο για εσάς· μην τον προωθήσετε.
""",
}


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail goes (`smtp://` or `smtps://`, user and password in the address), and where links lead."""

    smtp: AnyUrl
    portal: str
    sender: str


class Mailer:
    """One process at a time looks for links without a mail and sends it."""

    def __init__(self, url: str, store: EventStore, secrets: LinkSecrets, settings: MailSettings) -> None:
        self._url = url
        self._store = store
        self._secrets = secrets
        self._settings = settings

    async def run(self) -> None:
        """Until cancelled."""
        await keep_at("referral mailer", self._lead)

    async def _lead(self) -> None:
        async with leading(self._url, name="referral", work="mailer") as connection:
            while True:
                for row in await connection.fetch(_UNSENT, GIVEN_UP_AFTER):
                    if not await self._mail(connection, row[0], row[1], row[2], row[3]):
                        break
                await asyncio.sleep(LOOK)

    async def _mail(self, connection: Connection, token_hash: str, referral: UUID, serial: int, step: str) -> bool:
        """Sends one mail; False where the server is away and the others would fare no better."""
        loaded = await self._store.load(f"referral-{referral}")
        sent = loaded.fold(evolve, Referral()).sent
        service = await receiver(connection, sent.service) if sent else None
        if sent is None or service is None:
            return True
        facts = {
            "number": sent.number,
            "centre": await centre_name(connection, loaded.scope),
            "service": service.name,
            "link": f"{self._settings.portal}/r/{self._secrets.token(referral, serial)}",
            "answer_by": f"{sent.answer_by:%d/%m/%Y}",
        }
        message = EmailMessage()
        message["From"] = self._settings.sender
        message["To"] = service.email
        message["Subject"] = _SUBJECTS[step].format(**facts)
        message["Date"] = localtime()
        message["Message-ID"] = make_msgid(idstring=token_hash[:16], domain="kentro")
        message.set_content(_TEXTS[step].format(**facts))
        try:
            await asyncio.to_thread(_deliver, self._settings.smtp, message)
        except OSError as fault:
            _log.warning("mail.not_sent", error=type(fault).__name__)
            # What the server says of one mail says nothing of the next.
            return isinstance(fault, smtplib.SMTPException) and not isinstance(fault, smtplib.SMTPConnectError)
        await connection.execute("INSERT INTO mailed (token_hash) VALUES ($1) ON CONFLICT DO NOTHING", token_hash)
        return True


@cache
def _trusted() -> ssl.SSLContext:
    """Who is trusted to be a mail server. Reading all certificates takes longer than sending a mail."""
    return ssl.create_default_context()


def _deliver(smtp: AnyUrl, message: EmailMessage) -> None:
    secure = smtp.scheme == "smtps"
    port = smtp.port or (465 if secure else 587)
    context = _trusted()
    client = (
        smtplib.SMTP_SSL(smtp.host or "", port, timeout=10, context=context)
        if secure
        else smtplib.SMTP(smtp.host or "", port, timeout=10)
    )
    with client:
        client.ehlo()
        if not secure and client.has_extn("starttls"):
            client.starttls(context=context)
        if smtp.username:
            client.login(smtp.username, smtp.password or "")
        client.send_message(message)
