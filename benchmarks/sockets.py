"""Speech over WebSockets beside a bare loop over `websockets`: the cases of `benchmarks.voice`, for
the table.
"""

from __future__ import annotations

import asyncio

from benchmarks import voice
from benchmarks.cases import Figures


async def socket(name: str, url: str) -> Figures:
    """`seconds` from a text to its first audio, and `rate`, events per second, over a connection
    that is open.
    """
    case = getattr(voice, name)
    figures: Figures = (
        await case(url) if asyncio.iscoroutinefunction(case) else await asyncio.to_thread(case, url)
    )
    return figures
