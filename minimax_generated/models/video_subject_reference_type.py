from typing import Literal, TypeAlias

VideoSubjectReferenceType: TypeAlias = Literal["character"] | str


def check_video_subject_reference_type(value: str) -> VideoSubjectReferenceType:
    return value
