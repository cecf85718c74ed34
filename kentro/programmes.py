"""`kentro programmes seed`: what is known of the state's programmes, entered into the registry of a deployment."""

import argparse
import asyncio
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

import msgspec

from kentro._installation import Installation, NothingRuns, add_run_file
from kentro.demo.client import DemoFailed, Services
from kentro.demo.ids import made_id
from kentro.demo.steps import Step

HELP = "enter the programmes that people can apply for, with every version, source and confidence, and publish them"
FOLDER = files("kentro") / "data" / "programmes"

Json = dict[str, Any]
_IMPORT = made_id(date(2026, 1, 1), "programmes", "import")
_PARTS = ("amounts", "sums", "rules", "documents", "examples")
_SOURCED = ("amounts", "rules", "documents")


class Programme(msgspec.Struct, frozen=True):
    """One file: a programme, what it was called since when, and its versions; `base` is what they have in common."""

    code: str
    name: str
    administered_by: str
    what_for: str
    version: list[Json]
    renamed: list[Json] = []
    base: Json = {}

    @property
    def versions(self) -> list[Json]:
        """Its versions as they are sent, each whole: what an item leaves out is its version's source and confidence."""
        return [self._whole(version) for version in self.version]

    def _whole(self, version: Json) -> Json:
        whole: Json = {**self.base, **version}
        for part in _PARTS:
            whole[part] = [*version.get(part, []), *self.base.get(part, [])]
        for part in _SOURCED:
            inherited = {"source": version["source"], "confidence": version["confidence"]}
            whole[part] = [{**inherited, **item} for item in whole[part]]
        return _plain(whole)

    def steps(self) -> Iterator[Step]:
        """The commands that enter it."""
        path = f"/programmes/{self.code}"
        facts = {"name": self.name, "administered_by": self.administered_by, "what_for": self.what_for}
        yield Step.create("registry", path, facts)
        for renamed in self.renamed:
            key = made_id(renamed["since"], "programmes", self.code, "name")
            yield Step.change("registry", f"{path}/names", _plain(renamed), key)
        for version in self.versions:
            first = date.fromisoformat(version["valid_from"])
            at = f"{path}/versions/{made_id(first, 'programmes', self.code)}"
            for step, body in (("draft", version), ("submission", {}), ("publication", {})):
                yield Step.change("registry", f"{at}/{step}", body, made_id(first, "programmes", self.code, step))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    actions = parser.add_subparsers(dest="action", metavar="seed", required=True)
    seeding = actions.add_parser(
        "seed", help="enter and publish; what was entered before stays as people made it since"
    )
    add_run_file(seeding)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Does what the action says; the exit code."""
    try:
        return asyncio.run(_seed(Installation.described(options.run_file)))
    except (NothingRuns, DemoFailed) as failure:
        print(failure, file=sys.stderr)
        return 2 if isinstance(failure, NothingRuns) else 1


def shipped() -> Sequence[Programme]:
    """The files that come with Kentro, by their codes."""
    texts = (file.read_text("utf-8") for file in FOLDER.iterdir() if file.name.endswith(".toml"))
    found = [msgspec.convert(tomllib.loads(text), Programme) for text in texts]
    return sorted(found, key=lambda programme: programme.code)


async def _seed(installation: Installation) -> int:
    async with Services.reached(installation, _IMPORT, 1) as services:
        for programme in shipped():
            print(f"{programme.code}: {await entered(services, programme)}")
    return 0


async def entered(services: Services, programme: Programme) -> str:
    """Enters one; what became of it in a few words. A command whose words changed since is left as it was done."""
    left = 0
    for step in programme.steps():
        refused = await services.refusal(step)
        if refused not in (None, "command-reused", "no-draft"):
            raise DemoFailed(f"registry refused {step.method} {step.path}: {refused}")
        left += refused is not None
    count = len(programme.version)
    return f"{count} versions" if not left else f"{count} versions, some left as they were entered before"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    return msgspec.to_builtins(value)
