"""A webhook instead of polling: the app answers the platform's challenge and hears of every change.
Runs offline against the emulator.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import uvicorn

from minimax import callbacks, emulator


@contextmanager
def serving(app: callbacks.App) -> Iterator[str]:
    """The app on a free port of this machine; gives its URL. In production, mount it in your own
    server behind https.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()


def main() -> None:
    updates: SimpleQueue[callbacks.TaskUpdate] = SimpleQueue()
    with (
        serving(callbacks.app(updates.put)) as url,
        emulator.Emulator(task_seconds=1) as platform,
        emulator.client(platform) as client,
    ):
        client.video.create("A kite over dunes", duration=4, callback_url=url)
        update = updates.get(timeout=30)
        while not update.status.final:
            print(f"{update.handle} is {update.status}")
            update = updates.get(timeout=30)
        print(
            f"{update.handle} has {update.status}:"
            f" {client.task(update.handle).result().url.partition('?')[0]}"
        )


if __name__ == "__main__":
    main()
