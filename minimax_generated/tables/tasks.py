"""How tasks are polled, and all spellings of their status. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

TASKS: dict[str, Any] = {
    "source": "https://platform.minimax.io/docs/guides/video-generation",
    "as_of": "2026-11",
    "statuses": {
        "queued": ["queued", "queueing", "preparing", "pending", "submitted"],
        "running": ["running", "processing", "in_progress"],
        "succeeded": ["succeeded", "success"],
        "failed": ["failed", "fail", "error"],
        "cancelled": ["cancelled", "canceled"],
        "expired": ["expired"],
    },
    "kinds": {
        "video": {
            "feature": "video",
            "query": "query_video_generation",
            "poll": [2, 10],
            "timeout": 1800,
            "result": "file",
            "url_seconds": 3600,
        },
        "video-v2": {
            "feature": "video",
            "query": "query_video_generation_v2",
            "poll": [2, 10],
            "timeout": 1800,
            "cancel": "delete_video_generation_v2",
            "result": "url",
            "task_types": ["generation", "regeneration"],
        },
        "video-prompt": {
            "feature": "video",
            "query": "query_video_generation_v2",
            "poll": [2, 10],
            "timeout": 900,
            "cancel": "delete_video_generation_v2",
            "result": "prompt",
            "task_types": ["h3_context_ir"],
        },
        "video-template": {
            "feature": "video",
            "query": "query_video_template_generation",
            "poll": [2, 10],
            "timeout": 1800,
            "result": "url",
            "url_seconds": 32400,
        },
        "speech": {
            "feature": "speech",
            "query": "query_t2a_async_v2",
            "poll": [1, 5],
            "polls_per_second": 10,
            "timeout": 3600,
            "result": "archive",
            "url_seconds": 32400,
        },
    },
}
