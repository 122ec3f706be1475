"""Microphone and speaker of a call: opened for it, watched, reopened when lost."""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Generator
from pathlib import Path

import miniaudio

from softphone.frames import EAR_KEEP_MS, MIC_KEEP_MS, RATE, Cushion
from softphone.protocol import (
    ChooseDevices,
    ChooseRingtones,
    Devices,
    SoundTrouble,
    SoundWell,
    TroubleKind,
)
from softphone.sound.cleaning import MISSING, CleanMicrophone, OverheardEar, cleaner
from softphone.sound.hardware import BACKENDS, PERIOD_MS, find, playback, started
from softphone.sound.ringer import Ringer
from softphone.sound.sound import SoundReport, read_wav
from softphone.sound.tones import KnockingEar, Tones, at_volume
from softphone.sound.trial import Trial

log = logging.getLogger(__name__)

_SILENT_DEVICE_S = 0.5  # a device that moved no byte for so long is gone, whatever the lists say
_RETRY_S = 2.0
_LINGER_S = 5.0  # devices stay open a little, so that the next call starts at once

_SENTENCES = {
    TroubleKind.MICROPHONE_MISSING: "No microphone was found. Callers cannot hear you.",
    TroubleKind.MICROPHONE_GONE: "The microphone is gone. Callers cannot hear you.",
    TroubleKind.SPEAKER_MISSING: "No speaker or headset was found. You cannot hear callers.",
    TroubleKind.SPEAKER_GONE: "The speaker or headset is gone. You cannot hear callers.",
}


class DeviceSound:
    """Real devices: opened with the first call, closed soon after the last, reopened when lost."""

    def __init__(self, ringtone: Path | None = None, knock: Path | None = None) -> None:
        microphone, speaker = Cushion(MIC_KEEP_MS), Cushion(EAR_KEEP_MS)
        self.mic = CleanMicrophone(microphone)
        overheard = OverheardEar(speaker, self.mic)
        self.ear = KnockingEar(overheard, read_wav(knock) if knock else b"")
        self._chosen = ChooseDevices()
        self._tones = Tones(ringtone)
        self._ringer = Ringer()
        self._ways = (_Microphone(microphone), _Speaker(speaker))
        self._trial = Trial(microphone, speaker)
        self._is_talking = False
        self._rests_since = 0.0
        self._troubles: frozenset[TroubleKind] = frozenset()

    def choose(self, devices: ChooseDevices) -> str:
        self._chosen = devices
        self._close_ways()
        self.mic.switch(None)
        if not devices.cancels_echo and not devices.cuts_noise:
            return ""
        clean = cleaner(cancels_echo=devices.cancels_echo, cuts_noise=devices.cuts_noise)
        self.mic.switch(clean)
        return "" if clean else MISSING

    def talk(self) -> None:
        self._is_talking = True

    def rest(self) -> None:
        if self._is_talking:
            self._rests_since = time.monotonic()
        self._is_talking = False

    def choose_tones(self, tones: ChooseRingtones) -> None:
        self._tones.choose(tones)

    def ring(self, dialled: str) -> None:
        tone = at_volume(self._tones.of(dialled), self._chosen.ring_volume)
        self._ringer.start(self._chosen.ringer, tone)

    def stop_ringing(self) -> None:
        self._ringer.stop()

    def knock(self) -> None:
        self.ear.start()

    def stop_knocking(self) -> None:
        self.ear.stop()

    def test(self, seconds: int) -> None:
        self._trial.start(seconds, at_volume(self._tones.of(""), self._chosen.ring_volume))

    def check(self) -> list[SoundReport]:
        """Open, watch and reopen the call's devices; what changed comes back as reports."""
        now = time.monotonic()
        if self._trial.is_running and not self._is_talking:
            names = (self._chosen.microphone, self._chosen.speaker)
            for way, name in zip(self._ways, names, strict=True):
                way.keep_open(name, now)
            return self._trial.turn()
        if not self._is_talking:
            if now - self._rests_since > _LINGER_S:
                self._close_ways()
            self._troubles = frozenset()
            return []
        names = (self._chosen.microphone, self._chosen.speaker)
        found = [way.keep_open(name, now) for way, name in zip(self._ways, names, strict=True)]
        return self._compare(frozenset(trouble for trouble in found if trouble is not None))

    def devices(self) -> Devices:
        try:
            known = miniaudio.Devices(BACKENDS)
        except miniaudio.MiniaudioError:
            return Devices((), ())
        microphones = tuple(str(device["name"]) for device in known.get_captures())
        return Devices(microphones, tuple(str(device["name"]) for device in known.get_playbacks()))

    def close(self) -> None:
        self._ringer.stop()
        self._close_ways()

    def _compare(self, troubles: frozenset[TroubleKind]) -> list[SoundReport]:
        before, self._troubles = self._troubles, troubles
        if before and not troubles:
            return [SoundWell()]
        return [SoundTrouble(kind, _SENTENCES[kind]) for kind in sorted(troubles - before)]

    def _close_ways(self) -> None:
        for way in self._ways:
            way.close()


class _Way(ABC):
    """One direction of sound: a device that is kept open while a call needs it."""

    MISSING: TroubleKind
    GONE: TroubleKind

    def __init__(self) -> None:
        self.moved = 0  # bytes that went through the device since it opened
        self._device: miniaudio.CaptureDevice | miniaudio.PlaybackDevice | None = None
        self._seen = 0
        self._seen_at = 0.0
        self._retry_at = 0.0
        self._worked = False

    def keep_open(self, name: str, now: float) -> TroubleKind | None:
        """Make sure sound flows; what is wrong when it does not."""
        if self._device is None:
            if now >= self._retry_at:
                self._try_to_open(name, now)
        elif self.moved != self._seen:
            self._seen, self._seen_at, self._worked = self.moved, now, True
        elif now - self._seen_at > _SILENT_DEVICE_S:
            self.close()
            self._try_to_open("", now)
        if self._device is not None:
            return None
        return self.GONE if self._worked else self.MISSING

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
        self._device = None
        self._retry_at = 0.0

    def _try_to_open(self, name: str, now: float) -> None:
        try:
            self._device = self._open(name)
        except miniaudio.MiniaudioError as fault:
            log.info("no sound device: %s", fault)
            self._retry_at = now + _RETRY_S
        self._seen, self._seen_at = self.moved, now

    @abstractmethod
    def _open(self, name: str) -> miniaudio.CaptureDevice | miniaudio.PlaybackDevice: ...


class _Microphone(_Way):
    MISSING = TroubleKind.MICROPHONE_MISSING
    GONE = TroubleKind.MICROPHONE_GONE

    def __init__(self, cushion: Cushion) -> None:
        super().__init__()
        self._cushion = cushion

    def _open(self, name: str) -> miniaudio.CaptureDevice:
        known = miniaudio.Devices(BACKENDS).get_captures()
        device = miniaudio.CaptureDevice(
            nchannels=1,
            sample_rate=RATE,
            buffersize_msec=PERIOD_MS,
            device_id=find(known, name),
            backends=BACKENDS,
            app_name="Ringdesk",
        )
        device.start(started(self._listen()))
        return device

    def _listen(self) -> Generator[None, bytes, None]:
        while True:
            sound = yield
            self.moved += len(sound)
            self._cushion.put(bytes(sound))


class _Speaker(_Way):
    MISSING = TroubleKind.SPEAKER_MISSING
    GONE = TroubleKind.SPEAKER_GONE

    def __init__(self, cushion: Cushion) -> None:
        super().__init__()
        self._cushion = cushion

    def _open(self, name: str) -> miniaudio.PlaybackDevice:
        device = playback(name)
        device.start(started(self._speak()))
        return device

    def _speak(self) -> Generator[bytes, int, None]:
        sound = b""
        while True:
            frames = yield sound
            self.moved += frames
            sound = self._cushion.take(frames * 2) or b""
