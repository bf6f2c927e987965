"""Serve the inspector page, and restrict access to it and to the control interface to programs on
this machine, excluding foreign web pages.
"""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from minimax.emulator.endpoints.callbacks import is_loopback

FILES = {
    "index.html": "text/html; charset=utf-8",
    "inspector.css": "text/css; charset=utf-8",
    **dict.fromkeys(
        ("page.js", "detail.js", "things.js", "inspector.js"), "text/javascript; charset=utf-8"
    ),
    "icon.svg": "image/svg+xml",
}
SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
    " media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ControlError(Exception):
    """A control request is invalid; the message is the reason."""

    def __init__(self, message: str, http: int = 400) -> None:
        super().__init__(message)
        self.http = http


def refuse_foreign_pages(request: Request) -> None:
    """Reject foreign web pages."""
    host = request.headers.get("host", "")
    bound_to = (request.scope.get("server") or ("",))[0]
    # A server that other machines can reach was set up on purpose, and its host names are unknown.
    if is_loopback(bound_to) and not is_loopback(_name(f"//{host}")):
        raise ControlError(
            f"Host {host!r} is not this machine; call the emulator as 127.0.0.1 or localhost", 403
        )
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() != f"{request.url.scheme}://{host}".lower():
        raise ControlError(
            f"a page of {origin} may not control the emulator; only its own page may", 403
        )
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise ControlError(
            "a page from elsewhere may not control the emulator; only its own page may", 403
        )


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


async def index(request: Request) -> Response:
    response = file("index.html")
    response.headers["Vary"] = "Accept"
    return response


def file(name: str) -> Response:
    headers = {**SAFE, "Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    content = files("minimax.emulator.control").joinpath("inspector", name).read_bytes()
    return Response(content, headers={**headers, "Content-Type": FILES[name]})
