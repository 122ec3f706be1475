"""What happens with a fault of ours: written down without anything personal, and told."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

log = logging.getLogger(__name__)


class CrashReports:
    """Catches what nobody else caught, in every thread; the window stays up."""

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self._file = folder / "faults.log"
        self._tell = tell

    def install(self) -> None:
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def _caught_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self._caught(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _caught(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        # Only places, never values: a message may quote what a customer wrote.
        frames = "".join(traceback.format_tb(trace))
        log.error("fault: %s\n%s", kind.__name__, frames)
        with self._file.open("a", encoding="utf-8") as out:
            out.write(f"{kind.__name__}\n{frames}\n")
        self._tell(
            "Something went wrong in Ringdesk. Your work is kept. "
            f"The details are in {self._file.name} of your profile folder."
        )
