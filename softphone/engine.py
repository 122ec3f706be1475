"""The engine: reads intents, drives Phone and sound, writes events; ends when its input closes."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from softphone import protocol
from softphone.call import CallState, Direction
from softphone.line import NO_KEY, CallRef, Line, LineEvent, RecordingWritten
from softphone.phone import Phone
from softphone.protocol import AnyIntent, AnyPhoneEvent, ProtocolError
from softphone.recordings import recover_recordings
from softphone.sound.sound import Sound

log = logging.getLogger(__name__)

_SOUND_CHECK_S = 0.25

Inbox = queue.SimpleQueue[AnyIntent | LineEvent]
MakeLine = Callable[[Callable[[LineEvent], None]], Line]


class Engine:
    """One thread owns the phone's state; SIP and the input reach it through one queue."""

    def __init__(
        self,
        make_line: MakeLine,
        sound: Sound,
        say: Callable[[AnyPhoneEvent], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._inbox: Inbox = queue.SimpleQueue()
        self._say = say
        self._sound = sound
        self._line = make_line(self._inbox.put)
        self._phone = Phone(self._line, self._publish, clock)

    def recover(self, folder: Path) -> None:
        """Finish, aside, the recordings a killed engine left in `folder`."""

        def work() -> None:
            for path, seconds in recover_recordings(folder):
                self._inbox.put(RecordingWritten(CallRef(""), NO_KEY, path, seconds))

        threading.Thread(target=work, name="recovery", daemon=True).start()

    def run(self, lines: Iterable[bytes], pid: int) -> None:
        """Work until `Quit` or the end of `lines`, then leave the PBX in good order."""
        reader = threading.Thread(target=self._read, args=(lines,), name="intents", daemon=True)
        self._say(protocol.Ready(pid))
        reader.start()
        try:
            while self._take_one():
                pass
        finally:
            self._line.close()
            self._sound.close()

    def _read(self, lines: Iterable[bytes]) -> None:
        for said in lines:
            try:
                self._inbox.put(protocol.read_intent(said))
            except ProtocolError as fault:
                log.warning("%s", fault)
        self._inbox.put(
            protocol.Quit()
        )  # whoever gave the orders is gone: no call may outlive them

    def _take_one(self) -> bool:
        try:
            item = self._inbox.get(timeout=_SOUND_CHECK_S)
        except queue.Empty:
            self._check_sound()
            return True
        match item:
            case protocol.Quit():
                return False
            case protocol.Ping():
                self._say(protocol.Pong(item.number))
            case protocol.ChooseDevices():
                self._choose(item)
            case protocol.TestSound():
                self._sound.test(item.seconds)
            case protocol.ChooseRingtones():
                self._sound.choose_tones(item)
            case protocol.Intent():
                self._phone.do(item)
            case _:
                self._phone.receive(item)
        return True

    def _choose(self, devices: protocol.ChooseDevices) -> None:
        sentence = self._sound.choose(devices)
        self._say(self._sound.devices())
        if sentence:
            self._say(protocol.IntentRefused(sentence))

    def _publish(self, event: AnyPhoneEvent) -> None:
        self._say(event)
        if isinstance(event, protocol.Calls):
            self._follow(event)
        elif isinstance(event, protocol.Levels):
            self._check_sound()  # while calls talk the queue is never empty for long

    def _check_sound(self) -> None:
        for report in self._sound.check():
            self._say(report)

    def _follow(self, calls: protocol.Calls) -> None:
        """Open devices for talking; ring for a waiting caller, or knock while the agent talks."""
        live = [call for call in calls.calls if call.state is not CallState.ENDED]
        waiting = [
            call
            for call in live
            if call.direction is Direction.INCOMING and call.state is CallState.RINGING
        ]
        is_busy = len(live) > len(waiting)
        if is_busy:
            self._sound.talk()
        else:
            self._sound.rest()
        if waiting and not is_busy:
            self._sound.ring(waiting[0].dialled)
        else:
            self._sound.stop_ringing()
        if waiting and is_busy:
            self._sound.knock()
        else:
            self._sound.stop_knocking()
