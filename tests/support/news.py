"""Reads the phone system's events on a thread, as the server does."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType

from sync_server.telephony.pbx_events import PbxEvent, PbxEventKind, PbxEvents, PbxNews


class News:
    """`with system.news() as news:` begins reading; it is connected when the block begins."""

    def __init__(self, access_file: Path) -> None:
        self.got: list[PbxNews] = []
        self._changed = threading.Condition()
        self._events = PbxEvents(access_file)
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> News:
        self._thread.start()
        with self._changed:
            assert self._changed.wait_for(lambda: bool(self.got), 10), "no connection"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._events.close()
        self._thread.join(3)

    def events(self) -> list[PbxEvent]:
        return [one for one in list(self.got) if isinstance(one, PbxEvent)]

    def kinds(self) -> list[PbxEventKind]:
        return [one.kind for one in self.events()]

    def wait(self, kind: PbxEventKind, within: float = 5.0, nth: int = 1) -> PbxEvent:
        """The nth event of this kind, past or coming."""
        deadline = time.monotonic() + within
        with self._changed:
            while True:
                found = [one for one in self.events() if one.kind is kind]
                if len(found) >= nth:
                    return found[nth - 1]
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    raise AssertionError(f"no {kind} within {within} s, only {self.kinds()}")

    def _read(self) -> None:
        for one in self._events:
            with self._changed:
                self.got.append(one)
                self._changed.notify_all()
