"""The demo region as a plan: the same for the same seed, last day and number, whoever makes it and whenever."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from kentro._steps import Course, Step
from kentro.demo import organising
from kentro.demo.bodies import Directory, directory
from kentro.demo.ids import drawing, made_id
from kentro.demo.people import Person, person, unit_of
from kentro.demo.programmes import shipped
from kentro.demo.referrals import Sending, referral
from kentro.demo.region import HOME, REGION, Municipality, municipalities
from kentro.demo.seasons import REFERRED_TO, Year, topic
from kentro.demo.visits import outcome_of, visit
from shared.workdays import GREECE

_VISITS = ([1, 2, 3, 4, 5, 6, 8, 11], [24, 21, 18, 14, 10, 7, 4, 2])
_NAMELESS = ([0, 1, 2, 3, 4, 6, 9], [18, 24, 22, 15, 11, 7, 3])
_REFERRALS = ([0, 1, 2, 3, 4], [24, 34, 22, 14, 6])
_NEW_THIS_YEAR = 0.75
"""Of all people; the others came first in the year's first two months."""

_STILL_NAMELESS = 7
"""Days after which nobody asks any more who it was."""


@dataclass(frozen=True)
class Plan:
    """What is loaded: `people` persons and the year that ends with `until`."""

    people: int
    seed: int
    until: date

    @cached_property
    def municipalities(self) -> list[Municipality]:
        """The region's."""
        return municipalities()

    @cached_property
    def directory(self) -> Directory:
        """The bodies' services."""
        return directory(self.municipalities)

    @property
    def import_id(self) -> UUID:
        """The import that holds what would fall due while it is loaded."""
        return made_id(self.until, REGION, "import", self.seed)

    def organisation(self) -> list[Course]:
        """Municipalities with their Centres."""
        return [Course(each.code, [*each.steps()]) for each in self.municipalities]

    def bodies(self) -> list[Course]:
        """Bodies, each before its services."""
        services = [service for several in self.directory.services.values() for service in several]
        return [
            Course("", [body.step(), *(service.step() for service in services if service.body == body)])
            for body in self.directory.bodies()
        ]

    def upkeep(self) -> list[Course]:
        """What the Centres stand on, and what people can apply for."""
        centres = [Course(each.code, [*organising.steps(each, self.until)]) for each in self.municipalities]
        programmes = [Course("", [replace(step, stays=True) for step in programme.steps()]) for programme in shipped()]
        return [*centres, *programmes]

    def life(self) -> list[Course]:
        """People with what happened to them; where the demo's colleagues work comes first."""
        courses = [self._course(index) for index in range(self.people)]
        return sorted([*courses, *self._today()], key=lambda course: course.municipality != HOME)

    def _course(self, index: int) -> Course:
        draw = drawing(self.seed, "course", index)
        somebody = person(self.seed, index, self.until, self.municipalities)
        year = self._years[somebody.municipality.code]
        steps = [*self._met(somebody, year, draw), *self._nameless(somebody, year, draw)]
        return Course(somebody.municipality.code, sorted(steps, key=lambda step: step.day))

    def _met(self, somebody: Person, year: Year, draw: Random) -> Iterator[Step]:
        met = year.day(draw)
        if draw.random() > _NEW_THIS_YEAR:
            met = year.days[draw.randrange(40)]
        place = unit_of(draw, somebody.municipality)
        yield somebody.registered(met, place[0], informed=draw.random() < 0.97)
        # Drawn from the whole year, those before the first left out: so nobody who came late comes more often.
        further = {year.day(draw) for _ in range(2 * draw.choices(*_VISITS)[0] - 2)}
        days = [met, *sorted(day for day in further if day > met)]
        referred = {days[draw.randrange(len(days))]: None for _ in range(draw.choices(*_REFERRALS)[0])}
        for serial, day in enumerate(days):
            wanted = topic(draw, day, somebody.situation)
            yield from visit(
                somebody.municipality,
                place if draw.random() < 0.8 else unit_of(draw, somebody.municipality),
                day,
                draw,
                of=(self.seed, somebody.index, serial),
                topic=wanted,
                person=somebody.id,
                outcome=outcome_of(draw, referred=day in referred),
            )
            if day in referred:
                sending = self._sending(somebody, draw.choice(REFERRED_TO[wanted]), place[0], day, serial, draw)
                yield from referral(self.seed, sending, year, draw)
        if len(days) > 2:
            path = f"/people/{somebody.id}/beneficiary"
            facts = {"occurred_on": days[2].isoformat()}
            yield Step.change("registry", path, facts, made_id(days[2], self.seed, path), days[2])

    def _sending(self, somebody: Person, kind: str, unit: UUID, day: date, serial: int, draw: Random) -> Sending:
        code = somebody.municipality.code
        fitting = self.directory.taking(kind, code)
        service = fitting[0] if draw.random() < 0.75 else draw.choice(fitting)
        keeps = self._years[service.municipality or code].workdays
        return Sending(somebody, service, keeps, unit, day, serial)

    def _nameless(self, somebody: Person, year: Year, draw: Random) -> Iterator[Step]:
        """Others, who came to the same Centre and gave no name."""
        for serial in range(draw.choices(*_NAMELESS)[0]):
            day = year.day(draw)
            waits = day > self.until - timedelta(days=_STILL_NAMELESS) and draw.random() < 0.4
            yield from visit(
                somebody.municipality,
                unit_of(draw, somebody.municipality),
                day,
                draw,
                of=(self.seed, somebody.index, "nameless", serial),
                topic=topic(draw, day),
                outcome=None if waits else outcome_of(draw),
            )

    def _today(self) -> Iterator[Course]:
        """Who is in the Centres on the last day; the demo's own is open even where the calendar says it is not."""
        for municipality in self.municipalities:
            draw = drawing(self.seed, "today", municipality.code)
            home = municipality.code == HOME
            if not home and not GREECE.is_working(self.until):
                continue
            for serial in range(7 if home else draw.randint(1, 3)):
                steps = visit(
                    municipality,
                    unit_of(draw, municipality),
                    self.until,
                    draw,
                    of=(self.seed, municipality.code, "today", self.until, serial),
                    topic=topic(draw, self.until),
                    outcome=outcome_of(draw) if serial % 3 == 2 else None,
                )
                yield Course(municipality.code, [*steps])

    @cached_property
    def _years(self) -> dict[str, Year]:
        return {each.code: Year.until(self.until, each.workdays) for each in self.municipalities}
