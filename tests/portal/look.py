"""Pictures of every page, to look at: `python -m tests.portal.look FOLDER [part of a path]`."""

import asyncio
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.parts import local_parts
from shared.testing.databases import TestDatabases
from shared.testing.tokens import TestProvider
from tests.portal.browser import served
from tests.portal.pages import PAGES


async def main(folder: Path, wanted: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as keys:
        async with (
            local_parts() as parts,
            served(TestDatabases(parts.database_url), TestProvider(), Path(keys)) as portal,
        ):
            for grant, path in PAGES:
                if wanted not in path:
                    continue
                await portal.running.login(grant)
                await portal.running.get(path)
                name = (
                    re.sub(r"0195a000-0000-7000-8000-0*", "", path).strip("/").replace("/", "_").replace("?", "_")
                    or "today"
                )
                for width in (1280, 390, 320):
                    async with portal.window(width=width) as window:
                        await window.open(path)
                        wide, found = await window.too_wide(), await window.axe() if width != 320 else []
                        if width != 320:
                            await window.page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
                        for complaint in [*window.complaints, *found, *([f"wider by {wide}"] if wide > 0 else [])]:
                            sys.stdout.write(f"{name} {width}: {complaint}\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
