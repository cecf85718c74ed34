"""What happens to posts, funding acts, regulations and imports, by chance."""

import random
from collections.abc import Sequence
from datetime import date

from services.registry.acts import domain as acts
from services.registry.imports import domain as imports
from services.registry.posts import domain as posts
from services.registry.regulations import domain as regulations
from shared.ids import uuid7


def a_post(chance: random.Random) -> Sequence[object]:
    opened = posts.PostOpened(uuid7(), "social-worker", chance.choice([None, "5003039"]), date(2026, 1, 1))
    filled = posts.PostFilled(f"account-{chance.randrange(9)}", "fixed-term", date(2026, 1, 1), date(2026, 12, 31))
    ways: list[list[object]] = [
        [],
        [filled, posts.ContractRenewed(date(2027, 12, 31))],
        [filled, posts.HeadNamed(date(2026, 2, 1)), posts.HeadReleased(date(2026, 3, 1))],
        [filled, posts.PostVacated(date(2026, 6, 30), "resigned"), posts.PostAbolished(date(2026, 7, 1))],
    ]
    return [opened, *chance.choice(ways)]


def an_act(chance: random.Random) -> Sequence[object]:
    first = acts.Decided("5736", date(2016, 12, 21))
    included = acts.ActIncluded("Κέντρο", "ΕΠ", "ΘΣ9", first, 100, date(2020, 9, 17), "Δήμος", (uuid7(),))
    later: list[object] = [
        acts.ActAmended(acts.Decided("609", date(2020, 2, 12)), 200, None),
        acts.AmendmentAccepted("609", acts.Decided("31", date(2020, 3, 4))),
        acts.SpendingStated(date(2021, 1, 1), 90),
        acts.ActEnded(date(2023, 9, 30)),
    ]
    return [included, *later[: chance.randrange(5)]]


def a_regulation(chance: random.Random) -> Sequence[object]:
    decided = regulations.RegulationDecided("approved", "31", date(2020, 4, 7), "ordinary", "unanimous", None)
    later: list[object] = [
        regulations.SubmissionMade("regulation", "31", date(2020, 5, 1), "ΓΓ Πρόνοιας", "1187"),
        regulations.SubmissionReturned("regulation", "31", date(2020, 6, 1)),
    ]
    return [decided, *later[: chance.randrange(3)]]


def an_import(chance: random.Random) -> Sequence[object]:
    grants = ("regional_administrator@/el63",)
    opened = imports.ImportOpened("units", "csv", 3, ("kind", "", "name"), "ab", grants, "utf-8", ";")
    foreseen = imports.ImportForeseen(1, 1, 1, 0)
    ways: list[list[object]] = [
        [],
        [imports.ImportForeseen(0, 0, 0, 3), imports.ImportDropped()],
        [foreseen, imports.ImportConfirmed(grants), imports.ImportEnded(2, 1)],
    ]
    return [opened, *chance.choice(ways)]
