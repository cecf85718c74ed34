"""Reporting: what happened, provably."""

from importlib.resources import files

from fastapi import FastAPI

from services.reporting.analytics.stream import AnalyticsStream
from services.reporting.attendance import api as attendance
from services.reporting.attendance.consumes import TYPES
from services.reporting.attendance.views import DESCRIBED
from services.reporting.consumes import INTAKE, REFERRAL, REGISTRY
from services.reporting.figures import api
from services.reporting.figures.views import CELLS, FACTS, MUNICIPALITIES, SERVICES, UNCOUNTED, UNITS
from services.reporting.publishes import publish
from services.reporting.settings import Settings
from shared import aliases, exporting, reads
from shared.auth import KeySource
from shared.consumer import Follows
from shared.erasure import APPROVED, ERASURES, PersonForgotten
from shared.public import topic_of
from shared.reading import READS, FileRead
from shared.service import Blueprint
from shared.service import build as build_service


def blueprint(kafka_bootstrap: str, topic_prefix: str, pseudonym_key: bytes) -> Blueprint:
    """Reporting, its analysts' stream on that broker, with pseudonyms that follow from that key."""
    types = {"registry": REGISTRY, "intake": INTAKE, "referral": REFERRAL}
    heard = {topic_of(source, topic_prefix): Follows(source, read, []) for source, read in types.items()}
    analysts = AnalyticsStream(kafka_bootstrap, topic_of("analytics", topic_prefix), pseudonym_key, heard)
    counted = [UNCOUNTED, FACTS, CELLS]
    return Blueprint(
        name="reporting",
        title="Kentro reporting",
        folder=files("services.reporting"),
        events=[FileRead, PersonForgotten],
        routers=[api.router, attendance.router, reads.router, exporting.router],
        views=[READS],
        publish=publish,
        follows=[
            Follows(
                "registry",
                REGISTRY | aliases.TYPES | APPROVED,
                [*counted, MUNICIPALITIES, UNITS, SERVICES, *aliases.FOLLOWED, analysts, ERASURES],
            ),
            Follows("intake", INTAKE, [*counted, analysts]),
            Follows("referral", REFERRAL, [*counted, analysts]),
            Follows("registry.restricted", TYPES, [DESCRIBED], sealed=True),
        ],
        work=[analysts.look],
    )


def build(settings: Settings, keys: KeySource | None = None) -> FastAPI:
    """The service's application."""
    key = settings.pseudonym_key_file.read_bytes()
    return build_service(blueprint(settings.kafka_bootstrap, settings.topic_prefix, key), settings, keys)


__all__ = ["Settings", "blueprint", "build"]
