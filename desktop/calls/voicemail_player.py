"""Plays one sound at a time: fetched, decoded and stretched beside the window, heard at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.calls.voicemail_output import Feed, NoLoudspeaker, Output
from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal

if TYPE_CHECKING:
    from desktop.calls.voicemail_sound import Sound

TICK_MS = 100
SPEEDS = (0.75, 1.0, 1.25, 1.5, 2.0)


class Playing(StrEnum):
    IDLE = "idle"
    LOADING = "loading"
    PLAYING = "playing"
    PAUSED = "paused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PlayerShown:
    """What the player does now; seconds are those of the sound at its own speed."""

    state: Playing
    at_seconds: float = 0.0
    seconds: float = 0.0
    speed: float = 1.0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A sound at one speed, on its way out."""

    sound: Sound
    feed: Feed


NO_LOUDSPEAKER = (
    "This computer has no loudspeaker or headset switched on. Connect one and play again."
)
UNPLAYABLE = "This sound is damaged and cannot be played. Call back to be sure."


class Player(QObject):
    """`play` a file, then pause, seek and change the speed; `changed` says how far it is."""

    changed = signal(PlayerShown)

    def __init__(self, output: Output, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._output = output
        self._work = Background("player", self)
        self._state = Playing.IDLE
        self._speed = 1.0
        self._path: Path | None = None
        self._ready: _Ready | None = None
        self._sound_seconds = 0.0
        self._start_at = 0.0
        self._problem = ""
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._ticked)

    def shown(self) -> PlayerShown:
        """What it does now."""
        return PlayerShown(
            self._state, self._seconds(), self._sound_seconds, self._speed, self._problem
        )

    def wait_for(self) -> None:
        """A file is on its way: stop the last one and say so."""
        self.stop()
        self._be(Playing.LOADING)

    def fail(self, problem: str) -> None:
        """It cannot be played; says what to do."""
        self._problem = problem
        self._be(Playing.FAILED)

    def play(self, path: Path) -> None:
        """Play a WAV file from its beginning."""
        self._path, self._ready, self._sound_seconds = path, None, 0.0
        self._begin(0.0)

    def toggle(self) -> None:
        """Pause what plays; go on with what does not, after its end from the beginning."""
        if self._state is Playing.PLAYING:
            self._start_at = self._seconds()
            self._silence()
            self._be(Playing.PAUSED)
        elif self._path is not None and self._state in {Playing.PAUSED, Playing.FAILED}:
            self._begin(self._start_at)

    def seek(self, seconds: float) -> None:
        """Go on from there, or stand there while it is paused."""
        seconds = max(0.0, min(seconds, self._sound_seconds))
        if self._state is Playing.PLAYING:
            self._begin(seconds)
        elif self._state is Playing.PAUSED:
            self._start_at = seconds
            self._tell()

    def set_speed(self, speed: float) -> None:
        """Faster or slower from where it is, the voice as high as before."""
        if speed == self._speed:
            return
        at = self._seconds()
        self._speed, self._ready = speed, None
        if self._state is Playing.PLAYING:
            self._begin(at)
        else:
            self._start_at = at
            self._tell()

    def stop(self) -> None:
        """Silence, and nothing to go on with."""
        self._silence()
        self._path, self._ready, self._start_at, self._sound_seconds = None, None, 0.0, 0.0
        self._problem = ""
        self._be(Playing.IDLE)

    def end(self) -> None:
        """The desk closes."""
        self._tick.stop()
        self._work.end()
        self._output.stop()

    def _begin(self, seconds: float) -> None:
        path, speed, output = self._path, self._speed, self._output
        if path is None:
            return
        self._start_at, self._problem = seconds, ""
        known = self._ready.sound if self._ready else None
        self._tick.stop()
        self._be(Playing.LOADING)

        def work(cancelled: Cancelled) -> _Ready | str:
            return _started(path, speed, seconds, known, output, cancelled)

        self._work.run(work, self._begun)

    def _begun(self, ready: _Ready | str) -> None:
        if isinstance(ready, str):
            self.fail(ready)
            return
        self._ready = ready
        self._sound_seconds = ready.sound.seconds * self._speed
        self._tick.start()
        self._be(Playing.PLAYING)

    def _ticked(self) -> None:
        if self._ready is not None and self._ready.feed.is_over:
            self._start_at = 0.0
            self._silence()
            self._be(Playing.PAUSED)
            return
        self._tell()

    def _silence(self) -> None:
        """The device takes a moment to close: not on the GUI thread."""
        self._tick.stop()
        output = self._output
        self._work.run(lambda _cancelled: output.stop(), _nothing)

    def _seconds(self) -> float:
        if self._state is Playing.PLAYING and self._ready is not None:
            return self._ready.feed.frame / self._ready.sound.rate * self._speed
        return self._start_at

    def _be(self, state: Playing) -> None:
        self._state = state
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.shown())


def _started(
    path: Path,
    speed: float,
    seconds: float,
    known: Sound | None,
    output: Output,
    cancelled: Cancelled,
) -> _Ready | str:
    """In a thread: everything until the first frame is out, or the sentence why there is none."""
    from desktop.calls.voicemail_sound import Unplayable, at_speed, read_sound  # noqa: PLC0415

    try:
        sound = known or at_speed(read_sound(path), speed)
    except (Unplayable, OSError):
        return UNPLAYABLE
    feed = Feed(sound.samples.tobytes(), 2 * sound.channels, int(seconds / speed * sound.rate))
    if not cancelled():
        try:
            output.start(feed, sound.rate, sound.channels)
        except NoLoudspeaker:
            return NO_LOUDSPEAKER
    return _Ready(sound, feed)


def _nothing(_answer: None) -> None:
    """Silence needs no word."""
