"""The demo's bodies and their services: every kind for the whole region, and the common ones nearer to the people."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kentro._steps import Step
from kentro.demo.ids import made_id
from kentro.demo.region import DATA, REGION, Municipality, seats

_ENTERED = date(2019, 1, 7)
_OFFICES = "example.org"
"""Reserved for examples (RFC 2606): no mail to it reaches anybody."""


@dataclass(frozen=True, slots=True)
class Body:
    """An invented body; `municipality` is its seat, None where it works for the whole region."""

    kind: str
    name: str
    municipality: str | None

    @property
    def id(self) -> UUID:
        """Its id."""
        return made_id(_ENTERED, REGION, "body", self.name, self.municipality)

    def step(self) -> Step:
        """It joins the registry."""
        facts: dict[str, object] = {"kind": self.kind, "name": self.name, "municipality": self.municipality}
        return Step.create("registry", f"/bodies/{self.id}", facts | {"email": f"info.{_word(self.id)}@{_OFFICES}"})


@dataclass(frozen=True, slots=True)
class Service:
    """An invented service; `needs` and `reasons` are what referrals to it say."""

    body: Body
    kind: str
    name: str
    for_whom: str
    how_to_refer: str
    answers_within: int
    languages: Sequence[str]
    needs: Sequence[str]
    reasons: Sequence[str]

    @property
    def municipality(self) -> str | None:
        """Where it is; None where it serves the whole region."""
        return self.body.municipality

    @property
    def id(self) -> UUID:
        """Its id."""
        return made_id(_ENTERED, REGION, "service", self.body.id, self.kind)

    def step(self) -> Step:
        """Its body offers it."""
        facts: dict[str, object] = {
            "body": str(self.body.id),
            "kind": self.kind,
            "name": self.name,
            "municipality": self.municipality,
            "for_whom": self.for_whom,
            "how_to_refer": self.how_to_refer,
            "answers_within": self.answers_within,
            "email": f"{self.kind}.{_word(self.id)}@{_OFFICES}",
            "languages": list(self.languages),
            "cost": None,
            "accessible": self.kind != "night-shelter",
        }
        return Step.create("registry", f"/services/{self.id}", facts)


@dataclass(frozen=True, slots=True)
class Directory:
    """All services, by kind."""

    services: Mapping[str, Sequence[Service]]

    def taking(self, kind: str, municipality: str) -> list[Service]:
        """The services of a kind that take people of a municipality, the nearest first."""
        fitting = [service for service in self.services[kind] if service.municipality in (None, municipality)]
        return sorted(fitting, key=lambda service: service.municipality is None)

    def bodies(self) -> list[Body]:
        """The bodies behind them, each once."""
        return list(dict.fromkeys(service.body for several in self.services.values() for service in several))


def directory(municipalities: Sequence[Municipality]) -> Directory:
    """The demo's services."""
    table = tomllib.loads((DATA / "services.toml").read_text(encoding="utf-8"))
    return Directory({kind: list(_offered(kind, facts, municipalities)) for kind, facts in table.items()})


def _offered(kind: str, facts: Mapping[str, Any], municipalities: Sequence[Municipality]) -> Iterator[Service]:
    def offered(body: Body, where: str = "") -> Service:
        return Service(
            body=body,
            kind=kind,
            name=f"{facts['name']} {where}".strip(),
            for_whom=facts["for_whom"],
            how_to_refer=facts["how_to_refer"],
            answers_within=facts["answers_within"],
            languages=facts.get("languages", ["el"]),
            needs=facts["need"],
            reasons=facts["reason"],
        )

    yield offered(Body(facts["region"]["kind"], facts["region"]["name"], None))
    if nearer := facts.get("seats"):
        for unit, code in seats().items():
            yield offered(Body(nearer["kind"], nearer["name"].format(unit=unit), code), unit)
    for municipality in municipalities:
        if municipality.residents >= facts.get("local", float("inf")):
            its = Body("municipal", f"Κοινωνική Υπηρεσία Δήμου {municipality.name}", municipality.code)
            yield offered(its, f"Δήμου {municipality.name}")


def _word(id_: UUID) -> str:
    return id_.hex[-6:]
