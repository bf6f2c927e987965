from typing import Literal, TypeAlias

ImagesEditsRequestOutputFormat: TypeAlias = Literal["jpeg", "jpg", "png", "webp"] | str


def check_images_edits_request_output_format(value: str) -> ImagesEditsRequestOutputFormat:
    return value
