"""Who hears whom: the bridge wired as hold, mute, conference and recording ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pjsua2 as pj

from softphone.pjsua.media import AgentPort, Player
from softphone.pjsua.tape import Tape


class Leg(Protocol):
    """What the bridge reads of a call."""

    @property
    def media(self) -> pj.AudioMedia | None: ...

    @property
    def tape(self) -> Tape | None: ...

    @property
    def announcement(self) -> Player | None: ...

    @property
    def is_held(self) -> bool: ...

    @property
    def is_muted(self) -> bool: ...

    @property
    def is_in_conference(self) -> bool: ...


class Bridge:
    """Connecting what is connected, or parting what is apart, changes nothing: no state here."""

    def __init__(self, port: AgentPort | None, music: Path | None) -> None:
        self.port = port
        self._music_file = music
        self._music: pj.AudioMediaPlayer | None = None
        self._tapes: list[Tape] = []

    def settle(self, leg: Leg, others: Iterable[Leg]) -> None:
        """Wire one call anew, and with it what the other calls hear of it."""
        if leg.media is None:
            return
        self._settle_agent(leg)
        self._settle_music(leg)
        self._settle_tape(leg)
        for other in others:
            if other is not leg and other.media is not None:
                self._settle_pair(leg, other)

    def free_tape(self) -> Tape:
        """A tape nobody uses; ports are kept, for destroying one under the clock is not safe."""
        for tape in self._tapes:
            if tape.is_free:
                return tape
        self._tapes.append(Tape(len(self._tapes)))
        return self._tapes[-1]

    def unwire_tape(self, tape: Tape, legs: Iterable[Leg]) -> None:
        if self.port is not None:
            _set(self.port, tape.near, on=False)
        for leg in legs:
            if leg.media is not None:
                _set(leg.media, tape.near, on=False)
                _set(leg.media, tape.far, on=False)

    def let_go(self) -> None:
        """Drop every object of the bridge, before the library goes."""
        self._music = None
        self._tapes.clear()
        self.port = None

    def _settle_agent(self, leg: Leg) -> None:
        if self.port is None:
            return
        _set(leg.media, self.port, on=not leg.is_held)
        _set(self.port, leg.media, on=_speaks(leg))
        if leg.announcement is not None:
            _set(leg.announcement, self.port, on=not leg.is_held)

    def _settle_music(self, leg: Leg) -> None:
        if leg.announcement is not None:
            _set(leg.announcement, leg.media, on=True)
        if self._music_file is None or (self._music is None and not leg.is_held):
            return
        if self._music is None:
            self._music = pj.AudioMediaPlayer()
            self._music.createPlayer(str(self._music_file))
        _set(self._music, leg.media, on=leg.is_held)

    def _settle_tape(self, leg: Leg) -> None:
        if leg.tape is None:
            return
        _set(leg.media, leg.tape.far, on=not leg.is_held)
        if self.port is not None:  # what a muted agent says is nobody's business
            _set(self.port, leg.tape.near, on=_speaks(leg))

    def _settle_pair(self, one: Leg, other: Leg) -> None:
        together = all(leg.is_in_conference and not leg.is_held for leg in (one, other))
        for source, target in ((one, other), (other, one)):
            _set(source.media, target.media, on=together)
            if target.tape is not None:
                _set(source.media, target.tape.near, on=together)


def _speaks(leg: Leg) -> bool:
    return not leg.is_held and not leg.is_muted


def _set(source: pj.AudioMedia, target: pj.AudioMedia, *, on: bool) -> None:
    if on:
        source.startTransmit(target)
    else:
        source.stopTransmit(target)
