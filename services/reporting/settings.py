"""What reporting is told by its environment."""

from pathlib import Path

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """`pseudonym_key_file` holds the 32 bytes from which the analysts' pseudonyms follow."""

    pseudonym_key_file: Path
