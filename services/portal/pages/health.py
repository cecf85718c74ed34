"""What the supervisor asks."""

import asyncpg
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.portal.portal import portal_of
from shared.database import LOST

router = APIRouter(include_in_schema=False)


@router.get("/health/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/health/ready")
async def ready(request: Request) -> Response:
    """Ready when sessions can be read; the services' own state is theirs to tell."""
    try:
        await portal_of(request).sessions.ping()
    except (*LOST, asyncpg.PostgresError):
        return JSONResponse({"status": "waiting"}, 503)
    return JSONResponse({"status": "ready"})


@router.get("/metrics")
async def metrics() -> Response:
    """For Prometheus; the ingress keeps it inside."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
