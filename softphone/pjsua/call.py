"""pjsua2.Call callbacks turned into line events; what one call does with its sound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pjsua2 as pj

from softphone import line
from softphone.line import CallRef, LineEvent
from softphone.pjsua.media import AgentPort, Player, recorder
from softphone.pjsua.worker import run_safely

USUAL_SETTING = True  # CallOpParam: the account's own call setting
_AUDIO = 0  # index of the only media stream we offer
_FAR_HOLD = (pj.PJSUA_CALL_MEDIA_REMOTE_HOLD,)


class Surroundings(Protocol):
    """What a call needs from the line that owns it."""

    @property
    def port(self) -> AgentPort | None: ...

    def emit(self, event: LineEvent) -> None: ...

    def now(self) -> datetime: ...

    def forget(self, ref: CallRef) -> None: ...


class PjsuaCall(pj.Call):  # type: ignore[misc]  # pjsua2 has no types
    """One leg. Lives on the worker thread only and is kept by the line until it is disconnected."""

    def __init__(
        self, account: pj.Account, ref: CallRef, line_: Surroundings, call_id: int = -1
    ) -> None:
        super().__init__(account, call_id)
        self.ref = ref
        self._line = line_
        self._media: pj.AudioMedia | None = None
        self._is_muted = False
        self._wants_hold = False
        self._has_hold = False
        self._is_answered = False
        self._far_holds = False
        self._is_silent_agent = line_.port is None
        self._player: Player | None = None
        self._recorder: pj.AudioMediaRecorder | None = None

    # ---- what the line asks

    def accept(self) -> None:
        self.answer(_status(200))

    def ring(self) -> None:
        self.answer(_status(180))

    def refuse(self, code: int) -> None:
        self.hangup(_status(code))

    def end(self) -> None:
        self.hangup(pj.CallOpParam(USUAL_SETTING))

    def want_hold(self, *, on: bool) -> None:
        """Our ear leaves at once; the far end is told as soon as SIP allows it."""
        self._wants_hold = on
        self._connect_agent()
        self.settle_hold()

    def settle_hold(self) -> None:
        """Send the re-INVITE that is still owed, unless another is under way."""
        if self._wants_hold == self._has_hold or not self._is_answered or not self.isActive():
            return
        options = pj.CallOpParam(USUAL_SETTING)
        try:
            if self._wants_hold:
                self.setHold(options)
            else:
                options.opt.flag = pj.PJSUA_CALL_UNHOLD
                self.reinvite(options)
        except pj.Error:
            return  # a re-INVITE is pending: the line asks again
        self._has_hold = self._wants_hold

    def want_mute(self, *, on: bool) -> None:
        self._is_muted = on
        self._connect_agent()

    def play(self, sound: Path) -> None:
        self._player = Player(sound)
        if self._media is not None:
            self._player.startTransmit(self._media)

    def record(self, target: Path) -> None:
        self._recorder = recorder(target)
        if self._media is not None:
            self._media.startTransmit(self._recorder)

    def stop_recording(self) -> None:
        """Dropping the recorder writes the lengths into the WAV header."""
        if self._recorder is not None and self._media is not None:
            self._media.stopTransmit(self._recorder)
        self._recorder = None

    def take_finished_player(self) -> bool:
        """Whether the sound has been played to its end since the last question."""
        if self._player is None or not self._player.is_over:
            return False
        if self._media is not None:
            self._player.stopTransmit(self._media)
        self._player = None
        return True

    def levels(self) -> line.LevelsMeasured | None:
        if self._media is None or not self._is_answered:
            return None
        heard, sent = int(self._media.getTxLevel()), int(self._media.getRxLevel())
        return line.LevelsMeasured(self.ref, heard, sent, self._line.now())

    def let_go(self) -> None:
        """Drop every media object before the call itself goes: fixed order, else pj aborts."""
        self.stop_recording()
        self._player = None
        self._media = None

    # ---- what pjsua2 reports

    def onCallState(self, _prm: pj.OnCallStateParam) -> None:
        run_safely(self._state_changed)

    def onCallTsxState(self, prm: pj.OnCallTsxStateParam) -> None:
        run_safely(lambda: self._transaction_changed(prm))

    def onCallMediaState(self, _prm: pj.OnCallMediaStateParam) -> None:
        run_safely(self._media_changed)

    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        digit = str(prm.digit)
        run_safely(lambda: self._emit(lambda at: line.DigitHeard(self.ref, digit, at)))

    def _state_changed(self) -> None:
        info = self.getInfo()
        state = info.state
        if state == pj.PJSIP_INV_STATE_EARLY and info.role == pj.PJSIP_ROLE_UAC:
            self._emit(lambda at: line.FarEndRinging(self.ref, at))
        elif state == pj.PJSIP_INV_STATE_CONFIRMED and not self._is_answered:
            self._is_answered = True
            self._emit(lambda at: line.CallAnswered(self.ref, at))
        elif state == pj.PJSIP_INV_STATE_DISCONNECTED:
            code, reason = int(info.lastStatusCode), str(info.lastReason)
            self.let_go()
            self._emit(lambda at: line.CallEnded(self.ref, code, reason, at))
            self._line.forget(self.ref)

    def _transaction_changed(self, prm: pj.OnCallTsxStateParam) -> None:
        changed = prm.e.body.tsxState
        if changed.type != pj.PJSIP_EVENT_RX_MSG:
            return
        text = str(changed.src.rdata.wholeMsg)
        if text.startswith("CANCEL "):
            reason = header(text, "Reason")
            self._emit(lambda at: line.CallCancelled(self.ref, reason, at))

    def _media_changed(self) -> None:
        info = self.getInfo()  # kept in a local: its children do not keep it alive
        if len(info.media) <= _AUDIO:
            return
        status = info.media[_AUDIO].status
        has_sound = status in (pj.PJSUA_CALL_MEDIA_ACTIVE, *_FAR_HOLD)
        self._media = self.getAudioMedia(_AUDIO) if has_sound else None
        if self._line.port is not None and has_sound:
            self._line.port.start_afresh()
        self._connect_agent()
        if self._media is not None and self._player is not None:
            self._player.startTransmit(self._media)
        self._report_far_hold(far_holds=status in _FAR_HOLD)

    def _report_far_hold(self, *, far_holds: bool) -> None:
        if far_holds == self._far_holds:
            return
        self._far_holds = far_holds
        if far_holds:
            self._emit(lambda at: line.FarEndHeld(self.ref, at))
        else:
            self._emit(lambda at: line.FarEndResumed(self.ref, at))

    def _connect_agent(self) -> None:
        """Wire mic and ear to this call as hold and mute ask for it."""
        port, media = self._line.port, self._media
        if port is None or media is None:
            return
        if self._wants_hold:
            media.stopTransmit(port)
        else:
            media.startTransmit(port)
        if self._wants_hold or self._is_muted:
            port.stopTransmit(media)
        else:
            port.startTransmit(media)

    def _emit(self, make: Callable[[datetime], LineEvent]) -> None:
        self._line.emit(make(self._line.now()))


def header(message: str, name: str) -> str:
    """The first value of a SIP header in a raw message, empty when there is none."""
    wanted = name.lower()
    for row in message.split("\r\n\r\n", 1)[0].split("\r\n")[1:]:
        found, colon, value = row.partition(":")
        if colon and found.strip().lower() == wanted:
            return value.strip()
    return ""


def _status(code: int) -> pj.CallOpParam:
    options = pj.CallOpParam(USUAL_SETTING)
    options.statusCode = code
    return options
