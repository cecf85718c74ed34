"""What referral is told by its environment."""

from pathlib import Path

from pydantic import AnyUrl, HttpUrl

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """`link_key_file` holds the 32 bytes from which links and codes follow; `portal_url` is where links lead."""

    link_key_file: Path
    smtp_url: AnyUrl
    portal_url: HttpUrl
    mail_from: str = "kentro@localhost"
