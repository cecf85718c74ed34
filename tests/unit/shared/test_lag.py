from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from shared.ids import uuid7
from shared.telemetry import Lag

START = datetime(2026, 3, 5, 9, tzinfo=UTC)


class Clock:
    """What the machine takes for the time, and the seconds that really pass."""

    def __init__(self) -> None:
        self.now = START
        self.passed = 0.0

    def passes(self, seconds: float) -> None:
        self.passed += seconds
        self.jumps(seconds)

    def jumps(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("shared.telemetry.time", lambda: clock.now.timestamp())
    monkeypatch.setattr("shared.telemetry.monotonic", lambda: clock.passed)
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
    clock.passes(30)
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
    clock.passes(3_600)
    assert measured("kentro_lag_positions", service) == 0
    assert measured("kentro_lag_seconds", service) == 0


@pytest.mark.parametrize("hour", [3_600, -3_600])
def test_a_clock_that_jumps_neither_hides_that_a_reader_is_stuck_nor_says_that_it_is(clock: Clock, hour: int) -> None:
    service = str(uuid7())
    lag = Lag(service, "projector")
    lag.lead(True)
    lag.at_end()
    clock.jumps(hour)
    assert measured("kentro_lag_seconds", service) == 0
    clock.passes(30)
    assert measured("kentro_lag_seconds", service) == 30


def test_what_a_clock_that_is_behind_takes_for_the_future_counts_as_now(clock: Clock) -> None:
    service = str(uuid7())
    lag = Lag(service, "projector")
    lag.lead(True)
    lag.done(START + timedelta(hours=1), 0)
    assert measured("kentro_lag_seconds", service) == 0
    clock.passes(30)
    assert measured("kentro_lag_seconds", service) == 30
