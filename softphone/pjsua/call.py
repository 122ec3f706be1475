"""pjsua2.Call callbacks turned into line events; transfers asked for and followed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import pjsua2 as pj

from softphone import address, line
from softphone.line import LineEvent
from softphone.pjsua.leg import USUAL_SETTING, PjsuaLeg
from softphone.pjsua.worker import run_safely

_AUDIO = 0  # index of the only media stream we offer
_FAR_HOLD = (pj.PJSUA_CALL_MEDIA_REMOTE_HOLD,)
_WITH_SOUND = (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_LOCAL_HOLD, *_FAR_HOLD)
_NOTIFY_S = 60.0  # a transfer of which nobody says anything for so long has failed
_CHALLENGES = (401, 407)


class PjsuaCall(PjsuaLeg):
    """One leg. Lives on the worker thread only and is kept by the line until it is disconnected."""

    _far_holds = False
    _is_referred = False
    _transfer_due: float | None = None
    _successor: PjsuaCall | None = None  # without an object of ours the library segfaults later
    _takes_over: str | None = None  # the INVITE by which this call takes another's place

    # ---- what the line asks

    def accept(self) -> None:
        self.answer(_status(200))

    def ring(self) -> None:
        self.answer(_status(180))

    def refuse(self, code: int) -> None:
        self.hangup(_status(code))

    def end(self) -> None:
        self.hangup(pj.CallOpParam(USUAL_SETTING))

    def refer(self, uri: str) -> None:
        """Ask the far end to call `uri` instead of us (RFC 3515)."""
        self._ask_transfer(lambda options: self.xfer(uri, options))

    def refer_to(self, other: PjsuaCall) -> None:
        """Ask the far end to take our place in `other` (RFC 3891)."""
        self._ask_transfer(lambda options: self.xferReplaces(other, options))

    def turn(self) -> None:
        super().turn()
        if self._transfer_due is not None and time.monotonic() > self._transfer_due:
            self._end_transfer(408)

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

    def onCallTransferStatus(self, prm: pj.OnCallTransferStatusParam) -> None:
        code, is_final = int(prm.statusCode), bool(prm.finalNotify)
        run_safely(lambda: self._transfer_heard(code, is_final=is_final))

    def onCallTransferRequest(self, prm: pj.OnCallTransferRequestParam) -> None:
        run_safely(lambda: self._referred(prm))

    def onCallReplaceRequest(self, prm: pj.OnCallReplaceRequestParam) -> None:
        run_safely(lambda: self._asked_to_replace(prm))

    def onCallReplaced(self, prm: pj.OnCallReplacedParam) -> None:
        run_safely(lambda: self._replaced(prm))

    def _state_changed(self) -> None:
        info = self.getInfo()
        state = info.state
        if state == pj.PJSIP_INV_STATE_CALLING and self._is_referred:
            key = self.learn_key(info)
            self._emit(lambda at: line.CallPlaced(self.ref, key, at))
        elif state == pj.PJSIP_INV_STATE_EARLY and info.role == pj.PJSIP_ROLE_UAC:
            self._emit(lambda at: line.FarEndRinging(self.ref, at))
        elif state == pj.PJSIP_INV_STATE_CONFIRMED and not self._is_answered:
            self._is_answered = True
            self.learn_key(info)
            if self._takes_over is None:  # else the call it replaces tells the whole story
                self._emit(lambda at: line.CallAnswered(self.ref, at))
        elif state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._disconnected(int(info.lastStatusCode), str(info.lastReason))

    def _disconnected(self, code: int, reason: str) -> None:
        final = self._measuring.last()
        if final is not None:
            self._line.emit(final)
        self.let_go()
        self._emit(lambda at: line.CallEnded(self.ref, code, reason, at))
        self._line.forget(self.ref)

    def _transaction_changed(self, prm: pj.OnCallTsxStateParam) -> None:
        changed = prm.e.body.tsxState
        transaction = changed.tsx
        code = int(transaction.statusCode)
        if str(transaction.method) == "REFER" and transaction.role == pj.PJSIP_ROLE_UAC:
            if code >= 300 and code not in _CHALLENGES:
                self._end_transfer(code)
            return
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
        self.take_media(self.getAudioMedia(_AUDIO) if status in _WITH_SOUND else None)
        self._report_far_hold(far_holds=status in _FAR_HOLD)

    def _report_far_hold(self, *, far_holds: bool) -> None:
        if far_holds == self._far_holds:
            return
        self._far_holds = far_holds
        if far_holds:
            self._emit(lambda at: line.FarEndHeld(self.ref, at))
        else:
            self._emit(lambda at: line.FarEndResumed(self.ref, at))

    # ---- transfers we asked for

    def _ask_transfer(self, ask: Callable[[pj.CallOpParam], None]) -> None:
        options = pj.CallOpParam(USUAL_SETTING)
        options.txOption.headers.append(_header("Referred-By", f"<{self._line.identity}>"))
        self._transfer_due = time.monotonic() + _NOTIFY_S
        try:
            ask(options)
        except pj.Error:
            self._end_transfer(481)

    def _transfer_heard(self, code: int, *, is_final: bool) -> None:
        if self._transfer_due is None:
            return
        if is_final or code >= 200:
            self._end_transfer(code)
        else:
            self._transfer_due = time.monotonic() + _NOTIFY_S

    def _end_transfer(self, code: int) -> None:
        if self._transfer_due is None:
            return
        self._transfer_due = None
        self._emit(lambda at: line.TransferEnded(self.ref, code, at))

    # ---- transfers others do with us

    def _referred(self, prm: pj.OnCallTransferRequestParam) -> None:
        """The far end wants us to call somebody else; the library dials by itself."""
        target = str(prm.dstUri)
        successor = self._line.adopt(target, self)
        if not isinstance(successor, PjsuaCall):
            prm.statusCode = pj.PJSIP_SC_FORBIDDEN
            return
        successor._is_referred = True
        self._successor = successor
        prm.newCall = successor
        by = address.parse(str(self.getInfo().remoteUri)).user
        to = address.parse(target.strip("<>").split("?", 1)[0])  # what follows ? is for SIP
        self._emit(lambda at: line.Referred(successor.ref, self.ref, to, by, at))

    def _asked_to_replace(self, prm: pj.OnCallReplaceRequestParam) -> None:
        """Somebody the far end sent wants its place in this call (RFC 3891)."""
        successor = self._line.adopt("", self)
        if not isinstance(successor, PjsuaCall):
            prm.statusCode = pj.PJSIP_SC_BUSY_HERE
            return
        successor._takes_over = str(prm.rdata.wholeMsg)
        self._successor = successor
        prm.newCall = successor

    def _replaced(self, _prm: pj.OnCallReplacedParam) -> None:
        successor = self._successor
        if successor is None or successor._takes_over is None:
            return
        invite = successor._takes_over
        caller = address.parse(header(invite, "From") or header(invite, "f"))
        by = referrer(invite)
        key = successor.learn_key(successor.getInfo())
        self._emit(lambda at: line.Replaced(successor.ref, self.ref, key, caller, by, at))

    def let_go(self) -> None:
        super().let_go()
        self._successor = None

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


def referrer(invite: str) -> str:
    """The user who sent this caller here: as our phone system knows it, else as he says himself."""
    known = header(invite, "X-Desk-Referred-By")
    said = header(invite, "Referred-By") or header(invite, "b")
    return known or address.parse(said if "<" in said else f"<{said}>").user


def _header(name: str, value: str) -> pj.SipHeader:
    made = pj.SipHeader()
    made.hName, made.hValue = name, value
    return made


def _status(code: int) -> pj.CallOpParam:
    options = pj.CallOpParam(USUAL_SETTING)
    options.statusCode = code
    return options
