"""What the portal must be told to run."""

from pathlib import Path

from pydantic import HttpUrl, PostgresDsn, SecretStr

from shared.settings import ProcessSettings


class Settings(ProcessSettings):
    """Its own database, the login, the four services. A missing or malformed name stops the start."""

    database_url: PostgresDsn
    """The api role: sessions are all that the portal keeps."""
    owner_database_url: PostgresDsn
    """The owner's role, for migrations at the start."""
    oidc_issuer: HttpUrl
    oidc_client_id: str
    oidc_client_secret: SecretStr
    public_url: HttpUrl
    """Where browsers reach the portal, without a path; decides the names and the Secure mark of cookies."""
    session_key_file: Path
    """A file of 32 bytes, or of their 64 hexadecimal digits."""
    registry_url: HttpUrl
    intake_url: HttpUrl
    referral_url: HttpUrl
    reporting_url: HttpUrl
    demo: bool = False
    """Says on every page that the data are not real."""

    @property
    def origin(self) -> str:
        """The public address without a slash at its end."""
        return str(self.public_url).rstrip("/")

    @property
    def secure(self) -> bool:
        """True when browsers come over https."""
        return self.public_url.scheme == "https"

    def session_key(self) -> bytes:
        """The 32 bytes under which everything kept for a session is sealed. Raises `ValueError` for another length."""
        raw = self.session_key_file.read_bytes()
        key = raw if len(raw) == 32 else bytes.fromhex(raw.decode("ascii").strip())
        if len(key) != 32:
            raise ValueError("SESSION_KEY_FILE must hold 32 bytes or 64 hexadecimal digits")
        return key
