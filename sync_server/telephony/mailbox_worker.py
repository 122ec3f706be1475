"""One process of the mailbox: `python -m sync_server.telephony.mailbox_worker SETTINGS`."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path

import msgspec

from sync_server.settings import LOG_LEVELS
from sync_server.store.clock import utc_now
from sync_server.telephony import spool
from sync_server.telephony.mailbox import Mailbox, MailboxSettings
from sync_server.telephony.spool import Note
from sync_server.telephony.unfinished import VoicemailLeft

_PORT_TAKEN = 3


def main(told: str) -> int:
    """Answer until told to stop; `told` are the settings as JSON. Ends at once without its port."""
    logging.basicConfig(level=_log_level(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = msgspec.json.decode(told, type=MailboxSettings, dec_hook=_as_path)
    if not _is_free(settings.host, settings.port):
        logging.getLogger(__name__).warning("port %d is taken", settings.port)
        return _PORT_TAKEN
    quiet_standard_output()
    Mailbox(settings, leave, utc_now).run(until_told())
    return 0


def leave(left: VoicemailLeft) -> None:
    """Put a finished recording where the server files it from."""
    note = Note(
        left.call_key,
        left.from_number,
        left.dialled,
        left.path.name,
        max(1, round(left.seconds)),
        left.at,
    )
    spool.leave(note, left.path)


def quiet_standard_output() -> None:
    """pjlib prints to descriptor 1 before it reads its log settings; the mailbox never does."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)


def until_told() -> threading.Event:
    """Set by SIGINT or SIGTERM."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopping.set())
    return stopping


def _as_path(kind: type, value: object) -> object:
    return kind(value)


def _log_level() -> str:
    named = os.environ.get("RINGDESK_LOG_LEVEL", "INFO")
    return named if named in LOG_LEVELS else "INFO"


def _is_free(host: str, port: int) -> bool:
    """The library would stay mute on a port somebody else has."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
