"""History on its way from the server: one question at a time, the pages last seen kept at hand."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desktop.sync.transport import Fault, SyncError
from sync_server.contract.history import HistoryAsk, HistoryPage

KEPT = 100
"""Pages remembered, in memory only: what a person saw is not written to this computer's disk."""


class Unread(StrEnum):
    """Why a page did not come."""

    OFFLINE = "offline"
    """The server was not reached; asking again later may help."""
    REFUSED = "refused"
    """There is no such history, or not for this person."""


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """The end of one question. Offline, `page` is what was seen last, if it ever was."""

    ask: HistoryAsk
    page: HistoryPage | None
    unread: Unread | None = None


HistoryTold = Callable[[HistoryAnswer], None]


class HistoryServer(Protocol):
    """What questions need of the server."""

    def history(self, ask: HistoryAsk) -> HistoryPage: ...


class Histories:
    """A daemon thread of its own; it starts with the first question."""

    def __init__(self, server: HistoryServer) -> None:
        self._server = server
        self._turn = threading.Condition()
        self._asked: deque[tuple[HistoryAsk, HistoryTold]] = deque()
        self._seen: OrderedDict[HistoryAsk, HistoryPage] = OrderedDict()
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    def ask(self, ask: HistoryAsk, told: HistoryTold) -> None:
        """Have a page fetched; `told` is called once, from another thread."""
        with self._turn:
            self._asked.append((ask, told))
            self._turn.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="history", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        with self._turn:
            self._is_stopping = True
            self._asked.clear()
            self._turn.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._is_stopping or self._asked)
                if self._is_stopping:
                    return
                ask, told = self._asked.popleft()
            told(self._answer(ask))

    def _answer(self, ask: HistoryAsk) -> HistoryAnswer:
        try:
            page = self._server.history(ask)
        except SyncError as failure:
            if failure.fault is Fault.PROTOCOL:
                self._seen.pop(ask, None)
                return HistoryAnswer(ask, None, Unread.REFUSED)
            return HistoryAnswer(ask, self._seen.get(ask), Unread.OFFLINE)
        self._seen[ask] = page
        self._seen.move_to_end(ask)
        if len(self._seen) > KEPT:
            self._seen.popitem(last=False)
        return HistoryAnswer(ask, page)
