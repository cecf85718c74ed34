"""What every service is told by its environment; only the entry points read it."""

from pathlib import Path

from pydantic import HttpUrl, PostgresDsn
from pydantic_settings import BaseSettings, SettingsConfigDict


class ProcessSettings(BaseSettings):
    """Where a process listens, and how it tells of itself."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int
    log_level: str = "INFO"
    otel_exporter_otlp_endpoint: str | None = None


class ServiceSettings(ProcessSettings):
    """What a service with a log needs: three roles on its database, its keys, the broker, the provider.

    `kek_file` holds the key-encryption keys (`shared.kek`). `owner_database_url` is used at start, to migrate.
    `topic_prefix` parts installations that share a broker. `anchors_file` takes the head of the log's hash chain once a
    day: a place that those who can write to the database cannot. `ticket_keys_file` holds the public keys of file
    tickets (a JWK set); `ticket_key_file` the private one (a JWK), in registry alone. `erasure_ledger_file` notes who
    was erased, outside of all backups, so that none of them brings anybody back. `files_url` is where scanned documents
    are kept, `file:///folder` or `s3://bucket/prefix`; `clamd` the `host:port` of a malware scanner, if there is one.
    """

    database_url: PostgresDsn
    projector_database_url: PostgresDsn
    owner_database_url: PostgresDsn
    keys_database_url: PostgresDsn
    kek_file: Path
    ticket_keys_file: Path
    ticket_key_file: Path | None = None
    kafka_bootstrap: str
    oidc_issuer: HttpUrl
    oidc_audience: str = "kentro"
    topic_prefix: str = "kentro"
    anchors_file: Path | None = None
    erasure_ledger_file: Path | None = None
    files_url: str | None = None
    clamd: str | None = None
