"""YAML from users, parsed so that alias bombs cannot exhaust the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

LARGEST = 64 * 2**20
"""Characters that a document may have once everything that it refers to (`*name`) stands in its
place.
"""
_PER_NODE = 32


def read_yaml(text: str) -> Any:
    """The value of a YAML document, of plain types only.

    Raises:
        ValueError: it is not valid YAML, is nested too deeply, or its aliases would make it
            larger than LARGEST.
        ModuleNotFoundError: pyyaml, which comes with the extras, is not installed.
    """
    import yaml

    try:
        loader = yaml.SafeLoader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                return None
            if (
                _size(root, {}) > LARGEST
            ):  # before anything is built, for merge keys are written out while it is
                raise ValueError(
                    f"its aliases make it larger than {LARGEST:,} characters, or a value contains"
                    " itself"
                )
            return loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """Characters of a node with all aliases written out, at most LARGEST + 1. Each node is looked
    at once.
    """
    if id(node) not in known:
        known[id(node)] = (
            LARGEST + 1
        )  # as long as it is looked at: a value inside itself has no end
        inner = (
            [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
            if type(node.value) is list
            else []
        )
        length = sum(_size(part, known) for part in inner) if inner else len(node.value)
        known[id(node)] = min(_PER_NODE + length, LARGEST + 1)
    return known[id(node)]
