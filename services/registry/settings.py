"""What registry is told by its environment."""

from pydantic import SecretStr

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """`accounts_client_id` may read and change the provider's accounts; without it they are looked after elsewhere."""

    accounts_client_id: str | None = None
    accounts_client_secret: SecretStr | None = None
