"""What stands around the big window: the small one that rings, the tray, one key for all."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.calls.bridge import PhoneBridge
from desktop.calls.card_facts import ringing_call
from desktop.calls.dialling_habits import KEY_PROBLEM, habits
from desktop.calls.live_call import rings_here
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.replica.missed import missed_count
from desktop.settings import DeskSettings
from desktop.shell.global_key import GlobalKey
from desktop.shell.main_window import MainWindow
from desktop.shell.ringing_window import RingingWindow
from desktop.shell.tray import Tray
from desktop.store import Store
from softphone.protocol import CallFacts

LOOK_MS = 700
"""How soon a call that rings follows a window that was put away or came back."""


class Surroundings(QObject):
    """Nothing here takes the keyboard; a click brings the big window to the front."""

    said = signal(str)

    def __init__(self, window: MainWindow, store: Store, bridge: PhoneBridge, clock: Clock) -> None:
        super().__init__(bridge)
        self._window = window
        self._store = store
        self._bridge = bridge
        self._clock = clock
        self._small: RingingWindow | None = None
        self._tray = Tray(window) if Tray.is_possible() else None
        self._key = GlobalKey(self)
        self._key.pressed.connect(self.answer)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.show_ringing)
        bridge.calls_changed.connect(self._calls_changed)
        self._deafen = store.listen(self._rows_changed)
        if self._tray is not None:
            self._tray.open_requested.connect(self.bring_to_front)
            self._tray.quit_requested.connect(window.close)

    def start(self, settings: DeskSettings) -> None:
        """Show the tray, hold the key."""
        if self._tray is not None:
            self._tray.show()
        self._count()
        self.hold_key(settings)

    def hold_key(self, settings: DeskSettings) -> None:
        """Take the key that is chosen; what keeps it from working is kept for the panel."""
        self._key.let_go()
        wanted = habits(settings).answer_key
        settings.set_text(KEY_PROBLEM, self._key.hold(wanted) if wanted else "")

    def stop(self) -> None:
        """Signed out."""
        self._deafen()
        self._look.stop()
        self._key.let_go()
        if self._tray is not None:
            self._tray.hide()
        if self._small is not None:
            self._small.deleteLater()
            self._small = None

    def answer(self) -> None:
        """The key was pressed: the call that has rung longest."""
        ringing = self._ringing()
        if ringing is not None:
            self._bridge.answer(ringing.ref)
            self.bring_to_front()

    def bring_to_front(self) -> None:
        """The person asked for the window: here it may take the focus."""
        window = self._window
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()
        self.show_ringing()

    def show_ringing(self) -> None:
        """The small window while a call rings and the big one is out of sight."""
        ringing = self._ringing()
        if ringing is None:
            self._look.stop()
        elif not self._look.isActive():
            self._look.start()
        if ringing is None or self._is_in_sight():
            if self._small is not None:
                self._small.clear()
            return
        small = self._small_window()
        if not small.isVisible():
            small.show_call(ringing_call(self._store, ringing, self._clock))

    def _small_window(self) -> RingingWindow:
        if self._small is None:
            self._small = RingingWindow()
            self._small.answer_requested.connect(self._answer_small)
            self._small.decline_requested.connect(self._bridge.decline)
            self._small.open_requested.connect(self.bring_to_front)
        return self._small

    def _answer_small(self, ref: str) -> None:
        self._bridge.answer(ref)
        self.bring_to_front()

    def _is_in_sight(self) -> bool:
        """Whether the card in the big window can be seen by whoever sits here."""
        window = self._window
        is_here = QApplication.activeWindow() is not None  # also a dialog of ours
        return window.isVisible() and not window.isMinimized() and is_here

    def _ringing(self) -> CallFacts | None:
        return next((call for call in self._bridge.calls if rings_here(call)), None)

    def _calls_changed(self, _snapshot: object) -> None:
        self.show_ringing()

    def _rows_changed(self, entities: frozenset[str]) -> None:
        if not entities or "call" in entities:
            self._count()

    def _count(self) -> None:
        if self._tray is not None and self._store.is_ready:
            self._tray.show_count(missed_count(self._store.reader()))
