"""Logs, traces and metrics, the same in every service, and none with personal data."""

import logging
import re
import sys
import traceback
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from time import monotonic, time
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanContext, TraceFlags
from prometheus_client import Counter, Gauge, Histogram

_tracer = trace.get_tracer("kentro")
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")

requests_seconds = Histogram(
    "kentro_http_request_seconds",
    "Server time of HTTP requests",
    ["service", "route", "method", "status"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
_lag_positions = Gauge("kentro_lag_positions", "Positions that a reader is behind its source", ["service", "reader"])
_lag_seconds = Gauge("kentro_lag_seconds", "Age of what a reader knows of its source", ["service", "reader"])
_stopped = Gauge("kentro_reader_stopped", "1 while a reader has stopped at a gap", ["service", "reader"])
parked_records = Counter("kentro_parked_records", "Records put aside because they could not be applied", ["service"])


class Lag:
    """How far one reader is behind, as metrics and for the ready endpoint.

    The seconds go on while a reader is stuck or its source is away, however this machine's clock jumps meanwhile; those
    of a copy that does not lead stay at 0.
    """

    def __init__(self, service: str, reader: str) -> None:
        self.is_stopped = False
        self._led = False
        self._whole_at = monotonic()
        self._positions = _lag_positions.labels(service, reader)
        self._stopped = _stopped.labels(service, reader)
        _lag_seconds.labels(service, reader).set_function(self.seconds)

    def lead(self, here: bool) -> None:
        """The reader reads in this process from now on, or does no more."""
        self._led = here
        self.at_end()

    def done(self, recorded_at: datetime, behind: int) -> None:
        """The reader applied what was recorded then, and is that many positions behind."""
        self._positions.set(behind)
        self._whole_at = monotonic() - max(0.0, time() - recorded_at.timestamp())

    def at_end(self) -> None:
        """The reader has asked its source just now, and nothing is left."""
        self._positions.set(0)
        self._whole_at = monotonic()

    def seconds(self) -> float:
        """The age of what the reader knows."""
        return monotonic() - self._whole_at if self._led else 0.0

    def stopped(self, yes: bool) -> None:
        """The reader met a gap and does not go on, or goes on again."""
        self.is_stopped = yes
        self._stopped.set(yes)


def set_up(service: str, *, level: str = "INFO", otlp_endpoint: str | None = None) -> None:
    """JSON logs with trace ids to standard output; spans to the collector where one is named."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_trace,
            _without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    if otlp_endpoint:
        provider = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "kentro"}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{otlp_endpoint.rstrip('/')}/v1/traces")))
        trace.set_tracer_provider(provider)
        AsyncPGInstrumentor(capture_parameters=False).instrument()


def _with_trace(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:  # noqa: ANN401
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
        event["span_id"] = f"{context.span_id:016x}"
    return event


def _without_values(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:  # noqa: ANN401
    """Tracebacks name the places, never the values: an exception's text may quote somebody's data."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["error"] = type(error).__name__
        event["at"] = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return event


def current_traceparent() -> str | None:
    """The W3C traceparent of the current span, to store beside what it causes."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


@contextmanager
def span_of(name: str, traceparents: Iterable[str | None]) -> Generator[None]:
    """A span for work on behalf of earlier requests: a child of the only one, or linked to all of them."""
    contexts = [context for parent in dict.fromkeys(traceparents) if parent and (context := _parsed(parent))]
    if len(contexts) == 1:
        parent = trace.set_span_in_context(trace.NonRecordingSpan(contexts[0]))
        with _tracer.start_as_current_span(name, context=parent):
            yield
    elif contexts:
        with _tracer.start_as_current_span(name, links=[Link(context) for context in contexts[:64]]):
            yield
    else:
        yield


def _parsed(traceparent: str) -> SpanContext | None:
    match = _TRACEPARENT.fullmatch(traceparent)
    if match is None:
        return None
    return SpanContext(int(match[1], 16), int(match[2], 16), is_remote=True, trace_flags=TraceFlags(int(match[3], 16)))
