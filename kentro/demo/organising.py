"""What the demo's Centres stand on: posts with their holders, funding acts, regulations, registered citizens.

All of it is invented. Each Centre has a head, a regulation and its reports; a few have something that needs attention,
each something else. Days that are to come soon follow from the last day of the demo's year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from deploy.local.realm import account_of
from kentro._steps import Step
from kentro.demo.ids import made_id
from kentro.demo.region import HOME, REGION, Municipality

_MINISTRY = "Διεύθυνση Κοινωνικής Αντίληψης και Αλληλεγγύης, Γενική Γραμματεία Πρόνοιας"
_LARGE = 40_000
"""Registered citizens above whom a third is asked for."""

_PROGRAMME = "Πρόγραμμα «Δυτική Ελλάδα» 2021-2027"


@dataclass(frozen=True, slots=True)
class Post:
    """A post and who holds it; `left` counts days of the contract after the demo's last, None where it has no end."""

    specialty: str
    account: str
    left: int | None = None
    head: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of one Centre beside what all have."""

    citizens: int
    posts: tuple[Post, ...]
    act_left: int = 500
    """Days from the demo's last to the act's end."""
    accepted: bool = True
    overspent: bool = False
    regulation: bool = True
    last_report: bool = True


def _held(*posts: tuple[str, int | None], head: str = "social-worker") -> tuple[Post, ...]:
    """Posts held by accounts that nobody logs in with; the first of the head's specialty heads the team."""
    names = [specialty for specialty, _ in posts]
    return tuple(
        Post(specialty, f"{at}", left, head=at == names.index(head)) for at, (specialty, left) in enumerate(posts)
    )


_STORIES: Mapping[str, Story] = {
    HOME: Story(
        11500,
        (
            Post("social-worker", "syntonistria", head=True),
            Post("social-worker", "koinoniki", 45),
            Post("social-scientist", "ypodoxi", 200),
            Post("psychologist", "former", -20),
        ),
        act_left=60,
        accepted=False,
        last_report=False,
    ),
    "3901": Story(51000, _held(("social-worker", None), ("psychologist", 300)), act_left=-100),
    "3701": Story(
        189000,
        _held(("social-worker", None), ("social-worker", 80), ("psychologist", 300), ("nurse", 300), ("mediator", 300)),
        overspent=True,
    ),
    "3802": Story(94000, _held(("economist", None), ("health-visitor", 250), ("mediator", 250), head="economist")),
    "3705": Story(9300, _held(("social-worker", 70)), regulation=False),
}
"""An act and a contract that end soon; a team too small; money overspent; a head of another kind; no regulation."""


def steps(place: Municipality, until: date) -> Iterator[Step]:
    """What the administration of a municipality entered of its Centre by the demo's last day; what stands, stays."""
    team = [("social-worker", None), ("social-scientist", 400), ("psychologist", 400)]
    usual = Story(place.residents, _held(*team[: 3 if place.residents > _LARGE else 2]))
    story = _STORIES.get(place.code, usual)
    parts = (_told(place, story), _act(place, story, until), _posts(place, story, until), _papers(place, story, until))
    for step in chain.from_iterable(parts):
        yield replace(step, stays=True)


def _told(place: Municipality, story: Story) -> Iterator[Step]:
    path, counted = f"/municipalities/{place.code}", date(2024, 1, 1)
    citizens: dict[str, object] = {"count": story.citizens, "on": f"{counted}", "source": "Μητρώο Πολιτών (επίδειξη)"}
    yield Step.change("registry", f"{path}/registered-citizens", citizens, made_id(counted, path, "citizens"))
    service: dict[str, object] = {"exists": place.residents > 10_000, "since": f"{counted}"}
    yield Step.change("registry", f"{path}/social-service", service, made_id(counted, path, "social-service"))


def _act(place: Municipality, story: Story, until: date) -> Iterator[Step]:
    """One that was amended once, with what was spent by the end of the month before."""
    if place.code not in _STORIES:
        return
    path, budget = f"/acts/9{place.code}21", 28_800_000
    included, amended = date(2022, 3, 1), date(2024, 2, 12)
    facts: dict[str, object] = {
        "scope": f"/{REGION}/{place.code}",
        "title": f"Κέντρο Κοινότητας Δήμου {place.name}",
        "programme": _PROGRAMME,
        "objective": "Ειδικός Στόχος 4.λ",
        "decision": {"number": f"{place.code}/2022", "on": f"{included}"},
        "budget": budget,
        "ends_on": "2024-12-31",
        "beneficiary": f"Δήμος {place.name}",
        "centres": [str(place.centre)],
    }
    yield Step.create("registry", path, facts)
    number, ends = f"{place.code}/2024", until + timedelta(days=story.act_left)
    later: dict[str, object] = {
        "decision": {"number": number, "on": f"{amended}"}, "budget": 2 * budget, "ends_on": f"{ends}"
    }  # fmt: skip
    yield Step.change("registry", f"{path}/amendments", later, made_id(amended, path, "amendment"))
    if story.accepted:
        council: dict[str, object] = {"amendment": number, "decision": {"number": "31/2024", "on": "2024-03-04"}}
        yield Step.change("registry", f"{path}/acceptances", council, made_id(amended, path, "acceptance"))
    by = until.replace(day=1) - timedelta(days=1)
    spent = 2 * budget + 1_250_000 if story.overspent else budget + budget // 3
    stated: dict[str, object] = {"on": f"{by}", "spent": spent}
    yield Step.change("registry", f"{path}/spending", stated, made_id(by, path, "spending"))


def _posts(place: Municipality, story: Story, until: date) -> Iterator[Step]:
    since = place.operating_since
    for at, post in enumerate(story.posts):
        id_ = made_id(since, REGION, "post", place.code, at)
        path = f"/posts/{id_}"
        facts: dict[str, object] = {"centre": str(place.centre), "specialty": post.specialty, "on": f"{since}"}
        yield Step.create("registry", path, facts)
        begins = since if post.left is None else until + timedelta(days=post.left - 365)
        filling: dict[str, object] = {
            "account": _account(place, post, id_),
            "contract": "indefinite" if post.left is None else "fixed-term",
            "since": f"{begins}",
            "until": None if post.left is None else f"{until + timedelta(days=post.left)}",
        }
        yield Step.change("registry", f"{path}/filling", filling, made_id(since, path, "filling"))
        if post.head:
            yield Step.change("registry", f"{path}/head", {"since": f"{begins}"}, made_id(since, path, "head"))


def _account(place: Municipality, post: Post, id_: UUID) -> str:
    """One of the demo's logins, or one that there is not: nobody's name is behind it."""
    return account_of(post.account) if place.code == HOME and post.account != "former" else str(id_)


def _papers(place: Municipality, story: Story, until: date) -> Iterator[Step]:
    """The regulation, as the council approved it and later amended it, and the report of each year that is over."""
    path = f"/centres/{place.centre}/regulation"
    since = place.operating_since

    def sent(what: str, of: str, on: date) -> Step:
        body: dict[str, object] = {"what": what, "of": of, "on": f"{on}", "to": _MINISTRY, "protocol": None}
        return Step.change("registry", f"{path}/submissions", body, made_id(on, path, what, of))

    if story.regulation:
        on = since + timedelta(days=40)
        decision: dict[str, object] = {
            "kind": "approved", "number": f"{on:%j}/{on.year}", "on": f"{on}", "meeting": "ordinary",
            "vote": "unanimous", "ada": None,
        }  # fmt: skip
        yield Step.change("registry", f"{path}/decisions", decision, made_id(on, path, "approved"))
        yield sent("regulation", f"{on:%j}/{on.year}", on + timedelta(days=12))
    last = until.year - 1
    for year in range(since.year, last + 1):
        on = date(year + 1, 3, 10)
        if on <= until and (year < last or story.last_report):
            yield sent("annual-report", str(year), on)
