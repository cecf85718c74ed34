"""Generated and hostile requests to every operation: never a fault, every refusal clear, every answer as described.

`KENTRO_FUZZ_CASES` says how many requests schemathesis makes for all services together; the corpus of hostile values
comes on top and is always whole.
"""

import asyncio
import json
import os
import random
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from datetime import date
from typing import Any, cast
from uuid import UUID

import httpx2
import pytest
import schemathesis.openapi
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from pydantic import AnyUrl
from schemathesis import Case, GenerationMode
from schemathesis.core import NotSet

from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from services.referral.links.secrets import LinkSecrets
from services.registry.duplicates.domain import DuplicateSuspected, in_order
from services.registry.duplicates.views import pair_id
from shared.eventstore import Command
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.hostile import BODIES, CURSORS, FAR_POSITION, HEADERS, PATH_PARTS, QUERIES, broken
from tests.integration.target import ALL, ZACHARO, Headers, Json, Target

CASES = int(os.environ.get("KENTRO_FUZZ_CASES", "800"))
SERVICES = ("registry", "intake", "referral", "reporting")
LINK_KEY = bytes(32)
PROGRAMME = "minimum-income"
GRANTS = (
    [f"receptionist@{ZACHARO}"],
    [f"social_worker@{ZACHARO}"],
    [f"coordinator@{ZACHARO}"],
    ["regional_administrator@/el63", "importer@/el63"],
    ["analyst@/el63"],
    [*ALL],
    ["partner@/el63"],
)
KINDS = (
    "centre", "unit", "body", "service", "person", "visit", "referral", "opening", "merge", "transfer", "household",
    "document", "erasure", "rectification", "restriction", "version", "agreement", "post", "imported",
    "pre_check",
)  # fmt: skip
"""Of what there is one, under an id."""

TAKEN = {"slug-taken", "prefix-taken"}
"""What the example's own Centre has: said of another that hostile values did not keep from being one."""

BY_CENTRE_ID = ("/units/{unit}", "/posts/{post}")
"""Where a body names the Centre by its id, and not by its scope path."""

AnyCase = Case[Any]


async def made(served: Served, path: str, body: Json, headers: Mapping[str, str]) -> httpx2.Response:
    answer = await served.http.put(path, json=body, headers={**headers, "If-None-Match": "*"})
    assert answer.status_code in (201, 202), answer.text
    return answer


@pytest.fixture(scope="module")
async def targets(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[dict[str, Target]]:
    """The four services on one stage, hearing each other, with one of everything."""
    mail = MailSettings(AnyUrl("smtp://127.0.0.1:9"), "http://portal", "kentro@localhost")
    ids = {name: str(uuid7()) for name in KINDS}
    async with AsyncExitStack() as stack:
        registry_, intake_, referral_, reporting_ = [
            await stack.enter_async_context(module_stage.serve(each))
            for each in (
                registry.BLUEPRINT,
                intake.BLUEPRINT,
                referral.blueprint(LINK_KEY, mail),
                reporting.blueprint(module_stage.kafka, module_stage.topic_prefix, bytes(32)),
            )
        ]
        headers = provider.bearer(*ALL)
        examples = registry_.app.openapi()["components"]["schemas"]

        def example(name: str, **changes: object) -> Json:
            return {**examples[name]["examples"][0], **changes}

        await made(registry_, "/municipalities/3905", example("NewMunicipality"), headers)
        await made(registry_, f"/centres/{ids['centre']}", example("NewCentre"), headers)
        await made(registry_, f"/units/{ids['unit']}", example("NewUnit", centre=ids["centre"]), headers)
        await made(registry_, f"/posts/{ids['post']}", example("NewPost", centre=ids["centre"]), headers)
        await made(registry_, "/acts/3905", example("NewAct"), headers)
        await a_programme(registry_, ids, headers)
        await an_import(registry_, ids, headers)
        await made(registry_, f"/bodies/{ids['body']}", example("NewBody"), headers)
        await made(registry_, f"/agreements/{ids['agreement']}", example("NewAgreement", body=ids["body"]), headers)
        offered = await made(registry_, f"/services/{ids['service']}", example("NewService", body=ids["body"]), headers)
        link, session = await a_link(registry_, example("NewBody"), headers)
        person = example("NewPerson", unit=ids["unit"])
        await made(registry_, f"/people/{ids['person']}", person, headers)
        await made(registry_, f"/openings/{ids['opening']}", example("NewOpening", person=ids["person"]), headers)
        await a_file(registry_, ids, person, headers)
        await one_human(registry_, ids, person, headers)
        examples = intake_.app.openapi()["components"]["schemas"]
        await made(intake_, f"/visits/{ids['visit']}", example("NewVisit", person=ids["person"]), headers)
        examples = referral_.app.openapi()["components"]["schemas"]
        async with asyncio.timeout(30):
            seen = {**headers, "Kentro-Position": offered.headers["kentro-position"]}
            asked = f"/referrals/answer-by?service={ids['service']}"
            while (await referral_.http.get(asked, headers=seen)).status_code != 200:
                pass
        sent = example("NewReferral", person=ids["person"], service=ids["service"], unit=ids["unit"])
        await made(referral_, f"/referrals/{ids['referral']}", sent, headers)
        known = {
            **ids,
            "account": str(uuid7()),
            "code": "3905",
            "programme": PROGRAMME,
            "pair": str(pair_id(UUID(ids["person"]), UUID(int=1))),
            "ended": str(uuid7()),
            "token": LinkSecrets(LINK_KEY).token(UUID(ids["referral"]), 0),
            "session": "x",
            "link": link,
            "Kentro-Session": session,
            "section": "contacts",
            "closure": str(uuid7()),
            "officer": str(uuid7()),
            "name": "3905-zacharo",
            "id": ids["service"],
            "sheet": "posts",
        }
        served = dict(zip(SERVICES, (registry_, intake_, referral_, reporting_), strict=True))
        yield {name: Target(name, served[name], provider, known) for name in SERVICES}


async def an_import(registry_: Served, ids: dict[str, str], headers: dict[str, str]) -> None:
    """A file was brought in, with a row that is wrong: nobody can confirm it."""
    path = f"/imports/{ids['imported']}?kind=municipalities"
    answer = await registry_.http.put(path, content=b"code\n9999", headers={**headers, "If-None-Match": "*"})
    assert answer.status_code == 201, answer.text


async def a_programme(registry_: Served, ids: dict[str, str], headers: dict[str, str]) -> None:
    """There is a programme, with a version that stands as a draft."""
    examples = registry_.app.openapi()["components"]["schemas"]
    await made(registry_, f"/programmes/{PROGRAMME}", examples["NewProgramme"]["examples"][0], headers)
    drafted = await registry_.http.post(
        f"/programmes/{PROGRAMME}/versions/{ids['version']}/draft",
        json=examples["NewVersion"]["examples"][0],
        headers={**headers, "Idempotency-Key": str(uuid7())},
    )
    assert drafted.status_code == 200, drafted.text


async def a_link(registry_: Served, body: Json, headers: dict[str, str]) -> tuple[str, str]:
    """The link of a body of its own, that nobody else's requests end, and the session that it was opened for."""
    id_, making, opening = uuid7(), {"Idempotency-Key": str(uuid7())}, {"Idempotency-Key": str(uuid7())}
    await made(registry_, f"/bodies/{id_}", body, headers)
    token = (await registry_.http.post(f"/bodies/{id_}/links", headers=headers | making)).json()["token"]
    opened = await registry_.http.post(f"/body-links/{token}/opening", headers=opening)
    assert opened.status_code == 200, opened.text
    return token, opened.json()["session"]


async def a_file(registry_: Served, ids: dict[str, str], person: Json, headers: dict[str, str]) -> None:
    """The person lives somewhere, has a paper filed and something to be put right; somebody else is to be erased."""
    shown = {**headers, **registry_.ticket(UUID(ids["person"]))}
    household = {"since": "2026-03-02", "members": [{"person": ids["person"], "role": "reference"}]}
    await made(registry_, f"/households/{ids['household']}", household, shown)
    paper = f"/people/{ids['person']}/documents/{ids['document']}?kind=tax"
    filed = await registry_.http.put(paper, content=b"%PDF-1.7\n%%EOF\n", headers={**shown, "If-None-Match": "*"})
    assert filed.status_code == 201, filed.text
    await made(registry_, f"/people/{ids['person']}/pre-checks/{ids['pre_check']}", {"facts": {"adults": 1}}, shown)
    rectification = {"person": ids["person"], "text": "Το πατρώνυμο είναι Γεώργιος."}
    await made(registry_, f"/rectifications/{ids['rectification']}", rectification, headers)
    other, third = str(uuid7()), str(uuid7())
    others = {"identifier": None, "surname": "Τζαβάρα", "given_name": "Ειρήνη", "latin_name": None, "telephone": None}
    visitor = {**person, **others}
    await made(registry_, f"/people/{other}", visitor, headers)
    await made(registry_, f"/people/{third}", {**visitor, "surname": "Μεντή", "given_name": "Κυριακή"}, headers)
    restriction = {"person": third, "ground": "objection"}
    await made(registry_, f"/restrictions/{ids['restriction']}", restriction, headers)
    erasure = {"person": other, "basis": "consent-withdrawn", "identity": "papers"}
    await made(registry_, f"/erasures/{ids['erasure']}", erasure, headers)


async def one_human(registry_: Served, ids: dict[str, str], person: Json, headers: dict[str, str]) -> None:
    """The person is suspected, merged by a merge that a later one holds, and offered to another Centre."""
    merged, kept = str(uuid7()), str(uuid7())
    examples = registry_.app.openapi()["components"]["schemas"]
    known: list[str] = [ids["person"]]
    for other in (merged, kept):
        plain = {**person, "identifier": None, "not_same_as": known}
        await made(registry_, f"/people/{other}", plain, headers)
        known.append(other)
    for merge, one, other in ((ids["merge"], ids["person"], merged), (str(uuid7()), kept, ids["person"])):
        versions = [(await registry_.running.store.load(f"person-{each}")).version for each in (one, other)]
        body = {"kept": one, "merged": other, "kept_version": versions[0], "merged_version": versions[1]}
        await made(registry_, f"/merges/{merge}", body, headers)
    left, right = in_order(UUID(ids["person"]), UUID(int=1))
    suspected = DuplicateSuspected(left, right, 75, ("near-name",), "aa")
    command = Command(uuid7(), "matcher", date(2026, 3, 2), "/el63/3905")
    await registry_.running.store.handle(command, f"duplicate-{pair_id(left, right)}", lambda _: [suspected])
    await made(registry_, "/municipalities/3901", examples["NewMunicipality"]["examples"][0], headers)
    centre = {**examples["NewCentre"]["examples"][0], "municipality": "3901", "slug": "pyrgos", "prefix": "ΠΥΡ"}
    await made(registry_, f"/centres/{uuid7()}", centre, headers)
    offer = {"person": ids["person"], "to_centre": "/el63/3901/pyrgos", "informed": True}
    await made(registry_, f"/transfers/{ids['transfer']}", offer, headers)


@pytest.fixture(params=SERVICES)
def target(request: pytest.FixtureRequest, targets: dict[str, Target]) -> Target:
    target = targets[request.param]
    target.wrong, target.statuses, target.sent = [], {}, 0
    return target


async def test_generated_requests_are_answered_as_described(target: Target) -> None:
    cases = max(2, round(CASES / len(SERVICES) / len(list(target.operations()))))
    loop = asyncio.get_running_loop()
    schema = schemathesis.openapi.from_dict(target.document)
    for found in cast("Any", schema).get_all_operations():
        operation = found.ok()
        for mode, share in ((GenerationMode.POSITIVE, cases // 2), (GenerationMode.NEGATIVE, cases - cases // 2)):
            await asyncio.to_thread(generated, target, operation, mode, share, loop)
    target.settle()


def generated(
    target: Target, operation: Any, mode: GenerationMode, cases: int, loop: asyncio.AbstractEventLoop
) -> None:
    """Lets schemathesis think of requests in this thread, and sends them in the loop that the service runs in."""
    described = operation.definition.raw

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=CASES < 2_000,
        phases=[Phase.generate],
        suppress_health_check=[*cast("Any", HealthCheck)],
    )
    def run(case: AnyCase) -> None:
        chance = random.Random(repr((case.body, case.path_parameters, case.query)))
        sending = target.send(
            case.method, steered_path(target, case, chance), described,
            headers=steered_headers(target, case, described, chance), content=steered_body(target, case, chance),
        )  # fmt: skip
        asyncio.run_coroutine_threadsafe(sending, loop).result(120)

    try:
        run()
    except Unsatisfiable:
        # An operation without parameters has nothing that could be wrong.
        assert mode is GenerationMode.NEGATIVE


def steered_path(target: Target, case: AnyCase, chance: random.Random) -> str:
    """The case's address, with things that exist in most cases."""
    if chance.random() < 0.6:
        case.path_parameters = {
            name: target.known.get(name, value) if name not in _NEW.get(case.method, ()) else str(uuid7())
            for name, value in (case.path_parameters or {}).items()
        }
    request = case.as_transport_kwargs(base_url="http://service")
    path = str(httpx2.URL(request["url"], params=request.get("params") or None))
    return path.removeprefix("http://service")


_NEW = {"PUT": KINDS}


def steered_headers(target: Target, case: AnyCase, described: Json, chance: random.Random) -> Headers:
    headers = [
        (str(name).encode("latin-1", "replace"), str(value).encode("latin-1", "replace"))
        for name, value in cast("Json", case.headers or {}).items()
    ]
    if chance.random() < 0.8:
        good = target.headers_of(described)
        names = {name.lower() for name, _ in good}
        headers = [*good, *((name, value) for name, value in headers if name.lower() not in names)]
    if chance.random() < 0.5:
        headers = [(name, value) for name, value in headers if name.lower() != b"authorization"]
        headers.append(target.bearer(chance.choice(GRANTS)))
    if chance.random() < 0.95:
        # A position that is not reached is waited for.
        headers = [(name, value) for name, value in headers if name.lower() != b"kentro-position"]
    if case.media_type:
        headers.append((b"Content-Type", case.media_type.encode()))
    return headers


def steered_body(target: Target, case: AnyCase, chance: random.Random) -> bytes | None:
    body = case.body
    if isinstance(body, NotSet):
        return None
    if isinstance(body, dict) and chance.random() < 0.8:
        known = {"centre": ZACHARO, **{name: target.known[name] for name in ("unit", "service", "person", "body")}}
        if "slug" not in body and case.path not in BY_CENTRE_ID:
            body = {**body, **{name: value for name, value in known.items() if name in body}}
        else:
            body = {**body, "centre": target.known["centre"]} if "centre" in body else body
    if isinstance(body, bytes):
        return body
    return json.dumps(body, default=str).encode()


async def test_hostile_values_are_refused_at_their_field(target: Target) -> None:
    for method, path, operation in target.operations():
        if "requestBody" not in operation:
            continue
        good = own_example(target, path, operation)
        for pointer, content in broken(good):
            answer = await target.send(
                method,
                target.path_of(path) if method != "PUT" else fresh(target, path),
                operation,
                headers=[*target.headers_of(operation), JSON],
                content=content,
            )
            if answer.status_code == 422 and answer.json()["type"].endswith("/invalid"):
                named = [error["pointer"] for error in answer.json().get("errors", ()) if error["code"] not in TAKEN]
                near = [each for each in named if f"{each}/".startswith(pointer) or f"{pointer}/".startswith(each)]
                if named and not near:
                    target.wrong.append(f"named {named}, not {pointer}: {method} {path} {content[:200]!r}")
    target.settle()


async def test_hostile_bodies_addresses_and_headers_are_refused_clearly(target: Target) -> None:
    for method, path, operation in target.operations():
        headers = target.headers_of(operation)
        good = json.dumps(own_example(target, path, operation)).encode() if "requestBody" in operation else None
        typed = [JSON] if good else []
        if good:
            for _, content, kind in BODIES:
                about = [(b"Content-Type", kind.encode("latin-1"))] if kind else []
                await target.send(method, target.path_of(path), operation, headers=[*headers, *about], content=content)
        # What nobody will ever reach is waited for half a second: once is enough.
        for header in HEADERS if method == "GET" else [each for each in HEADERS if each != FAR_POSITION]:
            kept = [each for each in headers if each[0] != header[0]]
            await target.send(method, target.path_of(path), operation, headers=[*kept, *typed, header], content=good)
            if len(kept) < len(headers):
                twice = [*headers, *typed, header]
                await target.send(method, target.path_of(path), operation, headers=twice, content=good)
        for part in PATH_PARTS if "{" in path else ():
            broken_path = path.replace(path[path.index("{") : path.index("}") + 1], part)
            await target.send(method, target.path_of(broken_path), None, headers=[*headers, *typed], content=good)
        queries = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
        for name in queries:
            for value in CURSORS if name == "cursor" else QUERIES:
                others = [f"{each}={given}" for each, given in QUERY_VALUES.items() if each in queries and each != name]
                asked = "&".join([*others, f"{name}={value}", f"{name}={value}"])
                await target.send(method, f"{target.path_of(path)}?{asked}", operation, headers=headers)
    for path in ("/", "//", "/%00", "/health/live/", "/openapi.json/..", "/" + "a/" * 2_000):
        await target.send("GET", path, None, headers=[])
    target.settle()


JSON = (b"Content-Type", b"application/json")
QUERY_VALUES = {"month": "2026-03", "scope": ZACHARO, "indicator": "visits"}


def fresh(target: Target, path: str) -> str:
    """An address of something new, where its id is the client's to make."""
    return (
        target.path_of(path.replace("{code}", "{code}")) if "{code}" in path else path.partition("{")[0] + str(uuid7())
    )


def own_example(target: Target, path: str, operation: Json) -> Json:
    """The operation's example, about things that exist."""
    example = dict(operation["requestBody"]["content"]["application/json"]["example"])
    known = {name: value for name, value in target.known.items() if name in example and name != "code"}
    if path not in BY_CENTRE_ID and "centre" in example:
        known["centre"] = ZACHARO
    return {**example, **known}
