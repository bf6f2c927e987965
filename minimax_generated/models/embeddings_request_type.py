from typing import Literal, TypeAlias

EmbeddingsRequestType: TypeAlias = Literal["db", "query"] | str


def check_embeddings_request_type(value: str) -> EmbeddingsRequestType:
    return value
