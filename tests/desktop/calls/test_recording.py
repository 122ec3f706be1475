"""Recording as the business number allows it, and nothing recorded is ever lost."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from softphone import protocol
from softphone.call import RecordingState
from sync_server.contract.calls import FileRecording, RecordingRow, call_id
from sync_server.contract.values import RecordingRule
from tests.desktop.calls.scripted_phone import GROUP, MAIN, PhoneAtDesk, office
from tests.support.windows import click, find

RATE = 8000


@dataclass
class Rule:
    recording: RecordingRule = RecordingRule.ON_REQUEST
    announces: bool = True


@pytest.fixture
def rule(request: pytest.FixtureRequest) -> Rule:
    return getattr(request, "param", Rule())


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, rule: Rule) -> PhoneAtDesk:
    group = msgspec.structs.replace(
        GROUP, recording=rule.recording, announces_recording=rule.announces
    )
    rows = [group if row == GROUP else row for row in office()]
    made = PhoneAtDesk(tmp_path, rows)
    yield made
    made.close()


def button(desk: PhoneAtDesk) -> QPushButton:
    return find(desk.views.bar, QPushButton, "call_record")


def sound(path: Path, seconds: int = 3) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(4 * RATE * seconds))
    return path


def started(desk: PhoneAtDesk) -> protocol.StartRecording:
    (intent,) = desk.phone.asked_for(protocol.StartRecording)
    return intent


@pytest.mark.parametrize("rule", [Rule(RecordingRule.NEVER)], indirect=True)
def test_a_number_that_is_never_recorded_shows_no_button(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    assert not button(desk).isVisible()


@pytest.mark.parametrize("rule", [Rule(RecordingRule.ALWAYS, announces=False)], indirect=True)
def test_a_number_that_is_always_recorded_starts_by_itself_on_answer(desk: PhoneAtDesk) -> None:
    """CAL-11: the recording of a call, if enabled."""
    desk.phone.call("r1")
    assert not desk.phone.asked_for(protocol.StartRecording)
    desk.phone.answered("r1")
    assert (started(desk).ref, started(desk).announce) == ("r1", False)


def test_on_request_the_button_starts_pauses_and_goes_on(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    assert button(desk).accessibleName() == "Record this call"
    click(button(desk))
    assert started(desk).announce
    desk.phone.change("r1", recording=RecordingState.ON)
    assert "Recording" in [w.accessibleName() for w in desk.views.bar.findChildren(QWidget)]
    click(button(desk))
    desk.phone.change("r1", recording=RecordingState.PAUSED)
    click(button(desk))
    assert desk.phone.asked[-2:] == [
        protocol.PauseRecording("r1"),
        protocol.ContinueRecording("r1"),
    ]


def test_a_finished_recording_is_queued_filed_and_taken_off_the_folder(
    desk: PhoneAtDesk,
) -> None:
    desk.talk("r1")
    click(button(desk))
    path = sound(Path(started(desk).path))
    desk.phone.ended("r1")
    desk.phone.said.emit(protocol.RecordingMade("r1", "key-r1", str(path), 3))
    filed = desk.last(FileRecording)
    assert (filed.call_id, filed.seconds) == (call_id("key-r1"), 3)
    (upload,) = desk.profile.outbox.uploads()
    assert upload.sha256 == filed.sha256
    assert upload.path.read_bytes()[:4] == b"RIFF"
    assert not path.exists()
    assert desk.store.view.get(RecordingRow, filed.recording_id) is not None


def test_what_a_killed_desk_left_is_filed_at_the_next_start_and_only_once(
    desk: PhoneAtDesk,
) -> None:
    desk.talk("r1")
    desk.phone.ended("r1")
    path = desk.store.folder / "recordings" / f"{call_id('key-r1')}-1760005800000.wav"
    sound(path)
    desk.parts.recordings.file_left_over()
    sound(path)  # as if the power went after the command and before the file was removed
    desk.parts.recordings.file_left_over()
    first, second = desk.sent(FileRecording)
    assert first == second
    assert len(desk.profile.outbox.uploads()) == 1
    assert len(desk.store.view.where(RecordingRow)) == 1


def test_a_file_still_broken_waits_for_the_phones_word(desk: PhoneAtDesk) -> None:
    path = desk.store.folder / "recordings" / f"{call_id('key-r1')}-1760005800000.wav"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF\0\0\0\0WAVEfmt ")
    desk.parts.recordings.file_left_over()
    assert path.exists()
    assert desk.sent(FileRecording) == []
    sound(path)
    desk.phone.said.emit(protocol.RecordingMade("", "", str(path), 3))
    assert len(desk.sent(FileRecording)) == 1


def test_a_file_from_elsewhere_is_not_taken(desk: PhoneAtDesk, tmp_path: Path) -> None:
    stranger = sound(tmp_path / f"{call_id('x')}-1.wav")
    desk.phone.said.emit(protocol.RecordingMade("r1", "x", str(stranger), 3))
    assert stranger.exists()
    assert desk.sent(FileRecording) == []


def test_a_recording_that_fails_is_said(desk: PhoneAtDesk) -> None:
    desk.talk("r1", dialled=MAIN)
    desk.phone.said.emit(protocol.RecordingFailed("r1", "key-r1", "The disk is full."))
    assert "The disk is full." in desk.said
