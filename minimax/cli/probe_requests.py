"""The requests of `minimax doctor --probe`: one cheap request for each kind of endpoint, free ones
first, and what they cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from minimax_generated.operations import find_operation, list_operations

from .. import estimate

MODEL, SPEECH_MODEL = "MiniMax-M3", "speech-2.8-hd"
MOST_TOKENS = 64
QUESTION = "Say: ok"
MESSAGES = [{"role": "user", "content": QUESTION}]
SPOKEN = {
    "model": SPEECH_MODEL,
    "text": "ok",
    "voice_setting": {"voice_id": "English_expressive_narrator"},
}
FILE = ("probe.txt", b"One line of text.\n")
PURPOSE = "t2a_async_input"
NO_TASK = "1"
"""An id that does not belong to any task."""
SOCKETS = {"ws_t2a_v2": "/ws/v1/t2a_v2", "ws_t2a_v2_bidi": "/ws/v1/t2a_v2_bidi"}
"""Paths of the WebSockets, by the names used instead of operation ids."""
NOT_SENT = {
    "coding_plan_search": "counts against the quota of a plan",
    "coding_plan_vlm": "counts against the quota of a plan",
    "delete_video_generation_v2": "changes the account",
    "delete_voice": "changes the account",
    "h3_context_ir": "starts a task of video generation",
    "images_edits": "its price per image is not known in advance",
    "images_generations": "its price per image is not known in advance",
    "music_cover_preprocess": "needs a song",
    "music_generation": "costs more than a few cents",
    "video_generation": "costs more than a few cents",
    "video_generation_v2": "costs more than a few cents",
    "video_regeneration": "costs more than a few cents",
    "video_template_generation": "costs more than a few cents",
    "voice_clone": "costs more than a few cents",
    "voice_design": "costs more than a few cents",
}
"""Why operations are not probed."""
NO_REQUEST = "there is no request for it yet"


class Step(NamedTuple):
    """One request."""

    operation: str
    """An operation id, or a name of `SOCKETS`."""
    title: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = {}
    """Query and path parameters. Here and in the body, a value such as "{file_id}" refers to a
    value from an earlier step.
    """
    file: str = ""
    """What is uploaded with the body: "text", or "audio" for the audio of an earlier step."""
    learn: Mapping[str, str] = {}
    """Values for later steps: a name, and the field of the response with the value."""
    private: bool = False
    """Whether the response describes the account: the recording keeps only its types."""
    refused: bool = False
    """Whether the request is intentionally invalid, to check the error response."""
    price: Callable[[str], estimate.Estimate] | None = None
    """What it costs in a region."""

    @property
    def is_billed(self) -> bool:
        """Whether it costs money."""
        in_spec = self.operation not in SOCKETS
        return not self.refused and (not in_spec or find_operation(self.operation).billed)

    @property
    def name(self) -> str:
        """Method and path."""
        if self.operation in SOCKETS:
            return f"WS {SOCKETS[self.operation]}"
        return find_operation(self.operation).name

    def streamed(self) -> Step:
        """The same request with its response as a stream."""
        body = {**(self.body or {}), "stream": True}
        return self._replace(title=f"{self.title}, streamed", body=body, learn={})

    def cost(self, region: str) -> estimate.Estimate | None:
        """Its cost in a region, None if it is free or the price is not known."""
        try:
            return self.price(region) if self.price and self.is_billed else None
        except estimate.PriceUnknown:
            return None


class Cost(NamedTuple):
    """The cost of all requests."""

    free: int
    billed: int
    """Numbers of requests."""
    amounts: Mapping[str, Decimal]
    """The maximum cost of the billed requests, by currency."""
    unknown: int
    """Number of billed requests without a known price."""

    def __str__(self) -> str:
        sums = " and ".join(f"{amount:.4f} {name}" for name, amount in self.amounts.items())
        more = f" and {self.unknown} at a price that is not known" if self.unknown else ""
        return f"{self.free} requests are free; {self.billed} cost at most {sums}{more}"


def cost(region: str) -> Cost:
    """The cost of the probe in a region, according to the price table."""
    billed = [step for step in STEPS if step.is_billed]
    prices = [step.cost(region) for step in billed]
    amounts: dict[str, Decimal] = {}
    for price in filter(None, prices):
        amounts[price.currency] = amounts.get(price.currency, Decimal()) + price.amount
    return Cost(len(STEPS) - len(billed), len(billed), amounts, prices.count(None))


def _chat(region: str) -> estimate.Estimate:
    return estimate.chat(100, MOST_TOKENS, model=MODEL, region=region)


def _speech(region: str) -> estimate.Estimate:
    return estimate.speech(SPOKEN["text"], model=SPEECH_MODEL, region=region)  # type: ignore[arg-type]


CHAT = Step(
    "chat_completions",
    "a chat reply",
    {
        "model": MODEL,
        "messages": MESSAGES,
        "max_completion_tokens": MOST_TOKENS,
        "reasoning_split": True,
    },
    price=_chat,
)
NATIVE_CHAT = Step(
    "chatcompletion_v2",
    "a native chat reply",
    {"model": MODEL, "messages": MESSAGES, "max_completion_tokens": MOST_TOKENS},
    price=_chat,
)
RESPONSE = Step(
    "responses",
    "a reply of the Responses API",
    {"model": MODEL, "input": QUESTION, "max_output_tokens": MOST_TOKENS},
    price=_chat,
)
MESSAGE = Step(
    "anthropic_messages",
    "a reply of the Messages API",
    {"model": MODEL, "messages": MESSAGES, "max_tokens": MOST_TOKENS},
    price=_chat,
)
SPEECH = Step("t2a_v2", "speech", SPOKEN, learn={"audio": "data.audio"}, price=_speech)

READS = (
    Step("list_models", "the models"),
    Step("retrieve_model", "one model", query={"model_id": MODEL}),
    Step("anthropic_list_models", "the models of the Messages API"),
    Step("anthropic_retrieve_model", "one model of the Messages API", query={"model_id": MODEL}),
    Step("anthropic_count_tokens", "a token count", {"model": MODEL, "messages": MESSAGES}),
    Step("responses_input_tokens", "a token count", {"model": MODEL, "input": QUESTION}),
    Step("token_plan_remains", "the quota of a token plan", private=True),
    Step("coding_plan_remains", "the quota of a coding plan", private=True),
    Step("query_balance", "the balance", private=True),
    Step("get_voice", "the voices", {"voice_type": "all"}, private=True),
    Step("files_list", "the files", query={"purpose": PURPOSE}, private=True),
    Step("list_video_generation_v2", "the videos", private=True),
)
FILES = (
    Step(
        "files_upload",
        "an upload",
        {"purpose": PURPOSE},
        file="text",
        learn={"file_id": "file.file_id"},
    ),
    Step("files_retrieve", "the uploaded file", query={"file_id": "{file_id}"}),
    Step("files_retrieve_content", "its content", query={"file_id": "{file_id}"}),
    Step("files_delete", "its deletion", {"file_id": "{file_id}", "purpose": PURPOSE}),
)
REFUSALS = (
    Step("query_video_generation", "an unknown video", query={"task_id": NO_TASK}, refused=True),
    Step("query_video_generation_v2", "an unknown video", query={"task_id": NO_TASK}, refused=True),
    Step(
        "query_video_template_generation",
        "an unknown video",
        query={"task_id": NO_TASK},
        refused=True,
    ),
    Step("chat_completions", "a refused chat", {"model": MODEL, "messages": []}, refused=True),
    Step("responses", "a refused response", {"model": MODEL}, refused=True),
    Step("anthropic_messages", "a refused message", {"model": MODEL}, refused=True),
    Step("t2a_v2", "refused speech", {**SPOKEN, "text": ""}, refused=True),
)
PAID = (
    CHAT,
    CHAT.streamed(),
    NATIVE_CHAT,
    NATIVE_CHAT.streamed(),
    RESPONSE,
    RESPONSE.streamed(),
    MESSAGE,
    MESSAGE.streamed(),
    Step("embeddings", "an embedding", {"model": "embo-01", "type": "query", "texts": ["ok"]}),
    SPEECH,
    SPEECH.streamed(),
    *(SPEECH._replace(operation=name, title="speech", learn={}) for name in SOCKETS),
    Step(
        "speech_to_text",
        "a transcript",
        {"model": "asr-1.0", "response_format": "verbose_json"},
        file="audio",
        price=lambda region: estimate.transcription(1, region=region),
    ),
    Step("t2a_async_v2", "a task", SPOKEN, learn={"task_id": "task_id"}, price=_speech),
    Step("query_t2a_async_v2", "its status", query={"task_id": "{task_id}"}),
    Step(
        "image_generation",
        "an image",
        {"model": "image-01", "prompt": "A dot", "response_format": "base64"},
        price=lambda region: estimate.images(1, region=region),
    ),
    Step(
        "lyrics_generation",
        "lyrics",
        {"mode": "write_full_song", "prompt": "rain"},
        price=lambda region: estimate.lyrics(1, region=region),
    ),
)
STEPS: tuple[Step, ...] = (*READS, *FILES, *REFUSALS, *PAID)


def not_sent() -> dict[str, str]:
    """The operations that are not probed, and why."""
    sent = {step.operation for step in STEPS}
    left = [operation.id for operation in list_operations() if operation.id not in sent]
    return {id: NOT_SENT.get(id, NO_REQUEST) for id in left}
