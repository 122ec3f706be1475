"""Stop-watches inside a running desk: late ticks of the GUI thread, and the steps of a pop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from desktop.calls.bridge import PhoneBridge
    from softphone.protocol import CallFacts

TICK_MS = 5
LATE_MS = 12.0


class TickWatch(QObject):
    """Notes how late each 5 ms tick of the GUI thread came, and how long it computed meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[list[float]] = []
        self.ticks = 0
        self._last, self._cpu = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        late = (now - self._last) * 1000 - TICK_MS
        if late > LATE_MS:
            self.late.append([time.time(), round(late, 1), round((cpu - self._cpu) * 1000, 1)])
        self._last, self._cpu = now, cpu
        self.ticks += 1


class PopWatch(QObject):
    """Notes when the desk heard of a ringing call, had its card built, and had it on screen."""

    def __init__(self, bridge: PhoneBridge, application: QApplication) -> None:
        super().__init__(bridge)
        self._woken_at = 0.0
        self.steps: dict[str, float] = {}
        # Connected after the desk's own slots, so this runs when they are done.
        bridge.call_rang.connect(self._built)
        application.installEventFilter(self)

    def _built(self, call: CallFacts) -> None:
        now = time.time()
        self.steps = {
            "engine": call.started_at.timestamp(),
            "heard": self._woken_at,
            "built": now,
        }

    def _is_awaited(self, painted: QObject) -> bool:
        is_open = bool(self.steps) and "shown" not in self.steps
        return is_open and painted.objectName() == "call_card"

    def _shown(self) -> None:
        self.steps.setdefault("shown", time.time())

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.SockAct:
            self._woken_at = time.time()
        elif kind == QEvent.Type.Paint and self._is_awaited(watched):
            # After this event the frame goes to the screen; the timer comes behind that.
            QTimer.singleShot(0, self, self._shown)
        return False


class Watches:
    """The orders of a hand that measure."""

    def __init__(self) -> None:
        self._ticks: TickWatch | None = None
        self._pops: PopWatch | None = None

    def watch_ticks(self) -> None:
        """Begin to note late ticks, or begin anew."""
        if self._ticks is not None:
            self._ticks.deleteLater()
        self._ticks = TickWatch()

    def late_ticks(self) -> list[list[float]]:
        """[wall clock, ms late, ms the thread computed] of each late tick since asked to watch."""
        return self._ticks.late if self._ticks else []

    def watch_pops(self) -> None:
        """Look out for the next call that rings."""
        from desktop.calls.bridge import PhoneBridge  # noqa: PLC0415 - no earlier than the product

        application = QApplication.instance()
        assert isinstance(application, QApplication)
        bridges = [b for w in application.topLevelWidgets() for b in w.findChildren(PhoneBridge)]
        if self._pops is None:
            self._pops = PopWatch(bridges[0], application)
        self._pops.steps = {}

    def pop_steps(self) -> dict[str, float]:
        """Wall clock of each step of the last call that rang; empty until the card is shown."""
        steps = self._pops.steps if self._pops else {}
        return steps if "shown" in steps else {}
