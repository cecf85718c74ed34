"""The shortest run: a service is killed, the broker loses everything; nothing is lost, doubled or out of order."""

from tests.chaos.__main__ import run


async def test_a_killed_service_and_a_wiped_broker_lose_and_double_nothing() -> None:
    verdicts = await run(7, {"service_kills": 1, "kafka_wiped": 1})
    assert [f"{verdict.fault}: {verdict.failures}" for verdict in verdicts if not verdict.held] == []
    assert len(verdicts) == 3
