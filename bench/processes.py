"""The processes of a running region: what they hold and what they spent."""

import os
from collections.abc import Mapping
from contextlib import suppress

import psutil

SERVICES = ("registry", "intake", "referral", "reporting", "portal")


def services() -> Mapping[str, psutil.Process]:
    """Ours, by the name that ends their command line."""
    found: dict[str, psutil.Process] = {}
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            words = child.cmdline()
            if words[-3:-1] == ["-m", "services"]:
                found[words[-1]] = child
    return found


def spent() -> dict[int, float]:
    """Seconds of processor time by process: services, PostgreSQL's backends, Kafka and Keycloak.

    What our own children spent that have ended, such as an operator's commands, stands under no process of theirs: 0.
    """
    ended = os.times()
    seconds: dict[int, float] = {0: ended.children_user + ended.children_system}
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            seconds[child.pid] = times.user + times.system
    return seconds


def spent_since(before: Mapping[int, float]) -> float:
    """Seconds of processor time since then. A process that began later counts from its beginning."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in spent().items())


def resident() -> float:
    """Bytes of memory that all of them hold together, what they share counted once."""
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += child.memory_full_info().pss
    return total
