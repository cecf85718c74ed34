"""Registry: the organisation, its staff, and the three registries, of beneficiaries, bodies and programmes."""

from dataclasses import replace
from importlib.resources import files
from typing import get_args

from fastapi import FastAPI

from services.registry.access import api as access_api
from services.registry.access import domain as access
from services.registry.access.views import OPENINGS
from services.registry.bodies import api as bodies_api
from services.registry.bodies import domain as bodies
from services.registry.bodies.views import BODIES, SERVICES
from services.registry.documents import api as documents_api
from services.registry.documents import domain as documents
from services.registry.documents.views import DOCUMENTS
from services.registry.erasure import api as erasure_api
from services.registry.erasure import domain as erasure
from services.registry.erasure.reactions import CONFIRM, FOLLOWS, OWN, confirmed, hold_over
from services.registry.erasure.retention import Retention
from services.registry.erasure.views import ERASURES
from services.registry.organisation import api as organisation_api
from services.registry.organisation import domain as organisation
from services.registry.organisation.views import MUNICIPALITIES, UNITS
from services.registry.people import api as people_api
from services.registry.people import domain as people
from services.registry.people.views import FILES, PEOPLE
from services.registry.publishes import publish
from services.registry.settings import Settings
from services.registry.staff import api as staff_api
from services.registry.staff import domain as staff
from services.registry.staff.views import STAFF
from shared import exporting, reads
from shared.auth import KeySource
from shared.erasure import PersonForgotten
from shared.reading import READS, FileRead
from shared.service import Blueprint
from shared.service import build as build_service

BLUEPRINT = Blueprint(
    name="registry",
    title="Kentro registry",
    folder=files("services.registry"),
    events=[
        *get_args(organisation.Event),
        *get_args(bodies.Event),
        *get_args(people.Event),
        *get_args(access.Event),
        *get_args(staff.Event),
        *get_args(erasure.Event),
        erasure.RectificationRequested,
        *get_args(documents.Event),
        PersonForgotten,
        FileRead,
    ],
    routers=[
        organisation_api.router,
        bodies_api.router,
        people_api.router,
        access_api.router,
        staff_api.router,
        erasure_api.router,
        documents_api.router,
        reads.router,
        exporting.router,
    ],
    views=[MUNICIPALITIES, UNITS, BODIES, SERVICES, PEOPLE, FILES, OPENINGS, STAFF, ERASURES, DOCUMENTS, READS, OWN],
    publish=publish,
    follows=FOLLOWS,
    dues={erasure_api.HOLD: hold_over},
    reactions={CONFIRM: confirmed},
    state={"retention": Retention.read()},
    streams={"person": "person", "document": "document", "opening": "opening"},
)


def build(settings: Settings, keys: KeySource | None = None) -> FastAPI:
    """The service's application."""
    table = Retention.read(settings.retention_file)
    return build_service(replace(BLUEPRINT, state={"retention": table}), settings, keys)


__all__ = ["BLUEPRINT", "Settings", "build"]
