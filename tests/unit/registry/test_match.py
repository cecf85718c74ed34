"""A small run of `make match`: the promise itself is kept on 20,000 pairs."""

import ast
from pathlib import Path

import pytest

from tests import match
from tests.match.measure import known, measure, report
from tests.match.pairs import OTHERS, SAME, made


@pytest.mark.parametrize("seed", [1, 20261125])
def test_near_duplicates_are_told_from_others(seed: int) -> None:
    result = measure(made(3_000, seed))
    assert result.good, report(result, seed)


def test_the_same_seed_makes_the_same_pairs() -> None:
    assert made(200, 7) == made(200, 7)
    assert made(200, 7) != made(200, 8)


def test_the_kinds_of_pairs_are_whole_and_each_is_made() -> None:
    for shares in (SAME, OTHERS):
        assert sum(share for share, _ in shares.values()) == pytest.approx(1)
    assert {pair.kind for pair in made(3_000, 1)} == SAME.keys() | OTHERS.keys()


def test_a_pair_in_a_registry_shares_no_number_that_belongs_to_one_record() -> None:
    pairs = [pair for pair in made(3_000, 3) if pair.same]
    sharing = [pair for pair in pairs if set(known(pair.one, 1).identifiers) & set(known(pair.other, 2).identifiers)]
    assert 0.1 < len(sharing) / len(pairs) < 0.5


def test_the_pairs_are_made_without_the_matchers_code() -> None:
    for source in Path(match.__path__[0]).glob("*.py"):
        if source.stem in ("measure", "__main__"):
            continue
        for node in ast.walk(ast.parse(source.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.startswith(("shared", "services"))], source
