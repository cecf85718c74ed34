"""`kentro run`: everything on this machine."""

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path

from deploy.local.installation import External
from deploy.local.stack import Wish, run

HELP = "start and supervise PostgreSQL, Kafka, Keycloak, the services and a demo region on this machine"

_CHECKOUT = Path(__file__).parents[1]
_PASSED_ON = ("LOG_LEVEL", "OTEL_EXPORTER_OTLP_ENDPOINT")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--data-dir", type=Path, default=_CHECKOUT / ".kentro", help="default: .kentro in the checkout")
    parser.add_argument("--port", type=int, help="the portal's port, remembered for later runs")
    parser.add_argument("--no-services", action="store_true", help="start only what the services need")
    parser.add_argument("--no-demo", action="store_true", help="do not load the demo region")


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Runs until a signal asks to stop. Parts whose address stands in the environment are not started."""
    external = External(
        database_url=environment.get("DATABASE_URL"),
        kafka_bootstrap=environment.get("KAFKA_BOOTSTRAP"),
        oidc_issuer=environment.get("OIDC_ISSUER"),
        oidc_client_id=environment.get("OIDC_CLIENT_ID"),
        oidc_client_secret=environment.get("OIDC_CLIENT_SECRET"),
    )
    wish = Wish(
        directory=options.data_dir,
        external=external,
        portal_port=options.port,
        services=not options.no_services,
        demo=not options.no_demo,
        passed_on={name: environment[name] for name in _PASSED_ON if name in environment},
    )
    return asyncio.run(run(wish))
