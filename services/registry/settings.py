"""What registry is told by its environment."""

from pathlib import Path

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """`retention_file` replaces our table of retention classes (services/registry/erasure/retention.toml)."""

    retention_file: Path | None = None


__all__ = ["Settings"]
