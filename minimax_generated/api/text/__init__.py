"""The text operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import anthropic_count_tokens as anthropic_count_tokens
    from . import anthropic_list_models as anthropic_list_models
    from . import anthropic_messages as anthropic_messages
    from . import anthropic_retrieve_model as anthropic_retrieve_model
    from . import chat_completions as chat_completions
    from . import chatcompletion_v2 as chatcompletion_v2
    from . import embeddings as embeddings
    from . import list_models as list_models
    from . import responses as responses
    from . import responses_input_tokens as responses_input_tokens
    from . import retrieve_model as retrieve_model

__all__ = [
    "chatcompletion_v2",
    "chat_completions",
    "responses",
    "responses_input_tokens",
    "anthropic_messages",
    "anthropic_count_tokens",
    "list_models",
    "retrieve_model",
    "anthropic_list_models",
    "anthropic_retrieve_model",
    "embeddings",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
