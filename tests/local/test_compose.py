"""Containers get the same settings, by the same names, as the processes of a bare machine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.artifacts import KAFKA, KEYCLOAK
from deploy.local.installation import PORT_NAMES, PORTAL, SERVICES, External, Installation
from deploy.local.process import basic_environment
from shared.provision import ServiceDatabases

CHECKOUT = Path(__file__).parents[2]
OPTIONAL = {"LOG_LEVEL", "OTEL_EXPORTER_OTLP_ENDPOINT"}
# The image says where to listen; only the launcher's region is a demo.
ELSEWHERE = {"HOST", "PORT", "DEMO", "PYTHONUNBUFFERED"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]


@pytest.mark.parametrize("name", [*SERVICES, PORTAL])
def test_a_service_has_the_settings_that_the_launcher_gives(name: str, compose: dict[str, Any], tmp_path: Path) -> None:
    ports = {part: 20_000 + number for number, part in enumerate(PORT_NAMES)}
    installation = Installation(tmp_path, ports, External(), {})
    part = installation.service(name, ServiceDatabases("owner", "api", "projector", "keys"))

    given = set(part.environment) - set(basic_environment()) - ELSEWHERE

    assert set(compose[name]["environment"]) - OPTIONAL == given


def test_the_parts_have_the_versions_of_the_lock(compose: dict[str, Any]) -> None:
    assert compose["kafka"]["image"].endswith(f":{KAFKA}")
    assert compose["keycloak"]["image"].endswith(f":{KEYCLOAK}")


def test_every_build_is_a_stage_of_the_dockerfile(compose: dict[str, Any]) -> None:
    stages = set(re.findall(r"^FROM \S+ AS (\S+)$", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE))

    built = {service["build"]["args"]["SERVICE"] for service in compose.values() if "build" in service}

    assert built == {*SERVICES, PORTAL, "provision"}
    assert built <= stages


def test_nothing_is_published_beyond_this_machine(compose: dict[str, Any]) -> None:
    published = [port for service in compose.values() for port in service.get("ports", [])]

    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_what_is_mounted_from_the_checkout_is_there(compose: dict[str, Any]) -> None:
    mounted = [volume.split(":") for service in compose.values() for volume in service.get("volumes", [])]
    ours = {source: target for source, target, *_ in mounted if source.startswith("./")}

    assert ours["./deploy/keycloak/themes/kentro"] == "/opt/keycloak/themes/kentro"
    assert [source for source in ours if not (CHECKOUT / source).exists()] == []
