"""The files operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import files_delete as files_delete
    from . import files_list as files_list
    from . import files_retrieve as files_retrieve
    from . import files_retrieve_content as files_retrieve_content
    from . import files_upload as files_upload

__all__ = ["files_upload", "files_list", "files_retrieve", "files_retrieve_content", "files_delete"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
