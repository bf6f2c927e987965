"""Completes the metadata of the package when it is built: links that work away from the repository.

`REPOSITORY_URL`, set by whoever releases, becomes the project's URLs and makes the links and images
of the README absolute. Without it there are no URLs, and the README stays as it is.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PLACE = re.compile(r"(!?\[[^\]]*\]\(|\b(?:src|srcset|href)=\")(?!https?:|mailto:|#)")
"""Where a relative link or image begins, in Markdown and in HTML."""


class ReadmeAndLinks(MetadataHookInterface):
    """The README with absolute links, and the URLs of the project."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        repository = os.environ.get("REPOSITORY_URL", "").rstrip("/")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute(text, repository) if repository else text,
        }
        metadata["urls"] = urls(repository) if repository else {}


def absolute(text: str, repository: str) -> str:
    """Markdown whose links and images point into a repository."""

    def completed(place: re.Match[str]) -> str:
        is_image = place[1].startswith(("!", "src"))
        return f"{place[1]}{repository}/{'raw' if is_image else 'blob'}/main/"

    return PLACE.sub(completed, text)


def urls(repository: str) -> dict[str, str]:
    """The links that a package index shows."""
    return {
        "Source": repository,
        "Issues": f"{repository}/issues",
        "Documentation": f"{repository}/tree/main/docs",
        "Changelog": f"{repository}/blob/main/CHANGELOG.md",
    }
