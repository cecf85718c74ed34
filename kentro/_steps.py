"""One public command on its way to a service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Step:
    """A write as the contract has it: where, what, and under which id.

    Without a `key` it creates what its path names. With `acts_on_version` it says which version of the thing it acts
    on: the one that the command before it left.
    """

    service: str
    method: str
    path: str
    body: Mapping[str, object]
    key: UUID | None = None
    acts_on_version: bool = False
    day: date = date.min
    stays: bool = False
    """What stands there otherwise by now is left as it is, and nothing is refused."""

    @classmethod
    def create(cls, service: str, path: str, body: Mapping[str, object], day: date = date.min) -> Self:
        """Makes a new thing; the id at the end of the path is the command's."""
        return cls(service, "PUT", path, body, day=day)

    @classmethod
    def change(
        cls,
        service: str,
        path: str,
        body: Mapping[str, object],
        key: UUID,
        day: date = date.min,
        *,
        acts_on_version: bool = False,
    ) -> Self:
        """Does something to a thing that is there."""
        return cls(service, "POST", path, body, key, acts_on_version, day)

    @property
    def thing(self) -> str:
        """What it is about: the first two parts of its path."""
        return "/".join(self.path.split("/")[:3])


@dataclass(frozen=True, slots=True)
class Course:
    """Commands that must come one after the other, in the order of their days."""

    municipality: str
    steps: Sequence[Step]
