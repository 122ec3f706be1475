"""Starts what an office needs as siblings of one another: server, phone system, mailbox.

Siblings, not children of the server: when the server dies, phones keep ringing. Each is started
again when it ends by itself; a signal ends all of them.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence

from sync_server.telephony.sibling import Sibling

PROGRAMS = ("serve", "pbx", "mailbox")
GRACE_SECONDS = 3.0
"""How long a program may take to end by itself before it is ended."""


def run(programs: Sequence[str] = PROGRAMS, environment: Mapping[str, str] | None = None) -> None:
    """Keep the programs running until SIGINT or SIGTERM; all have ended when this returns."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    siblings = [Sibling(name, environment or os.environ) for name in programs]
    while not stop.is_set():
        for sibling in siblings:
            sibling.look()
        stop.wait(0.1)
    for sibling in siblings:
        sibling.end()
    deadline = time.monotonic() + GRACE_SECONDS
    for sibling in siblings:
        sibling.finish(deadline)
