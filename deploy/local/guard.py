"""Becomes another program that cannot outlive the process that started it.

Run as a script by `deploy.local.process`, with the standard library alone: `guard.py <options> -- program arguments`.
On Linux the kernel is asked to signal the program when its parent dies, and this process turns into the program. Where
that does not exist (macOS) it stays as a watchdog: the parent holds the other end of a pipe, and its end means death.
"""

import argparse
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import NoReturn

_PR_SET_PDEATHSIG = 1
_FALLBACK_UNPRIVILEGED = 65534


def become(user: str) -> None:
    """Give up root's rights for those of `user`."""
    try:
        entry = pwd.getpwnam(user)
        uid, gid = entry.pw_uid, entry.pw_gid
    except KeyError:
        uid = gid = _FALLBACK_UNPRIVILEGED
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with_parent(parent: int, number: int) -> None:
    """Ask Linux to send signal `number` to this process when `parent` dies; ends at once if that has happened."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def watch(program: list[str], alive: int, number: int) -> int:
    """Run the program as a child until it ends; sends it signal `number` when the pipe `alive` is closed."""
    child = subprocess.Popen(program)

    def forward(received: int, _frame: FrameType | None) -> None:
        child.send_signal(received)

    def wait_for_end_of_parent() -> None:
        while os.read(alive, 1):
            pass
        child.send_signal(number)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, forward)
    threading.Thread(target=wait_for_end_of_parent, daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


def main() -> NoReturn:
    """Reads the options, then becomes or watches the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", type=int, required=True)
    parser.add_argument("--user")
    parser.add_argument("--alive", type=int, help="watch, by this end of a pipe, instead of asking the kernel")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    if options.user:
        become(options.user)
    if options.alive is not None:
        sys.exit(watch(options.program, options.alive, options.signal))
    # After the change of user, which would clear it again.
    die_with_parent(options.parent, options.signal)
    os.execv(options.program[0], options.program)  # noqa: S606  the program replaces this one, without a shell


if __name__ == "__main__":
    main()
