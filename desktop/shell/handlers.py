"""The door of a running desk: a second start hands over what it was asked and ends."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop.qt.signals import signal
from desktop.settings import door_path

log = logging.getLogger(__name__)
ANSWER_MS = 1_000
LONGEST = 2_048
"""Bytes of one message; more is nobody's link."""


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a start was asked. An empty `target` only shows the window."""

    target: str = ""
    is_link: bool = False


def deliver(profile: Path, told: Told) -> bool:
    """Hand this to the desk that runs for the profile; False when none does."""
    socket = QLocalSocket()
    socket.connectToServer(str(door_path(profile)))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    socket.write(msgspec.json.encode(told) + b"\n")
    socket.waitForBytesWritten(ANSWER_MS)
    # The answer may have come while the wish was being written.
    was_heard = socket.bytesAvailable() > 0 or socket.waitForReadyRead(ANSWER_MS)
    socket.disconnectFromServer()
    return was_heard


class Door(QObject):
    """Listens for other starts of the same person."""

    told = signal(Told)

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = str(door_path(profile))
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._come_in)

    def open(self) -> bool:
        """Listen; a socket that a killed desk left behind is taken over."""
        QLocalServer.removeServer(self._address)
        is_open = self._server.listen(self._address)
        if not is_open:
            log.warning("no door for other starts: %s", self._server.errorString())
        return is_open

    def close(self) -> None:
        self._server.close()

    def _come_in(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.setReadBufferSize(LONGEST)
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.readyRead.connect(self._hear)
            if visitor.bytesAvailable():
                self._read(visitor)

    def _hear(self) -> None:
        visitor = self.sender()
        if isinstance(visitor, QLocalSocket):
            self._read(visitor)

    def _read(self, visitor: QLocalSocket) -> None:
        if not visitor.canReadLine():
            if visitor.bytesAvailable() >= LONGEST:
                visitor.abort()
            return
        line = bytes(visitor.readLine().data())
        try:
            told = msgspec.json.decode(line, type=Told)
        except msgspec.MsgspecError:
            visitor.abort()
            return
        visitor.write(b"heard\n")
        visitor.flush()
        self.told.emit(told)
