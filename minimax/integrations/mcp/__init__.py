"""A server for the Model Context Protocol, with the calls of the client as tools; `minimax mcp`
runs it.

Needs the extra: pip install "minimax-sdk[mcp]".
"""

from __future__ import annotations

from ..requirements import require

require("mcp", "mcp", "2.0", "3")

from .server import MiniMaxServer, serve_http, serve_stdio
from .tools import DEFAULT_GROUPS, GROUPS

__all__ = ["DEFAULT_GROUPS", "GROUPS", "MiniMaxServer", "serve_http", "serve_stdio"]
