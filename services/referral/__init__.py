"""Referral: closed-loop referrals."""

from importlib.resources import files
from typing import get_args

from fastapi import FastAPI

from services.referral import api, domain, looking, merging
from services.referral.consumes import REGISTRY
from services.referral.deadlines import answer_overdue
from services.referral.directory import BODIES, CENTRES, SERVICES
from services.referral.feasts import FEASTS
from services.referral.links import api as links_api
from services.referral.links.mailer import Mailer, MailSettings
from services.referral.links.secrets import LinkSecrets
from services.referral.links.views import LINKS
from services.referral.publishes import publish
from services.referral.settings import Settings
from services.referral.views import REFERRALS
from shared import aliases, exporting, reads, restrictions
from shared.auth import KeySource
from shared.consumer import Follows
from shared.erasure import APPROVED, ERASURES, PersonForgotten
from shared.reading import READS, FileRead
from shared.service import Blueprint, Running
from shared.service import build as build_service


def blueprint(link_key: bytes, mail: MailSettings) -> Blueprint:
    """Referral, its links made with that key and mailed that way."""
    secrets = LinkSecrets(link_key)

    async def send_mails(running: Running) -> None:
        await Mailer(str(running.settings.projector_database_url), running.store, secrets, mail).run()

    return Blueprint(
        name="referral",
        title="Kentro referral",
        folder=files("services.referral"),
        events=[*get_args(domain.Event), FileRead, PersonForgotten],
        routers=[api.router, looking.router, merging.router, links_api.router, reads.router, exporting.router],
        views=[REFERRALS, LINKS, READS],
        publish=publish,
        streams={"referral": "referral"},
        follows=[
            Follows(
                "registry",
                REGISTRY | aliases.TYPES | restrictions.TYPES | APPROVED,
                [SERVICES, BODIES, CENTRES, FEASTS, *aliases.FOLLOWED, restrictions.FOLLOWED, ERASURES],
            )
        ],
        dues={"answer": answer_overdue},
        state={"link_secrets": secrets},
        work=[send_mails],
    )


def build(settings: Settings, keys: KeySource | None = None) -> FastAPI:
    """The service's application."""
    mail = MailSettings(settings.smtp_url, str(settings.portal_url).rstrip("/"), settings.mail_from)
    return build_service(blueprint(settings.link_key_file.read_bytes(), mail), settings, keys)


__all__ = ["Settings", "blueprint", "build"]
