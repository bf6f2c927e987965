from typing import Literal, TypeAlias

ImageGenerationRequestAspectRatio: TypeAlias = Literal["16:9", "1:1", "21:9", "2:3", "3:2", "3:4", "4:3", "9:16"] | str


def check_image_generation_request_aspect_ratio(value: str) -> ImageGenerationRequestAspectRatio:
    return value
