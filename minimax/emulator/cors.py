"""CORS: allow web pages from the origins in the setting `cors` to call the platform, but never the
control interface.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from minimax.emulator.recorder import CONTROL
from minimax.emulator.state import Platform

_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
_EXPOSED = "Trace-Id, Minimax-Request-Id"
_MAX_AGE = "600"


class Cors:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, platform: Platform) -> None:
        self._app = app
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin", "")
        if not self._platform.settings.allows_origin(origin) or _is_control(scope["path"]):
            await self._app(scope, receive, send)
            return
        allowed = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            allowed["Access-Control-Allow-Methods"] = _METHODS
            allowed["Access-Control-Allow-Headers"] = headers.get(
                "access-control-request-headers", "*"
            )
            allowed["Access-Control-Max-Age"] = _MAX_AGE
            await Response(status_code=204, headers=allowed)(scope, receive, send)
            return
        allowed["Access-Control-Expose-Headers"] = _EXPOSED

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowed)
            await send(message)

        await self._app(scope, receive, sending)


def _is_control(path: str) -> bool:
    return path == "/" or path.startswith(f"{CONTROL}/")
