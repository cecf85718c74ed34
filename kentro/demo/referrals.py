"""A year of referrals: sent, answered in time or late, seen to an end, and some that still wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from kentro._steps import Step
from kentro.demo.bodies import Service
from kentro.demo.ids import made_id
from kentro.demo.people import Person
from kentro.demo.seasons import Year
from shared.workdays import Workdays

FORGOTTEN = 40
"""Working days after which a sender no longer waits for an answer."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A person is referred to a service on a day; `keeps` are the working days of the receiver."""

    person: Person
    service: Service
    keeps: Workdays
    unit: UUID
    day: date
    serial: int


def referral(seed: int, sending: Sending, year: Year, draw: Random) -> Iterator[Step]:
    """Everything that happened with one referral until the year's last day, in order."""
    person, service, day = sending.person, sending.service, sending.day
    id_ = made_id(day, seed, "referral", person.index, sending.serial)
    basis = draw.choices(["public-task", "consent", "vital-interest"], [80, 18, 2])[0]
    yield Step.create(
        "referral",
        f"/referrals/{id_}",
        {
            "person": str(person.id),
            "service": str(service.id),
            "unit": str(sending.unit),
            "centre": person.municipality.scope,
            "need": draw.choice(service.needs),
            "reason": draw.choice(service.reasons),
            "basis": basis,
            "disclosed": {
                "name": f"{person.surname} {person.given_name}",
                "age": person.age(day),
                "telephone": person.telephone,
            },
            "occurred_on": day.isoformat(),
        },
        day,
    )
    course = _Course(seed, id_, year, draw)
    answer_by = sending.keeps.add(day, service.answers_within)
    yield from course.answered(day, answer_by, service.answers_within)


class _Course:
    def __init__(self, seed: int, id_: UUID, year: Year, draw: Random) -> None:
        self._seed = seed
        self._id = id_
        self._year = year
        self._draw = draw

    def answered(self, sent: date, answer_by: date, within: int) -> Iterator[Step]:
        # Of what fell due lately more is still owed: some of it will come late.
        never = 0.07 if self._year.after(answer_by, FORGOTTEN) else 0.3
        if self._draw.random() < never:
            yield from self._given_up(answer_by)
            return
        late = self._draw.random() < 0.11
        start, days = (answer_by, self._draw.randint(1, 9)) if late else (sent, self._draw.randint(1, within))
        on = self._year.after(start, days)
        if on is None:
            return
        chance = self._draw.random()
        if chance < 0.62:
            yield from self._accepted(on)
        elif chance < 0.77:
            yield from self._waitlisted(on)
        else:
            yield from self._declined(on)

    def _given_up(self, answer_by: date) -> Iterator[Step]:
        """Nobody ever answered: the sender ends it in time, else it is overdue now."""
        if self._year.after(answer_by, FORGOTTEN) is None:
            return
        on = self._year.after(answer_by, self._draw.randint(5, FORGOTTEN))
        assert on is not None
        yield self._closed(on, "not-completed")

    def _accepted(self, on: date) -> Iterator[Step]:
        meeting = self._year.workdays.add(on, self._draw.randint(2, 12))
        yield self._step("acceptance", on, first_meeting=meeting.isoformat())
        told = self._year.after(meeting, self._draw.randint(5, 40))
        if told is None or self._draw.random() < 0.06:
            return
        outcome = self._draw.choices(["helped", "partly-helped", "not-helped", "did-not-come"], [58, 22, 8, 12])[0]
        yield self._step("delivery", told, outcome=outcome)
        if ended := self._year.after(told, self._draw.randint(1, 15)):
            yield self._closed(ended, "not-completed" if outcome == "did-not-come" else "completed")

    def _waitlisted(self, on: date) -> Iterator[Step]:
        yield self._step("waitlisting", on)
        later = self._year.after(on, self._draw.randint(10, 45))
        if later is None:
            return
        chance = self._draw.random()
        if chance < 0.65:
            yield from self._accepted(later)
        elif chance < 0.9:
            yield from self._declined(later, "full")

    def _declined(self, on: date, reason: str | None = None) -> Iterator[Step]:
        reasons = ["full", "not-eligible", "out-of-area", "wrong-service", "other"]
        yield self._step("declination", on, reason=reason or self._draw.choices(reasons, [42, 28, 12, 12, 6])[0])
        if ended := self._year.after(on, self._draw.randint(1, 12)):
            yield self._closed(ended, "not-completed")

    def _closed(self, on: date, outcome: str) -> Step:
        told = self._draw.random() < 0.93
        return self._step("closing", on, acts_on_version=True, outcome=outcome, told=told)

    def _step(self, what: str, on: date, *, acts_on_version: bool = False, **facts: object) -> Step:
        path = f"/referrals/{self._id}/{what}"
        key = made_id(on, self._seed, path)
        body = {**facts, "occurred_on": on.isoformat()}
        return Step.change("referral", path, body, key, on, acts_on_version=acts_on_version)
