"""The live channel: hears of changes within milliseconds; losing it loses nothing but speed."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import msgspec
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect

from sync_server.contract.wire import LooksAt, PullRequest

log = logging.getLogger(__name__)

_PING_SECONDS, _DEAD_SECONDS = 20.0, 25.0
_FIRST_RETRY, _LAST_RETRY = 0.5, 30.0
_MAX_FRAME = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Connected:
    """The channel stands; the server waits to hear where this desk is."""


@dataclass(frozen=True, slots=True)
class Lost:
    pass


@dataclass(frozen=True, slots=True)
class Frame:
    """An answer of the server, as if it had been pulled."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Hint:
    """The server has come this far; it may be too much, or too early, to be sent by itself."""

    hi: int


@dataclass(frozen=True, slots=True)
class Passing:
    """Something that passes and is never stored (ringing, typing): JSON text."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Wiped:
    """Access ended."""


Heard = Connected | Lost | Frame | Hint | Passing | Wiped


class Text(msgspec.Struct, frozen=True):
    hi: int | None = None
    e: msgspec.Raw = msgspec.Raw(b"")
    wipe: bool = False


class LiveChannel:
    """One daemon thread that keeps a WebSocket up and passes on what it hears."""

    def __init__(self, address: str, token: str, heard: Callable[[Heard], None]) -> None:
        self._url = "ws" + address.rstrip("/").removeprefix("http") + "/v1/sync/live"
        self._token = token
        self._heard = heard
        self._stopping = threading.Event()
        self._socket: ClientConnection | None = None
        self._thread = threading.Thread(target=self._run, name="live channel", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.reconnect()
        self._thread.join(timeout=2)

    def reconnect(self) -> None:
        """Drop the socket as it is; the thread makes a new one."""
        socket = self._socket
        if socket is not None:
            with suppress(OSError, WebSocketException):
                socket.close()

    def acknowledge(self, request: PullRequest) -> None:
        """Tell where this desk stands: the next change comes by itself."""
        socket = self._socket
        if socket is None:
            return
        with suppress(OSError, WebSocketException):
            socket.send('{"ack":' + msgspec.json.encode(request).decode() + "}")

    def look(self, at: LooksAt) -> None:
        """Tell which issue this desk's person looks at."""
        socket = self._socket
        if socket is None:
            return
        with suppress(OSError, WebSocketException):
            socket.send('{"look":' + msgspec.json.encode(at).decode() + "}")

    def _run(self) -> None:
        wait = _FIRST_RETRY
        while not self._stopping.is_set():
            try:
                self._listen()
                wait = _FIRST_RETRY
            except (OSError, TimeoutError, InvalidHandshake, WebSocketException):
                wait = min(wait * 2, _LAST_RETRY)
            self._socket = None
            self._heard(Lost())
            # Desks must not all come back at the same moment after the server restarts.
            self._stopping.wait(wait * random.uniform(0.5, 1.5))  # noqa: S311 - spreading, not secrecy

    def _listen(self) -> None:
        with connect(
            self._url,
            additional_headers={"Authorization": f"Bearer {self._token}"},
            open_timeout=5,
            close_timeout=1,
            ping_interval=_PING_SECONDS,
            ping_timeout=_DEAD_SECONDS,
            max_size=_MAX_FRAME,
            compression=None,
            proxy=None,
        ) as socket:
            self._socket = socket
            self._heard(Connected())
            for message in socket:
                self._pass_on(message)

    def _pass_on(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self._heard(Frame(message))
            return
        try:
            text = msgspec.json.decode(message, type=Text)
        except msgspec.MsgspecError:
            log.warning("the live channel said something that is no message of ours")
            return
        if text.wipe:
            self._heard(Wiped())
        elif text.hi is not None:
            self._heard(Hint(text.hi))
        elif text.e:
            self._heard(Passing(bytes(text.e)))
