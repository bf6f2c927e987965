from typing import Literal, TypeAlias

ImagesGenerationsRequestOutputFormat: TypeAlias = Literal["jpeg", "jpg", "png", "webp"] | str


def check_images_generations_request_output_format(value: str) -> ImagesGenerationsRequestOutputFormat:
    return value
