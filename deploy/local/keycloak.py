"""Keycloak from its released distribution, with its own database on the same PostgreSQL."""

import asyncio
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import httpx2

from deploy.keycloak.database import KeycloakDatabase
from deploy.local.keycloak_build import command
from deploy.local.ports import LOOPBACK
from deploy.local.process import Child
from deploy.local.readiness import until_ready
from deploy.local.realm import NAME, Json

ADMIN = "admin"

_THEMES = Path(__file__).parents[1] / "keycloak" / "themes"
_FONTS = Path(__file__).parents[2] / "services" / "portal" / "static" / "vendor"


@dataclass(frozen=True, slots=True)
class Keycloak:
    """One provider of logins: its home, its ports and how its administrator logs in."""

    directory: Path
    port: int
    management_port: int
    admin_password: str
    log: Path
    environment: dict[str, str]

    @property
    def base(self) -> str:
        """Its address. By name: browsers keep its Secure cookies over plain http on localhost alone."""
        return f"http://localhost:{self.port}"

    @property
    def issuer(self) -> str:
        """What its tokens name as their issuer."""
        return f"{self.base}/realms/{NAME}"

    async def start(self, distribution: Path, database: KeycloakDatabase, realm: Json, records: Path) -> Child:
        """Start it on a distribution from `built_distribution`; a first start imports the realm. Ready on return."""
        await asyncio.to_thread(self._lay_out, distribution, realm)
        arguments = [
            "start",
            "--optimized",
            "--http-enabled=true",
            f"--http-host={LOOPBACK}",
            f"--http-port={self.port}",
            f"--http-management-host={LOOPBACK}",
            f"--http-management-port={self.management_port}",
            f"--hostname={self.base}",
            # Anything else would listen for other nodes on every address.
            "--cache=local",
            # Reading the file takes seconds, even to find that the realm is there.
            *([] if await database.holds(NAME) else ["--import-realm"]),
            "--log-level=info,io.smallrye.health:warn",
        ]
        settings = {
            "KC_DB_URL": database.jdbc,
            "KC_DB_USERNAME": database.user,
            "KC_DB_PASSWORD": database.password,
            "KC_DB_POOL_INITIAL_SIZE": "1",
            "KC_DB_POOL_MAX_SIZE": "10",
            "KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN,
            "KC_BOOTSTRAP_ADMIN_PASSWORD": self.admin_password,
        }
        child = await Child.start(
            command("keycloak", self.directory, arguments, self.log, self.environment | settings), records
        )
        try:
            await until_ready(child, self._answers, within=300, every=0.25)
        except BaseException:
            await child.stop()
            raise
        return child

    def _lay_out(self, distribution: Path, realm: Json) -> None:
        home = self.directory
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("conf", "data/import", "providers"):
            (home / name).mkdir(parents=True, exist_ok=True)
        for settings in (distribution / "conf").glob("*.*"):
            shutil.copy(settings, home / "conf")
        library = home / "lib"
        library.unlink(missing_ok=True)
        library.symlink_to(distribution / "lib")
        bring_themes(home)
        file = home / "data" / "import" / f"{NAME}-realm.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(realm, ensure_ascii=False))

    async def _answers(self) -> bool:
        async with httpx2.AsyncClient(timeout=3) as client:
            try:
                health = await client.get(f"http://{LOOPBACK}:{self.management_port}/health/ready")
                if not health.is_success:
                    return False
                shown = await client.get(f"{self.issuer}/.well-known/openid-configuration")
            except httpx2.HTTPError:
                return False
        return shown.is_success


def bring_themes(home: Path) -> None:
    """Copies the themes as they are in the checkout, with the portal's fonts where those were brought."""
    target = home / "themes"
    shutil.rmtree(target, ignore_errors=True)
    # Keycloak keeps its files packed from one start to the next, and asks its own release alone whether they changed.
    shutil.rmtree(home / "data" / "tmp" / "kc-gzip-cache", ignore_errors=True)
    shutil.copytree(_THEMES, target)
    for login in target.glob("*/login/resources"):
        fonts = login / "vendor"
        fonts.mkdir()
        for font in _FONTS.glob("roboto-*.woff2"):
            shutil.copy(font, fonts)
