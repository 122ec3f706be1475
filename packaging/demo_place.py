"""Where a demo runs: ports that nobody else uses and a folder that no other demo is in."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_HOST = "127.0.0.1"
MAILBOXES = 3


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports kept from others until `release`, just before the programs take them."""

    server: int
    sip: int
    mailbox: int
    """The first of `MAILBOXES` in a row."""
    sockets: tuple[socket.socket, ...]

    def release(self) -> None:
        for held in self.sockets:
            held.close()


def reserve_ports() -> Ports:
    """The usual three, or any free one in place of a port that is in use."""
    held: list[socket.socket] = []
    server, sip = (_reserve(usual, 1, held) for usual in (8370, 5060))
    return Ports(server, sip, _reserve(5080, MAILBOXES, held), tuple(held))


def _reserve(usual: int, count: int, held: list[socket.socket]) -> int:
    """The first of so many ports in a row: the usual one, or wherever there is room."""
    wanted = usual
    while True:
        row: list[socket.socket] = []
        try:
            first = _both(wanted)
            row.extend(first)
            base = int(first[0].getsockname()[1])
            for more in range(1, count):
                row.extend(_both(base + more))
        except (OSError, OverflowError) as taken:
            for one in row:
                one.close()
            if isinstance(taken, OSError) and taken.errno != errno.EADDRINUSE:
                raise
            wanted = 0
        else:
            held.extend(row)
            return base


def _both(port: int) -> tuple[socket.socket, socket.socket]:
    """TCP and UDP: phones may speak either, and another phone system may have just one."""
    stream = socket.socket()
    datagram = socket.socket(type=socket.SOCK_DGRAM)
    try:
        # A port whose last connection has just ended is free for a listener.
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stream.bind((_HOST, port))
        stream.listen(1)
        datagram.bind((_HOST, stream.getsockname()[1]))
    except OSError:
        stream.close()
        datagram.close()
        raise
    return stream, datagram


@dataclass(frozen=True, slots=True)
class Place:
    """A demo's folder, ours as long as `lock` is open."""

    folder: Path
    lock: IO[bytes]

    @property
    def server(self) -> Path:
        return self.folder / "server"

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    def prepare(self, version: str) -> None:
        """Throw away what another version of Ringdesk made, or an interrupted start."""
        if not self._whole.exists() or self._whole.read_text() != version:
            self._whole.unlink(missing_ok=True)
            shutil.rmtree(self.server, ignore_errors=True)
            shutil.rmtree(self.desk, ignore_errors=True)

    def keep(self, version: str) -> None:
        """The demo data is whole: the next start of this version uses it again."""
        self._whole.write_text(version)

    @property
    def _whole(self) -> Path:
        return self.folder / "whole"


def version_of(*sources: Path) -> str:
    """Changes whenever a file in one of these folders does."""
    digest = hashlib.sha256()
    for file in sorted(file for source in sources for file in source.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def take_place(demos: Path, customers: int) -> Place:
    """A folder for this many customers; a second demo at the same time gets its own."""
    turn = 1
    while True:
        folder = demos / (str(customers) if turn == 1 else f"{customers}-{turn}")
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            turn += 1
        else:
            return Place(folder, lock)
