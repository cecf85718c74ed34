from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from shared.ids import uuid7
from shared.telemetry import Lag

START = datetime(2026, 3, 5, 9, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("shared.telemetry.time", clock)
    return clock


def measured(name: str, service: str) -> float | None:
    return REGISTRY.get_sample_value(name, {"service": service, "reader": "projector"})


def test_a_reader_that_is_stuck_grows_older_at_every_look(clock: Clock) -> None:
    service = str(uuid7())
    lag = Lag(service, "projector")
    lag.lead(True)
    lag.done(START - timedelta(seconds=2), 40)
    assert measured("kentro_lag_positions", service) == 40
    assert measured("kentro_lag_seconds", service) == 2
    clock.now += timedelta(seconds=30)
    assert measured("kentro_lag_seconds", service) == 32
    lag.at_end()
    assert measured("kentro_lag_positions", service) == 0
    assert measured("kentro_lag_seconds", service) == 0


def test_a_copy_that_does_not_lead_is_not_behind(clock: Clock) -> None:
    service = str(uuid7())
    lag = Lag(service, "projector")
    lag.lead(True)
    lag.done(START - timedelta(hours=1), 7)
    lag.lead(False)
    clock.now += timedelta(hours=1)
    assert measured("kentro_lag_positions", service) == 0
    assert measured("kentro_lag_seconds", service) == 0
