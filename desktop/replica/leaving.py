"""Emptying the scopes a person does not have any more, a few rows at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from desktop.replica import withdrawal
from desktop.replica.apply import Leaving, Overlay, begin_to_leave, end_leaving, leave_slice
from desktop.replica.connection import Connection, Turnstile, transaction, world_failures
from sync_server.contract.wire import Hello

Overlaid = Callable[[], Overlay]
Changed = Callable[[frozenset[str]], None]


class Emptied(Protocol):
    """What of a replica is needed here."""

    @property
    def lock(self) -> Turnstile | threading.Lock: ...

    @property
    def writer(self) -> Connection: ...

    def reader(self) -> Connection: ...


def leave(replica: Emptied, hello: Hello, overlay: Overlaid, changed: Changed) -> None:
    """Take everything out that only scopes held which this answer does not have any more."""
    with replica.lock, transaction(replica.writer):
        leaving = begin_to_leave(replica.writer, hello)
    if leaving is None:
        return
    with world_failures():
        # Undoing a command that took a row back gives that row another place: look again
        # until nothing is found. What a command still hides is taken out at the end.
        while _leave_all(replica, leaving, overlay, changed):
            pass
    with replica.lock, transaction(replica.writer):
        touched = end_leaving(replica.writer, leaving, overlay())
    changed(touched)


def _leave_all(replica: Emptied, leaving: Leaving, overlay: Overlaid, changed: Changed) -> bool:
    """Go through all rows once; False when none of them stood in these scopes."""
    is_any = False
    for entity, rows in withdrawal.slices(replica.reader(), leaving.mask):
        is_any = True
        with replica.lock, transaction(replica.writer):
            touched = leave_slice(replica.writer, leaving, entity, rows, overlay())
        changed(touched)
    return is_any
