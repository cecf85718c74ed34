"""One trace from the desk's request to the other service's table, and nothing personal in what is measured."""

import json
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services import intake, reporting
from shared.ids import uuid7
from shared.telemetry import set_up
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.test_consumer import reached_by

ZACHARO = "/el63/3905/zacharo"


async def test_a_visit_is_one_trace_over_http_sql_kafka_and_the_other_services_table(
    stage: Stage, provider: TestProvider
) -> None:
    spans = InMemorySpanExporter()
    tracing = TracerProvider()
    tracing.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(tracing)
    AsyncPGInstrumentor(capture_parameters=False).instrument()
    follows: Any = reporting.blueprint(stage.kafka, stage.topic_prefix, bytes(32))
    asked = "4bf92f3577b34da6a3ce929d0e0e4736"
    person = str(uuid7())
    try:
        async with stage.serve(intake.BLUEPRINT) as reception, stage.serve(follows) as follower:
            body = {
                "unit": str(uuid7()),
                "centre": ZACHARO,
                "topic": "goods",
                "channel": "email",
                "person": person,
            }
            headers = provider.bearer(f"receptionist@{ZACHARO}")
            headers |= {"If-None-Match": "*", "traceparent": f"00-{asked}-00f067aa0ba902b7-01"}
            answer = await reception.http.put(f"/visits/{uuid7()}", json=body, headers=headers)
            assert answer.status_code == 201
            assert await reached_by(follower, answer.headers["kentro-position"])
            metrics = (await reception.http.get("/metrics")).text
            behind = (await follower.http.get("/metrics")).text
    finally:
        AsyncPGInstrumentor().uninstrument()

    ours = [span for span in spans.get_finished_spans() if span.context and f"{span.context.trace_id:032x}" == asked]
    names = {span.name for span in ours}
    assert {"project", "relay", "consume"} <= names
    assert any(name.startswith("PUT") for name in names), names
    assert any("INSERT" in name or "SELECT" in name for name in names), names
    everything = json.dumps([json.loads(span.to_json()) for span in spans.get_finished_spans()])
    for secret in (person, "Bearer", "somebody"):
        assert secret not in everything
        assert secret not in metrics
    assert (
        'kentro_http_request_seconds_count{method="PUT",route="/visits/{visit}",service="intake",status="201"}'
        in metrics
    )
    for reader in ("consumer intake", "consumer registry"):
        assert f'kentro_lag_positions{{reader="{reader}",service="reporting"}}' in behind
        assert f'kentro_lag_seconds{{reader="{reader}",service="reporting"}}' in behind


def test_a_fault_is_logged_by_its_place_and_never_by_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    import structlog

    set_up("test")
    try:
        raise ValueError("Παπαδοπούλου Μαρία")
    except ValueError:
        structlog.get_logger().exception("test.failed", kind="visit")
    structlog.reset_defaults()
    line = json.loads(capsys.readouterr().out)
    assert (line["event"], line["error"], line["kind"]) == ("test.failed", "ValueError", "visit")
    assert line["at"]
    assert "Παπαδοπούλου" not in json.dumps(line, ensure_ascii=False)
