"""The net under all tests catches what it is there for."""

import logging

import httpx2
import structlog

from tests.canaries import Net

NAME = "Μηδενόπουλος"


async def test_what_is_logged_answered_or_fails_with_a_name_is_caught() -> None:
    net = Net((NAME,))
    with net.spread():
        structlog.get_logger().warning("planted", name=NAME)
        logging.getLogger("asyncpg").error("Key (surname)=(%s) exists", NAME)
        try:
            raise ValueError(NAME)
        except ValueError as fault:
            structlog.get_logger().error("planted", exc_info=fault)
            logging.getLogger("uvicorn").exception("fault")
        structlog.get_logger().warning("nobody")
    request = httpx2.Request("GET", "http://service/people")
    await net.answered(httpx2.Response(422, text=f"{NAME} is no name", request=request))
    await net.answered(httpx2.Response(200, text=NAME, request=request))
    await net.answered(httpx2.Response(409, text=f"possible-duplicates {NAME}", request=request))
    assert len(net.caught) == 5
    assert "test_what_is_logged" in net.caught[0]
