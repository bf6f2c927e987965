from typing import Literal, TypeAlias

ImagesEditsRequestArea: TypeAlias = Literal["1K", "2K", "4K"] | str


def check_images_edits_request_area(value: str) -> ImagesEditsRequestArea:
    return value
