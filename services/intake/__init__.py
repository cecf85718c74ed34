"""Intake: reception to plan."""

from importlib.resources import files
from typing import get_args

from fastapi import FastAPI

from services.intake import api, domain, merging
from services.intake.publishes import publish
from services.intake.settings import Settings
from services.intake.views import VISITS
from shared import aliases, exporting, reads, restrictions
from shared.auth import KeySource
from shared.consumer import Follows
from shared.erasure import APPROVED, ERASURES, PersonForgotten
from shared.reading import READS, FileRead
from shared.service import Blueprint
from shared.service import build as build_service

BLUEPRINT = Blueprint(
    name="intake",
    title="Kentro intake",
    folder=files("services.intake"),
    events=[*get_args(domain.Event), FileRead, PersonForgotten],
    routers=[api.router, merging.router, reads.router, exporting.router],
    views=[VISITS, READS],
    publish=publish,
    streams={"visit": "visit"},
    follows=[
        Follows(
            "registry",
            aliases.TYPES | restrictions.TYPES | APPROVED,
            [*aliases.FOLLOWED, restrictions.FOLLOWED, ERASURES],
        )
    ],
)


def build(settings: Settings, keys: KeySource | None = None) -> FastAPI:
    """The service's application."""
    return build_service(BLUEPRINT, settings, keys)


__all__ = ["BLUEPRINT", "Settings", "build"]
