"""The phone at this desk, wired: card while it rings, bar while one talks, log when it ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_bar import CallBar
from desktop.calls.call_card import CallCard
from desktop.calls.call_model import (
    CallerChoice,
    KeyPress,
    LineQuality,
    LiveCall,
    Trouble,
)
from desktop.calls.call_note_draft import NoteKeeper
from desktop.calls.callers import Callers
from desktop.calls.card_facts import known_call, ringing_call
from desktop.calls.live_call import foremost, has_bar, live_call, rings_here
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.store import Store
from softphone import protocol
from softphone.call import CallState, Direction, EndedWhy
from softphone.protocol import CallFacts
from sync_server.contract.base import RowId

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
Detail = Callable[[LiveCall], LiveCall]
"""Adds what another part of the desk knows of the call in the bar."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the parts of the phone share: the office's rows, and whose call is whose."""

    store: Store
    callers: Callers
    notes: NoteKeeper
    clock: Clock


class CallDesk(QObject):
    """Owns nothing that rings: the engine is another process, the views only show."""

    customer_requested = signal(str)
    create_requested = signal(str)
    said = signal(str)
    """A sentence for the agent: refused, lost, answered by a colleague."""

    def __init__(
        self, knowledge: Knowledge, bridge: PhoneBridge, views: tuple[CallCard, CallBar]
    ) -> None:
        super().__init__(bridge)
        self._known = knowledge
        self._bridge = bridge
        self._card, self._bar = views
        self._details: list[Detail] = []
        self._answered_by: dict[str, str] = {}
        self._card_key = ""
        self._lost: CallFacts | None = None
        """A call the phone took down with it: bar and note stay until the agent puts it away."""
        self._trouble = Trouble.NONE
        self._in_sight = ""
        """The call whose customer was opened last."""
        self._connect()

    def add_detail(self, detail: Detail) -> None:
        """Something more to say of every call in the bar."""
        self._details.append(detail)

    def dial(self, number: str) -> None:
        """Call a number; who owns it is looked up, not guessed."""
        self._known.callers.look_up(number)
        self._bridge.dial(number)

    def now_known(self, number: str, customer_id: RowId) -> None:
        """A customer was made for this number, perhaps in the middle of the call."""
        self._known.callers.choose(number, customer_id)
        for call in self._bridge.calls:
            if call.number == number and call.state is CallState.RINGING:
                self._chosen(CallerChoice(call.ref, customer_id))
        self.show_bar()

    def colleague_answered(self, call_key: str, name: str) -> None:
        """The server's word on who answered; it may come before or after the CANCEL."""
        self._answered_by[call_key] = name
        if self._card.isVisible() and self._card_key == call_key and not self._is_mine(call_key):
            self._card.show_answered_by(name)

    def show_bar(self) -> None:
        """Show how things stand now."""
        talking = foremost(self._bridge.calls)
        if talking is None:
            self._show_lost()
            return
        self._lost = None
        others = [c for c in self._bridge.calls if c.ref != talking.ref and self._is_beside(c)]
        self._show_live(talking, others, self._trouble)

    # -- what the phone says

    def _rang(self, call: CallFacts) -> None:
        if call.number:
            self._known.callers.look_up(call.number)
        on_card = self._bridge.call(self._card.ref())
        if on_card is None or not rings_here(on_card) or not self._card.isVisible():
            self._show_card(call)
        else:
            self._show_card(on_card)  # the first stays, and says who else rings
        self.show_bar()

    def _show_card(self, call: CallFacts) -> None:
        known, owner = self._known, self._known.callers.owner(call)
        ringing = known_call(known.store, call, owner, known.clock) if owner else None
        others = [c for c in self._bridge.calls if rings_here(c) and c.ref != call.ref]
        self._card_key = call.call_key
        self._card.show_call(
            dataclasses.replace(
                ringing or ringing_call(known.store, call, known.clock),
                transferred_by=known.callers.referred_by(call),
                is_second=foremost(self._bridge.calls) is not None,
                also=tuple(known.callers.name(one) for one in others),
            )
        )

    def _show_next(self) -> None:
        """The card is free: whoever still rings gets it."""
        waiting = [call for call in self._bridge.calls if rings_here(call)]
        if waiting:
            self._show_card(waiting[0])
        self.show_bar()

    def _answered(self, call: CallFacts) -> None:
        if self._card.ref() == call.ref:
            self._card.clear()
        self._open_owner(call)

    def _open_owner(self, call: CallFacts) -> None:
        self._in_sight = call.ref
        owner = self._known.callers.owner(call)
        if owner:
            self.customer_requested.emit(owner)

    def _ended(self, call: CallFacts) -> None:
        if self._card.ref() == call.ref and self._card.isVisible():
            self._end_card(call)
        if call.ended_why is EndedWhy.PHONE_RESTARTED:
            self._lost = call if call.answered_at else None
            self.said.emit("The phone stopped during a call and was started again. Call back?")
        elif call.direction is Direction.OUTGOING and call.answered_at is None:
            self.said.emit(_UNANSWERED.get(call.ended_why or EndedWhy.FAILED, NOT_THROUGH))
        self.show_bar()

    def _end_card(self, call: CallFacts) -> None:
        if call.ended_why is EndedWhy.ANSWERED_ELSEWHERE:
            self._card.show_answered_by(self._answered_by.get(call.call_key, "a colleague"))
        elif call.ended_why in {EndedWhy.CALLER_GAVE_UP, EndedWhy.NO_ANSWER}:
            self._card.show_missed()
        else:
            self._card.clear()

    def _calls_changed(self, _snapshot: protocol.Calls) -> None:
        self.show_bar()

    def _show_lost(self) -> None:
        if self._lost is None:
            self._bar.clear()
            return
        self._show_live(self._lost, [], Trouble.PHONE_RESTARTED)

    def _show_live(self, call: CallFacts, others: list[CallFacts], trouble: Trouble) -> None:
        live = live_call(self._known.callers, call, others, trouble)
        for detail in self._details:
            live = detail(live)
        is_another = self._bar.ref() != call.ref
        self._bar.show_call(live)
        if is_another:
            self._bar.show_note(self._known.notes.text(call.call_key))

    def _is_beside(self, call: CallFacts) -> bool:
        """A call that gets a line under the bar; one that rings has the card to itself first."""
        return has_bar(call) or (rings_here(call) and call.ref != self._card.ref())

    def _sound_failed(self, trouble: protocol.SoundTrouble) -> None:
        is_microphone = trouble.kind in _MICROPHONE
        self._trouble = Trouble.NO_MICROPHONE if is_microphone else Trouble.NO_SOUND
        self.said.emit(trouble.sentence)
        self.show_bar()

    def _sound_recovered(self, _well: protocol.SoundWell) -> None:
        self._trouble = Trouble.NONE
        self.show_bar()

    def _levels(self, levels: protocol.Levels) -> None:
        if levels.ref == self._bar.ref():
            self._bar.show_levels(levels.heard, levels.sent)

    def _quality(self, heard: protocol.Quality) -> None:
        if heard.ref == self._bar.ref():
            self._bar.show_quality(
                LineQuality(
                    heard.loss_permille, heard.jitter_ms, heard.rtt_ms, heard.mos_hundredths
                )
            )

    # -- what the agent wants

    def _chosen(self, choice: CallerChoice) -> None:
        call = self.call(choice.ref)
        if call is None:
            return
        self._known.callers.choose(choice.ref, choice.customer_id)
        if call.state is CallState.RINGING:
            self._show_card(call)
        self.show_bar()

    def _pressed(self, key: KeyPress) -> None:
        self._bridge.send_digits(key.ref, key.digit)

    def _take(self, ref: str) -> None:
        call = self._bridge.call(ref)
        if call is not None and rings_here(call):
            self._bridge.answer(ref)
            return
        self._bridge.resume(ref)
        if call is not None and ref != self._in_sight:
            self._open_owner(call)  # back to another caller: their page, not the last one's

    def _hang_up(self, ref: str) -> None:
        if self._lost is not None and self._lost.ref == ref:
            self._lost = None
            self.show_bar()
            return
        self._bridge.hang_up(ref)

    def _refused(self, refused: protocol.IntentRefused) -> None:
        self.said.emit(refused.sentence)

    def _is_mine(self, call_key: str) -> bool:
        calls = self._bridge.calls
        return any(c.call_key == call_key and c.state is CallState.TALKING for c in calls)

    def call(self, ref: str) -> CallFacts | None:
        """A call of the bar or the card, also one the phone took down with it."""
        known = (*self._bridge.calls, self._lost)
        return next((call for call in known if call is not None and call.ref == ref), None)

    def _connect(self) -> None:
        bridge, card = self._bridge, self._card
        bridge.call_rang.connect(self._rang)
        bridge.call_answered.connect(self._answered)
        bridge.call_ended.connect(self._ended)
        bridge.calls_changed.connect(self._calls_changed)
        bridge.sound_failed.connect(self._sound_failed)
        bridge.sound_recovered.connect(self._sound_recovered)
        bridge.intent_refused.connect(self._refused)
        bridge.levels_changed.connect(self._levels)
        bridge.quality_measured.connect(self._quality)
        card.answer_requested.connect(bridge.answer)
        card.decline_requested.connect(bridge.decline)
        card.open_customer_requested.connect(self.customer_requested.emit)
        card.create_customer_requested.connect(self.create_requested.emit)
        card.caller_chosen.connect(self._chosen)
        card.gone.connect(self._show_next)
        self._connect_bar(self._bar)

    def _connect_bar(self, bar: CallBar) -> None:
        bar.open_customer_requested.connect(self.customer_requested.emit)
        bar.key_requested.connect(self._pressed)
        bar.take_requested.connect(self._take)
        bar.mute_requested.connect(self._bridge.mute)
        bar.unmute_requested.connect(self._bridge.unmute)
        bar.put_on_hold_requested.connect(self._bridge.put_on_hold)
        bar.resume_requested.connect(self._take)
        bar.hang_up_requested.connect(self._hang_up)
        bar.caller_chosen.connect(self._chosen)
