"""Property tests: the same examples each time, and no stopwatch on a machine that does other things as well."""

from hypothesis import settings

settings.register_profile("unit", deadline=None, derandomize=True)
settings.load_profile("unit")
