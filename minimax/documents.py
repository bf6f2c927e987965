"""YAML from users, parsed so that alias bombs cannot exhaust the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

LARGEST = 64 * 2**20
"""Maximum size of a document in characters, with all aliases (`*name`) expanded."""
_PER_NODE = 32


def read_yaml(text: str) -> Any:
    """Parse a YAML document of plain types.

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
            if _size(root, {}) > LARGEST:  # checked before construction, which expands merge keys
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
    """The size of a node in characters with all aliases expanded, at most LARGEST + 1. Each node is
    visited once.
    """
    if id(node) not in known:
        known[id(node)] = (
            LARGEST + 1
        )  # while it is being visited: a value inside itself is infinite
        inner = (
            [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
            if type(node.value) is list
            else []
        )
        length = sum(_size(part, known) for part in inner) if inner else len(node.value)
        known[id(node)] = min(_PER_NODE + length, LARGEST + 1)
    return known[id(node)]
