"""PjsuaLine: the Line protocol over pjsua2, and what the mailbox needs besides."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pjsua2 as pj

from softphone import address, line
from softphone.frames import FrameSink, FrameSource
from softphone.line import Account, CallKey, CallRef, LineEvent, Transport
from softphone.pjsua.account import Invite, PjsuaAccount, listening, registering
from softphone.pjsua.call import USUAL_SETTING, PjsuaCall
from softphone.pjsua.listener import hide_listener
from softphone.pjsua.media import AgentPort
from softphone.pjsua.worker import Farewell, Worker

log = logging.getLogger(__name__)

_LEVELS_EVERY_S = 0.1

_KINDS = {Transport.TCP: pj.PJSIP_TRANSPORT_TCP, Transport.UDP: pj.PJSIP_TRANSPORT_UDP}


@dataclass(frozen=True, slots=True)
class SoundEnds:
    """Where the agent's voice comes from and where the far end's goes."""

    mic: FrameSource
    ear: FrameSink


class _Endpoint(pj.Endpoint):  # type: ignore[misc]  # pjsua2 has no types
    """Notices when the connection to the PBX breaks, long before a registration would expire."""

    on_broken: Callable[[], None] = staticmethod(lambda: None)

    def onTransportState(self, prm: pj.OnTransportStateParam) -> None:
        if prm.state == pj.PJSIP_TP_STATE_DISCONNECTED and "TCP" in str(prm.type).upper():
            self.on_broken()


class PjsuaLine:
    """One a process. `emit` is called on the worker thread and only passes the event on."""

    def __init__(
        self,
        emit: Callable[[LineEvent], None],
        clock: Callable[[], datetime],
        sound: SoundEnds | None = None,
    ) -> None:
        self._out = emit
        self.now = clock
        self._sound = sound
        self._worker = Worker()
        self._port: AgentPort | None = None
        self._account: PjsuaAccount | None = None
        self._account_data: Account | None = None
        self._is_registered = False
        self._pbx_host = ""
        self._transports: dict[Transport, int] = {}
        self._calls: dict[CallRef, PjsuaCall] = {}
        self._gone: list[PjsuaCall] = []
        self._levels_due = 0.0
        # without it a 180 waits 40 ms for the acknowledgement of the 100 before it
        self._no_delay = pj.SockOpt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._worker.start(_Endpoint)
        self._worker.endpoint.on_broken = self._connection_broke
        self._worker.post(self._set_up)

    # ---- Line

    def register(self, account: Account) -> None:
        self._worker.post(lambda: self._register(account))

    def unregister(self) -> None:
        self._worker.post(self._unregister)

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

    def close(self) -> None:
        """Hang up, unregister, let everything go in the order pj needs."""
        self._worker.stop(Farewell(self._begin_leaving, self._has_left, self._let_go))

    # ---- the mailbox's side: a line that only answers, plays and records

    def listen(self, user: str, host: str, port: int) -> None:
        """Answer calls to `user` at this address without registering anywhere."""
        self._worker.post(lambda: self._listen(user, host, port))

    def play(self, ref: CallRef, sound: Path) -> None:
        """Play one of our own files to the caller; `SoundPlayed` follows."""
        self._with(ref, lambda call: call.play(sound))

    def record(self, ref: CallRef, target: Path) -> None:
        self._with(ref, lambda call: call.record(target))

    def stop_recording(self, ref: CallRef) -> None:
        self._with(ref, PjsuaCall.stop_recording)

    # ---- Surroundings, for the calls

    @property
    def port(self) -> AgentPort | None:
        return self._port

    def emit(self, event: LineEvent) -> None:
        self._out(event)

    def forget(self, ref: CallRef) -> None:
        """The call object must outlive its own callback; the next turn lets it go."""
        gone = self._calls.pop(ref, None)
        if gone is not None:
            self._gone.append(gone)

    # ---- on the worker

    def _set_up(self) -> None:
        if self._sound is not None:
            self._port = AgentPort(self._sound.mic, self._sound.ear)
        self._worker.every_poll(self._tick)

    def _tick(self) -> None:
        self._gone.clear()
        if time.monotonic() < self._levels_due:
            return
        self._levels_due = time.monotonic() + _LEVELS_EVERY_S
        for call in list(self._calls.values()):
            call.settle_hold()
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

    def _register(self, account: Account) -> None:
        if self._account is not None and account == self._account_data:
            self._account.setRegistration(True)
            return
        self._drop_account()
        self._account_data = account
        self._pbx_host = account.proxy_host
        local = _address_towards(account.proxy_host, account.proxy_port)
        self._open_transport(account.transport, local, 0)
        self._hide_listener(account.transport)
        config = registering(account, local)
        self._account = PjsuaAccount(self._registration_changed, self._invited)
        self._account.create(config)

    def _unregister(self) -> None:
        if self._account is not None:
            self._account.setRegistration(False)

    def _listen(self, user: str, host: str, port: int) -> None:
        for transport in (Transport.TCP, Transport.UDP):
            self._open_transport(transport, host, port)
        config = listening(f"sip:{user}@{host}:{port}", host)
        self._pbx_host = host
        self._account = PjsuaAccount(self._registration_changed, self._invited)
        self._account.create(config)

    def _open_transport(self, transport: Transport, host: str, port: int) -> None:
        if transport in self._transports:
            return
        config = pj.TransportConfig()
        config.boundAddress = host
        config.port = port
        if transport is Transport.TCP:
            config.sockOptParams.sockOpts.append(self._no_delay)
        self._transports[transport] = self._worker.endpoint.transportCreate(
            _KINDS[transport], config
        )

    def _hide_listener(self, transport: Transport) -> None:
        if transport is Transport.TCP:
            info = self._worker.endpoint.transportGetInfo(self._transports[transport])
            host, _, port = str(info.localName).rpartition(":")
            hide_listener(host, int(port))

    def _registration_changed(self, code: int, reason: str, expires: int) -> None:
        self._is_registered = code == 200 and expires > 0
        if self._is_registered:
            self._out(line.Registered(self.now()))
        elif code == 200:
            self._out(line.Unregistered(self.now()))
        else:
            self._out(line.RegistrationFailed(code, reason, self.now()))

    def _connection_broke(self) -> None:
        if self._is_registered:
            self._is_registered = False
            self._out(line.PbxGone(self.now()))

    def _invited(self, invite: Invite) -> None:
        if self._account is None:
            return
        ref = CallRef(uuid4().hex)
        call = PjsuaCall(self._account, ref, self, invite.call_id)
        self._calls[ref] = call
        if invite.source.rsplit(":", 1)[0] != self._pbx_host:
            log.warning("refused a call that did not come from the phone system")
            call.refuse(403)
            return
        call.ring()
        caller = address.parse(invite.caller)
        self._out(line.IncomingCall(ref, CallKey(invite.key), caller, invite.dialled, self.now()))

    def _dial(self, ref: CallRef, uri: str) -> None:
        if self._account is None:
            self._out(line.CallEnded(ref, 503, "no account", self.now()))
            return
        call = PjsuaCall(self._account, ref, self)
        self._calls[ref] = call
        try:
            call.makeCall(uri, pj.CallOpParam(USUAL_SETTING))
        except pj.Error as fault:
            log.warning("could not place a call: %s", fault.reason)
            self.forget(ref)
            self._out(line.CallEnded(ref, 503, "could not place the call", self.now()))
            return
        if call.isActive():
            key = CallKey(str(call.getInfo().callIdString))
            self._out(line.CallPlaced(ref, key, self.now()))

    # ---- leaving

    def _begin_leaving(self) -> None:
        for call in list(self._calls.values()):
            if call.isActive():
                call.end()
        if self._is_registered:
            self._unregister()

    def _has_left(self) -> bool:
        self._gone.clear()
        return not self._calls and not self._is_registered

    def _let_go(self) -> None:
        for call in self._calls.values():
            call.let_go()
        self._calls.clear()
        self._gone.clear()
        self._drop_account()
        self._port = None

    def _drop_account(self) -> None:
        if self._account is not None:
            self._account.shutdown()
        self._account = None
        self._is_registered = False


def _address_towards(host: str, port: int) -> str:
    """Our own address on the way to the PBX; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((host, port))
        return str(probe.getsockname()[0])
