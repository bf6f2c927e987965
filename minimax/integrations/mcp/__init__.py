"""A server for the Model Context Protocol whose tools are the calls of the client; `minimax mcp`
runs it.

Needs the extra: pip install "minimax-sdk[mcp]".
"""

from __future__ import annotations

from ..requirements import require

require("mcp", "mcp", "2.0", "3")

from .server import MiniMaxServer, serve_http, serve_stdio
from .tools import DEFAULT_GROUPS, GROUPS

__all__ = ["DEFAULT_GROUPS", "GROUPS", "MiniMaxServer", "serve_http", "serve_stdio"]
