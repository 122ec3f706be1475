"""The phone at this desk, wired: card while it rings, bar while one talks, log when it ends."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_bar import CallBar
from desktop.calls.call_card import CallCard
from desktop.calls.call_model import CallerChoice, CallNote, KeyPress, Trouble
from desktop.calls.card_facts import known_call, ringing_call
from desktop.calls.live_call import has_bar, live_call
from desktop.calls.logging_calls import log_command
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.replica.calls import candidates
from desktop.store import Store
from softphone import protocol
from softphone.call import CallState, Direction, EndedWhy
from softphone.line import CallRef
from softphone.protocol import CallFacts
from sync_server.contract.base import RowId
from sync_server.contract.calls import call_id
from sync_server.contract.threads import WritePost
from sync_server.contract.values import Visibility
from sync_server.rules.effects import Refused

_MICROPHONE = frozenset(
    {protocol.TroubleKind.MICROPHONE_GONE, protocol.TroubleKind.MICROPHONE_MISSING}
)
NOT_THROUGH = "The call did not come through."
_UNANSWERED = {
    EndedWhy.BUSY: "The line is busy. Try again in a moment.",
    EndedWhy.NO_ANSWER: "Nobody answered.",
    EndedWhy.DECLINED: "The other side declined the call.",
    EndedWhy.UNKNOWN_NUMBER: "This number does not exist. Check it and try again.",
    EndedWhy.NOT_ALLOWED: "The phone system does not allow this call.",
    EndedWhy.PBX_UNREACHABLE: "The phone system cannot be reached. Try again in a moment.",
    EndedWhy.HUNG_UP: "You hung up before anybody answered.",
}


@dataclass(frozen=True, slots=True)
class ReportWish:
    """Report an issue for the customer of a call."""

    customer_id: RowId
    call_id: RowId


class CallDesk(QObject):
    """Owns nothing that rings: the engine is another process, the views only show."""

    customer_requested = signal(str)
    report_requested = signal(ReportWish)
    create_requested = signal(str)
    said = signal(str)
    """A sentence for the agent: refused, lost, answered by a colleague."""

    def __init__(
        self, store: Store, bridge: PhoneBridge, views: tuple[CallCard, CallBar], clock: Clock
    ) -> None:
        super().__init__(bridge)
        self._store = store
        self._bridge = bridge
        self._card, self._bar = views
        self._clock = clock
        self._owners: dict[str, RowId] = {}
        self._answered_by: dict[str, str] = {}
        self._card_key = ""
        self._lost: CallFacts | None = None
        """A call the phone took down with it: bar and note stay until the agent puts it away."""
        self._trouble = Trouble.NONE
        self._connect()

    def dial(self, number: str) -> None:
        """Call a number; who owns it is looked up, not guessed."""
        found = candidates(self._store.reader(), number)
        if len(found) == 1:
            self._owners[number] = found[0].id
        self._bridge.dial(number)

    def now_known(self, number: str, customer_id: RowId) -> None:
        """A customer was made for this number, perhaps in the middle of the call."""
        self._owners[number] = customer_id
        for call in self._bridge.calls:
            if call.number == number and call.state is CallState.RINGING:
                self._chosen(CallerChoice(call.ref, customer_id))
        self._show_bar()

    def colleague_answered(self, call_key: str, name: str) -> None:
        """The server's word on who answered; it may come before or after the CANCEL."""
        self._answered_by[call_key] = name
        if self._card.isVisible() and self._card_key == call_key and not self._is_mine(call_key):
            self._card.show_answered_by(name)

    # -- what the phone says

    def _rang(self, call: CallFacts) -> None:
        ringing = ringing_call(self._store, call, self._clock)
        if ringing.customer_id:
            self._owners[call.ref] = RowId(ringing.customer_id)
        self._card_key = call.call_key
        self._card.show_call(ringing)

    def _answered(self, call: CallFacts) -> None:
        self._log(call)
        if self._card.ref() == call.ref:
            self._card.clear()
        owner = self._owner(call)
        if owner:
            self.customer_requested.emit(owner)

    def _ended(self, call: CallFacts) -> None:
        self._log(call)
        if self._card.ref() == call.ref:
            self._end_card(call)
        if call.ended_why is EndedWhy.PHONE_RESTARTED:
            self._lost = call if call.answered_at else None
            self.said.emit("The phone stopped during a call and was started again. Call back?")
        elif call.direction is Direction.OUTGOING and call.answered_at is None:
            self.said.emit(
                _UNANSWERED.get(call.ended_why or EndedWhy.FAILED, "The call did not come through.")
            )
        self._show_bar()

    def _end_card(self, call: CallFacts) -> None:
        if call.ended_why is EndedWhy.ANSWERED_ELSEWHERE:
            self._card.show_answered_by(self._answered_by.get(call.call_key, "a colleague"))
        elif call.ended_why in {EndedWhy.CALLER_GAVE_UP, EndedWhy.NO_ANSWER}:
            self._card.show_missed()
        else:
            self._card.clear()

    def _calls_changed(self, _snapshot: protocol.Calls) -> None:
        self._show_bar()

    def _show_bar(self) -> None:
        live = [call for call in self._bridge.calls if has_bar(call)]
        if not live:
            self._show_lost()
            return
        self._lost = None
        talking = next((c for c in live if not c.is_on_hold), live[0])
        others = [call for call in live if call.ref != talking.ref]
        self._bar.show_call(
            live_call(self._store, talking, self._owner(talking), others, self._trouble)
        )

    def _show_lost(self) -> None:
        if self._lost is None:
            self._bar.clear()
            return
        owner, trouble = self._owner(self._lost), Trouble.PHONE_RESTARTED
        self._bar.show_call(live_call(self._store, self._lost, owner, (), trouble))

    def _sound_failed(self, trouble: protocol.SoundTrouble) -> None:
        is_microphone = trouble.kind in _MICROPHONE
        self._trouble = Trouble.NO_MICROPHONE if is_microphone else Trouble.NO_SOUND
        self.said.emit(trouble.sentence)
        self._show_bar()

    def _sound_recovered(self, _well: protocol.SoundWell) -> None:
        self._trouble = Trouble.NONE
        self._show_bar()

    # -- what the agent wants

    def _note(self, note: CallNote) -> None:
        """Into the customer's thread, for the office; nobody publishes by typing a note."""
        call = self._call(note.ref)
        owner = self._owner(call) if call else None
        if not owner:
            self.said.emit("Choose or create the customer first; your note is kept until then.")
            return
        command = WritePost(
            post_id=self._store.new_id(),
            thread_id=owner,
            body=note.text,
            visibility=Visibility.INTERNAL,
            written_at=self._clock(),
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(refusal.detail)
        else:
            self._bar.note_was_kept()

    def _report(self, ref: str) -> None:
        call = self._call(ref)
        owner = self._owner(call) if call else None
        if call is None or not owner:
            self.said.emit("Choose the customer of this call first.")
            return
        self.report_requested.emit(ReportWish(owner, call_id(call.call_key)))

    def _chosen(self, choice: CallerChoice) -> None:
        call = self._call(choice.ref)
        if call is None:
            return
        self._owners[choice.ref] = RowId(choice.customer_id)
        known = known_call(self._store, call, RowId(choice.customer_id), self._clock)
        if known is not None and call.state is CallState.RINGING:
            self._card.show_call(known)
        self._show_bar()

    def _pressed(self, key: KeyPress) -> None:
        self._bridge.send_digits(CallRef(key.ref), key.digit)

    def _take(self, ref: str) -> None:
        self._bridge.resume(CallRef(ref))

    # -- the log

    def _log(self, call: CallFacts) -> None:
        """What this desk knows of the call goes into the outbox, server or no server."""
        me = self._store.me
        if me is None or not self._store.is_ready or not call.call_key:
            return
        command = log_command(call, me.id, self._owners.get(call.ref))
        if command is None:
            return
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(refusal.detail)

    def _is_mine(self, call_key: str) -> bool:
        calls = self._bridge.calls
        return any(c.call_key == call_key and c.state is CallState.TALKING for c in calls)

    def _owner(self, call: CallFacts) -> RowId | None:
        return self._owners.get(call.ref) or self._owners.get(call.number)

    def _call(self, ref: str) -> CallFacts | None:
        known = (*self._bridge.calls, self._lost)
        return next((call for call in known if call is not None and call.ref == ref), None)

    def _connect(self) -> None:
        bridge, card, bar = self._bridge, self._card, self._bar
        bridge.call_rang.connect(self._rang)
        bridge.call_answered.connect(self._answered)
        bridge.call_ended.connect(self._ended)
        bridge.calls_changed.connect(self._calls_changed)
        bridge.sound_failed.connect(self._sound_failed)
        bridge.sound_recovered.connect(self._sound_recovered)
        bridge.intent_refused.connect(self._refused)
        card.answer_requested.connect(self._answer)
        card.decline_requested.connect(self._decline)
        card.open_customer_requested.connect(self.customer_requested.emit)
        card.create_customer_requested.connect(self.create_requested.emit)
        card.caller_chosen.connect(self._chosen)
        bar.note_requested.connect(self._note)
        bar.report_issue_requested.connect(self._report)
        bar.open_customer_requested.connect(self.customer_requested.emit)
        bar.key_requested.connect(self._pressed)
        bar.take_requested.connect(self._take)
        self._connect_bar()

    def _connect_bar(self) -> None:
        bar = self._bar
        bar.mute_requested.connect(self._mute)
        bar.unmute_requested.connect(self._unmute)
        bar.put_on_hold_requested.connect(self._put_on_hold)
        bar.resume_requested.connect(self._take)
        bar.hang_up_requested.connect(self._hang_up)

    def _mute(self, ref: str) -> None:
        self._bridge.mute(CallRef(ref))

    def _unmute(self, ref: str) -> None:
        self._bridge.unmute(CallRef(ref))

    def _put_on_hold(self, ref: str) -> None:
        self._bridge.put_on_hold(CallRef(ref))

    def _hang_up(self, ref: str) -> None:
        if self._lost is not None and self._lost.ref == ref:
            self._lost = None
            self._show_bar()
            return
        self._bridge.hang_up(CallRef(ref))

    def _answer(self, ref: str) -> None:
        self._bridge.answer(CallRef(ref))

    def _decline(self, ref: str) -> None:
        self._bridge.decline(CallRef(ref))

    def _refused(self, refused: protocol.IntentRefused) -> None:
        self.said.emit(refused.sentence)
