"""The realm of this machine grows from the base, and the base holds nothing of a demo."""

import json
import re
from typing import Any

from deploy.local.realm import BASE, LOGINS, rendered

SECRETS = {"kentro-portal": "one", "kentro-demo": "two", "kentro-accounts": "three"}


def client(realm: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in realm["clients"] if each["clientId"] == name)


def profile(realm: dict[str, Any]) -> dict[str, Any]:
    (component,) = realm["components"]["org.keycloak.userprofile.UserProfileProvider"]
    return json.loads(component["config"]["kc.user.profile.config"][0])


def test_the_base_has_no_login_no_demo_client_and_no_secret() -> None:
    base = json.loads(BASE.read_text())

    assert [each["username"] for each in base["users"]] == ["service-account-kentro-accounts"]
    assert [each["clientId"] for each in base["clients"]] == ["kentro-portal", "kentro-accounts"]
    assert client(base, "kentro-portal")["secret"] == "${KENTRO_PORTAL_SECRET}"
    assert client(base, "kentro-accounts")["secret"] == "${KENTRO_ACCOUNTS_SECRET}"


def test_the_portal_may_only_be_returned_to_at_its_own_address() -> None:
    realm = rendered(portal_url="http://127.0.0.1:21000", secrets=SECRETS)

    assert client(realm, "kentro-portal")["redirectUris"] == ["http://127.0.0.1:21000/oidc/callback"]
    assert "${KENTRO_" not in json.dumps(realm)


def test_ids_are_the_same_in_every_rendering() -> None:
    one, other = (rendered(portal_url=f"http://127.0.0.1:{port}", secrets=SECRETS) for port in (21000, 22000))

    assert one["users"] == other["users"]
    assert [each["id"] for each in one["clients"]] == [each["id"] for each in other["clients"]]


def test_grants_are_for_administrators_alone_and_every_demo_grant_has_their_form() -> None:
    grants = next(
        each for each in profile(json.loads(BASE.read_text()))["attributes"] if each["name"] == "kentro_grants"
    )
    form = re.compile(grants["validations"]["pattern"]["pattern"])

    assert grants["permissions"] == {"view": ["admin"], "edit": ["admin"]}
    assert grants["multivalued"] is True
    assert all(form.match(grant) for login in LOGINS for grant in login.grants)
    assert not form.match("social_worker@/el63/../3905")
    assert not form.match("superuser@/el63")


def test_tokens_are_short_signed_with_es256_and_refreshed_once() -> None:
    base = json.loads(BASE.read_text())

    assert base["accessTokenLifespan"] == 60
    assert base["defaultSignatureAlgorithm"] == "ES256"
    assert (base["revokeRefreshToken"], base["refreshTokenMaxReuse"]) == (True, 0)
    assert base["bruteForceProtected"] is True
    portal = client(base, "kentro-portal")
    assert portal["attributes"]["pkce.code.challenge.method"] == "S256"
    assert not portal["directAccessGrantsEnabled"]
    assert not portal["publicClient"]
