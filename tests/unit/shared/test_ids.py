import time
from uuid import UUID

import pytest

from shared.ids import made_at, uuid7


def test_ids_ascend_and_have_the_version_and_variant_of_rfc_9562() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_an_id_tells_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    assert before - 1 <= made_at(uuid7()) <= time.time_ns() // 1_000_000 + 1


def test_the_moment_stands_in_the_first_48_bits() -> None:
    assert made_at(UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")) == 0x017F22E279B0


def test_another_version_tells_no_moment() -> None:
    with pytest.raises(ValueError, match="version 7"):
        made_at(UUID("5c146b14-3c52-4afd-938a-375d0df1fbf6"))
