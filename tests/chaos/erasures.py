"""Some of those who came are erased while things break: asked for by an officer, and approved by another."""

from collections.abc import Iterable
from random import Random
from uuid import UUID

from kentro._steps import Course, Step
from shared.domain import derived

OFFICER = "data_protection_officer@/el63"
ONE_IN = 2


def chosen(courses: Iterable[Course], chance: Random) -> list[UUID]:
    """Some of those whose courses are over: visitors, since the law holds the file of a beneficiary for years."""
    came, kept = set[UUID](), set[UUID]()
    for step in (step for course in courses for step in course.steps if step.path.startswith("/people/")):
        person = UUID(step.path.split("/")[2])
        came.add(person)
        if step.path.endswith("/beneficiary"):
            kept.add(person)
    return [person for person in sorted(came - kept) if chance.randrange(ONE_IN) == 0]


def steps(person: UUID) -> tuple[Step, Step]:
    """What is asked for, and what somebody else approves."""
    erasure = derived(person, "chaos erasure")
    asked = {"person": str(person), "basis": "consent-withdrawn", "identity": "papers"}
    path = f"/erasures/{erasure}"
    approved = Step.change("registry", f"{path}/approval", {}, derived(erasure, "approved"), acts_on_version=True)
    return Step.create("registry", path, asked), approved
