"""Every read model of every own log: as it came equals rebuilt, in batches of any size, and twice equals once."""

import random
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
from pydantic import AnyUrl

from services import intake, referral, registry
from services.intake import domain as visits
from services.referral import domain as referrals
from services.referral.links.domain import LinkIssued, LinkOpened
from services.referral.links.mailer import MailSettings
from services.registry.access import domain as access
from services.registry.bodies import domain as bodies
from services.registry.bodies.links import domain as body_links
from services.registry.documents import domain as documents
from services.registry.erasure import domain as erasure
from services.registry.kept_checks import domain as kept_checks
from services.registry.organisation import domain as organisation
from services.registry.people import domain as people
from services.registry.people.views import PEOPLE
from services.registry.programmes import domain as programmes
from services.registry.rectification import domain as rectification
from services.registry.restrictions import domain as restrictions
from services.registry.staff import domain as staff
from services.registry.transfers import domain as transfers
from shared.database import Connection, connect
from shared.envelope import Metadata, Recorded
from shared.ids import uuid7
from shared.reading import FileRead
from shared.service import Blueprint
from shared.testing.databases import TestDatabases
from shared.views import View, fold_rows
from tests.integration.organising import a_post, a_regulation, an_act, an_import

ZACHARO = "/el63/3905/zacharo"
MAIL = MailSettings(AnyUrl("smtp://localhost"), "http://localhost", "kentro@localhost")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_visit(chance: random.Random) -> Sequence[object]:
    person = uuid7()
    steps: list[object] = [visits.VisitReceived("housing", "in-person", chance.choice([None, person]))]
    if chance.random() < 0.5:
        steps.append(visits.VisitLinked(person))
    if chance.random() < 0.5:
        steps.append(visits.VisitClosed("informed"))
    return steps


def a_referral(chance: random.Random) -> Sequence[object]:
    person = uuid7()
    steps: list[object] = [
        referrals.ReferralSent(
            person,
            uuid7(),
            f"ΠΡ-2026-{chance.randrange(9999):04}",
            "consent",
            date(2026, 3, 2),
            date(2026, 3, 9),
            "ανάγκη",
            "λόγος",
            referrals.Disclosed("Κάποια"),
        ),
        LinkIssued(uuid7().hex, "mac", "answer", date(2026, 4, 1), 0),
    ]
    ways: list[list[object]] = [
        [],
        [referrals.AnswerOverdue()],
        [referrals.ReferralSeen(), referrals.ReferralAccepted(date(2026, 3, 20), late=False)],
        [LinkOpened("x"), referrals.ReferralWaitlisted(late=True)],
        [referrals.ReferralDeclined(person, "full", "δεν υπάρχει θέση", late=False)],
        [referrals.ReferralRevoked(person, "ανακλήθηκε η συναίνεση")],
    ]
    steps += chance.choice(ways)
    if isinstance(steps[-1], referrals.ReferralAccepted):
        steps += [referrals.ReferralDelivered(person, "helped", None), referrals.ReferralClosed("completed", told=True)]
    return steps


def a_person(chance: random.Random) -> Sequence[object]:
    surname = chance.choice(["Παπαδοπούλου", "Αλ Χουσεΐν", "Γκιόκα-Χατζηγεωργίου"])
    steps: list[object] = [
        people.PersonMet(ZACHARO),
        people.NameRecorded(surname, "Μαρία", None, None),
        people.BornRecorded("1980-02-14"),
        people.IdentifierRecorded("passport", f"AB{chance.randrange(10**6)}"),
    ]
    more: list[object] = [
        people.IdentifierRecorded("paaypa", "123456789012"),
        people.ContactRecorded("+302625000000", "maria@example.org"),
        people.AddressRecorded("Οδός 1", "Φιγαλείας"),
        people.InformedOfProcessing("2026-1"),
        people.BecameBeneficiary(f"ΖΑΧ-2026-{chance.randrange(99999):05}"),
        people.NameRecorded(surname, "Μαρία-Ελένη", "Γεωργίου", "Maria"),
    ]
    return steps + chance.sample(more, chance.randrange(len(more) + 1))


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


def an_opening(chance: random.Random) -> Sequence[object]:
    person = uuid7()
    emergency = chance.random() < 0.5
    steps: list[object] = [access.FileOpened(person, "service", "file", START, emergency, None)]
    if emergency:
        steps.append(access.ReasonGiven(person, "Προσήλθε χωρίς κανένα έγγραφο"))
    steps.append(access.OpenedFrom(person, "192.0.2.7"))
    if emergency and chance.random() < 0.5:
        steps += [access.OpeningReviewed(justified=False), access.ReviewExplained(person, "Δεν προσήλθε κανείς.")]
    return steps


def a_reading(chance: random.Random) -> Sequence[object]:
    return [FileRead(uuid7(), uuid7(), chance.choice(["card", "course"]), chance.choice([None, uuid7()]))]


def an_erasure(chance: random.Random) -> Sequence[object]:
    person = uuid7()
    steps: list[object] = [
        erasure.ErasureRequested(person, "objection", "papers"),
        erasure.ProcessingRestricted(),
        erasure.ErasureHeld("legal-hold", date(2027, 1, 1), "παραγγελία"),
    ]
    ways: list[list[object]] = [
        [],
        [erasure.ErasureWithdrawn()],
        [erasure.HoldEnded(), erasure.ErasureApproved(person), erasure.ErasureConfirmed("intake")],
        [
            erasure.LastPaymentSaid(None),
            erasure.ErasureApproved(person),
            erasure.RecordErased("intake", person),
        ],
    ]
    return steps + chance.choice(ways)


def a_restriction(chance: random.Random) -> Sequence[object]:
    placed = restrictions.RestrictionPlaced(uuid7(), "objection")
    return [placed, *([restrictions.RestrictionLifted()] if chance.random() < 0.5 else [])]


def a_rectification(chance: random.Random) -> Sequence[object]:
    ways: list[list[object]] = [
        [],
        [rectification.RectificationExtended(uuid7(), date(2026, 6, 2), "Περιμένουμε το ληξιαρχείο")],
        [rectification.RectificationDone(recipients_told=True)],
        [rectification.RectificationDeclined("opinion")],
    ]
    return [rectification.RectificationRequested(uuid7(), "Λάθος πατρώνυμο"), *chance.choice(ways)]


def a_document(chance: random.Random) -> Sequence[object]:
    person = uuid7()
    filed = documents.DocumentFiled(person, "tax", "application/pdf", 9, "aa", f"x/{uuid7().hex}", None)
    return [filed, *([documents.DocumentWithdrawn(person, "not-needed")] if chance.random() < 0.5 else [])]


def a_kept_check(chance: random.Random) -> Sequence[object]:
    person = uuid7()
    rules = (kept_checks.RuleSaid("income", "met"), kept_checks.RuleSaid("adult", "unknown", ("age",)))
    said = kept_checks.ProgrammeSaid("minimum-income", "ΕΕΕ", uuid7(), 4, "not-enough-known", None, rules, ("adults",))
    facts = {"adults": chance.randrange(9), "couple": chance.random() < 0.5}
    kept = kept_checks.PreCheckKept(person, date(2026, 3, 2), facts, (said,))
    return [kept, *([kept_checks.PreCheckWithdrawn(person, "mistaken")] if chance.random() < 0.5 else [])]


def a_transfer(chance: random.Random) -> Sequence[object]:
    proposed = transfers.TransferProposed(uuid7(), ZACHARO, "/el63/3901/pyrgos", "Κάποια", "1980-02-14")
    ways: list[list[object]] = [
        [],
        [transfers.PersonTransferred(uuid7())],
        [transfers.TransferDeclined("not-moved")],
        [transfers.TransferWithdrawn()],
    ]
    return [proposed, *chance.choice(ways)]


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


KINDS = {
    "visit": a_visit,
    "referral": a_referral,
    "person": a_person,
    "body": a_body,
    "bodylink": a_body_link,
    "service": a_service,
    "centre": a_centre,
    "municipality": a_municipality,
    "staff": a_member,
    "opening": an_opening,
    "reading": a_reading,
    "erasure": an_erasure,
    "restriction": a_restriction,
    "rectification": a_rectification,
    "document": a_document,
    "precheck": a_kept_check,
    "transfer": a_transfer,
    "post": a_post,
    "act": an_act,
    "regulation": a_regulation,
    "import": an_import,
    "programme": a_programme,
}
CASES: list[tuple[Blueprint, tuple[str, ...]]] = [
    (intake.BLUEPRINT, ("visit", "reading")),
    (referral.blueprint(bytes(32), MAIL), ("referral", "reading")),
    (
        registry.BLUEPRINT,
        (
            "person",
            "body",
            "bodylink",
            "service",
            "centre",
            "municipality",
            "staff",
            "opening",
            "reading",
            "erasure",
            "restriction",
            "rectification",
            "document",
            "precheck",
            "transfer",
            "post",
            "act",
            "regulation",
            "import",
            "programme",
        ),
    ),
]


def a_log(kinds: Sequence[str], seed: int) -> list[Recorded[Any]]:
    """Some streams, their events mixed as they would be in a log."""
    chance = random.Random(seed)
    waiting: list[tuple[str, list[object]]] = []
    for _ in range(40):
        kind = chance.choice(kinds)
        waiting.append((f"{kind}-{uuid7()}", list(KINDS[kind](chance))))
    recorded: list[Recorded[Any]] = []
    versions: dict[str, int] = {}
    while waiting:
        stream, events = chance.choice(waiting)
        versions[stream] = versions.get(stream, 0) + 1
        day = date(2026, 3, 2) + timedelta(days=len(recorded) % 20)
        at = START + timedelta(minutes=len(recorded))
        metadata = Metadata("somebody", day, ZACHARO, UUID(int=7))
        recorded.append(Recorded(len(recorded) + 1, stream, versions[stream], events.pop(0), metadata, uuid7(), at))
        waiting = [each for each in waiting if each[1]]
    return recorded


async def everything(connection: Connection, views: Sequence[Any]) -> dict[str, list[str]]:
    return {
        table: [row[0] for row in await connection.fetch(f'SELECT t::text FROM "{table}" t ORDER BY 1')]
        for view in views
        for table in view.tables
    }


@pytest.mark.parametrize(("blueprint", "kinds"), CASES, ids=lambda case: getattr(case, "name", ""))
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_in_any_batches_a_view_is_what_its_events_make(
    blueprint: Blueprint, kinds: Sequence[str], seed: int, test_databases: TestDatabases
) -> None:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    databases = await test_databases.fresh(blueprint.name, folders)
    connection = await connect(databases.projector, name="test")
    log, chance = a_log(kinds, seed), random.Random(seed)
    views: list[View[Any, Any]] = [view for view in blueprint.views if isinstance(view, View)]

    at = 0
    while at < len(log):
        size = chance.choice([1, 2, 7, 50])
        for view in views:
            await view.apply(connection, log[at : at + size])
        at += size
    came = await everything(connection, views)

    for view in views:
        made = fold_rows(view, log)
        assert view.read
        found = await connection.fetch(view.read, *([key[n] for key in made] for n in range(view.key_width)))
        stored = {tuple(row)[: view.key_width]: view.row(*row) for row in found}
        assert stored == made
        counted = await connection.fetchval(f'SELECT count(*) FROM "{view.tables[-1]}"')
        assert counted == len(made)
        assert all(fields(row) for row in made.values())

    for view in views:
        await view.empty(connection, "own log")
        assert all(rows == [] for rows in (await everything(connection, [view])).values())
        await view.apply(connection, log)
    assert await everything(connection, views) == came
    await connection.close()


async def test_what_a_person_is_found_by_is_written_again_only_where_it_changes(test_databases: TestDatabases) -> None:
    folders = [files("shared") / "migrations" / "log", registry.BLUEPRINT.folder / "migrations"]
    databases = await test_databases.fresh("registry", folders)
    connection = await connect(databases.projector, name="test")
    stream = f"person-{uuid7()}"

    async def after(version: int, *events: object) -> dict[str, str]:
        metadata = Metadata("somebody", START.date(), ZACHARO)
        log = [
            Recorded(version + n, stream, version + n, event, metadata, uuid7(), START)
            for n, event in enumerate(events)
        ]
        await PEOPLE.apply(connection, log)
        rows = await connection.fetch("SELECT key, xmin::text FROM person_found_by")
        return {row["key"]: row["xmin"] for row in rows}

    named = await after(1, people.PersonMet(ZACHARO), people.NameRecorded("Παππά", "Μαρία", None, None))
    assert "t:μαρια" in named
    assert await after(3, people.InformedOfProcessing("2026-1"), people.SexRecorded("female")) == named
    called = await after(5, people.ContactRecorded("+302625000000", None))
    assert called.keys() - named.keys() == {"p:+302625000000"}
    renamed = await after(6, people.NameRecorded("Παππά", "Ελένη", None, None))
    assert "t:ελενη" in renamed
    assert "t:μαρια" not in renamed
    await connection.close()
