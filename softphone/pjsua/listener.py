"""Sockets of the SIP library: its listener is hidden, a dead connection is cut."""

from __future__ import annotations

import logging
import os
import socket
import stat
from pathlib import Path

log = logging.getLogger(__name__)

_LOOPBACK = "127.0.0.1"
_OPEN_FILES = Path("/dev/fd")


def hide_listener(host: str, port: int) -> bool:
    """Swap the listener on `host` for one on the loopback, under the same descriptor.

    Two datagrams of a stranger can abort this version of the library, so nobody but the PBX, on the
    connection the phone itself opened, may speak to it. Systems without POSIX descriptors keep the
    listener; there calls from strangers are still turned away, but they are parsed first.
    """
    if host.startswith("127.") or os.name != "posix":
        return False
    return swap_listener(host, port)


def swap_listener(host: str, port: int) -> bool:
    """The swap itself; False when there is no such listener."""
    for descriptor in sorted(int(entry.name) for entry in _OPEN_FILES.iterdir()):
        if _is_listener(descriptor, host, port):
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as quiet:
                quiet.setblocking(False)  # noqa: FBT003 - the standard library's own signature
                quiet.bind((_LOOPBACK, 0))
                quiet.listen(1)
                os.dup2(quiet.fileno(), descriptor, inheritable=False)
            return True
    log.warning("the listener of the SIP library was not found")
    return False


def cut_connections(host: str, port: int) -> int:
    """End every connection to the PBX at once; how many there were.

    A connection that died without a word (a sleeping machine, another network) would keep a
    registration waiting for 32 s; the library can only be asked to finish politely.
    """
    if os.name != "posix":
        return 0
    return sum(_cut(int(entry.name), host, port) for entry in sorted(_OPEN_FILES.iterdir()))


def _cut(descriptor: int, host: str, port: int) -> bool:
    copy = _socket_at(descriptor)
    if copy is None:
        return False
    with copy:
        try:
            if copy.type != socket.SOCK_STREAM or copy.getpeername()[:2] != (host, port):
                return False
            copy.shutdown(socket.SHUT_RDWR)
        except OSError:
            return False
    return True


def _is_listener(descriptor: int, host: str, port: int) -> bool:
    copy = _socket_at(descriptor)
    if copy is None:
        return False
    with copy:
        try:
            listens = copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            return bool(listens) and copy.getsockname()[:2] == (host, port)
        except OSError:
            return False


def _socket_at(descriptor: int) -> socket.socket | None:
    """The socket behind a descriptor, none for files and pipes: a copy of those must not leak."""
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return None
        return socket.socket(fileno=os.dup(descriptor))
    except OSError:
        return None
