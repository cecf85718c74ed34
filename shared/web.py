"""HTTP as every service speaks it: problem details, security headers, request ids, limits, health.

The only module that knows status codes.
"""

import re
from collections.abc import Mapping
from secrets import token_hex
from time import perf_counter
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.auth import NotAuthenticated, ProviderAway
from shared.database import LOST, PASSING
from shared.domain import Refused
from shared.eventstore import Busy, Claimed, CommandReused, OutcomeUnknown, VersionChanged
from shared.invalid import field_errors
from shared.problems import TYPE_BASE, Catalogue, Problem, preferred_language
from shared.telemetry import requests_seconds
from shared.vault import KeysAway

BODY_LIMIT = 1_000_000
"""Bytes of a request's body, where its endpoint does not take a longer one by `request.state.body_limit`."""

PROBLEM_JSON = "application/problem+json"

_STATUS: Mapping[str, int] = {
    "not-authenticated": 401,
    "ticket-required": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "stale": 412,
    "too-large": 413,
    "wrong-content-type": 415,
    "invalid": 422,
    "malformed": 422,
    "malformed-header": 422,
    "command-reused": 422,
    "precondition-required": 428,
    "fault": 500,
    "busy": 503,
    "damaged": 503,
    "keys-away": 503,
}
_OF_STATUS = {
    400: "malformed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "wrong-content-type",
}
_OTHERWISE = 409

_SECURITY = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger()


def create_app(service: str, title: str, catalogue: Catalogue, **options: Any) -> FastAPI:  # noqa: ANN401
    """An application whose every answer, the refusals included, has the house's form."""
    app = FastAPI(
        title=title,
        version="1",
        docs_url=None,
        redoc_url=None,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        # A redirect would name the host that the request names, and every address here has one form.
        redirect_slashes=False,
        **options,
    )
    app.state.catalogue = catalogue
    for refusal, code in _SIMPLE.items():
        app.add_exception_handler(refusal, _answering(code))
    for passing in (*LOST, *PASSING):
        app.add_exception_handler(passing, _answering("busy"))
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(VersionChanged, _stale)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(InvalidTag, _damaged)
    app.add_exception_handler(Exception, _fault)
    app.add_middleware(Edge, service=service)
    app.add_api_route("/metrics", _metrics, include_in_schema=False)
    return app


_SIMPLE: Mapping[type[Exception], str] = {
    NotAuthenticated: "not-authenticated",
    CommandReused: "command-reused",
    Claimed: "taken",
    Busy: "busy",
    OutcomeUnknown: "busy",
    ProviderAway: "busy",
    KeysAway: "keys-away",
}


def status_of(code: str) -> int:
    """The status that a problem of that code is answered with."""
    return _STATUS.get(code, _OTHERWISE)


def problem_response(request: Request, problem: Problem) -> JSONResponse:
    """The problem as RFC 9457 has it, in the language that the request prefers."""
    catalogue: Catalogue = request.app.state.catalogue
    language = preferred_language(request.headers.get("accept-language"))
    status = status_of(problem.code)
    body: dict[str, object] = {
        "type": TYPE_BASE + problem.code,
        "title": catalogue.title(problem.code, language),
        "status": status,
        "detail": catalogue.detail(problem.code, language, problem.facts),
        **problem.extra,
    }
    if problem.errors:
        body["errors"] = [
            {
                "pointer": error.pointer,
                "code": error.code,
                "detail": catalogue.detail(error.code, language, error.facts),
            }
            for error in problem.errors
        ]
    headers = {"Content-Language": language}
    if status == 503:
        headers["Retry-After"] = "2"
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, media_type=PROBLEM_JSON)


def _answering(code: str) -> Any:  # noqa: ANN401 - Starlette's own type for handlers is wider
    async def answer(request: Request, _: Exception) -> Response:
        return problem_response(request, Problem(code))

    return answer


async def _problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return problem_response(request, problem)


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    return problem_response(request, Problem(refused.code, refused.facts))


async def _stale(request: Request, changed: Exception) -> Response:
    assert isinstance(changed, VersionChanged)
    answer = problem_response(request, Problem("stale", extra={"version": changed.version}))
    answer.headers["ETag"] = f'"{changed.version}"'
    return answer


async def _invalid(request: Request, invalid: Exception) -> Response:
    assert isinstance(invalid, RequestValidationError)
    found = invalid.errors()
    if any(error["type"] == "json_invalid" for error in found):
        return problem_response(request, Problem("malformed"))
    if any(error["loc"][:1] == ("path",) for error in found):
        return problem_response(request, Problem("not-found"))
    return problem_response(request, Problem("invalid", errors=field_errors(found, invalid.body)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_response(request, Problem(_OF_STATUS.get(error.status_code, "malformed")))


async def _damaged(request: Request, damaged: Exception) -> Response:
    """Something sealed is not what was sealed there: nobody reads it, and whoever runs this is told."""
    _log.error("http.damaged", route=request.scope.get("path"), exc_info=damaged)
    return problem_response(request, Problem("damaged", {"request": request.state.request_id}))


async def _fault(request: Request, fault: Exception) -> Response:
    _log.error("http.fault", route=request.scope.get("path"), exc_info=fault)
    return problem_response(request, Problem("fault", {"request": request.state.request_id}))


async def _metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class Edge:
    """Names each request, bounds its body, sets the headers that every answer carries, and measures it."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        request_id = given if _REQUEST_ID.fullmatch(given) else token_hex(8).encode()
        scope.setdefault("state", {})["request_id"] = request_id.decode()
        begun = perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name for name, _ in message["headers"]}
                own = [(b"x-request-id", request_id), *_SECURITY]
                if behind := scope["state"].get("behind"):
                    own.append((b"kentro-behind", behind.encode()))
                message["headers"] = [*message["headers"], *((n, v) for n, v in own if n not in present)]
            await send(message)

        taken = 0

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > scope["state"].get("body_limit", BODY_LIMIT):
                raise HTTPException(413)
            return message

        try:
            await self._app(scope, receiving, sending)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            requests_seconds.labels(self._service, route, scope["method"], status).observe(perf_counter() - begun)
