"""The services' entry point: `python -m services registry|intake|referral|reporting|portal`."""

import argparse
import sys
from importlib import import_module

import uvicorn

from shared.kek import KeyFileUnusable
from shared.telemetry import set_up

KEEP_ALIVE = 75
"""Seconds that an idle connection is kept: longer than any client of ours keeps its own, so that none sends a request
into one that is just being closed."""

SERVICES = ("registry", "intake", "referral", "reporting", "portal")


def main() -> None:
    """Runs one service until it is told to stop; settings come from the environment."""
    parser = argparse.ArgumentParser(prog="python -m services", description=__doc__)
    parser.add_argument("service", choices=SERVICES)
    name = parser.parse_args().service
    module = import_module(f"services.{name}")
    settings = module.Settings()
    set_up(name, level=settings.log_level, otlp_endpoint=settings.otel_exporter_otlp_endpoint)
    try:
        app = module.build(settings)
    except KeyFileUnusable as unusable:
        sys.exit(f"{name} does not start: {unusable}")
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        date_header=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        timeout_keep_alive=KEEP_ALIVE,
    )


if __name__ == "__main__":
    main()
