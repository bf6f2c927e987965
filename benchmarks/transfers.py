"""Files of 200 MB, down to memory that looks like a disk and up from there, beside curl."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cases import HEADERS, KEY, MEGABYTE, Figures, measured, process
from benchmarks.server import FILE_MEGABYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = Path("/dev/shm")
Transfer = Callable[[Path], object]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder without a disk under it where the system has such a place, for a disk is not what is
    measured.
    """
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as name:
        yield Path(name)


def download(client: str, url: str) -> Figures:
    with folder() as place:
        file = place / "film.mp4"
        if client == "curl":
            figures = process(["curl", "-sS", "-o", str(file), f"{url}/store/film.mp4"])
        else:
            fetch: Transfer = globals()[f"download_{client}"](url)
            with measured() as figures:
                fetch(file)
        if file.stat().st_size != FILE_MEGABYTES * MEGABYTE:
            raise RuntimeError(f"{client} fetched {file.stat().st_size:,} bytes")
    return figures


def upload(client: str, url: str) -> Figures:
    with folder() as place:
        file = place / "film.mp4"
        with file.open("wb") as out:
            for _ in range(FILE_MEGABYTES):
                out.write(bytes(MEGABYTE))
        if client == "curl":
            return process(
                [
                    "curl",
                    "-sS",
                    "-F",
                    "purpose=video_understanding",
                    "-F",
                    f"file=@{file}",
                    f"{url}/v1/files/upload",
                    "-o",
                    "/dev/null",
                ]
            )
        send: Transfer = globals()[f"upload_{client}"](url)
        with measured() as figures:
            send(file)
    return figures


# ---- the clients


def download_minimax(url: str) -> Transfer:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url)
    client.text.chat("hello")
    return lambda to: client.files.download(f"{url}/store/film.mp4", to)


def download_httpx(url: str) -> Transfer:
    import httpx

    client = httpx.Client(headers=HEADERS)

    def fetch(to: Path) -> None:
        with client.stream("GET", f"{url}/store/film.mp4") as response, to.open("wb") as out:
            for chunk in response.iter_bytes():
                out.write(chunk)

    return fetch


def download_openai(url: str) -> Transfer:
    import openai

    client = openai.OpenAI(api_key=KEY, base_url=url + "/v1")
    return lambda to: client.files.content("file-1").write_to_file(to)


def upload_minimax(url: str) -> Transfer:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url)
    client.text.chat("hello")
    return lambda file: client.files.upload(file, purpose="video_understanding")


def upload_httpx(url: str) -> Transfer:
    import httpx

    client = httpx.Client(headers=HEADERS)

    def send(file: Path) -> None:
        with file.open("rb") as source:
            client.post(
                f"{url}/v1/files/upload",
                data={"purpose": "video_understanding"},
                files={"file": source},
            ).json()

    return send


def upload_openai(url: str) -> Transfer:
    import openai

    client = openai.OpenAI(api_key=KEY, base_url=url + "/v1")
    return lambda file: client.files.create(file=file, purpose="user_data")
