"""Tells the office of every call of this desk: when it begins to talk and when it is over."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.callers import Callers
from desktop.calls.logging_calls import Known, log_command
from desktop.calls.transfer_desk import TransferDesk
from desktop.qt.signals import signal
from desktop.store import Store
from softphone.protocol import CallFacts, Quality
from sync_server.rules.effects import Refused


class CallReports(QObject):
    """What this desk knows of a call goes into the outbox, server or no server."""

    said = signal(str)

    def __init__(
        self, store: Store, bridge: PhoneBridge, callers: Callers, transfers: TransferDesk
    ) -> None:
        super().__init__(bridge)
        self._store = store
        self._callers = callers
        self._transfers = transfers
        self._quality: dict[str, Quality] = {}
        bridge.quality_measured.connect(self._measured)
        bridge.call_answered.connect(self._report)
        bridge.call_ended.connect(self._ended)

    def _measured(self, quality: Quality) -> None:
        self._quality[quality.ref] = quality

    def _ended(self, call: CallFacts) -> None:
        self._report(call)
        self._quality.pop(call.ref, None)

    def _report(self, call: CallFacts) -> None:
        me = self._store.me
        if me is None or not self._store.is_ready or not call.call_key:
            return
        known = Known(
            me=me.id,
            owner=self._callers.owner(call),
            quality=self._quality.get(call.ref),
            transferred_to=self._transfers.sent_to(call),
            continues_key=self._transfers.continues(call),
        )
        command = log_command(call, known)
        if command is None:
            return
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(refusal.detail)
