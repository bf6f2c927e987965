from typing import Literal, TypeAlias

ImageGenerationRequestResponseFormat: TypeAlias = Literal["base64", "url"] | str


def check_image_generation_request_response_format(value: str) -> ImageGenerationRequestResponseFormat:
    return value
