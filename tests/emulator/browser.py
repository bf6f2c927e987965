"""A headless Chromium, driven through its DevTools protocol: enough to test a page and to take its
picture.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
    " --disable-dev-shm-usage --mute-audio --hide-scrollbars --remote-debugging-port=0"
)
_PATIENCE = 60.0


def found() -> str | None:
    """The browser of this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One page. What its console says of errors is kept in `errors`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0
        self._session = ""
        self.errors: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def open(self, url: str, *, width: int = 1280, height: int = 800, dark: bool = False) -> None:
        """Load a page in a window of a size."""
        self.resize(width, height, dark=dark)
        self._call("Page.navigate", url=url)
        self.wait_for(
            f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url)})"
        )

    def resize(self, width: int, height: int, *, dark: bool = False) -> None:
        """Another window, another taste of the user."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call(
            "Emulation.setEmulatedMedia",
            features=[scheme, {"name": "prefers-reduced-motion", "value": "reduce"}],
        )

    def run(self, script: str) -> Any:
        """The value of an expression, awaited where it is a promise. The page takes it for the
        doing of a person.
        """
        done = self._call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def wait_for(self, script: str) -> Any:
        """The value of an expression as soon as it is true."""
        deadline = time.monotonic() + _PATIENCE
        while not (value := self.run(script)):
            assert time.monotonic() < deadline, (
                f"not within {_PATIENCE:g} s: {script}; console: {self.errors}"
            )
            self.run("new Promise((resolve) => setTimeout(resolve, 20))")
        return value

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
            for kind in ("keyDown", "keyUp"):
                self._call(
                    "Input.dispatchKeyEvent",
                    type=kind,
                    key=key,
                    **(text if kind == "keyDown" else {}),
                )

    def click(self, selector: str) -> None:
        """Click an element by its selector."""
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def fonts(self, selector: str) -> set[str]:
        """The families with which the text of the first element that fits is drawn."""
        for domain in ("DOM", "CSS"):
            self._call(f"{domain}.enable")
        root = self._call("DOM.getDocument")["root"]["nodeId"]
        node = self._call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        used = self._call("CSS.getPlatformFontsForNode", nodeId=node)["fonts"]
        return {font["familyName"] for font in used}

    def picture(self, path: Path) -> None:
        """Keep what is seen as a PNG file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b64decode(self._call("Page.captureScreenshot", format="png")["data"]))

    def _call(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        self._socket.send(
            json.dumps({"id": self._number, "method": method, "params": parameters, **session})
        )
        while True:
            message = json.loads(self._socket.recv(timeout=_PATIENCE))
            if message.get("id") == self._number:
                assert "error" not in message, (method, message["error"])
                return message["result"]
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        details = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            self.errors.append(
                details["exceptionDetails"].get("exception", {}).get("description", "exception")
            )
        elif message.get("method") == "Log.entryAdded" and details["entry"]["level"] == "error":
            self.errors.append(f"{details['entry']['text']} {details['entry'].get('url', '')}")
        elif message.get("method") == "Runtime.consoleAPICalled" and details["type"] in (
            "error",
            "assert",
        ):
            self.errors.append(str(details["args"]))


@contextmanager
def page(browser: str) -> Iterator[Page]:
    """A page in a fresh browser, which ends with it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *_FLAGS.split(), f"--user-data-dir={profile}", "about:blank"]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stderr is not None
            try:
                address = next(
                    filter(None, (re.search(r"ws://\S+", line) for line in process.stderr))
                )[0]
                with connect(address, max_size=None, proxy=None) as socket:
                    yield Page(socket)
            finally:
                process.kill()
