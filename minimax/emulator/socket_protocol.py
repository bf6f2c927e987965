"""WebSockets below their sessions. A module of its own, so that the first handshake loads
websockets and not every start.
"""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

PINGED = "pinged"
"""Name in the state of a connection of what is called when the client pings."""


class SocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket that tells its session of the pings of the client, which are answered here."""

    def handle_ping(self) -> None:
        if pinged := self.scope.get("state", {}).get(PINGED):
            pinged()
        super().handle_ping()
