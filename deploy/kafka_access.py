"""Who may do what at Kafka: logins with SCRAM-SHA-512, and the rights of each service and each analyst.

The broker itself knows one login, `admin`, by its own configuration; everything here is done as it, again at every
start, so that a broker that lost everything knows its clients again.
"""

import asyncio
import hashlib
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError, NoError, SaslAuthenticationFailed, for_code
from aiokafka.protocol.admin import CreateAclsRequest_v1, DeleteAclsRequest_v1
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import CompactArray, CompactBytes, CompactString, Int8, Int16, Int32, Schema, TaggedFields

from shared.broker import MECHANISM
from shared.public import topic_of

ADMIN = "admin"
PATIENCE = 30.0
"""Seconds for all that is asked of a broker that just started."""

_TRIES, _PAUSE = 100, 0.1
_SHA_512 = 2
_ITERATIONS = 4096
_ALLOW, _TOPIC, _LITERAL, _ANY = 3, 2, 3, 1

FOLLOWED: Mapping[str, Sequence[str]] = {
    "registry": ("intake", "referral", "reporting"),
    "intake": ("registry",),
    "referral": ("registry",),
    "reporting": ("registry", "intake", "referral", "registry.restricted"),
}
"""Whose public events each service reads; a test holds it to the services' own blueprints."""

TOLD: Mapping[str, Sequence[str]] = {
    "registry": ("registry", "registry.restricted"),
    "intake": ("intake",),
    "referral": ("referral",),
    "reporting": ("reporting", "analytics"),
}
"""What each service tells."""

ANALYTICS = "analytics"


class Operation(IntEnum):
    """What may be done with a topic, as Kafka numbers it."""

    READ = 3
    WRITE = 4
    CREATE = 5


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that a login may do with one topic."""

    topic: str
    operation: Operation


@dataclass(frozen=True, slots=True)
class Login:
    """A client of the broker and all that it may do there."""

    user: str
    password: str
    rights: frozenset[Right]


def of_service(name: str, password: str, prefix: str = "kentro") -> Login:
    """A service writes its own topics, and reads them to see what is there, and reads those that it follows."""
    rights = {Right(topic_of(told, prefix), operation) for told in TOLD[name] for operation in Operation}
    rights |= {Right(topic_of(source, prefix), Operation.READ) for source in FOLLOWED[name]}
    return Login(name, password, frozenset(rights))


def of_analyst(user: str, password: str, prefix: str = "kentro") -> Login:
    """An analyst reads what is made for analysts, and nothing else."""
    return Login(user, password, frozenset({Right(topic_of(ANALYTICS, prefix), Operation.READ)}))


def admin_options(servers: str, password: str) -> dict[str, Any]:
    """The options of a client that logs in as the broker's own configuration has it."""
    return {
        "bootstrap_servers": servers,
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": ADMIN,
        "sasl_plain_password": password,
    }


async def let_in(options: Mapping[str, Any], logins: Iterable[Login]) -> None:
    """Makes the logins and gives them their rights; `options` are the admin's. Safe to repeat.

    They may enter when it returns: the broker takes up what it was told after it answered, all in the order in which
    it was told. Raises `KafkaError` and `TimeoutError`.
    """
    logins = list(logins)
    async with asyncio.timeout(PATIENCE):
        client = await _connected(options)
        try:
            creations = [_creation(login.user, right) for login in logins for right in sorted(login.rights, key=str)]
            if creations:
                await _ask(client, _CreateAcls(creations), "creation_responses")
            await _ask(client, _AlterScram([], [_credential(login) for login in logins]), "results")
            if logins:
                await _until_entered(options, logins[-1])
        finally:
            with suppress(Exception):
                await client.close()


async def shut_out(options: Mapping[str, Any], user: str) -> None:
    """Takes a login and its rights away. Raises `KafkaError` and `TimeoutError`."""
    async with asyncio.timeout(PATIENCE):
        client = await _connected(options)
        try:
            await _ask(client, _AlterScram([(user, _SHA_512, {})], []), "results")
            await _ask(client, _DeleteAcls(user), "filter_responses")
        finally:
            with suppress(Exception):
                await client.close()


async def _until_entered(options: Mapping[str, Any], login: Login) -> None:
    for _ in range(_TRIES):
        if await _enters(options, login):
            return
        await asyncio.sleep(_PAUSE)
    raise TimeoutError(f"the broker does not take up the login {login.user}")


async def _enters(options: Mapping[str, Any], login: Login) -> bool:
    """Whether the broker lets that login in; the library would tell of a refusal as of an error."""
    theirs = {"sasl_mechanism": MECHANISM, "sasl_plain_username": login.user, "sasl_plain_password": login.password}
    library = logging.getLogger("aiokafka")
    library.addFilter(_not_refused)
    try:
        client = await _connected({**options, **theirs})
    except KafkaConnectionError:
        return False
    finally:
        library.removeFilter(_not_refused)
    await client.close()
    return True


def _not_refused(record: logging.LogRecord) -> bool:
    return SaslAuthenticationFailed.__name__ not in record.getMessage()


async def _connected(options: Mapping[str, Any]) -> AIOKafkaClient:
    client = AIOKafkaClient(**options)
    try:
        await client.bootstrap()
    except BaseException:
        with suppress(Exception):
            await client.close()
        raise
    return client


async def _ask(client: Any, request: Request[Any], answers: str) -> None:  # noqa: ANN401 - untyped in the library
    node: Any = client.get_random_node()
    for _ in range(_TRIES):
        if await client.ready(node):
            break
        await asyncio.sleep(_PAUSE)
    answer: Any = await client.send(node, request)
    told: list[dict[str, Any]] = answer.to_object()[answers]
    for each in told:
        if (error := for_code(each["error_code"])) is not NoError:
            raise error(each["error_message"])


def _credential(login: Login) -> tuple[object, ...]:
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha512", login.password.encode(), salt, _ITERATIONS)
    return (login.user, _SHA_512, _ITERATIONS, salt, salted, {})


def _creation(user: str, right: Right) -> tuple[object, ...]:
    return (_TOPIC, right.topic, _LITERAL, f"User:{user}", "*", int(right.operation), _ALLOW)


class _AlterScramResponse(Response):
    API_KEY = 51  # type: ignore[assignment, override] # the library's own classes say it so
    API_VERSION = 0  # type: ignore[assignment, override]
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "results",
            CompactArray(
                ("user", CompactString("utf-8")),
                ("error_code", Int16),
                ("error_message", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _AlterScramRequest(RequestStruct):
    API_KEY = 51
    API_VERSION = 0
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _AlterScramResponse
    SCHEMA = Schema(
        ("deletions", CompactArray(("name", CompactString("utf-8")), ("mechanism", Int8), ("tags", TaggedFields))),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("mechanism", Int8),
                ("iterations", Int32),
                ("salt", CompactBytes),
                ("salted_password", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _AlterScram(Request[_AlterScramRequest]):
    """AlterUserScramCredentials, which the library does not have."""

    API_KEY = 51

    def __init__(self, deletions: Sequence[tuple[object, ...]], upsertions: Sequence[tuple[object, ...]]) -> None:
        self._said = (list(deletions), list(upsertions))

    def build(self, request_struct_class: type[_AlterScramRequest]) -> _AlterScramRequest:
        return request_struct_class(*self._said, {})


class _CreateAcls(Request[CreateAclsRequest_v1]):
    """CreateAcls for many rights at once; the library's own asks for one."""

    API_KEY = 30

    def __init__(self, creations: Sequence[tuple[object, ...]]) -> None:
        self._creations = list(creations)

    def build(self, request_struct_class: type[CreateAclsRequest_v1]) -> CreateAclsRequest_v1:
        return request_struct_class(self._creations)


class _DeleteAcls(Request[DeleteAclsRequest_v1]):
    """DeleteAcls for all that one login may do."""

    API_KEY = 31

    def __init__(self, user: str) -> None:
        self._user = user

    def build(self, request_struct_class: type[DeleteAclsRequest_v1]) -> DeleteAclsRequest_v1:
        return request_struct_class([(_ANY, None, _ANY, f"User:{self._user}", None, _ANY, _ANY)])
