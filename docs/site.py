"""Hooks of the documentation site: pages that live elsewhere in the repository, and links between
them that work both on the site and in the repository.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s#]+)(#[^)\s]*)?\)")


def pages() -> dict[str, str]:
    """Pages from outside docs/: path on the site to path in the repository."""
    reference = {
        f"platform/{path.name}": f"api/{path.name}" for path in (ROOT / "api").glob("*.md")
    }
    reference["platform/index.md"] = reference.pop("platform/README.md")
    del reference["platform/cli.md"]  # it is command.md
    return {
        **reference,
        "command.md": "api/cli.md",
        "changelog.md": "CHANGELOG.md",
        "contributing.md": "CONTRIBUTING.md",
        "security.md": "SECURITY.md",
        "examples.md": "examples/README.md",
    }


@event_priority(-100)  # after the plugin for languages, which keeps only files of docs/
def on_files(files: Files, config: Any) -> Files:
    """Add the pages from outside docs/, and llms.txt, which agents read."""
    files.append(File.generated(config, "llms.txt", abs_src_path=str(ROOT / "llms.txt")))
    for site_path, path in pages().items():
        files.append(File.generated(config, site_path, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Make links lead to the page on the site; a file that is no page becomes its name."""
    source = pages().get(page.file.src_uri, f"docs/{page.file.src_uri}")
    on_site = {path: site_path for site_path, path in pages().items()}

    def relinked(match: re.Match[str]) -> str:
        text, target, anchor = match[1], match[2], match[3] or ""
        if "://" in target or target.startswith("mailto:"):
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        found = on_site.get(path) or path.removeprefix("docs/") * path.startswith("docs/")
        if not found or files.get_file_from_path(found) is None:
            repository = (config.repo_url or "").rstrip("/")
            return f"[{text}]({repository}/blob/main/{path})" if repository else text
        start = posixpath.dirname(page.file.src_uri) or "."
        return f"[{text}]({posixpath.relpath(found, start)}{anchor})"

    return LINK.sub(relinked, markdown)
