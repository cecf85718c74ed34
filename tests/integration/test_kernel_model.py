"""Whatever happens in whatever order, the kernel is what a simple model of it says.

Hypothesis chooses the steps; they run on real PostgreSQL and Kafka, in the loop of all tests, while the machine itself
waits in a thread. `KENTRO_MODEL_EXAMPLES` says how many sequences each size of store is led through, and
`KENTRO_MODEL_SEED` which; a failure prints its steps, and the same numbers bring them again.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from shared.domain import Refused
from shared.eventstore import Change, Claimed, Command, CommandReused, Decision, Loaded, Outcome, Stale
from shared.testing.databases import TestDatabases
from tests.conftest import Parts
from tests.integration.conftest import Opened, command
from tests.integration.model.model import Model
from tests.integration.model.world import World, a_world

T = TypeVar("T")

EXAMPLES = int(os.environ.get("KENTRO_MODEL_EXAMPLES", "5"))
SEED = os.environ.get("KENTRO_MODEL_SEED")
PROFILE = settings(
    max_examples=EXAMPLES,
    stateful_step_count=40,
    derandomize=SEED is None,
    database=None,
    deadline=None,
    # A sequence takes seconds; its steps as they were say more than half an hour of looking for fewer.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
STEP = 90.0
"""Seconds that a step may take before it counts as one that never ends."""

streams = st.integers(0, 8).map(lambda number: f"thing-{UUID(int=number)}")
keys = st.sampled_from(["desk", "number-1", "number-2"])
drifts = st.sampled_from([0, 0, 0, 0, -1, 1])
parts = st.sampled_from(["projector", "relay", "consumer"])


class Kernel(RuleBasedStateMachine):
    """One world and the model of it. Each rule does the same to both, and asks whether they agree."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, world: Callable[[], AbstractAsyncContextManager[World]]
    ) -> None:
        super().__init__()
        self.loop = loop
        self.model = Model()
        self.opened = world()
        self.owners = 0
        self.world = self.wait(self.opened.__aenter__())

    def wait(self, step: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(step, self.loop).result(STEP)

    def teardown(self) -> None:
        try:
            self.settle()
        finally:
            self.wait(self.opened.__aexit__(None, None, None))

    def events(self, count: int) -> list[Opened]:
        self.owners += count
        return [Opened(UUID(int=self.owners - n)) for n in range(count)]

    def asked(self, writes: Coroutine[Any, Any, Outcome], asked: Command, refused: type[Exception] | None) -> None:
        """Waits for the answer, which must be that refusal or none."""
        (answer,) = self.wait(_all([writes]))
        if isinstance(answer, Outcome):
            assert refused is None
            self.model.wrote(asked.id, asked.body, answer)
        else:
            assert type(answer) is refused

    @rule(stream=streams, count=st.integers(1, 3), drift=drifts)
    def append(self, stream: str, count: int, drift: int) -> None:
        asked, version = command(), max(0, self.model.version(stream) + drift)
        refused = None if version == self.model.version(stream) else Stale
        self.asked(self.world.store.append(asked, [Change(stream, version, self.events(count))]), asked, refused)

    @rule(both=st.lists(streams, min_size=2, max_size=3, unique=True), drift=drifts)
    def append_to_several(self, both: Sequence[str], drift: int) -> None:
        asked, versions = command(), [self.model.version(stream) for stream in both]
        versions[-1] = max(0, versions[-1] + drift)
        refused = None if versions[-1] == self.model.version(both[-1]) else Stale
        changes = [Change(stream, at, self.events(2)) for stream, at in zip(both, versions, strict=True)]
        self.asked(self.world.store.append(asked, changes), asked, refused)

    @rule(stream=streams, key=keys, takes=st.booleans())
    def claim(self, stream: str, key: str, takes: bool) -> None:
        asked, held, head = command(), self.model.claims().get(key), len(self.model.log)
        refused = Claimed if takes and held not in (None, stream) else None
        changes = [Change(stream, self.model.version(stream), self.events(1))]
        claims = [(key, stream)]
        append = self.world.store.append
        writes = append(asked, changes, claim=claims) if takes else append(asked, changes, release=claims)
        self.asked(writes, asked, refused)
        if refused is None and (takes or held == stream):
            self.model.claimed[head + 1] = key, stream if takes else None

    @rule(chosen=st.integers(0, 1_000), body=st.sampled_from([b"{}", b"{}", b"other"]))
    def ask_again(self, chosen: int, body: bytes) -> None:
        if not self.model.asked:
            return
        asked, (stream, before, first) = list(self.model.asked.items())[chosen % len(self.model.asked)]

        def forbidden(_: Loaded) -> Decision:
            raise Refused("done-before")

        (again,) = self.wait(_all([self.world.store.handle(command(asked, body), stream, forbidden)]))
        if body != before:
            assert isinstance(again, CommandReused)
            return
        assert isinstance(again, Outcome)
        assert again.repeated
        own = [recorded.position for recorded in first.recorded if recorded.stream == stream]
        assert [recorded.position for recorded in again.recorded] == own

    @rule(crowd=st.lists(streams, min_size=2, max_size=24), decides=st.booleans(), loses=st.booleans())
    def many_at_once(self, crowd: Sequence[str], decides: bool, loses: bool) -> None:
        """Of those that saw the same version one writes; who decides again writes too, in whatever order."""
        asked = [(command(), stream, self.events(1)) for stream in crowd if crowd.count(stream) <= 5 or not decides]
        versions = {stream: self.model.version(stream) for stream in crowd}
        if loses:
            self.world.lose_answer(2)
        store = self.world.store
        writes = [
            store.handle(each, stream, lambda _, events=events: events)
            if decides
            else store.append(each, [Change(stream, versions[stream], events)])
            for each, stream, events in asked
        ]
        answers = self.wait(_all(writes))
        written = {stream: 0 for _, stream, _ in asked}
        for (each, stream, _), answer in zip(asked, answers, strict=True):
            if isinstance(answer, Outcome):
                written[stream] += 1
                self.model.wrote(each.id, each.body, answer)
            else:
                assert isinstance(answer, Stale)
        assert written == {stream: crowd.count(stream) if decides else 1 for stream in written}

    @rule(crowd=st.lists(streams, min_size=2, max_size=8, unique=True), key=keys)
    def many_claim_one(self, crowd: Sequence[str], key: str) -> None:
        """Whoever holds it, or else exactly one of them."""
        asked, held = [(command(), stream) for stream in crowd], self.model.claims().get(key)
        writes = [
            self.world.store.append(
                each, [Change(stream, self.model.version(stream), self.events(1))], claim=[(key, stream)]
            )
            for each, stream in asked
        ]
        took: list[str] = []
        for (each, stream), answer in zip(asked, self.wait(_all(writes)), strict=True):
            if isinstance(answer, Outcome):
                took.append(stream)
                self.model.wrote(each.id, each.body, answer)
                self.model.claimed[answer.position] = key, stream
            else:
                assert isinstance(answer, Claimed)
        assert len(took) == 1 if held is None else took == [stream for stream in crowd if stream == held]

    @rule(stream=streams, chunk=st.integers(1, 3))
    def append_and_lose_an_answer(self, stream: str, chunk: int) -> None:
        self.world.lose_answer(chunk)
        self.append(stream, 1, 0)

    @rule(who=parts)
    def stop(self, who: str) -> None:
        self.wait(self.world.stop(who))

    @rule(who=parts)
    def start(self, who: str) -> None:
        self.wait(self.world.start(who))

    @rule(kept=st.integers(0, 3))
    def broker_loses(self, kept: int) -> None:
        self.wait(self.world.lose_records(kept))

    @rule(who=st.sampled_from(["projector", "consumer"]))
    def forget(self, who: str) -> None:
        self.wait(self.world.forget(who))

    @rule(stream=streams)
    def rebuild_beside(self, stream: str) -> None:
        self.settle()
        asked = command()
        change = Change(stream, self.model.version(stream), self.events(1))

        async def meanwhile() -> None:
            self.model.wrote(asked.id, asked.body, await self.world.store.append(asked, [change]))

        self.wait(self.world.rebuild_beside(meanwhile()))

    @rule(batches=st.integers(0, 3))
    def restore(self, batches: int) -> None:
        self.wait(self.world.restore(self.model, batches))

    @rule()
    def settle(self) -> None:
        self.wait(self.world.settled(self.model))


async def _all(writes: Sequence[Coroutine[Any, Any, Outcome]]) -> Sequence[Outcome | BaseException]:
    return await asyncio.gather(*writes, return_exceptions=True)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pause of the kernel is short, so that a sequence of steps takes seconds."""
    for name in ("shared.leader._PAUSE", "shared.flusher.RECONNECT_PAUSE", "shared.log.IDLE_POLL"):
        monkeypatch.setattr(name, 0.02)
    monkeypatch.setattr("shared.consumer.POLL_MS", 50)
    monkeypatch.setattr("shared.rebuilding.PATIENCE", 10.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("connections", [1, 2])
async def test_the_kernel_is_what_its_model_says(
    connections: int, parts: Parts, test_databases: TestDatabases, kek_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.flusher.CONNECTIONS", connections)
    loop = asyncio.get_running_loop()

    def of_a_new_world() -> Kernel:
        return Kernel(loop, lambda: a_world(test_databases, parts.kafka_bootstrap, kek_file))

    kernel: Any = of_a_new_world
    if SEED is not None:
        kernel = seed(int(SEED))(kernel)
    await asyncio.to_thread(run_state_machine_as_test, kernel, settings=PROFILE)
