"""The WebSocket protocol of uvicorn. A separate module, so that websockets is loaded on the first
handshake, not at startup.
"""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

PINGED = "pinged"
"""The key in the state of a connection of the function that is called for pings."""


class SocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket that answers the pings of the client and notifies its session of them."""

    def handle_ping(self) -> None:
        if pinged := self.scope.get("state", {}).get(PINGED):
            pinged()
        super().handle_ping()
