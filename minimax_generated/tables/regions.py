"""Hosts by region. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

REGIONS: dict[str, Any] = {
    "source": "https://platform.minimax.io/docs/llms.txt",
    "as_of": "2026-11",
    "default": "cn",
    "regions": {
        "cn": {
            "name": "Mainland China",
            "base_url": "https://api.minimaxi.com",
            "hosts": [
                {"url": "https://api.minimaxi.com", "use": "current", "note": "The host most clients use."},
                {
                    "url": "https://api.minimax.cn",
                    "use": "current",
                    "note": "Newer host of the same service, in the official pages since August 2026.",
                },
                {
                    "url": "https://api-bj.minimaxi.com",
                    "use": "backup",
                    "note": "Speech over HTTP and WebSocket only; can also be faster.",
                },
                {
                    "url": "https://api.minimax.chat",
                    "use": "legacy",
                    "note": "Host of the oldest SDKs; behaved like api.minimaxi.com in August 2026.",
                },
            ],
            "currency": "CNY",
            "web": "https://www.minimaxi.com",
            "console": "https://platform.minimax.cn",
            "docs": "https://platform.minimax.cn/docs",
        },
        "global": {
            "name": "Global",
            "base_url": "https://api.minimax.io",
            "hosts": [
                {"url": "https://api.minimax.io", "use": "current", "note": "For keys created at platform.minimax.io."},
                {
                    "url": "https://api-uw.minimax.io",
                    "use": "low-latency",
                    "note": "US West; speech over HTTP and WebSocket only, shorter time to the first audio.",
                },
                {"url": "https://api.minimaxi.chat", "use": "legacy", "note": "Host in old tool servers and SDKs."},
            ],
            "currency": "USD",
            "web": "https://www.minimax.io",
            "console": "https://platform.minimax.io",
            "docs": "https://platform.minimax.io/docs",
            "support": "api@minimax.io",
        },
    },
}
