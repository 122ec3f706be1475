"""A recorded call: both voices apart and in step, pauses, announcement, full disks, crashes."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import resources
from softphone import protocol
from softphone.call import CallState
from softphone.protocol import CallFacts, RecordingState
from softphone.recordings import agent_track, caller_track
from tests.support.rtp import correlate, read_at, resample
from tests.support.sip import Agent, PhoneSystem, Sipp, phone_system, speech, wait_until

pytestmark = pytest.mark.sip


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("voices")
    return (
        speech(folder / "caller.wav", "Hello, I would like to book a cleaning on Monday."),
        speech(folder / "agent.wav", "Good morning, this is the office speaking, how can I help?"),
    )


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann",)) as made:
        yield made


def answered(ann: Agent, caller: Sipp) -> CallFacts:
    call = ann.wait_ringing()
    ann.say(protocol.Answer(call.ref))
    talking = ann.wait_talking()
    wait_until(lambda: caller.rtp.packets > 0, "sound flows")
    return talking


def sides(recording: Path) -> tuple[np.ndarray, np.ndarray]:
    """What the left and the right channel hold, at the rate of a telephone."""
    with wave.open(str(recording), "rb") as sound:
        assert sound.getnchannels() == 2
        raw = np.frombuffer(sound.readframes(sound.getnframes()), np.int16).astype(float)
        rate = sound.getframerate()
    return resample(raw[0::2], rate, 8000), resample(raw[1::2], rate, 8000)


def made(ann: Agent, within: float = 8.0) -> protocol.RecordingMade:
    event = ann.wait_for(lambda e: isinstance(e, protocol.RecordingMade), "recorded", within).event
    assert isinstance(event, protocol.RecordingMade)
    return event


def test_each_voice_is_on_its_own_side_and_the_file_is_whole_when_the_caller_hangs_up(
    system: PhoneSystem, voices: tuple[Path, Path], tmp_path: Path
) -> None:
    """A47."""
    caller_voice, agent_voice = voices
    ann = system.agent("ann", agent_voice)
    target = tmp_path / "call.wav"
    caller = system.caller(talk_ms=4500, voice=caller_voice)
    call = answered(ann, caller)
    ann.say(protocol.StartRecording(call.ref, str(target)))
    ann.wait_call(lambda c: c.recording is RecordingState.ON, "recording is shown")
    written = made(ann, 15)
    assert (written.ref, written.call_key, written.path) == (call.ref, call.call_key, str(target))
    assert 2 <= written.seconds <= 6
    agent, far = sides(target)
    # the first moments were spoken before the recording began
    assert correlate(read_at(agent_voice, 8000)[8000:], agent) > 0.9
    assert correlate(read_at(caller_voice, 8000)[8000:], far) > 0.9
    assert correlate(read_at(agent_voice, 8000)[8000:], far) < 0.6
    assert not list(tmp_path.glob("call.*.wav"))


def test_a_pause_leaves_the_pause_out_of_both_sides_alike(
    system: PhoneSystem, voices: tuple[Path, Path], tmp_path: Path
) -> None:
    """A47."""
    ann = system.agent("ann", voices[1])
    target = tmp_path / "call.wav"
    caller = system.caller(voice=voices[0])
    call = answered(ann, caller)
    ann.say(protocol.StartRecording(call.ref, str(target)))
    wait_until(lambda: caller.rtp.packets > 50, "a second")
    ann.say(protocol.PauseRecording(call.ref))
    ann.wait_call(lambda c: c.recording is RecordingState.PAUSED, "paused")
    wait_until(lambda: caller.rtp.packets > 100, "another second, not recorded")
    ann.say(protocol.ContinueRecording(call.ref))
    wait_until(lambda: caller.rtp.packets > 150, "a third second")
    ann.say(protocol.StopRecording(call.ref))
    written = made(ann)
    total = caller.rtp.packets * 0.02
    agent, far = sides(target)
    assert len(agent) == len(far)
    assert len(agent) / 8000 < total - 0.7
    assert written.seconds == round(len(agent) / 8000)
    last = ann.wait_call(lambda c: c.recording is RecordingState.OFF, "off")
    assert last.state is not CallState.ENDED
    ann.say(protocol.HangUp(call.ref))
    assert caller.wait() == 0


def test_the_far_end_hears_that_it_is_recorded_before_anything_is_recorded(
    system: PhoneSystem, voices: tuple[Path, Path], tmp_path: Path
) -> None:
    """A47."""
    ann = system.agent("ann")
    target = tmp_path / "call.wav"
    caller = system.caller(voice=voices[0])
    call = answered(ann, caller)
    ann.say(protocol.StartRecording(call.ref, str(target), announce=True))
    ann.say(protocol.PauseRecording(call.ref))
    ann.say(protocol.ContinueRecording(call.ref))  # does not cut the announcement short
    announcement = read_at(resources.path("sounds/recorded.wav"), 8000)
    wait_until(lambda: correlate(announcement, caller.rtp.heard()) > 0.8, "the caller is told", 15)
    wait_until(lambda: agent_track(target).stat().st_size > 16_000, "half a second is recorded", 10)
    ann.say(protocol.StopRecording(call.ref))
    made(ann)
    agent, _ = sides(target)
    assert correlate(announcement, agent) < 0.6
    ann.say(protocol.HangUp(call.ref))


def test_hold_leaves_both_sides_in_step(
    system: PhoneSystem, voices: tuple[Path, Path], tmp_path: Path
) -> None:
    """A47: the caller's sound stops during a hold, the recording's clock does not."""
    ann = system.agent("ann", voices[1])
    target = tmp_path / "call.wav"
    caller = system.caller("held", voice=voices[0])
    call = answered(ann, caller)
    ann.say(protocol.StartRecording(call.ref, str(target)))
    ann.say(protocol.PutOnHold(call.ref))
    wait_until(lambda: caller.has("INVITE sip:+12025550123"), "the re-INVITE")
    wait_until(lambda: agent_track(target).stat().st_size > 64_000, "two seconds", 10)
    sizes = [track(target).stat().st_size for track in (agent_track, caller_track)]
    assert abs(sizes[0] - sizes[1]) <= 6_400  # read one after the other: a flush between them
    ann.say(protocol.StopRecording(call.ref))
    made(ann)
    agent, far = sides(target)
    assert len(agent) == len(far)
    ann.say(protocol.HangUp(call.ref))


@pytest.mark.parametrize("folder", ["nowhere", "full"])
def test_a_disk_that_takes_nothing_is_told_and_the_call_goes_on(
    system: PhoneSystem, tmp_path: Path, folder: str
) -> None:
    """A47."""
    ann = system.agent("ann")
    target = tmp_path / folder / "call.wav"
    if folder == "full":  # a device that is always full stands in for the disk
        target.parent.mkdir()
        for track in (agent_track(target), caller_track(target)):
            track.symlink_to("/dev/full")
    caller = system.caller()
    call = answered(ann, caller)
    ann.say(protocol.StartRecording(call.ref, str(target)))
    failed = ann.wait_for(lambda e: isinstance(e, protocol.RecordingFailed), "failed").event
    assert isinstance(failed, protocol.RecordingFailed)
    assert failed.sentence.startswith("The recording stopped: ")
    before = caller.rtp.packets
    wait_until(lambda: caller.rtp.packets > before + 25, "the call goes on")
    ann.say(protocol.HangUp(call.ref))
    assert caller.wait() == 0


def test_a_killed_phone_leaves_a_recording_the_next_one_finishes(
    system: PhoneSystem, voices: tuple[Path, Path], tmp_path: Path
) -> None:
    """A47."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    target = folder / "call.wav"
    ann = system.agent("ann", voices[1])
    caller = system.caller(voice=voices[0])
    call = answered(ann, caller)
    ann.say(protocol.StartRecording(call.ref, str(target)))
    wait_until(lambda: _size(caller_track(target)) > 96_000, "three seconds", 10)
    ann.kill()
    again = system.agent("ann", registered=False, more=("--recordings", str(folder)))
    found = made(again)
    assert (found.path, found.ref) == (str(target), "")
    assert found.seconds >= 2
    _, far = sides(target)
    assert correlate(read_at(voices[0], 8000)[8000:20_000], far) > 0.9


def _size(track: Path) -> int:
    return track.stat().st_size if track.exists() else 0
