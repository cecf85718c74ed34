"""Keycloak's distribution, unpacked and built once for each user, and the Java command that runs it."""

import asyncio
import hashlib
import shutil
import zipfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from deploy.local.artifacts import KEYCLOAK, fetch, keycloak_zip, read_lock
from deploy.local.java import find_java
from deploy.local.places import held_async, user_cache
from deploy.local.process import Command, complete

_BUILD = ("build", "--db=postgres", "--health-enabled=true", "--metrics-enabled=false")
_THREADS = "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory"
_OPENED = ("java.util", "java.util.concurrent", "java.security", "java.lang")
_OPTIONS = (
    "-Xms64m",
    "-Xmx320m",
    "-XX:MaxMetaspaceSize=256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dfile.encoding=UTF-8",
    "-Dstdout.encoding=UTF-8",
    "-Dstderr.encoding=UTF-8",
    "-Duser.language=en",
    "-Duser.country=US",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    f"-Djava.util.concurrent.ForkJoinPool.common.threadFactory={_THREADS}",
    "--enable-native-access=ALL-UNNAMED",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
)


async def built_distribution(
    records: Path, log: Path, environment: dict[str, str], building: AbstractContextManager[None]
) -> Path:
    """Keycloak, unpacked and with its one-time build done, shared by all checkouts of this user.

    The build takes half a minute; another checkout that is building it is waited for. `building` is entered when work
    is to be done. Raises PartFailed.
    """
    packed = keycloak_zip(read_lock())
    digest = hashlib.sha256(" ".join((packed.sha256, *_BUILD)).encode()).hexdigest()[:12]
    target = user_cache() / f"keycloak-{KEYCLOAK}-{digest}"
    complete = target / "built"
    if complete.exists():
        return target
    async with held_async(target.with_name(f"{target.name}.lock")):
        if not complete.exists():
            with building:
                (archive,) = await asyncio.to_thread(fetch, [packed])
                await asyncio.to_thread(_unpack, archive, target)
                await _build(target, records, log, environment)
            complete.touch()
    return target


def _unpack(archive: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(unfinished)
    (top,) = unfinished.iterdir()
    top.rename(target)
    unfinished.rmdir()


async def _build(home: Path, records: Path, log: Path, environment: dict[str, str]) -> None:
    await complete(command("keycloak-build", home, _BUILD, log, environment), records)


def command(name: str, home: Path, arguments: Sequence[str], log: Path, environment: dict[str, str]) -> Command:
    """Keycloak's own command line, without the shell script around it."""
    places = [f"-Dkc.home.dir={home}", f"-Djboss.server.config.dir={home / 'conf'}"]
    entry = ["-cp", str(home / "lib" / "quarkus-run.jar"), "io.quarkus.bootstrap.runner.QuarkusEntryPoint"]
    argv = [find_java(), *_OPTIONS, *places, *entry, *arguments]
    return Command(name=name, argv=argv, environment=environment, log=log, cwd=home)
