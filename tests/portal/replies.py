"""What a service answers, as a response on the wire."""

from collections.abc import Callable
from typing import Any

import httpx2
import msgspec

Reply = httpx2.Response
Answers = Callable[[httpx2.Request], Reply]


def reply(body: Any, status: int = 200, **headers: str) -> Reply:
    kind = "application/problem+json" if status >= 400 else "application/json"
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, content=msgspec.json.encode(body), headers={"Content-Type": kind, **names})


def problem(status: int, code: str, detail: str = "Δεν γίνεται.", **extra: Any) -> Reply:
    return reply(
        {"type": f"https://kentro.gr/problems/{code}", "title": "", "status": status, "detail": detail, **extra}, status
    )


def written(service: str) -> Callable[[httpx2.Request], Reply]:
    """What a write answers: id, version, and where it got to."""

    def answer(request: httpx2.Request) -> Reply:
        id_ = request.url.path.split("/")[2]
        return reply(
            {"id": id_, "version": 1, "code": "483920", "number": "ΖΑΧ-2026-00119"},
            201,
            Kentro_Position=f"{service}/3/41",
        )

    return answer


def written_place(request: httpx2.Request) -> Reply:
    return reply({"id": request.url.path.split("/")[2], "version": 10}, Kentro_Position="registry/3/41")
