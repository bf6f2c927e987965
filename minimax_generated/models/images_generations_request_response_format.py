from typing import Literal, TypeAlias

ImagesGenerationsRequestResponseFormat: TypeAlias = Literal["b64_json", "url"] | str


def check_images_generations_request_response_format(value: str) -> ImagesGenerationsRequestResponseFormat:
    return value
