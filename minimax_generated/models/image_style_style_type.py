from typing import Literal, TypeAlias

ImageStyleStyleType: TypeAlias = Literal["中世纪", "元气", "水彩", "漫画"] | str


def check_image_style_style_type(value: str) -> ImageStyleStyleType:
    return value
