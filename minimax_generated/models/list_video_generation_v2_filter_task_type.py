from typing import Literal, TypeAlias

ListVideoGenerationV2FilterTaskType: TypeAlias = Literal["generation", "h3_context_ir", "regeneration"] | str


def check_list_video_generation_v2_filter_task_type(value: str) -> ListVideoGenerationV2FilterTaskType:
    return value
