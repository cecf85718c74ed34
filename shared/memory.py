"""The collector of cyclic garbage, set for processes that stand for weeks and make many small things."""

import gc

_YOUNG, _OLDER, _OLDEST = 50_000, 20, 100


def spare_what_stays() -> None:
    """What there is by now is not looked through again, and what is new less often.

    A process calls it once it stands. Otherwise every few answers one of them waits until modules, routes and
    templates were looked through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _OLDER, _OLDEST)
