"""What registry is told by its environment."""

from shared.settings import ServiceSettings as Settings

__all__ = ["Settings"]
