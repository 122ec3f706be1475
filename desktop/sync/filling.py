"""The parent's side of a first fill: fetch here, write in a child process."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO

import msgspec

from desktop.replica.connection import DiskFull
from desktop.replica.database import FILE
from desktop.replica.fill import FRAME, Order, Told
from desktop.sync.exchange import Fetch
from desktop.sync.transport import Fault, SyncError
from resources.programs import Program, command

COMMAND = command(Program.FILL)


class ChildFiller:
    """Runs one child for each fill; it dies with the fill."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command

    def fill(
        self, folder: Path, key: bytes | None, fetch: Fetch, told: Callable[[Told], None]
    ) -> None:
        is_new = not (folder / FILE).exists()
        with subprocess.Popen(  # noqa: S603 - our own program
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=-1
        ) as child:
            if child.stdin is None or child.stdout is None:
                raise RuntimeError("a child without pipes")
            talk = _Talk(child.stdin, _Ends(child.stdout, told))
            try:
                talk.order(Order(str(folder), None if key is None else key.hex()))
                if is_new:
                    # Everything is missing: ask while the child is still starting.
                    talk.hand_over(fetch("", {}))
                    talk.ends.next()
                talk.until_filled(fetch)
            except BrokenPipeError as failure:
                raise _stopped() from failure
            finally:
                with suppress(BrokenPipeError):
                    child.stdin.close()
                child.wait()


@dataclass(frozen=True, slots=True)
class _Talk:
    pipe: IO[bytes]
    ends: _Ends

    def order(self, order: Order) -> None:
        self.pipe.write(msgspec.json.encode(order) + b"\n")
        self.pipe.flush()

    def until_filled(self, fetch: Fetch) -> None:
        """Hand over one answer after the other, each asked for where the child stands."""
        at = self.ends.next()
        while not at.is_finished:
            self.hand_over(fetch(at.epoch, at.cursor))
            at = self.ends.next()

    def hand_over(self, answer: Iterable[bytes]) -> None:
        for chunk in answer:
            self.pipe.write(FRAME.pack(len(chunk)))
            self.pipe.write(chunk)
        self.pipe.write(FRAME.pack(0))
        self.pipe.flush()


class _Ends:
    """The child's word at the end of each answer.

    A thread reads it and passes every step on, so that neither side waits for a full pipe.
    """

    def __init__(self, source: IO[bytes], told: Callable[[Told], None]) -> None:
        self._ends: SimpleQueue[Told | None] = SimpleQueue()
        self._source = source
        self._told = told
        threading.Thread(target=self._read, name="fill-progress", daemon=True).start()

    def next(self) -> Told:
        end = self._ends.get()
        if end is None:
            raise _stopped()
        if end.fault:
            raise DiskFull(end.fault)
        return end

    def _read(self) -> None:
        try:
            for line in self._source:
                step = msgspec.json.decode(line, type=Told)
                self._told(step)
                if step.is_finished or step.fault or (step.ends_answer and step.more):
                    self._ends.put(step)
        finally:
            self._ends.put(None)


def _stopped() -> SyncError:
    return SyncError(Fault.UNREACHABLE, "the fill stopped before its end")
