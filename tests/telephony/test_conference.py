"""Three people in one call over the real PBX: each hears the two others; hold music meanwhile."""

from __future__ import annotations

import time
import wave
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import resources
from softphone import protocol
from softphone.call import CallState, EndedWhy
from softphone.protocol import CallFacts
from tests.support.rtp import correlate, read_at
from tests.support.sip import Agent, PhoneSystem, phone_system, speech, wait_until

pytestmark = pytest.mark.sip

SAYINGS = {
    "ann": "Good morning to both of you, this is the office. Let us find a day for the windows.",
    "bob": "Hello, my name is Robert. Tuesday in the afternoon would be fine for all of us here.",
    "cid": "This is Cindy at the workshop. On Tuesday I am booked, but Wednesday is still free.",
}


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("voices")
    return {user: speech(folder / f"{user}.wav", text) for user, text in SAYINGS.items()}


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob", "cid")) as made:
        yield made


@dataclass
class Conference:
    ann: Agent
    bob: Agent
    cid: Agent
    to_bob: CallFacts
    to_cid: CallFacts


@pytest.fixture
def conference(system: PhoneSystem, voices: dict[str, Path]) -> Conference:
    return _gather(system, voices)


def _gather(system: PhoneSystem, voices: Mapping[str, Path | None]) -> Conference:
    """Ann has called bob and cid and joined them."""
    phones = {user: system.agent(user, voices[user], registered=False) for user in SAYINGS}
    for phone in phones.values():
        phone.register(system)
        phone.wait_registered()
    ann, bob, cid = phones.values()
    calls = [_talk(ann, bob), _talk(ann, cid)]
    for call in calls:
        ann.say(protocol.JoinConference(call.ref))
    ann.wait_for(
        lambda e: (
            isinstance(e, protocol.Calls)
            and [(c.is_in_conference, c.is_on_hold) for c in e.calls] == [(True, False)] * 2
        ),
        "both are in the conference",
    )
    return Conference(ann, bob, cid, *calls)


def test_each_of_three_hears_the_two_others(
    system: PhoneSystem, voices: dict[str, Path], tmp_path: Path
) -> None:
    """DSK-05: a conference, and the way to transfer a far end that cannot be transferred."""
    in_turn = {
        user: _later(voices[user], tmp_path / f"{user}-later.wav", 7 * turn)
        for turn, user in enumerate(SAYINGS)
    }
    conference = _gather(system, in_turn)
    listeners = {"ann": conference.ann, "bob": conference.bob, "cid": conference.cid}
    for speaker in SAYINGS:
        for listener in SAYINGS.keys() - {speaker}:
            wait_until(
                lambda ear=listeners[listener].ear, voice=voices[speaker]: _heard(voice, ear) > 0.8,
                f"{listener} hears {speaker}",
                25,
            )


def test_who_is_sent_away_leaves_the_others_talking(conference: Conference) -> None:
    asked_at = time.monotonic()
    conference.ann.say(protocol.HangUp(conference.to_bob.ref))
    conference.bob.wait_ended()
    rest = conference.ann.wait_call(
        lambda c: c.ref == conference.to_cid.ref and not c.is_in_conference and not c.is_on_hold,
        "cid talks to ann alone",
        after=asked_at,
    )
    assert rest.state is CallState.TALKING


def test_who_leaves_the_conference_goes_on_hold_with_music(conference: Conference) -> None:
    conference.ann.say(protocol.LeaveConference(conference.to_bob.ref))
    conference.bob.wait_call(lambda c: c.is_held_by_far_end, "bob is on hold")
    wait_until(lambda: _hears_music(conference.bob.ear), "bob hears the music", 15)
    assert not _hears_music(conference.cid.ear)


def test_a_mute_silences_the_agent_for_everybody(
    system: PhoneSystem, voices: dict[str, Path]
) -> None:
    conference = _gather(system, {**voices, "bob": None, "cid": None})
    conference.ann.say(protocol.Mute(conference.to_cid.ref))
    conference.ann.wait_for(
        lambda e: isinstance(e, protocol.Calls) and all(c.is_muted for c in e.calls), "muted"
    )
    for phone in (conference.bob, conference.cid):
        wait_until(lambda ear=phone.ear: _is_silent(ear), f"{phone.user} hears nothing", 12)


def test_the_agent_leaves_and_the_others_go_on(
    conference: Conference, voices: dict[str, Path]
) -> None:
    """DSK-05: the conference becomes an attended transfer."""
    conference.ann.say(protocol.TransferTo(conference.to_bob.ref, conference.to_cid.ref))
    for call in (conference.to_bob, conference.to_cid):
        over = conference.ann.wait_call(
            lambda c, ref=call.ref: c.ref == ref and bool(c.ended_why), "over"
        )
        assert over.ended_why is EndedWhy.TRANSFERRED
    before = len(read_at(conference.cid.ear, 8000))
    wait_until(
        lambda: (
            correlate(read_at(voices["bob"], 8000), read_at(conference.cid.ear, 8000)[before:])
            > 0.8
        ),
        "cid hears bob without ann",
        20,
    )


def test_a_caller_on_hold_hears_music_and_nothing_of_the_agent(
    system: PhoneSystem, voices: dict[str, Path]
) -> None:
    """CAL-07: while a transfer is under way the caller is not left in silence."""
    ann = system.agent("ann", voices["ann"])
    caller = system.caller("held")
    call = ann.wait_ringing()
    ann.say(protocol.Answer(call.ref))
    ann.wait_talking()
    ann.say(protocol.PutOnHold(call.ref))
    wait_until(lambda: caller.has("INVITE sip:+12025550123"), "the re-INVITE")
    music = read_at(resources.path("sounds/hold.wav"), 8000)
    wait_until(
        lambda: correlate(music[:16_000], caller.rtp.heard()) > 0.8, "the caller hears music", 15
    )
    ann.say(protocol.HangUp(call.ref))
    assert caller.wait() == 0


def _talk(ann: Agent, other: Agent) -> CallFacts:
    ann.say(protocol.Dial(other.user))
    rung = other.wait_ringing()
    other.say(protocol.Answer(rung.ref))
    return ann.wait_call(
        lambda c: c.number == other.user and c.state is CallState.TALKING, f"{other.user} talks"
    )


def _hears_music(ear: Path) -> bool:
    music = read_at(resources.path("sounds/hold.wav"), 8000)
    return correlate(music[:16_000], read_at(ear, 8000)[-40_000:]) > 0.8


def _is_silent(ear: Path) -> bool:
    tail = read_at(ear, 8000)[-2400:]
    return bool(len(tail) == 2400 and np.abs(tail).max() < 30)


def _heard(voice: Path, ear: Path) -> float:
    return correlate(read_at(voice, 8000), read_at(ear, 8000))


def _later(voice: Path, target: Path, seconds: int) -> Path:
    """The voice after `seconds` of silence, so that nobody speaks at once."""
    with wave.open(str(voice), "rb") as spoken, wave.open(str(target), "wb") as delayed:
        delayed.setparams(spoken.getparams())
        delayed.writeframes(bytes(seconds * spoken.getframerate() * 2))
        delayed.writeframes(spoken.readframes(spoken.getnframes()))
    return target
