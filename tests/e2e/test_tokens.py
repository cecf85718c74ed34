"""The tokens that tests sign themselves are held to the claims of the real provider's."""

import httpx2
from joserfc import jws

from shared.auth import ALGORITHMS, Verifier, published_keys
from shared.scope import Role
from shared.testing.tokens import TestProvider
from tests.e2e.stack import Stack


def claims_of(token: str) -> dict[str, object]:
    import json

    return json.loads(jws.extract_compact(token.encode()).payload)


async def test_a_service_takes_the_providers_token_and_the_tests_own_for_the_same_reasons(stack: Stack) -> None:
    issuer, client = stack.run["issuer"], stack.run["clients"]["kentro-demo"]
    form = {"grant_type": "client_credentials", "client_id": client["id"], "client_secret": client["secret"]}
    async with httpx2.AsyncClient() as http:
        answer = await http.post(f"{issuer}/protocol/openid-connect/token", data=form)
    real = answer.json()["access_token"]
    ours = TestProvider().token("importer@/el63")

    principal = await Verifier(issuer, "kentro", published_keys(issuer)).principal(f"Bearer {real}")
    assert principal.has([Role.IMPORTER], on="/el63/3905/zacharo")

    theirs, own = claims_of(real), claims_of(ours)
    assert own.keys() <= theirs.keys()
    assert {name: type(theirs[name]) for name in own if name != "aud"} == {
        name: type(own[name]) for name in own if name != "aud"
    }
    audience = theirs["aud"]
    assert audience == "kentro" or (isinstance(audience, list) and "kentro" in audience)
    assert theirs["typ"] == own["typ"]
    assert jws.extract_compact(real.encode()).headers()["alg"] in ALGORITHMS
