"""Brings a realm that was imported earlier to what this machine needs now: other ports, other logins."""

import hashlib
import json
from http import HTTPStatus
from typing import cast

import httpx2

from deploy.local.failures import PartFailed
from deploy.local.keycloak import ADMIN, Keycloak
from deploy.local.realm import NAME, Json

_SEPARATELY = ("clients", "users", "components")


async def bring_up_to_date(keycloak: Keycloak, realm: Json) -> bool:
    """Apply the realm if it differs from what was applied last; whether it did. Raises PartFailed.

    Passwords of existing logins stay as they are.
    """
    applied = keycloak.directory / "applied-realm"
    digest = hashlib.sha256(json.dumps(realm, sort_keys=True).encode()).hexdigest()
    if applied.exists() and applied.read_text() == digest:
        return False
    try:
        await _apply(keycloak, realm)
    except httpx2.HTTPError as failure:
        raise PartFailed(f"Keycloak did not take the realm: {failure}") from failure
    applied.write_text(digest)
    return True


async def _apply(keycloak: Keycloak, realm: Json) -> None:
    async with httpx2.AsyncClient(base_url=keycloak.base, timeout=60) as client:
        login = {"grant_type": "password", "client_id": "admin-cli", "username": ADMIN}
        answer = await client.post(
            "/realms/master/protocol/openid-connect/token", data=login | {"password": keycloak.admin_password}
        )
        client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"
        admin = f"/admin/realms/{NAME}"
        settings = {name: value for name, value in realm.items() if name not in _SEPARATELY}
        (await client.put(admin, json=settings)).raise_for_status()
        (await client.put(f"{admin}/users/profile", json=_user_profile(realm))).raise_for_status()
        for language, texts in cast("dict[str, Json]", realm["localizationTexts"]).items():
            (await client.post(f"{admin}/localization/{language}", json=texts)).raise_for_status()
        missing: Json = {"ifResourceExists": "SKIP", "clients": [], "users": []}
        for kind in ("clients", "users"):
            for wanted in cast("list[Json]", realm[kind]):
                if "serviceAccountClientId" in wanted:
                    continue
                known = {name: value for name, value in wanted.items() if name != "credentials"}
                answer = await client.put(f"{admin}/{kind}/{wanted['id']}", json=known)
                if answer.status_code == HTTPStatus.NOT_FOUND:
                    missing[kind].append(wanted)
                else:
                    answer.raise_for_status()
        if missing["clients"] or missing["users"]:
            (await client.post(f"{admin}/partialImport", json=missing)).raise_for_status()
        for account in cast("list[Json]", realm["users"]):
            if "serviceAccountClientId" in account:
                await _give_roles(client, admin, account)


async def _give_roles(client: httpx2.AsyncClient, admin: str, account: Json) -> None:
    """A client's own account comes with the client; its roles are given afterwards."""

    async def of_client(name: str) -> str:
        found = (await client.get(f"{admin}/clients", params={"clientId": name})).raise_for_status().json()
        return found[0]["id"]

    own = await of_client(account["serviceAccountClientId"])
    user = (await client.get(f"{admin}/clients/{own}/service-account-user")).raise_for_status().json()["id"]
    for name, roles in cast("dict[str, list[str]]", account["clientRoles"]).items():
        of = await of_client(name)
        given = [(await client.get(f"{admin}/clients/{of}/roles/{role}")).raise_for_status().json() for role in roles]
        (await client.post(f"{admin}/users/{user}/role-mappings/clients/{of}", json=given)).raise_for_status()


def _user_profile(realm: Json) -> Json:
    (component,) = realm["components"]["org.keycloak.userprofile.UserProfileProvider"]
    return cast("Json", json.loads(component["config"]["kc.user.profile.config"][0]))
