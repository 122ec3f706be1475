"""Sounds on their way down: what somebody wants to hear first, then what may be wanted later."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from desktop.sync.transport import Fault, SyncError

SOUNDS = "sounds"
"""Folder under the profile's files: everything in it can be had again."""
_RETRY_SECONDS = 15.0
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Missing(StrEnum):
    """Why a file is not here."""

    OFFLINE = "offline"
    """The server was not reached; asking again later may help."""
    GONE = "gone"
    """The server does not have it, or not for this person."""
    NO_ROOM = "no_room"
    """This computer's disk did not take it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The end of one download: where the file lies now, or why it does not."""

    sha256: str
    path: Path | None
    missing: Missing | None = None


Told = Callable[[Fetched], None]


class Files(Protocol):
    """What downloads need of the server."""

    def file(self, sha256: str) -> bytes: ...


class Downloads:
    """A daemon thread of its own. Files lie under their checksum and are checked by it."""

    def __init__(self, folder: Path, server: Files) -> None:
        self._folder = folder
        self._server = server
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, list[Told]] = OrderedDict()
        self._later: OrderedDict[str, None] = OrderedDict()
        self._wake = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="downloads", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def fetch(self, sha256: str, told: Told) -> None:
        """Somebody waits for this file; `told` is called once, from another thread."""
        with self._lock:
            self._later.pop(sha256, None)
            self._asked.setdefault(sha256, []).append(told)
        self._wake.set()

    def prefetch(self, wanted: Iterable[str]) -> None:
        """These may be wanted later, also without the server: exactly these from now on."""
        with self._lock:
            self._later = OrderedDict((sha256, None) for sha256 in wanted)
        self._wake.set()

    def _run(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            pause = None if self._one_round() else _RETRY_SECONDS
            self._wake.wait(pause)

    def _one_round(self) -> bool:
        """Everything asked for, then everything for later; False when the server is away."""
        reached = True
        while not self._is_stopping and (job := self._next(with_later=reached)) is not None:
            sha256, waiting = job
            found = self._get(sha256)
            for told in waiting:
                told(found)
            if found.missing is Missing.OFFLINE:
                reached = False
                if not waiting:
                    with self._lock:
                        self._later.setdefault(sha256, None)
        return reached

    def _next(self, *, with_later: bool) -> tuple[str, list[Told]] | None:
        with self._lock:
            if self._asked:
                return self._asked.popitem(last=False)
            if self._later and with_later:
                return self._later.popitem(last=False)[0], []
        return None

    def _get(self, sha256: str) -> Fetched:
        known = kept(self._folder, sha256)
        if known is not None:
            return Fetched(sha256, known)
        try:
            content = self._server.file(sha256)
        except SyncError as failure:
            away = failure.fault is not Fault.PROTOCOL
            return Fetched(sha256, None, Missing.OFFLINE if away else Missing.GONE)
        if hashlib.sha256(content).hexdigest() != sha256:
            return Fetched(sha256, None, Missing.GONE)
        try:
            return Fetched(sha256, _keep(self._folder, sha256, content))
        except OSError:
            return Fetched(sha256, None, Missing.NO_ROOM)


def kept(folder: Path, sha256: str) -> Path | None:
    """Where a file lies on this computer, None when it does not."""
    path = folder / sha256
    return path if _SHA256.fullmatch(sha256) and path.is_file() else None


def _keep(folder: Path, sha256: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{sha256}.part"
    try:
        half.write_bytes(content)
        return half.replace(folder / sha256)
    finally:
        half.unlink(missing_ok=True)
