"""Notices that the machine woke up or the network changed, so that the phone registers at once."""

from __future__ import annotations

import time
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QNetworkInformation

from desktop.qt.formatting import Clock
from desktop.qt.signals import wish

LOOK_MS = 2_000
SLEPT = timedelta(seconds=10)
SETTLE_MS = 300
"""Several changes in a row (cable out, wireless in, address new) are one."""


class NetworkWatch(QObject):
    """Says `changed` when calls may need a new way. Every system has the clock; some say more."""

    changed = wish()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._seen = clock()
        self._awake = time.monotonic()
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.look)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.changed)

    def start(self) -> None:
        self._look.start()
        wanted = QNetworkInformation.Feature.Reachability
        if QNetworkInformation.loadBackendByFeatures(wanted):
            network = QNetworkInformation.instance()
            network.reachabilityChanged.connect(self._reached)
            network.transportMediumChanged.connect(self._moved)

    def look(self) -> None:
        """While a machine sleeps the time of day goes on and the monotonic clock stands still."""
        now, awake = self._clock(), time.monotonic()
        gone = now - self._seen
        worked = timedelta(seconds=awake - self._awake)
        self._seen, self._awake = now, awake
        if gone - worked > SLEPT:
            self._settle.start()

    def _reached(self, reachability: QNetworkInformation.Reachability) -> None:
        if reachability is not QNetworkInformation.Reachability.Disconnected:
            self._settle.start()

    def _moved(self, _medium: QNetworkInformation.TransportMedium) -> None:
        self._settle.start()
