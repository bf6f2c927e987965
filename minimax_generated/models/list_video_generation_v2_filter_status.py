from typing import Literal, TypeAlias

ListVideoGenerationV2FilterStatus: TypeAlias = Literal["cancelled", "failed", "queued", "running", "succeeded"] | str


def check_list_video_generation_v2_filter_status(value: str) -> ListVideoGenerationV2FilterStatus:
    return value
