"""What happens to persons and to what is kept of them, by chance."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime

from services.intake import domain as visits
from services.referral import domain as referrals
from services.referral.links.domain import LinkIssued, LinkOpened
from services.registry.access import domain as access
from services.registry.documents import domain as documents
from services.registry.erasure import domain as erasure
from services.registry.kept_checks import domain as kept_checks
from services.registry.people import domain as people
from services.registry.rectification import domain as rectification
from services.registry.restrictions import domain as restrictions
from services.registry.transfers import domain as transfers
from shared.ids import uuid7
from shared.reading import FileRead

ZACHARO = "/el63/3905/zacharo"
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
