"""Facts of the account endpoints.

Generated from `spec/` by `python -m generator`; never edited by hand.
"""

from typing import Any

ENDPOINTS: dict[str, dict[str, Any]] = {
    "token_plan_remains": {
        "method": "GET",
        "path": "/v1/token_plan/remains",
        "family": "native",
        "billed": False,
        "rate_class": "account",
        "slow": False,
        "request": None,
        "response": "TokenPlanRemainsResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": [],
        "purposes": [],
    },
    "coding_plan_remains": {
        "method": "GET",
        "path": "/v1/api/openplatform/coding_plan/remains",
        "family": "native",
        "billed": False,
        "rate_class": "account",
        "slow": False,
        "request": None,
        "response": "TokenPlanRemainsResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": [],
        "purposes": [],
    },
    "query_balance": {
        "method": "GET",
        "path": "/account/query_balance",
        "family": "native",
        "billed": False,
        "rate_class": "account",
        "slow": False,
        "request": None,
        "response": "BalanceResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": [],
        "purposes": [],
    },
    "coding_plan_search": {
        "method": "POST",
        "path": "/v1/coding_plan/search",
        "family": "native",
        "billed": True,
        "rate_class": "account",
        "slow": False,
        "request": "SearchRequest",
        "response": "SearchResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": [],
        "purposes": [],
    },
    "coding_plan_vlm": {
        "method": "POST",
        "path": "/v1/coding_plan/vlm",
        "family": "native",
        "billed": True,
        "rate_class": "account",
        "slow": False,
        "request": "ImageUnderstandingRequest",
        "response": "ImageUnderstandingResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": ["https://platform.minimax.io/docs/guides/pricing-paygo"],
        "purposes": [],
    },
}
"""By operation id."""

PATHS: dict[str, dict[str, tuple[str, ...]]] = {
    "SearchRequest": {"query": ("q",)},
    "ImageUnderstandingRequest": {"prompt": ("prompt",), "image": ("image_url",), "file_id": ("file_id",)},
}
"""Where a field goes on the wire: request schema -> Python name -> path."""

IDS: dict[str, list[str]] = {"SearchRequest": [], "ImageUnderstandingRequest": []}
"""Fields that the wire wants as numbers and Python callers give as text: request schema -> Python names."""

PARAMETERS: dict[str, dict[str, tuple[str, str]]] = {}
"""Query, path and header parameters: operation id -> Python name -> place and wire name."""

MEDIA: dict[str, dict[str, Any]] = {
    "ImageUnderstandingRequest.image_url": {
        "kind": "image",
        "sources": ["data"],
        "formats": ["jpg", "jpeg", "png", "webp"],
    }
}
"""What a field takes of pictures, clips and sounds: `Schema.field` -> kind, formats and limits."""

CHECKS: dict[str, Any] = {
    "SearchRequest": {"type": "object", "required": ["q"], "properties": {"q": {"type": "string"}}},
    "ImageUnderstandingRequest": {
        "type": "object",
        "required": ["prompt"],
        "properties": {"prompt": {"type": "string"}, "image_url": {"type": "string"}, "file_id": {"type": "string"}},
        "rules": [
            (
                "an image is missing; give it as a data URL or as the id of an uploaded file.",
                {"anyOf": [{"required": ["image_url"]}, {"required": ["file_id"]}]},
            )
        ],
    },
}
"""Request schemas, cut down to what is checked before sending."""
