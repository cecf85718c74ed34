"""The demo region is the same for everybody, breaks no rule of the services, and names nobody who exists."""

import re
from datetime import date
from functools import cache, reduce
from typing import Any, get_args
from uuid import UUID

import msgspec
import pytest

from kentro._steps import Step
from kentro.demo.plan import Plan
from kentro.demo.region import HOME
from services.referral import domain as referral
from services.registry.acts import domain as acts
from services.registry.bodies.domain import BodyKind, ServiceKind
from services.registry.posts import domain as posts
from services.registry.regulations import domain as regulations
from shared.identifiers import canonical, email, telephone
from shared.ids import made_at

SUNDAY = date(2026, 3, 8)
PEOPLE = 300


@cache
def plan() -> Plan:
    return Plan(PEOPLE, 1, SUNDAY)


@cache
def everything() -> list[Step]:
    return [
        step
        for course in [*plan().organisation(), *plan().bodies(), *plan().upkeep(), *plan().life()]
        for step in course.steps
    ]


def creating(what: str) -> list[Step]:
    return [step for step in everything() if step.method == "PUT" and step.path.startswith(f"/{what}/")]


def test_the_same_seed_last_day_and_number_make_the_same_plan() -> None:
    again = Plan(PEOPLE, 1, SUNDAY)
    assert [course.steps for course in again.life()] == [course.steps for course in plan().life()]
    assert Plan(PEOPLE, 2, SUNDAY).life()[0] != plan().life()[0]


def test_more_people_are_added_to_those_there() -> None:
    more = [step for course in Plan(PEOPLE + 20, 1, SUNDAY).life() for step in course.steps]
    ids = {(step.path, step.key) for step in more}
    mine = [step for course in plan().life() for step in course.steps]
    assert {(step.path, step.key) for step in mine} < ids
    assert len(more) > len(mine)


def test_every_command_has_an_id_of_its_own() -> None:
    keys = [step.key or step.path for step in everything()]
    assert len(set(keys)) == len(keys)


def test_ids_are_those_that_clients_make() -> None:
    for step in creating("visits") + creating("people") + creating("referrals"):
        assert made_at(UUID(step.path.split("/")[2])) > 0


def test_courses_go_by_day_and_nothing_is_in_the_future() -> None:
    for course in plan().life():
        days = [step.day for step in course.steps]
        assert days == sorted(days)
        assert days[-1] <= SUNDAY
        assert days[0] >= date(2025, 3, 1)


def test_a_person_is_known_before_anything_is_said_of_them() -> None:
    for course in plan().life():
        known: set[object] = set()
        for step in course.steps:
            if step.path.startswith("/people/"):
                known.add(step.path.split("/")[2])
            assert step.body.get("person") in {None, *known}


def test_centres_are_open_on_working_days_and_the_demos_own_today() -> None:
    calendars = {each.scope: each for each in plan().municipalities}
    on_closed = [
        (calendars[str(step.body["centre"])].code, step.day)
        for step in creating("visits")
        if not calendars[str(step.body["centre"])].workdays.is_working(step.day)
    ]
    assert set(on_closed) == {(HOME, SUNDAY)}
    assert len(on_closed) >= 5


def test_most_visits_are_somebodys_and_the_demos_own_centre_is_busy() -> None:
    visits = creating("visits")
    linked = sum(1 for step in visits if step.body["person"]) / len(visits)
    assert 0.5 < linked < 0.7
    at_home = [step for step in creating("people") if str(step.body["centre"]).endswith("/zacharo")]
    assert len(at_home) >= 0.08 * PEOPLE


def test_people_have_sound_numbers_and_reachable_by_nobody() -> None:
    for step in creating("people"):
        identifier: Any = step.body["identifier"]
        if identifier:
            assert canonical(identifier["kind"], identifier["value"])
            born = date.fromisoformat(str(step.body["born_on"]))
            if identifier["kind"] == "amka":
                assert identifier["value"].startswith(f"{born:%d%m%y}9")
                assert int(identifier["value"][9]) % 2 == (step.body["sex"] == "male")
        if step.body["telephone"]:
            assert telephone(str(step.body["telephone"])).startswith("+306900000")
        if step.body["email"]:
            assert email(str(step.body["email"])).endswith("@example.org")


def test_women_and_men_bear_their_form_of_a_surname() -> None:
    women = {str(step.body["surname"]) for step in creating("people") if step.body["sex"] == "female"}
    men = {str(step.body["surname"]) for step in creating("people") if step.body["sex"] == "male"}
    assert any(name.endswith("οπούλου") for name in women)
    assert not any(name.endswith("όπουλος") for name in women)
    assert not any(name.endswith("οπούλου") for name in men)


def test_the_region_has_its_19_municipalities_each_with_a_centre() -> None:
    assert len(creating("municipalities")) == 19
    centres = creating("centres")
    assert len({step.body["prefix"] for step in centres}) == len(centres) == 19
    assert all(re.fullmatch("[Α-Ω]{2,5}", str(step.body["prefix"])) for step in centres)
    assert all(re.fullmatch("[a-z0-9-]{2,40}", str(step.body["slug"])) for step in centres)
    home = next(step for step in centres if step.body["municipality"] == HOME)
    assert (home.body["name"], home.body["slug"]) == ("Κέντρο Κοινότητας Ζαχάρως", "zacharo")
    assert {step.body["kind"] for step in creating("units")} == {"branch", "mobile-unit"}


def test_every_kind_of_body_and_of_service_is_there_for_everybody() -> None:
    assert {step.body["kind"] for step in creating("bodies")} == set(get_args(BodyKind))
    for municipality in plan().municipalities:
        for kind in get_args(ServiceKind):
            assert plan().directory.taking(kind, municipality.code)
    assert all(str(step.body["email"]).endswith("@example.org") for step in creating("bodies") + creating("services"))


@pytest.mark.parametrize("until", [SUNDAY, date(2026, 11, 20), date(2027, 1, 4)])
def test_referrals_break_no_rule_and_some_of_them_wait(until: date) -> None:
    it = Plan(PEOPLE, 1, until)
    services = {str(each.id): each for several in it.directory.services.values() for each in several}
    calendars = {each.code: each.workdays for each in it.municipalities}
    states: dict[str, referral.Referral] = {}
    for step in (step for course in it.life() for step in course.steps if step.service == "referral"):
        state = states.get(step.thing, referral.Referral())
        receiver = services[str(step.body["service"])] if step.method == "PUT" else None
        sender = next((each.code for each in it.municipalities if each.scope == step.body.get("centre")), "")
        answer_by = receiver and calendars[receiver.municipality or sender].add(step.day, receiver.answers_within)
        for event in decided(step, state, answer_by):
            state = referral.evolve(state, event)
        states[step.thing] = state
    unanswered = [state for state in states.values() if state.state == "sent" and state.sent]
    overdue = [state for state in unanswered if state.sent and state.sent.answer_by < until]
    assert 3 <= len(overdue) < len(unanswered)
    assert {state.state for state in states.values()} >= {"accepted", "waitlisted", "closed"}
    assert any(state.answer and state.answer.late for state in states.values())


def decided(step: Step, state: referral.Referral, answer_by: date | None) -> list[referral.Event]:
    body: Any = step.body
    match step.path.split("/")[3:]:
        case []:
            assert answer_by is not None
            return referral.send(
                state,
                on=step.day,
                person=UUID(body["person"]),
                service=UUID(body["service"]),
                number="ΠΡ-2026-0001",
                basis=body["basis"],
                answer_by=answer_by,
                need=body["need"],
                reason=body["reason"],
                disclosed=referral.Disclosed(**body["disclosed"]),
            )
        case ["acceptance"]:
            return referral.accept(state, on=step.day, first_meeting=date.fromisoformat(body["first_meeting"]))
        case ["waitlisting"]:
            return referral.waitlist(state, on=step.day)
        case ["declination"]:
            return referral.decline(state, on=step.day, reason=body["reason"])
        case ["delivery"]:
            return referral.deliver(state, on=step.day, outcome=body["outcome"])
        case _:
            return referral.close(state, outcome=body["outcome"], told=body["told"])


@pytest.mark.parametrize("until", [SUNDAY, date(2026, 11, 20), date(2027, 1, 4)])
def test_what_centres_stand_on_breaks_no_rule(until: date) -> None:
    known: dict[str, Any] = {}
    for step in (step for course in Plan(0, 1, until).upkeep() if course.municipality for step in course.steps):
        assert step.stays
        body: Any = msgspec.json.decode(msgspec.json.encode(step.body))
        thing = "/".join(step.path.split("/")[:3])
        match step.path.split("/")[1], step.path.split("/")[3:]:
            case "posts", rest:
                state = known.setdefault(thing, posts.Post())
                events = post_decided(state, rest, body)
                known[thing] = reduce(posts.evolve, events, state)
            case "acts", rest:
                state = known.setdefault(thing, acts.Act())
                events = act_decided(state, rest, body)
                known[thing] = reduce(acts.evolve, events, state)
            case "centres", [_, what]:
                state = known.setdefault(thing, regulations.Regulation())
                body["on"] = date.fromisoformat(body["on"])
                assert body["on"] <= until
                events = (regulations.decide if what == "decisions" else regulations.submit)(state, **body)
                known[thing] = reduce(regulations.evolve, events, state)
            case _:
                continue
        assert events, step.path
    heads = [state for state in known.values() if isinstance(state, posts.Post) and state.head_since]
    assert len(heads) == 19


def post_decided(state: posts.Post, rest: list[str], body: Any) -> list[posts.Event]:
    days = {name: date.fromisoformat(body[name]) for name in ("on", "since", "until") if body.get(name)}
    match rest:
        case []:
            return posts.open_post(
                state, centre=UUID(body["centre"]), specialty=body["specialty"], act=None, on=days["on"]
            )
        case ["filling"]:
            return posts.fill(
                state, account=body["account"], contract=body["contract"], since=days["since"], until=days.get("until")
            )
        case _:
            return posts.name_head(state, since=days["since"])


def act_decided(state: acts.Act, rest: list[str], body: Any) -> list[acts.Event]:
    day = date.fromisoformat
    decision = body.get("decision") and acts.Decided(body["decision"]["number"], day(body["decision"]["on"]))
    match rest:
        case []:
            facts = {
                name: body[name] for name in ("title", "programme", "objective", "budget", "beneficiary", "centres")
            }
            return acts.include(state, decision=decision, ends_on=day(body["ends_on"]), **facts)
        case ["amendments"]:
            return acts.amend(state, decision=decision, budget=body["budget"], ends_on=day(body["ends_on"]))
        case ["acceptances"]:
            return acts.accept(state, amendment=body["amendment"], decision=decision)
        case _:
            return acts.state_spending(state, on=day(body["on"]), spent=body["spent"])
