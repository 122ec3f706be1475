"""The mailbox as a whole: several processes of four lines each, kept running side by side."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import msgspec

from sync_server.telephony import unfinished
from sync_server.telephony.mailbox import MailboxSettings
from sync_server.telephony.sibling import Sibling
from sync_server.telephony.unfinished import VoicemailLeft

PROCESSES = 3
"""Twelve callers at once: the SIP library takes four in a process."""
MOST_PROCESSES = 16
_LEAVE_WITHIN_S = 2.5  # less than the starter of all programs gives us
_LOOK_EVERY_S = 0.1
_WORKER = "sync_server.telephony.mailbox_worker"


def places(settings: MailboxSettings, processes: int = PROCESSES) -> tuple[MailboxSettings, ...]:
    """The settings of each process: ports follow one another. Raises ValueError for none."""
    if not 1 <= processes <= MOST_PROCESSES:
        raise ValueError(f"{processes} mailbox processes, not 1 to {MOST_PROCESSES}")
    return tuple(replace(settings, port=settings.port + index) for index in range(processes))


def addresses(settings: MailboxSettings, processes: int = PROCESSES) -> tuple[str, ...]:
    """The host:ports the phone system tries in turn: `Tables.mailbox`."""
    return tuple(f"{one.host}:{one.port}" for one in places(settings, processes))


class MailboxPool:
    """Starts the processes, starts those again that die, and ends all when told.

    Run it on a thread that lives as long as the pool should: the kernel ends the processes with
    the thread that started them.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        processes: int,
        on_rescued: Callable[[VoicemailLeft], None],
    ) -> None:
        self._spool_dir = settings.spool_dir
        self._on_rescued = on_rescued
        self.processes = [
            Sibling(f"mailbox on port {one.port}", dict(os.environ), command(one))
            for one in places(settings, processes)
        ]

    def run(self, stopping: threading.Event) -> None:
        """Keep all of them up until `stopping`; recordings under way are finished."""
        self._spool_dir.mkdir(parents=True, exist_ok=True)
        for left in unfinished.rescue(self._spool_dir):  # also of ports no longer used
            self._on_rescued(left)
            unfinished.end(left.path)
        try:
            while not stopping.wait(_LOOK_EVERY_S):
                for process in self.processes:
                    process.look()
        finally:
            for process in self.processes:
                process.end()
            deadline = time.monotonic() + _LEAVE_WITHIN_S
            for process in self.processes:
                process.finish(deadline)


def command(settings: MailboxSettings) -> tuple[str, ...]:
    """The command line of one process."""
    told = msgspec.json.encode(settings, enc_hook=str).decode()
    return ("setpriv", "--pdeathsig", "TERM", "--", sys.executable, "-m", _WORKER, told)
