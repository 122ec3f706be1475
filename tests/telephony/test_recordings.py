"""Recordings that are whole, cut off, or no recordings at all."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from sync_server.telephony.recordings import is_whole, length, repair


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    target = tmp_path / "voicemail.wav"
    with wave.open(str(target), "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        sound.writeframes(b"\1\0" * 32_000)
    return target


def test_a_finished_recording_is_whole_and_has_its_length(recording: Path) -> None:
    assert is_whole(recording)
    assert length(recording) == 2.0


def test_a_recording_cut_off_by_a_crash_gets_its_sound_back(recording: Path) -> None:
    content = bytearray(recording.read_bytes())
    content[4:8] = content[40:44] = bytes(4)
    recording.write_bytes(bytes(content) + b"\1")
    assert not is_whole(recording)
    repair(recording)
    assert length(recording) == 2.0


@pytest.mark.parametrize("content", [b"", b"RIFF", b"x" * 100])
def test_a_file_that_is_no_recording_has_no_length_and_is_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    target = tmp_path / "other.wav"
    target.write_bytes(content)
    repair(target)
    assert target.read_bytes() == content
    assert not is_whole(target)
    assert length(target) == 0.0


def test_an_absent_file_has_no_length(tmp_path: Path) -> None:
    assert not is_whole(tmp_path / "none.wav")
    assert length(tmp_path / "none.wav") == 0.0
