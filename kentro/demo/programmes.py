"""The state's programmes as they come with Kentro: a file each, with every version, source and confidence."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

import msgspec

from kentro._steps import Step
from kentro.demo.ids import made_id

FOLDER = files("kentro") / "data" / "programmes"

Json = dict[str, Any]
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


def shipped() -> Sequence[Programme]:
    """The files that come with Kentro, by their codes."""
    texts = (file.read_text("utf-8") for file in FOLDER.iterdir() if file.name.endswith(".toml"))
    found = [msgspec.convert(tomllib.loads(text), Programme) for text in texts]
    return sorted(found, key=lambda programme: programme.code)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    return msgspec.to_builtins(value)
