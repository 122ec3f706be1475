"""PjsuaLine: the Line protocol over pjsua2, and what the mailbox needs besides."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pjsua2 as pj

from softphone import address, line
from softphone.frames import FrameSink, FrameSource
from softphone.line import MAX_LEGS, Account, CallKey, CallRef, LineEvent, Transport
from softphone.pjsua.account import Invite, PjsuaAccount, listening
from softphone.pjsua.bridge import Bridge
from softphone.pjsua.call import PjsuaCall
from softphone.pjsua.homing import FindAddress, Homing
from softphone.pjsua.leg import USUAL_SETTING, PjsuaLeg
from softphone.pjsua.media import AgentPort
from softphone.pjsua.tape import Tape
from softphone.pjsua.transports import PhoneEndpoint, address_towards
from softphone.pjsua.worker import Farewell, Worker
from softphone.transfer import may_follow

log = logging.getLogger(__name__)

_TURN_EVERY_S = 0.1
_MERGE_S = 5.0


@dataclass(frozen=True, slots=True)
class SoundEnds:
    """Where the agent's voice comes from and where the far end's goes."""

    mic: FrameSource
    ear: FrameSink


class PjsuaLine:
    """One a process. `emit` is called on the worker thread and only passes the event on."""

    def __init__(
        self,
        emit: Callable[[LineEvent], None],
        clock: Callable[[], datetime],
        sound: SoundEnds | None = None,
        music: Path | None = None,
        find_address: FindAddress = address_towards,
    ) -> None:
        self._out = emit
        self.now = clock
        self._sound = sound
        self.bridge = Bridge(None, music)
        self._worker = Worker()
        self._pbx_host = ""
        self._calls: dict[CallRef, PjsuaCall] = {}
        self._gone: list[PjsuaCall] = []
        self._merging: list[threading.Thread] = []
        self._turn_due = 0.0
        self._worker.start(PhoneEndpoint)
        endpoint = self._worker.endpoint
        self._home = Homing(endpoint, emit, clock, self._invited, find_address)
        self._home.has_moved = self._move_calls
        self._worker.post(self._set_up)

    # ---- Line

    def register(self, account: Account) -> None:
        self._pbx_host = account.proxy_host
        self._worker.post(lambda: self._home.register(account))

    def unregister(self) -> None:
        self._worker.post(self._home.unregister)

    def dial(self, ref: CallRef, uri: str) -> None:
        self._worker.post(lambda: self._dial(ref, uri))

    def answer(self, ref: CallRef) -> None:
        self._with(ref, PjsuaCall.accept)

    def decline(self, ref: CallRef) -> None:
        # 486, not 603: a 603 would stop the ring for everybody
        self._with(ref, lambda call: call.refuse(486))

    def hang_up(self, ref: CallRef) -> None:
        self._with(ref, PjsuaCall.end)

    def put_on_hold(self, ref: CallRef) -> None:
        self._with(ref, lambda call: call.want_hold(on=True))

    def resume(self, ref: CallRef) -> None:
        self._with(ref, lambda call: call.want_hold(on=False))

    def mute(self, ref: CallRef) -> None:
        self._with(ref, lambda call: call.want_mute(on=True))

    def unmute(self, ref: CallRef) -> None:
        self._with(ref, lambda call: call.want_mute(on=False))

    def send_digits(self, ref: CallRef, digits: str) -> None:
        self._with(ref, lambda call: call.dialDtmf(digits))

    def transfer(self, ref: CallRef, uri: str) -> None:
        self._with(ref, lambda call: call.refer(uri))

    def transfer_to(self, ref: CallRef, to_ref: CallRef) -> None:
        self._with(ref, lambda call: self._transfer_to(call, to_ref))

    def join_conference(self, ref: CallRef) -> None:
        self._with(ref, lambda call: call.want_conference(on=True))

    def leave_conference(self, ref: CallRef) -> None:
        self._with(ref, lambda call: call.want_conference(on=False))

    def start_recording(self, ref: CallRef, target: Path, announcement: Path | None) -> None:
        self._with(ref, lambda call: call.start_tape(target, announcement))

    def pause_recording(self, ref: CallRef) -> None:
        self._with(ref, PjsuaCall.pause_tape)

    def continue_recording(self, ref: CallRef) -> None:
        self._with(ref, PjsuaCall.continue_tape)

    def stop_recording(self, ref: CallRef) -> None:
        self._with(ref, PjsuaCall.stop_recording)

    def reconnect(self) -> None:
        self._worker.post(self._home.reconnect)

    def close(self) -> None:
        """Hang up, unregister, let everything go in the order pj needs; finish recordings."""
        self._worker.stop(Farewell(self._begin_leaving, self._has_left, self._let_go))
        for merging in self._merging:
            merging.join(_MERGE_S)

    # ---- the mailbox's side: a line that only answers, plays and records

    def listen(self, user: str, host: str, port: int) -> None:
        """Answer calls to `user` at this address without registering anywhere."""
        self._worker.post(lambda: self._listen(user, host, port))

    def play(self, ref: CallRef, sound: Path) -> None:
        """Play one of our own files to the caller; `SoundPlayed` follows."""
        self._with(ref, lambda call: call.play(sound))

    def record(self, ref: CallRef, target: Path) -> None:
        self._with(ref, lambda call: call.record(target))

    # ---- Surroundings, for the calls

    @property
    def legs(self) -> tuple[PjsuaCall, ...]:
        return tuple(self._calls.values())

    @property
    def identity(self) -> str:
        return self._home.identity

    def emit(self, event: LineEvent) -> None:
        self._out(event)

    def forget(self, ref: CallRef) -> None:
        """The call object must outlive its own callback; the next turn lets it go."""
        gone = self._calls.pop(ref, None)
        if gone is not None:
            self._gone.append(gone)

    def end_tape(self, tape: Tape) -> None:
        self._merging = [merging for merging in self._merging if merging.is_alive()]
        self._merging.append(tape.end(self._out))

    def adopt(self, target: str, old: PjsuaLeg) -> PjsuaCall | None:
        """The object for a leg the library makes by itself: none when there must be no such leg.

        `target` is where the far end of `old` sends us, empty when somebody takes its place.
        """
        account = self._home.account
        if account is None or self._home.data is None or len(self._calls) >= MAX_LEGS:
            return None  # a mailbox has no home: nobody sends it anywhere
        far = address.parse(str(old.getInfo().remoteUri))
        to = address.parse(target)
        if target and not may_follow(far, to, self._home.domain, self._pbx_host):
            log.warning("refused to be transferred to an address that is not ours to call")
            return None
        ref = CallRef(uuid4().hex)
        self._calls[ref] = PjsuaCall(account, ref, self)
        return self._calls[ref]

    # ---- on the worker

    def _set_up(self) -> None:
        if self._sound is not None:
            self.bridge.port = AgentPort(self._sound.mic, self._sound.ear)
        self._worker.every_poll(self._tick)

    def _tick(self) -> None:
        self._gone.clear()
        if time.monotonic() < self._turn_due:
            return
        self._turn_due = time.monotonic() + _TURN_EVERY_S
        self._home.turn()
        for call in list(self._calls.values()):
            call.turn()
            if call.take_finished_player():
                self._out(line.SoundPlayed(call.ref, self.now()))
            levels = call.levels()
            if levels is not None:
                self._out(levels)

    def _with(self, ref: CallRef, act: Callable[[PjsuaCall], None]) -> None:
        self._worker.post(lambda: self._act(ref, act))

    def _act(self, ref: CallRef, act: Callable[[PjsuaCall], None]) -> None:
        call = self._calls.get(ref)
        if call is not None and call.isActive():
            act(call)

    def _transfer_to(self, call: PjsuaCall, to_ref: CallRef) -> None:
        other = self._calls.get(to_ref)
        if other is not None and other.isActive():
            call.refer_to(other)
        else:
            self._out(line.TransferEnded(call.ref, 481, self.now()))

    def _move_calls(self) -> None:
        for call in self.legs:
            call.move()

    def _listen(self, user: str, host: str, port: int) -> None:
        for transport in (Transport.TCP, Transport.UDP):
            self._home.transports.open(transport, host, port)
        config = listening(f"sip:{user}@{host}:{port}", host)
        self._pbx_host = host
        self._home.account = PjsuaAccount(lambda *_: None, self._invited)
        self._home.account.create(config)

    def _invited(self, invite: Invite) -> None:
        if self._home.account is None:
            return
        ref = CallRef(uuid4().hex)
        call = PjsuaCall(self._home.account, ref, self, invite.call_id)
        call.key = CallKey(invite.key)
        self._calls[ref] = call
        if invite.source.rsplit(":", 1)[0] != self._pbx_host:
            log.warning("refused a call that did not come from the phone system")
            call.refuse(403)
            return
        call.ring()
        caller = address.parse(invite.caller)
        by = invite.referred_by
        self._out(line.IncomingCall(ref, call.key, caller, invite.dialled, self.now(), by))

    def _dial(self, ref: CallRef, uri: str) -> None:
        if self._home.account is None:
            self._out(line.CallEnded(ref, 503, "no account", self.now()))
            return
        call = PjsuaCall(self._home.account, ref, self)
        self._calls[ref] = call
        try:
            call.makeCall(uri, pj.CallOpParam(USUAL_SETTING))
        except pj.Error as fault:
            log.warning("could not place a call: %s", fault.reason)
            self.forget(ref)
            self._out(line.CallEnded(ref, 503, "could not place the call", self.now()))
            return
        if call.isActive():
            self._out(line.CallPlaced(ref, call.learn_key(call.getInfo()), self.now()))

    # ---- leaving

    def _begin_leaving(self) -> None:
        for call in self.legs:
            if call.isActive():
                call.end()
        if self._home.is_registered:
            self._home.unregister()

    def _has_left(self) -> bool:
        self._gone.clear()
        return not self._calls and not self._home.is_registered

    def _let_go(self) -> None:
        for call in self.legs:
            call.let_go()
        self._calls.clear()
        self._gone.clear()
        self._home.drop_account()
        self.bridge.let_go()
