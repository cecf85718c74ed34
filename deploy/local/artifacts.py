"""The released Java artifacts of Kafka and Keycloak: which ones, and that each is the one that was looked at.

`artifacts.lock` beside this file names every file as `group:artifact:version:packaging:classifier sha256`. It names no
host. `python -m deploy.local.artifacts` renews it after a version below was changed.
"""

import hashlib
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import requests
from jgo.maven import Artifact, MavenContext

from deploy.local.failures import PartFailed
from deploy.local.places import held, user_cache

KAFKA = "4.3.0"
KEYCLOAK = "26.7.3"

_KAFKA = f"org.apache.kafka:kafka_2.13:{KAFKA}"
# Kafka brings slf4j-api 1.7 and log4j-core 2.25.4, and nothing that joins them: without this it logs nothing. It is
# not resolved together with Kafka, because the versions that its parent manages would then win over Kafka's.
_KAFKA_LOGGING = ("org.apache.logging.log4j", "log4j-slf4j-impl", "2.25.4", "jar", "")
_KEYCLOAK_ZIP = ("org.keycloak", "keycloak-quarkus-dist", KEYCLOAK, "zip", "")
_LOCK = Path(__file__).with_name("artifacts.lock")
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Locked:
    """One file that the lock names, with the SHA-256 that it must have."""

    group: str
    artifact: str
    version: str
    packaging: str
    classifier: str
    sha256: str

    @property
    def coordinates(self) -> str:
        """The name as the lock writes it: `group:artifact:version:packaging:classifier`."""
        return ":".join((self.group, self.artifact, self.version, self.packaging, self.classifier))


def read_lock(lock: Path = _LOCK) -> list[Locked]:
    """Every file of the lock, in its order."""
    lines = (line.split() for line in lock.read_text().splitlines() if line and not line.startswith("#"))
    return [Locked(*coordinates.split(":"), sha256=digest) for coordinates, digest in lines]


def kafka_jars(locked: Iterable[Locked]) -> list[Locked]:
    """The class path of Kafka."""
    return [file for file in locked if file.packaging == "jar"]


def keycloak_zip(locked: Iterable[Locked]) -> Locked:
    """Keycloak's distribution."""
    return next(file for file in locked if file.packaging == "zip")


def fetch(files: list[Locked], repository: Path | None = None, remotes: dict[str, str] | None = None) -> list[Path]:
    """Paths of the files, in order, each verified; what is missing or damaged is fetched (again).

    `repository` is laid out as Maven does and is by default the user's cache, so that only a first checkout downloads;
    `remotes` are the addresses of repositories by name, by default the public one.
    Raises PartFailed when a file cannot be had or what is offered differs from the lock.
    """
    repository = repository or user_cache() / "maven"
    maven = MavenContext(repo_cache=repository, remote_repos=remotes, timeout=60)
    with held(repository / ".lock"), ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(partial(_verified, maven), files))


def _verified(maven: MavenContext, file: Locked) -> Path:
    artifact = _artifact(maven, file)
    why = ""
    for _ in range(_ATTEMPTS):
        try:
            path = artifact.resolve()
            if _sha256(path) == file.sha256:
                return path
            why = "its SHA-256 is not the one in artifacts.lock"
        except (requests.RequestException, RuntimeError, OSError) as failure:
            why = f"it could not be fetched ({failure})"
        if artifact.cached_path is not None:
            artifact.cached_path.unlink(missing_ok=True)
    raise PartFailed(f"{file.coordinates}: {why}")


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def renew(lock: Path = _LOCK) -> int:
    """Resolve the versions named in this module anew and write their hashes; the number of files. Review the diff."""
    with tempfile.TemporaryDirectory() as fresh:
        maven = MavenContext(repo_cache=Path(fresh), timeout=60)
        roots, others = maven.resolver.resolve([maven.create_dependency(_KAFKA)])
        jars = {(d.groupId, d.artifactId, d.version, "jar", d.classifier) for d in (*roots, *others)}
        wanted = [Locked(*names, sha256="") for names in (*sorted(jars | {_KAFKA_LOGGING}), _KEYCLOAK_ZIP)]
        lines = [f"{file.coordinates} {_sha256(_artifact(maven, file).resolve())}" for file in wanted]
    lock.write_text("\n".join(["# Renewed by: python -m deploy.local.artifacts", *lines, ""]))
    return len(lines)


def _artifact(maven: MavenContext, file: Locked) -> Artifact:
    component = maven.project(file.group, file.artifact).at_version(file.version)
    return component.artifact(file.classifier, file.packaging)


if __name__ == "__main__":
    sys.stdout.write(f"{renew()} files in {_LOCK.name}\n")
