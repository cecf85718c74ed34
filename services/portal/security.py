"""What every answer says to the browser, and whether a form came from a page of ours."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SecurityHeaders:
    """Sets the headers of every answer that are the same for all.

    Nothing inline runs or styles; pages about people are never stored by a browser or a proxy, and no address of ours
    reaches another site. `form-action` names the login server, because logging out is a form that ends there.
    """

    def __init__(self, app: ASGIApp, *, issuer_origin: str, secure: bool) -> None:
        self._app = app
        policy = (
            "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
            f"connect-src 'self'; form-action 'self' {issuer_origin}; base-uri 'none'; frame-ancestors 'none'"
        )
        self._headers = {
            "Content-Security-Policy": policy,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }
        if secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


def from_our_pages(request: Request, origin: str) -> bool:
    """False when the browser says that another site sent this form.

    A browser that says nothing is judged by the form token or the Strict cookie alone. `Origin: null` comes with
    `no-referrer` from some browsers and says nothing either.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    sent = request.headers.get("Origin")
    return sent in {None, "null", origin}


def local_page(page: str) -> str:
    """A page of ours to go to; anything that could lead elsewhere becomes the start page."""
    local = page.startswith("/") and not page.startswith("//") and "\\" not in page
    return page if local and all(character.isprintable() for character in page) else "/"
