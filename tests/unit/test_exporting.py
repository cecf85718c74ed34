"""What a person's copy leaves out, whichever service's rows it is of."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, cast

import pytest

from shared.exporting import OTHERS
from shared.service import Blueprint
from shared.views import View
from tests.unit.test_house_rules import BLUEPRINTS


def rows_about_persons(blueprint: Blueprint) -> Iterator[type[Any]]:
    effects: list[object] = [*blueprint.views, *(view for each in blueprint.follows for view in each.views)]
    for effect in effects:
        if isinstance(effect, View) and (view := cast("View[Any, Any]", effect)).persons:
            yield view.row


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda each: each.name)
def test_no_copy_names_who_of_the_staff_did_something(blueprint: Blueprint) -> None:
    rows = [*rows_about_persons(blueprint)]
    assert rows
    names = {field.name for row in rows for field in fields(row) if "str" in str(field.type)}
    assert {name for name in names if name.endswith("_by")} <= OTHERS
