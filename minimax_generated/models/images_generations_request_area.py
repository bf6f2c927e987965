from typing import Literal, TypeAlias

ImagesGenerationsRequestArea: TypeAlias = Literal["1K", "2K", "4K"] | str


def check_images_generations_request_area(value: str) -> ImagesGenerationsRequestArea:
    return value
