"""Sending calls on, wired: blind, asking first, conference, and what happens when it fails."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_bar import CallBar
from desktop.calls.call_model import LineAct, LineWish, LiveCall
from desktop.calls.callers import Callers
from desktop.calls.live_call import foremost, has_bar
from desktop.calls.transfer_model import Target, TransferWish, Way, targets
from desktop.calls.transfer_view import Purpose, TransferView
from desktop.qt.formatting import Clock
from desktop.qt.signals import wish
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from softphone import protocol
from softphone.call import CallState, Direction
from softphone.protocol import CallFacts
from softphone.transfer import why_failed

_FAILED = {
    why_failed(408): "{to} did not answer.",
    why_failed(480): "{to} did not answer.",
    # Busy and Decline come as the same code: sure is only that they did not take it.
    why_failed(486): "{to} did not take the call.",
    why_failed(603): "{to} declined the call.",
    why_failed(404): "{to} cannot be reached: nobody has this number.",
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A colleague is asked to take a call over. `ref` is the call to them, once placed."""

    main: str
    target: Target
    before: frozenset[str] = frozenset()
    """Calls there were already: the next one is the question."""
    ref: str = ""


class TransferDesk(QObject):
    """One pop-up, and at most one question under way."""

    changed = wish()
    """The bar has something else to show."""

    def __init__(self, bridge: PhoneBridge, bar: CallBar, callers: Callers, clock: Clock) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self._bar = bar
        self._callers = callers
        self._clock = clock
        self._view: TransferView | None = None
        self._purpose = Purpose.TRANSFER
        self._ref = ""
        self._asking: Asking | None = None
        self._names: dict[str, str] = {}
        self._continues: dict[str, str] = {}
        self._connect()

    def shown(self, live: LiveCall) -> LiveCall:
        """The call in the bar, with whom it asks about."""
        asking = self._asking
        if asking is None or not asking.ref or live.ref != asking.ref:
            return live
        main = self._bridge.call(asking.main)
        if main is None or main.is_in_conference:
            return live
        about = self._callers.first_name(main)
        # The strip has everything to do with the call that is asked about: no second line for it.
        others = tuple(one for one in live.waiting if one.ref != main.ref)
        return dataclasses.replace(live, asking_about=about, waiting=others)

    def sent_to(self, call: CallFacts) -> str:
        """The name or number a call was transferred to, as it is shown."""
        return self._names.get(call.ref, "")

    def continues(self, call: CallFacts) -> str:
        """Call-ID of the call that this one carries on; empty for most."""
        return self._continues.get(call.ref, "")

    def open(self, purpose: Purpose, ref: str) -> None:
        """Open the box for a call."""
        call = self._bridge.call(ref)
        if call is None:
            return
        if self._view is None:
            self._view = TransferView(self._bar)
            self._view.typed.connect(self._typed)
            self._view.chosen.connect(self._chosen)
        self._purpose, self._ref = purpose, ref
        self._view.open_for(purpose, self._callers.name(call))
        controls = self._bar.controls
        is_transfer = purpose is Purpose.TRANSFER
        self._view.show_over(controls.transfer if is_transfer else controls.second)

    # -- what the agent wants

    def _transfer(self, ref: str) -> None:
        self.open(Purpose.TRANSFER, ref)

    def _second_call(self, ref: str) -> None:
        self.open(Purpose.SECOND_CALL, ref)

    def _typed(self, text: str) -> None:
        now = self._clock()
        call = self._bridge.call(self._ref)
        has_mailbox = (
            self._purpose is Purpose.TRANSFER
            and call is not None
            and call.direction is Direction.INCOMING
        )
        found = targets(self._callers.colleagues(now), text, now, has_mailbox=has_mailbox)
        if self._view is not None:
            self._view.show_targets(found)

    def _chosen(self, wanted: TransferWish) -> None:
        target = wanted.target
        self._bar.notice.hide()  # what came of the last try is over
        if wanted.way is Way.NOW:
            self._names[self._ref] = target.name
            self._bridge.transfer(self._ref, target.address)
            return
        if wanted.way is Way.ASK_FIRST:
            before = frozenset(call.ref for call in self._bridge.calls)
            self._asking = Asking(self._ref, target, before)
        self._bridge.dial(target.address)

    def _complete(self) -> None:
        """Asked and answered: the two go on. Not answered yet: send the call there instead."""
        asking, asked = self._asking, self._asked()
        if asking is None or asked is None:
            return
        self._names[asking.main] = asking.target.name
        self._asking = None
        if asked.state is CallState.TALKING:
            self._connect_both(asking.main, asked.ref)
        else:
            self._bridge.hang_up(asked.ref)
            self._bridge.transfer(asking.main, asking.target.address)
        self.changed.emit()

    def _back(self) -> None:
        asking, self._asking = self._asking, None
        if asking is None:
            return
        if asking.ref:
            self._bridge.hang_up(asking.ref)
        self._bridge.resume(asking.main)
        self.changed.emit()

    def _conference(self) -> None:
        asking, self._asking = self._asking, None
        if asking is not None:
            self._bridge.join(asking.main, asking.ref)
            self.changed.emit()

    def _line_wished(self, wanted: LineWish) -> None:
        present = self._bar.ref()
        match wanted.act:
            case LineAct.JOIN:
                self._bridge.join(present, wanted.ref)
            case LineAct.CONNECT:
                self._connect_both(wanted.ref, present)
            case LineAct.TAKE_OUT:
                self._bridge.take_out(wanted.ref)
            case LineAct.HANG_UP:
                self._bridge.hang_up(wanted.ref)

    def _connect_both(self, ref: str, to_ref: str) -> None:
        pair = (self._bridge.call(ref), self._bridge.call(to_ref))
        if pair[0] is None or pair[1] is None:
            return
        self._bar.notice.hide()
        # A phone of the office can be called again; a caller from outside is sent there, never
        # the other way round, whoever of them has the bar.
        call, other = sorted((pair[0], pair[1]), key=self._can_be_called)
        self._names.setdefault(call.ref, self._callers.name(other))
        if other.direction is Direction.OUTGOING:
            # The call to the colleague is a leg of the first one's story, not one of its own.
            self._continues[other.ref] = call.call_key
        self._bridge.connect_both(call.ref, other.ref)

    def _can_be_called(self, call: CallFacts) -> tuple[bool, bool]:
        """How well somebody can be called by the other: a colleague best, then whom we called."""
        is_colleague = self._callers.colleague(call.number) is not None
        return is_colleague, call.direction is Direction.OUTGOING

    # -- what the phone says

    def _calls_changed(self, snapshot: protocol.Calls) -> None:
        self._find_asked()
        asking = self._asking
        if asking is None:
            return
        over = {c.ref for c in snapshot.calls if c.state is CallState.ENDED}
        if asking.main in over:
            self._asking = None
        elif asking.ref and asking.ref in over:
            self._asking = None
            self._refused_to_take(asking)
        self.changed.emit()

    def _refused_to_take(self, asking: Asking) -> None:
        """The colleague hung up or never answered: the caller is still here, on hold."""
        main = self._bridge.call(asking.main)
        if main is not None:
            name, caller = asking.target.name, self._callers.first_name(main)
            self._tell(f"{name} is not on the line any more. {caller} is on hold.")

    def _find_asked(self) -> None:
        asking = self._asking
        if asking is None or asking.ref:
            return
        placed = [
            call
            for call in self._bridge.calls
            if call.direction is Direction.OUTGOING
            and has_bar(call)
            and call.ref not in asking.before
        ]
        if placed:
            self._asking = dataclasses.replace(asking, ref=placed[-1].ref)

    def _asked(self) -> CallFacts | None:
        return self._bridge.call(self._asking.ref) if self._asking else None

    def _transfer_failed(self, failed: protocol.TransferFailed) -> None:
        call = self._bridge.call(failed.ref)
        to = self._names.pop(failed.ref, "")
        self._continues = {r: k for r, k in self._continues.items() if call and k != call.call_key}
        if call is None:
            return
        words = _FAILED.get(failed.sentence, failed.sentence).format(to=to or "The other side")
        self._tell(f"{words} {self._callers.first_name(call)} is back with you.")

    def _tell(self, words: str) -> None:
        self._bar.notice.say(Notice(words, Tone.ORANGE, "phone-forwarded"))

    def _ended(self, _call: CallFacts) -> None:
        if foremost(self._bridge.calls) is None:
            self._bar.notice.hide()
            if self._view is not None:
                self._view.hide()

    def _connect(self) -> None:
        bridge, bar = self._bridge, self._bar
        bridge.calls_changed.connect(self._calls_changed)
        bridge.transfer_failed.connect(self._transfer_failed)
        bridge.call_ended.connect(self._ended)
        bar.transfer_requested.connect(self._transfer)
        bar.second_call_requested.connect(self._second_call)
        bar.line_wished.connect(self._line_wished)
        bar.asking.complete_requested.connect(self._complete)
        bar.asking.back_requested.connect(self._back)
        bar.asking.conference_requested.connect(self._conference)
