"""The agent's own state: what they chose, what the server says, what is shown."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.qt.formatting import Clock, age
from desktop.qt.signals import signal, wish
from desktop.shell.nav_rail import NavRail, StateChoice, UserShown
from desktop.store import Store
from softphone.call import CallState
from sync_server.contract.agents import AgentStateRow, ChooseState
from sync_server.contract.values import AgentState
from sync_server.rules.agents import shown_state
from sync_server.rules.effects import Refused


class Presence(QObject):
    """The row decides, here and on every other desk; a choice made offline waits in the outbox."""

    went_away = wish()
    came_back = wish()
    said = signal(str)

    def __init__(self, store: Store, bridge: PhoneBridge, rail: NavRail, clock: Clock) -> None:
        super().__init__(bridge)
        self._store = store
        self._bridge = bridge
        self._rail = rail
        self._clock = clock
        self._was_away = self.is_away
        rail.state_chosen.connect(self._chosen)
        bridge.calls_changed.connect(self._calls_changed)
        self._deafen = store.listen(self._rows_changed)

    @property
    def is_away(self) -> bool:
        """Away means calls do not ring here at all; everything else keeps the line registered."""
        row = self._row()
        return row is not None and row.state is AgentState.AWAY

    def show(self) -> None:
        """Show who is here and in which state."""
        me, row = self._store.me, self._row()
        if me is None:
            return
        talking = {CallState.TALKING, CallState.DIALLING}
        states = {call.state for call in self._bridge.calls}
        state = shown_state(
            row, is_talking=bool(states & talking), is_ringing=CallState.RINGING in states
        )
        self._rail.show_user(UserShown(me.name, state, self._detail(row, state)))
        if self._was_away != self.is_away:
            self._was_away = self.is_away
            (self.went_away if self.is_away else self.came_back).emit()

    def stop(self) -> None:
        """The rows are about to close."""
        self._deafen()

    def _detail(self, row: AgentStateRow | None, state: AgentState) -> str:
        if row is None or row.state is not state or state is AgentState.AVAILABLE:
            return ""
        now = self._clock()
        is_new = row.since_at is None or now - row.since_at < timedelta(minutes=1)
        since = "" if is_new or row.since_at is None else age(row.since_at, now)
        return ", ".join(part for part in (row.reason, since) if part)

    def _row(self) -> AgentStateRow | None:
        me = self._store.me
        if me is None or not self._store.is_ready:
            return None
        return self._store.view.get(AgentStateRow, me.id)

    def _chosen(self, choice: StateChoice) -> None:
        if not self._store.is_ready:
            self.said.emit("Wait until this desk has its first rows from the server.")
            return
        try:
            self._store.do(ChooseState(state=choice.state, reason=choice.reason))
        except Refused as refusal:
            self.said.emit(refusal.detail)
        self.show()

    def _calls_changed(self, _snapshot: object) -> None:
        self.show()

    def _rows_changed(self, entities: frozenset[str]) -> None:
        if not entities or "agent_state" in entities:
            self.show()
