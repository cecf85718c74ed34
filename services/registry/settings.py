"""What registry is told by its environment."""

from pathlib import Path

from pydantic import SecretStr

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """`accounts_client_id` may read and change the provider's accounts; without it they are looked after elsewhere.

    `retention_file` replaces our table of retention classes (services/registry/erasure/retention.toml).
    """

    accounts_client_id: str | None = None
    accounts_client_secret: SecretStr | None = None
    retention_file: Path | None = None
