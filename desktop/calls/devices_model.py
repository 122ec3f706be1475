"""Sound as it is chosen at this computer: devices, volume, switches, and the ringtones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import resources
from desktop.settings import MICROPHONE, RINGER, SPEAKER
from softphone.protocol import ChooseDevices, ChooseRingtones
from sync_server.contract.ring_groups import RingGroupRow

VOLUME, ECHO, NOISE = "sound/ring_volume", "sound/cancels_echo", "sound/cuts_noise"
SYSTEM = "System default"
RINGTONES: Mapping[str, str] = {"classic": "Classic", "chime": "Chime", "soft": "Soft"}
"""Names of the tones shipped, as ring groups name them, and as people read them."""
_YES, _NO = "yes", "no"


class Settings(Protocol):
    """Where the choice is remembered."""

    def text(self, key: str, default: str = "") -> str: ...

    def set_text(self, key: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class DevicesShown:
    """What there is now, and what is chosen; a device that is unplugged stays chosen."""

    microphones: tuple[str, ...]
    speakers: tuple[str, ...]
    chosen: ChooseDevices


def kept(settings: Settings) -> ChooseDevices:
    """What was chosen before; a volume nobody understands is full."""
    volume = settings.text(VOLUME, "100")
    return ChooseDevices(
        microphone=settings.text(MICROPHONE),
        speaker=settings.text(SPEAKER),
        ringer=settings.text(RINGER),
        ring_volume=min(100, int(volume)) if volume.isdecimal() else 100,
        cancels_echo=settings.text(ECHO) == _YES,
        cuts_noise=settings.text(NOISE) == _YES,
    )


def keep(settings: Settings, chosen: ChooseDevices) -> None:
    """Remember it for the next start."""
    settings.set_text(MICROPHONE, chosen.microphone)
    settings.set_text(SPEAKER, chosen.speaker)
    settings.set_text(RINGER, chosen.ringer)
    settings.set_text(VOLUME, str(chosen.ring_volume))
    settings.set_text(ECHO, _YES if chosen.cancels_echo else _NO)
    settings.set_text(NOISE, _YES if chosen.cuts_noise else _NO)


def offered(there: Iterable[str], chosen: str) -> tuple[str, ...]:
    """What a list of devices shows: the default, what is there, what is chosen and unplugged."""
    names = tuple(dict.fromkeys(there))
    gone = (chosen,) if chosen and chosen not in names else ()
    return ("", *names, *gone)


def device_words(name: str, there: Iterable[str]) -> str:
    """One device in such a list."""
    if not name:
        return SYSTEM
    return name if name in set(there) else f"{name} (not plugged in)"


def ringtones(groups: Iterable[RingGroupRow]) -> ChooseRingtones:
    """Which tone rings for which business number; an unknown name rings as shipped."""
    tones = {
        group.number: str(resources.path(f"sounds/{group.ringtone}.wav"))
        for group in groups
        if group.ringtone in RINGTONES
    }
    return ChooseRingtones(tones=tones)
