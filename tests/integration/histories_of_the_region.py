"""What happens to a region's organisation, its bodies and its programmes, by chance."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from services.registry.acts import domain as acts
from services.registry.bodies import domain as bodies
from services.registry.bodies.links import domain as body_links
from services.registry.imports import domain as imports
from services.registry.organisation import domain as organisation
from services.registry.posts import domain as posts
from services.registry.programmes import domain as programmes
from services.registry.regulations import domain as regulations
from services.registry.staff import domain as staff
from shared.ids import uuid7
from tests.integration.histories_of_persons import START


def a_body(chance: random.Random) -> Sequence[object]:
    agreement = uuid7()
    facts = bodies.BodyFacts("social", "Άλλος φορέας", None, None, "a@example.org", "https://a.example", "Τι κάνει")
    more: list[object] = [
        bodies.BodyCorrected(facts),
        bodies.ContactsSet((bodies.Contact("Γραμματεία", "+302625000000", None),)),
        bodies.AgreementSigned(agreement, "Παραπομπές", date(2026, 1, 1), None),
        bodies.AgreementEnded(agreement, date(2026, 4, 1)),
        bodies.BodySuspended("Έργα"),
        bodies.BodyResumed(),
    ]
    ended: list[object] = [bodies.BodyClosed("Λύθηκε")] if chance.random() < 0.3 else []
    return [bodies.BodyEntered("public", "Φορέας", "3905", None, None), *more[: chance.randrange(7)], *ended]


def a_body_link(chance: random.Random) -> Sequence[object]:
    """No view shows links; they must disturb none."""
    made = body_links.BodyLinkMade(uuid7().hex, 0, date(2026, 4, 1))
    return [made, body_links.BodyLinkOpened(0, START), body_links.BodyLinkRevoked(0)][: chance.randrange(1, 4)]


def a_service(chance: random.Random) -> Sequence[object]:
    facts = bodies.ServiceFacts(
        "tutoring", "Φροντιστήριο", "3905", "Μαθητές", "Με παραπομπή", 5, "a@example.org", ("el", "en"), None,
        True, municipalities=("3901",), regional_units=("Ηλείας",), audience=("children",), minimum_age=6,
        place=bodies.Place("Οδός 1", "Ζαχάρω", "27054", 37_486_000, 21_650_000),
    )  # fmt: skip
    week = (bodies.Hours(1, time(9), time(14)), bodies.Hours(3, time(17), time(0)))
    more: list[object] = [
        bodies.ServiceCorrected(facts),
        bodies.ServiceHoursSet(date(2026, 1, 1), week),
        bodies.ServiceHoursSet(date(2026, 6, 1), week[:1]),
        bodies.ServiceHoursSet(date(2026, 6, 1), ()),
        bodies.CapacityReported(chance.randrange(5), chance.randrange(5), date(2026, 3, 2)),
        bodies.ServicePaused(chance.choice([None, date(2026, 9, 1)]), None),
        bodies.ServiceResumed(),
        bodies.ServiceEnded("Έληξε"),
    ]
    offered = bodies.ServiceOffered(
        uuid7(), "nursery", "Σταθμός", None, "Όλους", "Με παραπομπή", 5, "b@example.org", ("el",), "10 €", False
    )
    return [offered, *more[: chance.randrange(len(more) + 1)]]


def a_centre(chance: random.Random) -> Sequence[object]:
    branch, mobile = uuid7(), uuid7()
    steps: list[object] = [
        organisation.CentreFounded("3905", "zacharo", "Κέντρο", "Δήμος", date(2017, 9, 18), "ΖΑΧ"),
        organisation.BranchOpened(branch, "Παράρτημα", chance.choice(["roma", "access"])),
        organisation.MobileUnitAttached(mobile, "Κινητή", "poverty"),
    ]
    unit = chance.choice([None, branch, mobile])
    morning = organisation.Interval(1, time(8), time(14))
    more: list[object] = [
        organisation.ImplementingBodyNamed("other", "Σύνδεσμος"),
        organisation.PremisesDescribed("Οδός 1", None, ("waiting",), True, True, chance.choice([None, branch])),
        organisation.ContactsPublished(chance.choice([(), ("+302625000000",)]), (), (), unit),
        organisation.HoursSet(date(2026, 1, 1), chance.choice([(), (morning,)]), unit),
        organisation.HoursSet(date(2026, 6, 1), (), unit),
        organisation.ClosureDeclared(uuid7(), date(2026, 8, 1), date(2026, 8, 2), "works", None, unit),
        organisation.ClosureWithdrawn(uuid7()),
        organisation.ItineraryPublished("2026-04", (), mobile),
        organisation.OfficerNamed(uuid7(), "Κάποια", "contact", None),
        organisation.OfficerLeft(uuid7()),
        organisation.UnitClosed(branch, date(2026, 12, 31)),
        organisation.CentreClosed(date(2027, 12, 31), "Λήξη"),
    ]
    return steps + chance.sample(more, chance.randrange(len(more) + 1))


def a_municipality(chance: random.Random) -> Sequence[object]:
    more: list[object] = [
        organisation.MunicipalityCorrected("2021", "Ζαχάρως", "Ζαχάρω", "Ηλείας", 8607),
        organisation.RegisteredCitizensCounted(11500, date(2026, 1, 1), "Μητρώο"),
        organisation.RegisteredCitizensCounted(11400, date(2025, 1, 1), "Μητρώο"),
        organisation.SocialServiceDeclared(exists=False, since=date(2026, 1, 1)),
        organisation.SocialServiceDeclared(exists=True, since=date(2026, 5, 1)),
        organisation.MunicipalUnitNamed("Φιγαλείας"),
        organisation.MunicipalUnitWithdrawn("Φιγαλείας"),
        organisation.FeastSet("Άγιος", 3, 27),
        organisation.MovableFeastSet("Ζωοδόχου Πηγής", 5),
        organisation.FeastEnded("Άγιος", date(2027, 1, 1), 3, 27),
    ]
    entered = organisation.MunicipalityEntered("3905", "2021", "Ζαχάρως", "Ζαχάρω", "Ηλείας", "el63", 8606)
    return [entered, *chance.sample(more, chance.randrange(len(more) + 1))]


def a_member(chance: random.Random) -> Sequence[object]:
    more = [
        staff.StaffPosted("/el63/3905"),
        staff.StaffPosted("/el63/3901"),
        staff.StaffNamed("Νίκη Παπαδοπούλου-Χατζηγεωργίου"),
    ]
    return [staff.StaffNamed("Νίκη Παπαδοπούλου"), *chance.sample(more, chance.randrange(len(more) + 1))]


def a_programme(chance: random.Random) -> Sequence[object]:
    code, one, two = uuid7().hex, uuid7(), uuid7()
    rule = programmes.Rule("one", "Ενήλικας", "adults > 0", "ναι", "όχι", "νόμος", "seen")
    content = programmes.Content(date(2023, 12, 1), None, "ΚΥΑ", "seen", rules=(rule,))
    steps: list[object] = [
        programmes.ProgrammeIntroduced(code, "ΕΕΕ", "ΟΠΕΚΑ", "Ενίσχυση"),
        programmes.VersionDrafted(one, "writer", content),
        programmes.ProgrammeRenamed("ΚΕΑ", date(2017, 2, 1)),
        programmes.VersionSubmitted(one),
    ]
    ways: list[list[object]] = [
        [programmes.DraftWithdrawn(one)],
        [programmes.VersionPublished(one, "approver", content.valid_from, None), programmes.VersionUsed(one)],
        [
            programmes.VersionPublished(one, "approver", content.valid_from, None, imported=True),
            programmes.VersionDrafted(one, "approver", replace(content, source="άλλη")),
            chance.choice([
                programmes.DraftWithdrawn(one), programmes.VersionCorrected(one, "writer", content.valid_from, None)
            ]),
            programmes.ProgrammeEnded(date(2030, 1, 1)),
        ],
        [programmes.VersionDrafted(two, "writer", content), programmes.VersionDrafted(two, "other", content)],
    ]  # fmt: skip
    return steps + chance.choice(ways)


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
