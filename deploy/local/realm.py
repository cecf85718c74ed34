"""The realm as this machine needs it: the base in the repository, with the demo's logins and addresses added."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import NAMESPACE_URL, uuid5

BASE = Path(__file__).parents[1] / "keycloak" / "kentro-realm.json"
NAME = "kentro"
PORTAL_CLIENT = "kentro-portal"
DEMO_CLIENT = "kentro-demo"
ACCOUNTS_CLIENT = "kentro-accounts"

_PLACEHOLDER = re.compile(r"\$\{(KENTRO_[A-Z_]+)\}")
_DEMO_PASSWORD = "dokimi-kentro"  # noqa: S105  a demo's, printed on the screen

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Login:
    """A made-up colleague of the demo region, one for each role in the tour of the README."""

    user: str
    given_name: str
    surname: str
    grants: tuple[str, ...]
    password: str = _DEMO_PASSWORD


LOGINS = (
    Login("ypodoxi", "Φωτεινή", "Ραζέλου", ("receptionist@/el63/3905/zacharo",)),
    Login("koinoniki", "Μυρτώ", "Δεμερτζίδη", ("social_worker@/el63/3905/zacharo",)),
    Login("syntonistria", "Ιουλία", "Καραβέλα", ("coordinator@/el63/3905/zacharo",)),
    Login("dioikisi", "Αριστέα", "Μπουντούρη", ("municipal_administrator@/el63/3905",)),
    Login("elegktria", "Δέσποινα", "Χαλκιαδάκη", ("auditor@/el63/3905",)),
    Login("prostasia", "Σταύρος", "Τερζόπουλος", ("data_protection_officer@/el63/3905",)),
    Login("perifereia", "Λουκάς", "Βαρθαλίτης", ("regional_administrator@/el63",)),
    Login("analytria", "Θάλεια", "Σιγανού", ("analyst@/el63",)),
)
DEMO_GRANTS = ("importer@/el63", "regional_administrator@/el63")


def rendered(*, portal_url: str, secrets: Mapping[str, str], base: Path = BASE) -> Json:
    """The realm to import: `secrets` holds one for each client."""
    values = {
        "KENTRO_PORTAL_URL": portal_url,
        "KENTRO_PORTAL_SECRET": secrets[PORTAL_CLIENT],
        "KENTRO_ACCOUNTS_SECRET": secrets[ACCOUNTS_CLIENT],
    }
    realm: Json = json.loads(_PLACEHOLDER.sub(lambda found: values[found[1]], base.read_text()))
    portal = next(client for client in cast("list[Json]", realm["clients"]) if client["clientId"] == PORTAL_CLIENT)
    realm["clients"].append(_demo_client(portal, secrets[DEMO_CLIENT]))
    realm["users"] += [_user(login) for login in LOGINS]
    for client in cast("list[Json]", realm["clients"]):
        client["id"] = _id("client", client["clientId"])
    return realm


def _demo_client(portal: Json, secret: str) -> Json:
    """The loader of the demo region: no person, its grants stand in its tokens as a person's do."""
    audience = next(mapper for mapper in cast("list[Json]", portal["protocolMappers"]) if mapper["name"] == "audience")
    return {
        "clientId": DEMO_CLIENT,
        "name": "Demo loader",
        "enabled": True,
        "protocol": "openid-connect",
        "publicClient": False,
        "clientAuthenticatorType": "client-secret",
        "secret": secret,
        "standardFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": True,
        "fullScopeAllowed": False,
        "defaultClientScopes": portal["defaultClientScopes"],
        "optionalClientScopes": [],
        "protocolMappers": [
            audience,
            {
                "name": "grants",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-hardcoded-claim-mapper",
                "config": {
                    "claim.name": "kentro_grants",
                    "claim.value": json.dumps(DEMO_GRANTS),
                    "jsonType.label": "JSON",
                    "access.token.claim": "true",
                    "id.token.claim": "false",
                    "userinfo.token.claim": "false",
                    "introspection.token.claim": "true",
                },
            },
        ],
    }


def _user(login: Login) -> Json:
    return {
        "id": account_of(login.user),
        "username": login.user,
        "firstName": login.given_name,
        "lastName": login.surname,
        "enabled": True,
        "emailVerified": True,
        "attributes": {"kentro_grants": list(login.grants), "locale": ["el"]},
        "credentials": [{"type": "password", "value": login.password, "temporary": False}],
    }


def account_of(user: str) -> str:
    """The id of a login of ours, as events carry it."""
    return _id("user", user)


def _id(kind: str, name: str) -> str:
    # The same in every checkout and after every reset: what a colleague recorded stays theirs.
    return str(uuid5(NAMESPACE_URL, f"kentro:local:{kind}:{name}"))
