"""Chromium without a window, spoken to over a pipe: what a page does when opened."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMMAND = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
    "--remote-debugging-pipe",
)
_POINTS_OF_AN_INCH = 72


@attrs.define
class Browser:
    """One tab.

    Attributes:
        errors: What the console told as an error since the page was opened.
    """

    _commands: Any
    _answers: Any
    _session: str = ""
    _count: int = 0
    errors: list[str] = attrs.Factory(list)

    def open(self, page: Path, *, width: int = 1280, dark: bool = False) -> None:
        """Open a file in a window of so many pixels."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.errors.clear()
        self._ask("Page.navigate", url=page.as_uri())
        while self._read().get("method") != "Page.loadEventFired":
            pass
        self.run("document.fonts.ready.then(() => true)")

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the script gives
        """What a script gives, awaited, as plain data."""
        told = self._ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def print(self, width: float, height: float) -> bytes:
        """The page as a PDF on paper of that size in points; the page sets margins."""
        told = self._ask(
            "Page.printToPDF",
            paperWidth=width / _POINTS_OF_AN_INCH,
            paperHeight=height / _POINTS_OF_AN_INCH,
            printBackground=True,
        )
        return base64.b64decode(told["data"])

    def picture(self) -> bytes:
        """The whole page as a PNG."""
        told = self._ask("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(told["data"])

    def start(self) -> None:
        """Make the tab, and listen to what it tells."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        told = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = told["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._ask(f"{domain}.enable")

    def close(self) -> None:
        """End the browser."""
        self._ask("Browser.close")

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        """The answer to a command; what comes before it is noted."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while (answer := self._read()).get("id") != self._count:
            pass
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]  # type: ignore[no-any-return]

    def _read(self) -> dict[str, Any]:
        """The next message, noted if it is an error of the page."""
        data = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, "chromium ended"
            data += byte
        message: dict[str, Any] = json.loads(data)
        told = message.get("params", {})
        match message.get("method"):
            case "Runtime.exceptionThrown":
                self.errors.append(str(told["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if told["type"] == "error":
                self.errors.append(str(told["args"]))
            case "Log.entryAdded" if told["entry"]["level"] == "error":
                self.errors.append(told["entry"]["text"])
        return message


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with a profile of its own, ended at the end."""
    command_read, command_write = os.pipe()
    answer_read, answer_write = os.pipe()
    # Chromium reads from file descriptor 3 and writes to 4.
    redirect = f'exec "$@" 3<&{command_read} 4>&{answer_write}'
    process = subprocess.Popen(
        ["bash", "-c", redirect, "bash", *_COMMAND, f"--user-data-dir={profile}"],
        pass_fds=(command_read, answer_write),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(command_read)
    os.close(answer_write)
    with (
        os.fdopen(command_write, "wb") as commands,
        os.fdopen(answer_read, "rb") as answers,
    ):
        tab = Browser(commands, answers)
        tab.start()
        yield tab
        tab.close()
    process.wait(timeout=30)
