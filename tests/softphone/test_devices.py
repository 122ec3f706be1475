"""The microphone and speaker side on a real sound server: heard, lost, found again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone import protocol
from softphone.protocol import TroubleKind
from tests.support.pulse import Pulse
from tests.support.rtp import correlate, read_at
from tests.support.sip import Agent, phone_system, speech, wait_until

pytestmark = [pytest.mark.sip, pytest.mark.slow]


@pytest.fixture
def pulse(tmp_path: Path) -> Iterator[Pulse]:
    made = Pulse(tmp_path)
    made.start()
    yield made
    made.stop()


def test_a_call_goes_through_the_devices_and_a_lost_microphone_is_told_and_found_again(
    pulse: Pulse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = speech(tmp_path / "voice.wav", "The cleaner will be with you on Monday at nine.")
    for name, value in pulse.env.items():
        monkeypatch.setenv(name, value)
    with phone_system(tmp_path, ("ann",)) as system:
        ann = system.agent("ann", devices=True)
        ann.say(protocol.ChooseDevices())
        listed = ann.wait_for(lambda e: isinstance(e, protocol.Devices), "devices").event
        assert isinstance(listed, protocol.Devices)
        assert listed.microphones
        assert listed.speakers
        caller = system.caller()
        ann.say(protocol.Answer(ann.wait_ringing().ref))
        ann.wait_talking()
        wait_until(lambda: caller.rtp.packets > 25, "sound flows")
        speaking = pulse.speak(voice)
        assert speaking.wait(15) == 0
        wait_until(
            lambda: correlate(read_at(voice, 8000), caller.rtp.heard()) > 0.6,
            "the caller hears the microphone",
        )
        pulse.stop()
        gone = ann.wait_for(
            lambda e: (
                isinstance(e, protocol.SoundTrouble) and e.kind is TroubleKind.MICROPHONE_GONE
            ),
            "microphone gone",
            8,
        )
        pulse.start()
        ann.wait_for(lambda e: isinstance(e, protocol.SoundWell), "sound well", 8, gone.at)
        ann.say(protocol.HangUp(ann.wait_talking().ref))
        assert caller.wait() == 0


def test_a_microphone_unplugged_in_a_call_gives_way_to_the_default_one(
    pulse: Pulse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = speech(tmp_path / "voice.wav", "The cleaner will be with you on Monday at nine.")
    for name, value in pulse.env.items():
        monkeypatch.setenv(name, value)
    with phone_system(tmp_path, ("ann",)) as system:
        ann = system.agent("ann", devices=True)
        ann.say(protocol.ChooseDevices())
        listed = ann.wait_for(lambda e: isinstance(e, protocol.Devices), "devices").event
        assert isinstance(listed, protocol.Devices)
        (headset,) = [name for name in listed.microphones if name.startswith("Remapped")]
        ann.say(protocol.ChooseDevices(microphone=headset))
        caller = system.caller()
        ann.say(protocol.Answer(ann.wait_ringing().ref))
        talking = ann.wait_talking()
        wait_until(lambda: caller.rtp.packets > 50, "sound flows")
        pulse.make_default("bus.monitor")
        pulse.unplug("mic")
        unplugged = caller.rtp.packets
        wait_until(lambda: caller.rtp.packets > unplugged + 150, "three seconds later", 10)
        assert pulse.speak(voice).wait(15) == 0
        wait_until(
            lambda: correlate(read_at(voice, 8000), caller.rtp.heard()) > 0.6,
            "the caller hears the agent through the other microphone",
            10,
        )
        ann.say(protocol.HangUp(talking.ref))
        assert caller.wait() == 0


def test_the_sound_test_reports_how_loud_the_microphone_is(
    pulse: Pulse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = speech(tmp_path / "voice.wav", "One two three, can anybody hear me?")
    for name, value in pulse.env.items():
        monkeypatch.setenv(name, value)
    ann = Agent("ann", tmp_path, devices=True)
    try:
        ann.say(protocol.TestSound(20))
        ann.wait_for(lambda e: isinstance(e, protocol.MicrophoneLevel), "a level", 8)
        speaking = pulse.speak(voice)
        ann.wait_for(
            lambda e: isinstance(e, protocol.MicrophoneLevel) and e.level > 20, "the voice", 15
        )
        assert speaking.wait(15) == 0
    finally:
        ann.close()
