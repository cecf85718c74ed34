"""A part that is one of our own Python processes and says over HTTP when it can be used."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2

from deploy.local.process import Child, Command, basic_environment, complete
from deploy.local.readiness import until_ready

CHECKOUT = Path(__file__).parents[2]


async def bring_look(log: Path, records: Path) -> None:
    """Fetch the portal's style sheet and fonts, unless they are there. Raises PartFailed."""
    # By its file, and without its folder on the path: it needs the standard library alone, the package much more.
    argv = [sys.executable, "-P", CHECKOUT / "services" / "portal" / "assets.py"]
    await complete(Command("portal-look", argv, basic_environment(), log, cwd=CHECKOUT), records)


@dataclass(frozen=True, slots=True)
class WebPart:
    """What to run with Python, in the checkout, and the address that answers 200 when it is ready."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready: str

    async def start(self, records: Path) -> Child:
        """Start it; it can be used when this returns."""
        command = Command(
            name=self.name,
            argv=[sys.executable, *self.arguments],
            environment={**self.environment, "PYTHONUNBUFFERED": "1"},
            log=self.log,
            cwd=CHECKOUT,
        )
        child = await Child.start(command, records)
        try:
            await until_ready(child, self._answers, within=60)
        except BaseException:
            await child.stop()
            raise
        return child

    async def _answers(self) -> bool:
        async with httpx2.AsyncClient(timeout=3) as client:
            try:
                return (await client.get(self.ready)).is_success
            except httpx2.HTTPError:
                return False
