"""The Chromium that browser tests drive: found on this machine, or brought by `python -m tests.browser`."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import which

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium refuses to run as root with its sandbox.
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),
)


class NoBrowser(RuntimeError):
    """There is no Chromium and none could be installed; the message says what to do."""


def found() -> Path | None:
    """A Chromium or Chrome of this machine, or the one that Playwright brought."""
    for name in _NAMES:
        if path := which(name):
            return Path(path)
    return next((path for path in (_MACOS, *_of_playwright()) if path.is_file()), None)


def chromium() -> Path:
    """As `found`. Raises `NoBrowser`."""
    if path := found():
        return path
    raise NoBrowser("No Chromium found. Install one (`make browser`), or put chromium or google-chrome on PATH.")


def brought() -> Path:
    """As `found`, installing one where there is none: with apt where that is allowed, else with Playwright.

    Raises `NoBrowser`.
    """
    for attempt in _attempts():
        if path := found():
            return path
        for command in attempt:
            if subprocess.run(command, check=False).returncode:
                break
    return chromium()


def _attempts() -> Iterator[Sequence[Sequence[str]]]:
    update, install = ["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]
    if which("apt-get"):
        if os.geteuid() == 0:
            yield (update, install)
        elif which("sudo"):
            yield (["sudo", "-n", *update], ["sudo", "-n", *install])
    yield ([sys.executable, "-m", "playwright", "install", "chromium"],)


def _of_playwright() -> Iterator[Path]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield Path(playwright.chromium.executable_path)


def main() -> int:
    """Says which browser there is, after bringing it where none was."""
    try:
        sys.stdout.write(f"{brought()}\n")
    except NoBrowser as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
