"""A process that is kept running: started again when it ends, ended in order when told."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0


@dataclass
class Sibling:
    """One program kept running; waits longer after each early end."""

    name: str
    environment: Mapping[str, str]
    command: Sequence[str] = ()
    """What runs; without one, the server's own command of this name."""
    process: subprocess.Popen[bytes] | None = None
    wait: float = FIRST_WAIT
    not_before: float = 0.0
    started: float = 0.0

    def start(self) -> None:
        # Own session: a Ctrl-C in the terminal reaches us alone and we end them in order.
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            self.command or [sys.executable, "-m", "sync_server", self.name],
            env=dict(self.environment),
            start_new_session=True,
        )
        self.started = time.monotonic()
        log.info("%s started, process %d", self.name, self.process.pid)

    def look(self) -> None:
        """Start what is not running and due."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.wait = FIRST_WAIT if now - self.started > 30 else min(self.wait * 2, LONGEST_WAIT)
        self.not_before = now + self.wait
        self.process = None
        log.warning("%s ended with %s, starts again in %.1f s", self.name, code, self.wait)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def finish(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(2)
