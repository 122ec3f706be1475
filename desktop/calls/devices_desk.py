"""Sound, wired: what was chosen goes to the phone at every start, tones follow the ring groups."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.calls.bridge import PhoneBridge
from desktop.calls.devices_model import DevicesShown, Settings, keep, kept, ringtones
from desktop.calls.devices_view import DevicesView
from desktop.calls.dialling_habits import Habits, habits, keep_habits
from desktop.qt.signals import wish
from desktop.store import Store
from softphone import protocol
from sync_server.contract.ring_groups import RingGroupRow

TEST_SECONDS = 5


class DevicesDesk(QObject):
    """One panel; devices that come and go while it is open are shown at once."""

    answer_key_changed = wish()

    def __init__(
        self, window: QWidget, store: Store, bridge: PhoneBridge, settings: Settings
    ) -> None:
        super().__init__(bridge)
        self._window = window
        self._store = store
        self._bridge = bridge
        self._settings = settings
        self._view: DevicesView | None = None
        self._there = protocol.Devices((), ())
        self._tones = protocol.ChooseRingtones({})
        self._test = QTimer(self, singleShot=True, interval=TEST_SECONDS * 1000)
        self._test.timeout.connect(self._test_over)
        bridge.devices_listed.connect(self._listed)
        bridge.microphone_heard.connect(self._heard)
        self._deafen = store.listen(self._rows_changed)

    def start(self) -> None:
        """Tell the phone what was chosen before."""
        self._bridge.choose_devices(kept(self._settings))
        self._choose_tones()

    def stop(self) -> None:
        """The rows are about to close."""
        self._deafen()

    def open(self) -> None:
        """Show the panel; the phone lists its devices anew."""
        if self._view is None:
            self._view = DevicesView(self._window)
            self._view.chosen.connect(self._chosen)
            self._view.test_requested.connect(self._begin_test)
            self._view.habits.changed.connect(self._habits_changed)
        self._show()
        self._view.show()
        self._view.raise_()
        self._bridge.choose_devices(kept(self._settings))  # answered with the devices there are

    def _show(self) -> None:
        if self._view is not None:
            there = self._there
            self._view.show_devices(
                DevicesShown(there.microphones, there.speakers, kept(self._settings))
            )

            self._view.habits.show_habits(habits(self._settings))

    def _habits_changed(self, chosen: Habits) -> None:
        before = habits(self._settings).answer_key
        keep_habits(self._settings, chosen)
        if chosen.answer_key != before:
            self.answer_key_changed.emit()
            self._show()

    def _listed(self, devices: protocol.Devices) -> None:
        is_new = devices != self._there
        self._there = devices
        if is_new:
            self._show()

    def _chosen(self, chosen: protocol.ChooseDevices) -> None:
        keep(self._settings, chosen)
        self._bridge.choose_devices(chosen)

    def _begin_test(self) -> None:
        if self._view is not None:
            self._view.test_began()
        self._bridge.test_sound(TEST_SECONDS)
        self._test.start()

    def _test_over(self) -> None:
        if self._view is not None:
            self._view.test_ended()

    def _heard(self, heard: protocol.MicrophoneLevel) -> None:
        if self._view is not None:
            self._view.show_level(heard.level)

    def _rows_changed(self, entities: frozenset[str]) -> None:
        if not entities or "ring_group" in entities:
            self._choose_tones()

    def _choose_tones(self) -> None:
        if not self._store.is_ready:
            return
        tones = ringtones(self._store.view.where(RingGroupRow))
        if tones != self._tones:
            self._tones = tones
            self._bridge.choose_ringtones(tones)
