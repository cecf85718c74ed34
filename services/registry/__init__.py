"""Registry: the organisation, its staff, and the three registries, of beneficiaries, bodies and programmes."""

from dataclasses import replace
from importlib.resources import files
from typing import get_args

from fastapi import FastAPI

from services.registry import restricted
from services.registry.access import api as access_api
from services.registry.access import domain as access
from services.registry.access.views import OPENINGS
from services.registry.accounts import api as accounts_api
from services.registry.accounts import domain as accounts
from services.registry.accounts.directory import Directory
from services.registry.acts import api as acts_api
from services.registry.acts import domain as acts
from services.registry.acts.views import ACTS
from services.registry.attention import api as attention_api
from services.registry.attention.views import CITIZENS, FEASTS, WORKING
from services.registry.bodies import api as bodies_api
from services.registry.bodies import changing as bodies_changing
from services.registry.bodies import domain as bodies
from services.registry.bodies.links import api as body_links_api
from services.registry.bodies.links import domain as body_links
from services.registry.bodies.links import own as body_links_own
from services.registry.bodies.offered import SERVICES
from services.registry.bodies.views import AGREEMENTS, BODIES
from services.registry.documents import api as documents_api
from services.registry.documents import domain as documents
from services.registry.documents.views import DOCUMENTS
from services.registry.duplicates import api as duplicates_api
from services.registry.duplicates import domain as duplicates
from services.registry.duplicates.finding import find_duplicates
from services.registry.duplicates.views import DUPLICATES, IDENTITIES
from services.registry.elsewhere import api as elsewhere_api
from services.registry.elsewhere import domain as elsewhere
from services.registry.erasure import api as erasure_api
from services.registry.erasure import domain as erasure
from services.registry.erasure.activity import ENTRIES
from services.registry.erasure.reactions import CONFIRM, FOLLOWS, OWN, confirmed, hold_over
from services.registry.erasure.retention import Retention
from services.registry.erasure.retiring import retire_files
from services.registry.erasure.views import ERASURES
from services.registry.households import api as households_api
from services.registry.households import domain as households
from services.registry.households import showing as households_showing
from services.registry.households.views import MEMBERS
from services.registry.hsds import api as hsds_api
from services.registry.hsds import terms as hsds_terms
from services.registry.imports import api as imports_api
from services.registry.imports import domain as imports
from services.registry.imports.views import IMPORTS
from services.registry.imports.working import carry_out_imports
from services.registry.kept_checks import api as kept_checks_api
from services.registry.kept_checks import domain as kept_checks
from services.registry.kept_checks.views import KEPT_CHECKS
from services.registry.merging import api as merging_api
from services.registry.merging import domain as merging
from services.registry.merging.views import ALIASES, MERGE_FILES, MERGES
from services.registry.organisation import api as organisation_api
from services.registry.organisation import centres as organisation_centres
from services.registry.organisation import domain as organisation
from services.registry.organisation import facts as organisation_facts
from services.registry.organisation import places as organisation_places
from services.registry.organisation.leaving import FORGET_OFFICER, LEFT, forget_officer
from services.registry.organisation.views import MUNICIPALITIES, UNITS
from services.registry.people import api as people_api
from services.registry.people import domain as people
from services.registry.people import recording as records_api
from services.registry.people.views import FILES, PEOPLE
from services.registry.posts import api as posts_api
from services.registry.posts import domain as posts
from services.registry.posts.views import POSTS
from services.registry.programmes import api as programmes_api
from services.registry.programmes import domain as programmes
from services.registry.programmes import editing as programmes_editing
from services.registry.programmes import prechecks as programmes_prechecks
from services.registry.programmes.views import PROGRAMMES, VERSIONS
from services.registry.publishes import publish
from services.registry.rectification import api as rectification_api
from services.registry.rectification import domain as rectification
from services.registry.rectification.views import RECTIFICATIONS
from services.registry.regulations import api as regulations_api
from services.registry.regulations import domain as regulations
from services.registry.regulations.views import REGULATIONS
from services.registry.restrictions import api as restrictions_api
from services.registry.restrictions import domain as restrictions
from services.registry.restrictions.views import RESTRICTIONS
from services.registry.settings import Settings
from services.registry.staff import api as staff_api
from services.registry.staff import domain as staff
from services.registry.staff.views import STAFF
from services.registry.transfers import api as transfers_api
from services.registry.transfers import domain as transfers
from services.registry.transfers.views import TRANSFERS
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
        *get_args(body_links.LinkEvent),
        *get_args(people.Event),
        *get_args(households.Event),
        *get_args(access.Event),
        *get_args(merging.Event),
        *get_args(duplicates.Event),
        elsewhere.ElsewhereAsked,
        *get_args(transfers.Event),
        *get_args(accounts.Event),
        *get_args(staff.Event),
        *get_args(erasure.Event),
        *get_args(rectification.Event),
        *get_args(restrictions.Event),
        *get_args(documents.Event),
        *get_args(kept_checks.Event),
        *get_args(posts.Event),
        *get_args(acts.Event),
        *get_args(regulations.Event),
        *get_args(programmes.Event),
        *get_args(imports.Event),
        PersonForgotten,
        FileRead,
    ],
    routers=[
        organisation_api.router,
        organisation_facts.router,
        organisation_centres.router,
        organisation_places.router,
        bodies_api.router,
        bodies_changing.router,
        body_links_api.router,
        body_links_own.router,
        hsds_api.router,
        hsds_terms.router,
        people_api.router,
        records_api.router,
        households_showing.router,
        households_api.router,
        access_api.router,
        merging_api.router,
        duplicates_api.router,
        elsewhere_api.router,
        transfers_api.router,
        accounts_api.router,
        staff_api.router,
        erasure_api.router,
        restrictions_api.router,
        rectification_api.router,
        documents_api.router,
        kept_checks_api.router,
        posts_api.router,
        acts_api.router,
        regulations_api.router,
        attention_api.router,
        programmes_api.router,
        programmes_editing.router,
        programmes_prechecks.router,
        imports_api.router,
        reads.router,
        exporting.router,
    ],
    views=[
        MUNICIPALITIES,
        UNITS,
        BODIES,
        AGREEMENTS,
        SERVICES,
        PEOPLE,
        FILES,
        MEMBERS,
        OPENINGS,
        STAFF,
        *ALIASES,
        MERGES,
        MERGE_FILES,
        DUPLICATES,
        IDENTITIES,
        TRANSFERS,
        ERASURES,
        RESTRICTIONS,
        RECTIFICATIONS,
        ENTRIES,
        DOCUMENTS,
        KEPT_CHECKS,
        POSTS,
        ACTS,
        REGULATIONS,
        WORKING,
        CITIZENS,
        FEASTS,
        PROGRAMMES,
        VERSIONS,
        IMPORTS,
        READS,
        OWN,
        LEFT,
    ],
    publish=publish,
    restricted=restricted.publish,
    follows=FOLLOWS,
    dues={erasure_api.HOLD: hold_over},
    reactions={CONFIRM: confirmed, FORGET_OFFICER: forget_officer},
    state={"retention": Retention.read()},
    streams={
        "person_file": "person",
        "document": "document",
        "kept_check": "precheck",
        "opening": "opening",
        "rectification": "rectification",
    },
    work=[find_duplicates, retire_files, carry_out_imports],
)


def build(settings: Settings, keys: KeySource | None = None) -> FastAPI:
    """The service's application."""
    app = build_service(
        replace(BLUEPRINT, state={"retention": Retention.read(settings.retention_file)}), settings, keys
    )
    if settings.accounts_client_id and settings.accounts_client_secret:
        issuer = str(settings.oidc_issuer).rstrip("/")
        secret = settings.accounts_client_secret.get_secret_value()
        app.state.accounts = Directory(issuer, settings.accounts_client_id, secret)
    return app


__all__ = ["BLUEPRINT", "Settings", "build"]
