"""Two tracks become one file, also those of a phone that was killed."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from softphone.recordings import (
    agent_track,
    begin_track,
    caller_track,
    merge,
    recover_recordings,
    repair,
)


def leave(recording: Path, left: bytes, right: bytes) -> None:
    """The two tracks as a killed process leaves them: lengths zero."""
    for track, sound in ((agent_track(recording), left), (caller_track(recording), right)):
        with begin_track(track) as file:
            file.write(sound)


def test_the_agent_is_left_the_far_end_right_and_the_tracks_are_gone(tmp_path: Path) -> None:
    """A47."""
    recording = tmp_path / "call.wav"
    leave(recording, b"\1\0" * 16_000, b"\2\0" * 16_000)
    assert merge(recording) == 1.0
    with wave.open(str(recording), "rb") as sound:
        assert sound.getparams()[:4] == (2, 2, 16_000, 16_000)
        assert sound.readframes(2) == b"\1\0\2\0" * 2
    assert sorted(tmp_path.iterdir()) == [recording]


def test_a_shorter_track_ends_in_silence(tmp_path: Path) -> None:
    recording = tmp_path / "call.wav"
    leave(recording, b"\1\0" * 10, b"\2\0" * 4 + b"\7")
    merge(recording)
    with wave.open(str(recording), "rb") as sound:
        frames = sound.readframes(10)
    assert frames == b"\1\0\2\0" * 4 + b"\1\0\0\0" * 6


def test_what_a_killed_phone_left_is_recovered_once(tmp_path: Path) -> None:
    """A47."""
    leave(tmp_path / "one.wav", b"\1\0" * 32_000, b"\2\0" * 32_000)
    agent_track(tmp_path / "lone.wav").write_bytes(b"half a pair")
    assert recover_recordings(tmp_path) == [(tmp_path / "one.wav", 2.0)]
    assert recover_recordings(tmp_path) == []


def test_what_is_no_wav_file_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "x.agent.wav"
    other.write_bytes(b"something else")
    assert repair(other) == -1
    assert other.read_bytes() == b"something else"


def test_a_track_never_overwrites_another(tmp_path: Path) -> None:
    track = tmp_path / "x.agent.wav"
    track.write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        begin_track(track)
