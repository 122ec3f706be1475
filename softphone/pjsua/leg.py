"""What one call does with its sound: hold, mute, conference, playing, recording, measuring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pjsua2 as pj

from softphone import line
from softphone.line import CallKey, CallRef, LineEvent
from softphone.pjsua.bridge import Bridge, Leg
from softphone.pjsua.measuring import Measuring
from softphone.pjsua.media import Player, recorder
from softphone.pjsua.tape import Tape, sentence

USUAL_SETTING = True  # CallOpParam: the account's own call setting


class Surroundings(Protocol):
    """What a call needs from the line that owns it."""

    @property
    def bridge(self) -> Bridge: ...

    @property
    def legs(self) -> tuple[Leg, ...]: ...

    @property
    def identity(self) -> str: ...

    def emit(self, event: LineEvent) -> None: ...

    def now(self) -> datetime: ...

    def forget(self, ref: CallRef) -> None: ...

    def end_tape(self, tape: Tape) -> None: ...

    def adopt(self, target: str, old: PjsuaLeg) -> PjsuaLeg | None: ...


class PjsuaLeg(pj.Call):  # type: ignore[misc]  # pjsua2 has no types
    """The sound side of one leg. Lives on the worker thread only."""

    def __init__(
        self, account: pj.Account, ref: CallRef, line_: Surroundings, call_id: int = -1
    ) -> None:
        super().__init__(account, call_id)
        self.ref = ref
        self.key = line.NO_KEY
        self.media: pj.AudioMedia | None = None
        self.tape: Tape | None = None
        self.announcement: Player | None = None
        self.is_held = False
        self.is_muted = False
        self.is_in_conference = False
        self._line = line_
        self._measuring = Measuring(ref)
        self._has_hold = False
        self._is_answered = False
        self._is_tape_paused = False
        self._player: Player | None = None
        self._recorder: pj.AudioMediaRecorder | None = None

    def want_hold(self, *, on: bool) -> None:
        """Our ear leaves at once; the far end is told as soon as SIP allows it."""
        self.is_held = on
        self.rewire()
        self.settle_hold()

    def settle_hold(self) -> None:
        """Send the re-INVITE that is still owed, unless another is under way."""
        if self.is_held == self._has_hold or not self._is_answered or not self.isActive():
            return
        options = pj.CallOpParam(USUAL_SETTING)
        try:
            if self.is_held:
                self.setHold(options)
            else:
                options.opt.flag = pj.PJSUA_CALL_UNHOLD
                self.reinvite(options)
        except pj.Error:
            return  # a re-INVITE is pending: the line asks again
        self._has_hold = self.is_held

    def move(self) -> None:
        """Tell the far end our new address and open the sound there."""
        if not self._is_answered or not self.isActive():
            return
        options = pj.CallOpParam(USUAL_SETTING)
        options.opt.flag = (
            pj.PJSUA_CALL_UPDATE_CONTACT | pj.PJSUA_CALL_REINIT_MEDIA | pj.PJSUA_CALL_UPDATE_VIA
        )
        self.reinvite(options)

    def want_mute(self, *, on: bool) -> None:
        self.is_muted = on
        self.rewire()

    def want_conference(self, *, on: bool) -> None:
        self.is_in_conference = on
        self.rewire()

    def play(self, sound: Path) -> None:
        self._player = Player(sound)
        if self.media is not None:
            self._player.startTransmit(self.media)

    def record(self, target: Path) -> None:
        """The mailbox's way: the far end alone."""
        self._recorder = recorder(target)
        if self.media is not None:
            self.media.startTransmit(self._recorder)

    def start_tape(self, recording: Path, announcement: Path | None) -> None:
        """Record both sides into `recording`, after the far end heard `announcement`."""
        if self.tape is not None:
            return
        tape = self._line.bridge.free_tape()
        try:
            tape.begin(self.ref, self.key, recording)
        except OSError as fault:
            self._line.emit(line.RecordingBroke(self.ref, self.key, sentence(fault)))
            return
        self.tape, self._is_tape_paused = tape, False
        self.announcement = Player(announcement) if announcement is not None else None
        self._run_tape()
        self.rewire()

    def pause_tape(self) -> None:
        self._is_tape_paused = True
        if self.tape is not None:
            self._keep_tape_or_tell(self.tape.pause)

    def continue_tape(self) -> None:
        self._is_tape_paused = False
        self._run_tape()

    def _run_tape(self) -> None:
        """Nothing is recorded before the announcement was heard, whatever is pressed meanwhile."""
        if self.tape is not None and self.announcement is None and not self._is_tape_paused:
            self.tape.run(on=True)

    def stop_recording(self) -> None:
        """Dropping a recorder writes the lengths into its WAV header."""
        if self._recorder is not None and self.media is not None:
            self.media.stopTransmit(self._recorder)
        self._recorder = None
        tape, self.tape, self.announcement = self.tape, None, None
        if tape is not None:
            self._line.bridge.unwire_tape(tape, self._line.legs)
            self._line.end_tape(tape)

    def turn(self) -> None:
        """What is due several times a second."""
        self.settle_hold()
        if self.announcement is not None and self.announcement.is_over:
            self.announcement = None
            self._run_tape()
        if self.tape is not None:
            self._keep_tape_or_tell(self.tape.flush)
        if self._is_answered and self.media is not None:
            quality = self._measuring.measure(self)
            if quality is not None:
                self._line.emit(quality)

    def take_finished_player(self) -> bool:
        """Whether the sound has been played to its end since the last question."""
        if self._player is None or not self._player.is_over:
            return False
        if self.media is not None:
            self._player.stopTransmit(self.media)
        self._player = None
        return True

    def levels(self) -> line.LevelsMeasured | None:
        if self.media is None or not self._is_answered:
            return None
        heard, sent = int(self.media.getTxLevel()), int(self.media.getRxLevel())
        return line.LevelsMeasured(self.ref, heard, sent, self._line.now())

    def let_go(self) -> None:
        """Drop every media object before the call itself goes: fixed order, else pj aborts."""
        self.stop_recording()
        self._player = None
        self.media = None

    def rewire(self) -> None:
        self._line.bridge.settle(self, self._line.legs)

    def take_media(self, media: pj.AudioMedia | None) -> None:
        """New sound of the far end: wire everything to it."""
        self.media = media
        port = self._line.bridge.port
        if port is not None and media is not None and not self.is_held:
            port.start_afresh()
        self.rewire()
        if media is not None and self._player is not None:
            self._player.startTransmit(media)

    def learn_key(self, info: pj.CallInfo) -> CallKey:
        self.key = CallKey(str(info.callIdString))
        return self.key

    def _keep_tape_or_tell(self, act: Callable[[], None]) -> None:
        try:
            act()
        except OSError as fault:
            tape, self.tape = self.tape, None
            if tape is not None:
                self._line.bridge.unwire_tape(tape, self._line.legs)
                tape.release()
            self._line.emit(line.RecordingBroke(self.ref, self.key, sentence(fault)))
