"""The time after a call, wired: the server keeps the clock, the panel keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_links_model import (
    NOTHING,
    LinkOption,
    LinksShown,
    link_command,
    links_shown,
)
from desktop.calls.call_model import Candidate
from desktop.calls.call_note_desk import open_note
from desktop.calls.call_note_draft import OpenNote
from desktop.calls.desk import Knowledge
from desktop.calls.live_call import foremost
from desktop.calls.wrap_up_model import (
    EXTENSION_SECONDS,
    Countdown,
    WrapUpShown,
    choices,
    counted_down,
)
from desktop.calls.wrap_up_view import WrapUpView
from desktop.replica.call_links import linkable
from desktop.replica.calls import candidates
from softphone.protocol import CallFacts
from sync_server.contract.agents import AgentStateRow, ChooseState, ExtendWrapUp
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, ChooseDisposition, call_id
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import CustomerRow
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.values import AgentState
from sync_server.rules.effects import Refused

_CONCERNED = frozenset({"agent_state", "call", "disposition", "ring_group"})


@dataclass(frozen=True, slots=True)
class Ended:
    """A call that is over. `note` names its draft."""

    id: RowId
    number: str
    note: OpenNote


class WrapUpDesk(QObject):
    """Shows the panel when a conversation ends and while the server's row says wrap-up."""

    def __init__(self, knowledge: Knowledge, bridge: PhoneBridge, view: WrapUpView) -> None:
        super().__init__(view)
        self._known = knowledge
        self._store = knowledge.store
        self._bridge = bridge
        self._view = view
        self._call: Ended | None = None
        self._countdown = Countdown()
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self._count)
        self._connect()

    def bring_back(self) -> None:
        """After a start: a wrap-up that still runs, or a note that never reached its thread."""
        if not self._store.is_ready:
            return
        row = self._state()
        left = self._known.notes.left_over()
        if row is not None and row.state is AgentState.WRAP_UP and row.call_id:
            self._call = self._from_row(row.call_id)
        elif left is not None:
            self._call = Ended(RowId(left.call_id), "", left)
        self.show()

    def show(self) -> None:
        """The panel, unless somebody talks here."""
        call = self._call
        if call is None or foremost(self._bridge.calls) is not None:
            self._tick.stop()
            self._view.hide()
            return
        row = self._store.view.get(CallRow, call.id)
        group = self._group(row)
        state = self._state()
        is_counted = _is_wrapping_up(state)
        self._countdown = counted_down(
            self._countdown, state if is_counted else None, self._known.clock()
        )
        self._view.show_wrap_up(
            WrapUpShown(
                self._who(call),
                dispositions=choices(self._store.view.where(DispositionRow)),
                chosen_id=(row.disposition_id or "") if row else "",
                is_required=group is not None and group.asks_disposition,
                has_clock=is_counted,
                links=self._links(call, row),
                candidates=self._candidates(call, row),
            )
        )
        self._view.show_note(self._known.notes.text(call.note.call_key))
        self._count()
        self._tick.start()

    # -- what happens

    def _ended(self, call: CallFacts) -> None:
        if call.answered_at is None or not self._store.is_ready:
            return
        if self._known.callers.colleague(call.number) is not None:
            return  # asking a colleague is no call to wrap up
        note = open_note(self._known.callers, call)
        self._call = Ended(call_id(call.call_key), call.number, note)
        self._view.show_problem("")
        self.show()

    def _answered(self, _call: CallFacts) -> None:
        """The next conversation has begun: what was not done stays in the call's row and draft."""
        self._known.notes.save_now()
        self._call = None
        self.show()

    def _rows_changed(self, entities: frozenset[str]) -> None:
        if self._call is not None and (not entities or entities & _CONCERNED):
            self.show()

    def _count(self) -> None:
        self._view.show_left(self._countdown.left(self._known.clock()))

    # -- what the agent wants

    def _dispose(self, disposition_id: str) -> None:
        if self._call is not None and self._did(
            ChooseDisposition(call_id=self._call.id, disposition_id=RowId(disposition_id))
        ):
            self._view.show_problem("")

    def _link(self, option: LinkOption) -> None:
        call, customer_id = self._call, self._customer()
        if call is not None and customer_id:
            self._did(link_command(call.id, customer_id, option))

    def _choose(self, customer_id: str) -> None:
        call = self._call
        if call is not None and self._did(link_command(call.id, RowId(customer_id), NOTHING)):
            self.show()

    def _typed(self, text: str) -> None:
        if self._call is not None:
            self._known.notes.typed(self._note(self._call), text)

    def _extend(self) -> None:
        self._did(ExtendWrapUp(seconds=EXTENSION_SECONDS))

    def _done(self) -> None:
        """Everything on the panel holds; then calls ring here again."""
        call = self._call
        if call is None:
            return
        row = self._store.view.get(CallRow, call.id)
        customer_id = self._customer()
        text = self._view.note()
        if text and not self._known.notes.post(self._note(call), text):
            self._view.show_problem("Whose call was it? Your note is kept until you say.")
            return
        if row is not None and customer_id:
            self._did(link_command(call.id, customer_id, self._view.link()))
        if _is_wrapping_up(self._state()) and not self._did(
            ChooseState(state=AgentState.AVAILABLE)
        ):
            return
        self._close()

    def _close(self) -> None:
        self._known.notes.save_now()
        self._call = None
        self._view.show_problem("")
        self.show()

    def _did(self, command: AnyCommand) -> bool:
        try:
            self._store.do(command)
        except Refused as refusal:
            self._view.show_problem(refusal.detail)
            return False
        return True

    # -- what is known

    def _state(self) -> AgentStateRow | None:
        me = self._store.me
        return self._store.view.get(AgentStateRow, me.id) if me and self._store.is_ready else None

    def _from_row(self, row_id: RowId) -> Ended | None:
        row = self._store.view.get(CallRow, row_id)
        if row is None:
            return None
        customer = self._known.callers.customer(row.customer_id)
        who = customer.name if customer else row.number
        return Ended(row.id, row.number, OpenNote(row.call_key, who, row.customer_id or "", row.id))

    def _group(self, row: CallRow | None) -> RingGroupRow | None:
        if row is None or row.ring_group_id is None:
            return None
        return self._store.view.get(RingGroupRow, row.ring_group_id)

    def _customer(self) -> RowId | None:
        if self._call is None:
            return None
        row = self._store.view.get(CallRow, self._call.id)
        known = row.customer_id if row else None
        return known or RowId(self._call.note.customer_id) or None

    def _note(self, call: Ended) -> OpenNote:
        customer_id = self._customer() or ""
        return OpenNote(call.note.call_key, call.note.who, customer_id, call.id)

    def _who(self, call: Ended) -> str:
        customer_id = self._customer()
        customer = self._store.view.get(CustomerRow, customer_id) if customer_id else None
        return customer.name if customer is not None else call.note.who

    def _links(self, call: Ended, row: CallRow | None) -> LinksShown:
        customer_id = self._customer()
        if not customer_id:
            return LinksShown()
        return links_shown(linkable(self._store.reader(), customer_id), row)

    def _candidates(self, call: Ended, row: CallRow | None) -> tuple[Candidate, ...]:
        if self._customer() or row is None or not call.number:
            return ()
        found = candidates(self._store.reader(), call.number)
        return tuple(Candidate(one.id, one.name, one.location) for one in found)

    def _connect(self) -> None:
        view = self._view
        self._bridge.call_ended.connect(self._ended)
        self._bridge.call_answered.connect(self._answered)
        view.disposition_chosen.connect(self._dispose)
        view.link_chosen.connect(self._link)
        view.customer_chosen.connect(self._choose)
        view.note_changed.connect(self._typed)
        view.extend_requested.connect(self._extend)
        view.done_requested.connect(self._done)
        view.close_requested.connect(self._close)
        self._deafen = self._store.listen(self._rows_changed)

    def stop(self) -> None:
        """Nothing is shown any more: the rows are about to close."""
        self._tick.stop()
        self._known.notes.save_now()
        self._deafen()


def _is_wrapping_up(row: AgentStateRow | None) -> bool:
    return row is not None and row.state is AgentState.WRAP_UP and row.ends_at is not None
