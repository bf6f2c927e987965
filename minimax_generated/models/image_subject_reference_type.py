from typing import Literal, TypeAlias

ImageSubjectReferenceType: TypeAlias = Literal["character"] | str


def check_image_subject_reference_type(value: str) -> ImageSubjectReferenceType:
    return value
