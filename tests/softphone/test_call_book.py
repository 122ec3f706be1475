"""All calls at once, driven through Phone and FakeLine in every order Hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from softphone import protocol
from softphone.call import CallState, Direction
from softphone.fake_line import FakeLine
from softphone.line import MAX_LEGS, CallRef, LineEvent
from softphone.phone import Phone
from softphone.protocol import AnyPhoneEvent, TransferState


class PhoneInAnyOrder(RuleBasedStateMachine):
    """What an agent, callers and callees may do to one phone, in any order."""

    refs = Bundle("refs")

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self.said: list[AnyPhoneEvent] = []
        self.ended: list[CallRef] = []
        self.line = FakeLine(self.pass_on, self.clock)
        self.phone = Phone(self.line, self.hear, self.clock)
        self.phone.do(protocol.Register("ann", "pw", "desk.test", "127.0.0.1", 5060))

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def pass_on(self, event: LineEvent) -> None:
        self.phone.receive(event)

    def hear(self, event: AnyPhoneEvent) -> None:
        self.said.append(event)
        if isinstance(event, protocol.Calls):
            self.ended += [c.ref for c in event.calls if c.state is CallState.ENDED]

    @rule(target=refs, number=st.sampled_from(["+12025550101", "+12025550102", "anonymous"]))
    def a_caller_rings(self, number: str) -> object:
        ref = self.line.caller_rings(number)
        return multiple() if ref is None else ref

    @rule(target=refs)
    def the_agent_dials(self) -> object:
        before = self.line.legs
        self.phone.do(protocol.Dial("202-555-0199"))
        placed = self.line.legs - before
        return multiple(*placed)

    @rule(
        ref=refs,
        intent=st.sampled_from(
            [
                protocol.Answer,
                protocol.Decline,
                protocol.HangUp,
                protocol.PutOnHold,
                protocol.Resume,
                protocol.Mute,
                protocol.Unmute,
                protocol.JoinConference,
                protocol.LeaveConference,
                protocol.PauseRecording,
                protocol.ContinueRecording,
                protocol.StopRecording,
            ]
        ),
    )
    def the_agent_acts(self, ref: CallRef, intent: type) -> None:
        self.phone.do(intent(ref))

    @rule(ref=refs)
    def the_agent_presses_keys(self, ref: CallRef) -> None:
        self.phone.do(protocol.SendDigits(ref, "42#"))

    @rule(ref=refs, whom=st.sampled_from(["cid", "202-555-0177", "", "ann"]))
    def the_agent_transfers(self, ref: CallRef, whom: str) -> None:
        self.phone.do(protocol.Transfer(ref, whom))

    @rule(ref=refs, other=refs)
    def the_agent_transfers_to_another_call(self, ref: CallRef, other: CallRef) -> None:
        self.phone.do(protocol.TransferTo(ref, other))

    @rule(ref=refs, code=st.sampled_from([200, 405, 486, 603]))
    def a_transfer_ends(self, ref: CallRef, code: int) -> None:
        self.line.transfer_ends(ref, code)

    @rule(target=refs, ref=refs)
    def the_far_end_sends_us_elsewhere(self, ref: CallRef) -> object:
        if not self._talks(ref):
            return multiple()
        return self.line.far_end_refers(ref, "+12025550103", "bob") or multiple()

    @rule(target=refs, ref=refs)
    def somebody_takes_the_place_of_the_far_end(self, ref: CallRef) -> object:
        if not self._talks(ref):
            return multiple()
        new = self.line.far_end_is_replaced(ref, "+12025550104")
        return new or multiple()

    def _talks(self, ref: CallRef) -> bool:
        return any(c.ref == ref and c.state is CallState.TALKING for c in self.phone.book.live)

    @rule(ref=refs)
    def the_agent_records(self, ref: CallRef) -> None:
        self.phone.do(protocol.StartRecording(ref, "relative.wav"))

    @rule(ref=refs)
    def the_far_end_answers(self, ref: CallRef) -> None:
        known = [call for call in self.phone.book.live if call.ref == ref]
        if known and known[0].direction is Direction.OUTGOING:
            self.line.far_end_answers(ref)

    @rule(ref=refs)
    def the_far_end_holds(self, ref: CallRef) -> None:
        self.line.far_end_holds(ref)

    @rule(ref=consumes(refs))
    def someone_else_answers(self, ref: CallRef) -> None:
        if any(c.ref == ref and c.state is CallState.RINGING for c in self.phone.book.live):
            self.line.someone_else_answers(ref)

    @rule(ref=consumes(refs))
    def the_far_end_hangs_up(self, ref: CallRef) -> None:
        self.line.far_end_hangs_up(ref)

    @invariant()
    def one_call_or_one_conference_has_the_agents_ear(self) -> None:
        speaking = [call for call in self.phone.book.calls if call.is_speaking]
        assert len(speaking) <= 1 or all(call.is_in_conference for call in speaking)

    @invariant()
    def a_transfer_is_always_somewhere(self) -> None:
        failed = [e.ref for e in self.said if isinstance(e, protocol.TransferFailed)]
        asked = [o.ref for o in self.line.orders if o.verb in ("transfer", "transfer_to")]
        under_way = [c.ref for c in self.phone.book.live if c.transfer is TransferState.ASKED]
        assert len(asked) >= len(failed) + len(under_way)

    @invariant()
    def the_book_and_the_line_know_the_same_legs(self) -> None:
        assert {call.ref for call in self.phone.book.live} == self.line.legs

    @invariant()
    def there_are_never_more_than_four_legs(self) -> None:
        assert len(self.line.legs) <= MAX_LEGS

    @invariant()
    def every_call_ends_once_and_stays_ended(self) -> None:
        assert len(self.ended) == len(set(self.ended))
        assert not set(self.ended) & {call.ref for call in self.phone.book.calls}

    @invariant()
    def the_last_snapshot_is_the_book(self) -> None:
        snapshots = [event for event in self.said if isinstance(event, protocol.Calls)]
        if snapshots:
            live = [c for c in snapshots[-1].calls if c.state is not CallState.ENDED]
            assert tuple(live) == protocol.snapshot(self.phone.book).calls

    @invariant()
    def the_line_was_told_to_hold_what_the_book_shows_on_hold(self) -> None:
        for call in self.phone.book.live:
            verbs = [o.verb for o in self.line.orders if o.ref == call.ref]
            changes = [verb for verb in verbs if verb in ("put_on_hold", "resume")]
            assert call.is_on_hold == (bool(changes) and changes[-1] == "put_on_hold")


PhoneInAnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestPhoneInAnyOrder = PhoneInAnyOrder.TestCase
