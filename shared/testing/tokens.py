"""Tokens of the tests' own, signed with a key of their own, behind the services' real verifier."""

from time import time

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

ISSUER = "http://localhost:9/realms/test"


class TestProvider:
    """Signs access tokens as the real provider does; one contract test holds both to the same claims."""

    __test__ = False

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)

    async def keys(self) -> KeySet:
        """What it publishes."""
        return KeySet([self._key])

    def token(self, *grants: str, subject: str = "somebody", **claims: object) -> str:
        """An access token for that account with those grants; `claims` replace the usual ones."""
        usual: dict[str, object] = {
            "iss": ISSUER,
            "aud": "kentro",
            "exp": int(time()) + 60,
            "sub": subject,
            "typ": "Bearer",
            "kentro_grants": list(grants),
        }
        header = {"alg": "ES256", "kid": self._key.kid, "typ": "JWT"}
        return jwt.encode(header, {**usual, **claims}, self._key)

    def bearer(self, *grants: str, subject: str = "somebody") -> dict[str, str]:
        """The header that carries such a token."""
        return {"Authorization": f"Bearer {self.token(*grants, subject=subject)}"}
