"""The short form of `make probe`: nobody learns of what is not theirs, and a leak would be found."""

import pytest

from shared.scope import Principal, Reach
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.probe.__main__ import probed
from tests.probe.world import WATCHED

PROBES = 1_500


async def test_nothing_leaks_across_scopes(stage: Stage, provider: TestProvider) -> None:
    prober, leaks = await probed(stage, provider, 5, PROBES)
    assert leaks == []
    assert prober.asked >= PROBES
    assert prober.kinds == {
        "person",
        "visit",
        "referral",
        "merge",
        "pair",
        "transfer",
        "document",
        "pre_check",
        "household",
    } | {*WATCHED}
    assert len(prober.routes) > 20


async def test_a_leak_is_found(stage: Stage, provider: TestProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Principal.paths

    def everywhere(principal: Principal, reach: Reach) -> list[str]:
        return ["/el63", "/el65"] if reach is Reach.BASIC and principal.id == "stranger" else own(principal, reach)

    monkeypatch.setattr(Principal, "paths", everywhere)
    _, leaks = await probed(stage, provider, 5, 300)
    assert leaks
