"""A model of the kernel, and the real parts that are held against it."""

import pytest

pytest.register_assert_rewrite("tests.integration.model.model", "tests.integration.model.world")
