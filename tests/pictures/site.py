"""The documentation site as a reader sees it: its first page and a page of the reference."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.emulator import browser

ROOT = Path(__file__).parents[2]
PAGES = {"site": "index.html", "site-reference": "reference/text.html"}
WIDTH, HEIGHT = 1280, 860
AT_REST = "document.fonts.ready.then(() => document.fonts.status === 'loaded')"


def build(folder: Path) -> Path:
    """Build the site; needs the group `docs`."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which a folder is served; search needs one."""
    handler = partial(Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Silent(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, format: str, *args: object) -> None: ...


def pictures(program: str, site: Path, folder: Path) -> Iterator[Path]:
    """Take them with a browser, and give their places."""
    with served(site) as address, browser.page(program) as page:
        for name, place in PAGES.items():
            page.open(f"{address}/{place}", width=WIDTH, height=HEIGHT)
            page.wait_for(AT_REST)
            path = folder / f"{name}.png"
            page.picture(path)
            yield path
