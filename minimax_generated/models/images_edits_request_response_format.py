from typing import Literal, TypeAlias

ImagesEditsRequestResponseFormat: TypeAlias = Literal["b64_json", "url"] | str


def check_images_edits_request_response_format(value: str) -> ImagesEditsRequestResponseFormat:
    return value
