"""A desk in a process of its own, handled from a test: start, click, type, read, kill."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[2]


class NeverHappened(AssertionError):
    """What a test waited for did not come."""


def until(look: Callable[[], T | None], within: float = 10.0, what: str = "") -> T:
    """Look again and again until there is something true, and give it back."""
    deadline = time.monotonic() + within
    last: object = None
    while time.monotonic() < deadline:
        try:
            found = look()
        except DeskError as not_yet:
            found, last = None, not_yet
        if found:
            return found
        pause(0.02)
    raise NeverHappened(f"{what or 'it'} did not happen within {within} s ({last})")


def pause(seconds: float) -> None:
    """Let the machine go on for a moment between two looks."""
    threading.Event().wait(seconds)


class DeskError(Exception):
    """The desk could not do what it was told; its words."""


class Desk:
    """One agent's desktop under a virtual display."""

    def __init__(
        self,
        profile: Path,
        sign_in: Mapping[str, str] | None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.profile = profile
        ours, theirs = socket.socketpair()
        settings = os.environ | {
            "RINGDESK_PROFILE_DIR": str(profile),
            "RINGDESK_HAND_FD": str(theirs.fileno()),
            "PYTHONPATH": str(ROOT),
        }
        settings |= dict(environment or {})
        arguments = ["--sign-in-from-stdin"] if sign_in else []
        profile.mkdir(parents=True, exist_ok=True)
        self.log = (profile.parent / f"{profile.name}.log").open("ab")
        self.started = time.time()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.desk_process", *arguments],
            env=settings,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=self.log,
            stderr=self.log,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        self._link, self._answers = ours, ours.makefile("r", encoding="utf-8")
        if sign_in and self.process.stdin:
            self.process.stdin.write(json.dumps(dict(sign_in)).encode() + b"\n")
            self.process.stdin.flush()

    def ask(self, op: str, **order: object) -> Any:
        try:
            self._link.sendall(json.dumps({"op": op, **order}).encode() + b"\n")
            line = self._answers.readline()
        except OSError as gone:
            raise DeskError(f"the desk is gone: {gone}") from gone
        if not line:
            raise DeskError(f"the desk ended with {self.process.poll()}")
        answer = json.loads(line)
        if "error" in answer:
            raise DeskError(answer["error"])
        return answer["ok"]

    def click(self, name: str, text: str = "") -> None:
        self.ask("click", name=name, text=text)

    def press(self, name: str) -> None:
        """Press a button without the mouse."""
        self.ask("press", name=name)

    def act(self, name: str) -> None:
        """Choose an entry of a menu."""
        self.ask("act", name=name)

    def write(self, text: str, name: str = "") -> None:
        self.ask("write", text=text, name=name)

    def key(self, keys: str) -> None:
        self.ask("key", keys=keys)

    def text(self, name: str) -> str:
        return str(self.ask("text", name=name))

    def texts(self, name: str) -> list[str]:
        return list(self.ask("texts", name=name))

    def spoken(self, name: str) -> str:
        """What a screen reader says of it."""
        return str(self.ask("spoken", name=name))

    def rows(self, name: str) -> list[list[str]]:
        return list(self.ask("rows", name=name))

    def described(self, name: str) -> list[str]:
        return list(self.ask("described", name=name))

    def is_shown(self, name: str) -> bool:
        return bool(self.ask("is_shown", name=name))

    def grab(self, path: Path, width: int = 1440, height: int = 900) -> None:
        self.ask("grab", path=str(path), width=width, height=height)

    def wait_for(self, name: str, within: float = 15.0) -> None:
        try:
            until(lambda: self.is_shown(name), within, f"{name} on screen")
        except NeverHappened as never:
            seen = " ".join(self.ask("names"))
            raise NeverHappened(f"{never}; there is {seen}") from None

    def wait_for_text(self, name: str, part: str, within: float = 10.0) -> str:
        """Wait until something readable inside `name` holds `part`."""

        def look() -> str | None:
            return next((said for said in self.texts(name) if part in said), None)

        try:
            return until(look, within, f"“{part}” in {name}")
        except NeverHappened as never:
            raise NeverHappened(f"{never}; {name} says {self.texts(name)}") from None

    def wait_for_badge(self, name: str, words: str, within: float = 10.0) -> None:
        """Wait until something inside `name` is spoken of with these words at its end."""

        def look() -> bool:
            return any(said.endswith(words) for said in self.ask("spoken_in", name=name))

        until(look, within, f"“{words}” in {name}")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close()

    def close(self) -> None:
        """Close the window and see it end by itself."""
        if self.process.poll() is None:
            try:
                self.ask("quit")
                self.process.wait(8)
            except (DeskError, subprocess.TimeoutExpired):
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self._close()

    def _close(self) -> None:
        self._answers.close()
        self._link.close()
        self.log.close()
        if self.process.stdin:
            self.process.stdin.close()
