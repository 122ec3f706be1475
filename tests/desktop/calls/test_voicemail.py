"""Voicemail: what is heard is what was said, at any speed, with or without the server."""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.calls.voicemail_listening import Listening
from desktop.calls.voicemail_output import Feed, NoLoudspeaker
from desktop.calls.voicemail_page import VoicemailPage, playable
from desktop.calls.voicemail_player import NO_LOUDSPEAKER, UNPLAYABLE, Playing
from desktop.calls.voicemail_sound import Sound, Unplayable, at_speed, read_sound
from desktop.replica.badges import all_sounds, badges, unheard_sounds
from desktop.replica.profile import Profile
from desktop.replica.voicemails import voicemails_done, voicemails_to_do
from desktop.store import Store
from desktop.sync.downloads import Fetched, Missing
from sync_server.contract.base import RowId
from sync_server.contract.calls import LogCall, VoicemailRow, call_id
from sync_server.contract.values import CallOutcome, Direction
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find, press

RATE = 16000


def tone(seconds: float = 1.0, hertz: float = 220.0) -> np.ndarray:
    at = np.arange(int(RATE * seconds)) / RATE
    return (np.sin(2 * np.pi * hertz * at) * 9000).astype(np.int16)


def wav(path: Path, samples: np.ndarray, channels: int = 1) -> bytes:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return path.read_bytes()


class Ear:
    """An output that takes what a device would take, when it is told to."""

    def __init__(self) -> None:
        self.heard = b""
        self.feed: Feed | None = None
        self.rate = 0
        self.fault = False

    def start(self, feed: Feed, rate: int, channels: int) -> None:
        if self.fault:
            raise NoLoudspeaker
        self.feed, self.rate, self.heard = feed, rate, b""

    def stop(self) -> None:
        self.feed = None

    def listen(self, frames: int) -> None:
        assert self.feed is not None
        self.heard += self.feed.read(frames)

    def to_the_end(self) -> bytes:
        while self.feed is not None and not self.feed.is_over:
            self.listen(320)
        return self.heard


class Server:
    """What the desk fetches from, in place of downloads."""

    def __init__(self) -> None:
        self.files: dict[str, Path] = {}
        self.missing = Missing.OFFLINE
        self.wanted: list[str] = []

    def fetch(self, sha256: str, told: Callable[[Fetched], None]) -> None:
        path = self.files.get(sha256)
        told(Fetched(sha256, path, None if path else self.missing))

    def prefetch(self, wanted) -> None:
        self.wanted = list(wanted)


@pytest.fixture
def said(tmp_path: Path) -> np.ndarray:
    noise = np.random.default_rng(7).integers(-3000, 3000, RATE)
    return (tone() // 2 + noise).astype(np.int16)


@pytest.fixture
def store(tmp_path: Path, said: np.ndarray) -> Iterator[Store]:
    content = wav(tmp_path / "said.wav", said)
    sha256 = hashlib.sha256(content).hexdigest()
    rows = [
        VoicemailRow(
            id=RowId(row_id),
            call_id=RowId(f"k{row_id}"),
            number=number,
            customer_id=customer,
            seconds=1,
            sha256=sha256 if row_id == "v1" else "c" * 64,
            left_at=office.NOW,
        )
        for row_id, number, customer in (("v1", office.ANNS, office.ANN), ("v2", office.BOBS, None))
    ]
    profile: Profile = office.desk(tmp_path, rows)
    files = profile.generations.directory / "files"
    files.mkdir()
    (files / sha256).write_bytes(content)
    yield Store(profile, office.clock)
    profile.close()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def listening(qtbot, store: Store, ear: Ear) -> Iterator[Listening]:
    made = Listening(store, ear)
    made.bar.resize(900, 50)
    yield made
    made.player.end()


@pytest.fixture
def page(qtbot, store: Store, listening: Listening) -> VoicemailPage:
    made = VoicemailPage(store, office.clock)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.play_requested.connect(listening.play)
    listening.bar.setParent(made)  # as in the real window, where it takes no focus
    made.resize(1100, 600)
    made.show()
    made.view.grid.setFocus()
    return made


def choose(page: VoicemailPage, row_id: str) -> None:
    model = page.view.grid.model_of_rows()
    page.view.grid.selectRow([model.row(at).id for at in range(model.rowCount())].index(row_id))


def state(listening: Listening) -> Playing:
    return listening.player.shown().state


def voicemail(store: Store, row_id: str) -> VoicemailRow:
    found = store.view.get(VoicemailRow, RowId(row_id))
    assert found is not None
    return found


def test_what_is_heard_is_what_was_recorded(qtbot, page, listening, ear, said) -> None:
    """DSK-06: playback audio equals recorded; CAL-16: played in the app."""
    choose(page, "v1")
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)
    heard = np.frombuffer(ear.to_the_end(), dtype="<i2")[: said.size]
    assert ear.rate == RATE
    assert np.array_equal(heard, said)
    qtbot.waitUntil(lambda: state(listening) is Playing.PAUSED)


def test_the_first_play_marks_it_heard_by_name(qtbot, page, listening, store) -> None:
    assert badges(store.reader()).voicemails == 2
    choose(page, "v1")
    click(find(page, QPushButton, "voicemail_play"))
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)
    assert voicemail(store, "v1").heard_by_name == "Amy"
    assert badges(store.reader()).voicemails == 1
    assert unheard_sounds(store.reader()) == ("c" * 64,)


def test_space_pauses_and_goes_on_where_it_was(qtbot, page, listening, ear) -> None:
    choose(page, "v1")
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)
    ear.listen(RATE // 2)
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: ear.feed is None)
    assert listening.player.shown().at_seconds == pytest.approx(0.5)
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)
    assert len(ear.to_the_end()) == RATE // 2 * 2


def test_seeking_plays_from_there(qtbot, page, listening, ear, said) -> None:
    choose(page, "v1")
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)
    listening.bar.seeked.emit(0.25)
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING and ear.feed.frame == RATE // 4)
    heard = np.frombuffer(ear.to_the_end(), dtype="<i2")
    assert np.array_equal(heard[:1000], said[RATE // 4 : RATE // 4 + 1000])


@pytest.mark.parametrize("speed", [0.75, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_another_speed_changes_the_length_and_keeps_the_pitch(speed: float, channels: int) -> None:
    """Beyond row 12."""
    samples = np.repeat(tone(2.0)[:, None], channels, axis=1)
    fast = at_speed(Sound(RATE, samples), speed)
    assert fast.seconds == pytest.approx(2.0 / speed, abs=0.06)
    middle = fast.samples[RATE // 4 : RATE // 4 + RATE // 2, 0].astype(float)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(middle.size)))
    assert np.fft.rfftfreq(middle.size, 1 / RATE)[spectrum.argmax()] == pytest.approx(220, abs=4)
    loud = np.sqrt(np.mean(middle**2)) / np.sqrt(np.mean(samples[:, 0].astype(float) ** 2))
    assert 0.9 < loud < 1.1


def test_changing_the_speed_keeps_the_place(qtbot, page, listening, ear) -> None:
    choose(page, "v1")
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)
    ear.listen(RATE // 2)
    listening.bar.speed_chosen.emit(2.0)
    qtbot.waitUntil(
        lambda: state(listening) is Playing.PLAYING and listening.player.shown().speed == 2
    )
    assert listening.player.shown().at_seconds == pytest.approx(0.5, abs=0.02)
    assert len(ear.to_the_end()) == pytest.approx(RATE // 4 * 2, rel=0.2)


def test_a_sound_that_is_not_here_and_no_server_says_what_to_do(
    qtbot, page, listening, store
) -> None:
    choose(page, "v2")
    press(page.view.grid, Qt.Key.Key_Space)
    assert state(listening) is Playing.FAILED
    assert "Play it again once you are connected" in listening.player.shown().problem
    assert voicemail(store, "v2").heard_at is None


def test_a_sound_is_fetched_then_played(qtbot, page, listening, store, tmp_path, ear) -> None:
    wav(tmp_path / "other.wav", tone(0.3))
    server = Server()
    server.files["c" * 64] = tmp_path / "other.wav"
    store.fetch_by(server)
    choose(page, "v2")
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)
    assert len(ear.to_the_end()) >= int(RATE * 0.3) * 2


def test_only_sounds_that_are_not_here_are_fetched_beforehand(store: Store) -> None:
    server = Server()
    store.fetch_by(server)
    store.prefetch(unheard_sounds(store.reader()))
    assert server.wanted == ["c" * 64]


def test_what_was_wanted_before_there_was_a_server_is_fetched_once_there_is(store: Store) -> None:
    store.prefetch(unheard_sounds(store.reader()))
    server = Server()
    store.fetch_by(server)
    assert server.wanted == ["c" * 64]


def test_without_a_loudspeaker_the_bar_says_so_and_play_tries_again(
    qtbot, page, listening, ear
) -> None:
    ear.fault = True
    choose(page, "v1")
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: listening.player.shown().problem == NO_LOUDSPEAKER)
    ear.fault = False
    click(find(listening.bar, QPushButton, "player_play"))
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)


def test_a_damaged_file_is_said_to_be_damaged(qtbot, listening, tmp_path) -> None:
    (tmp_path / "x.wav").write_bytes(b"RIFF....")
    listening.player.play(tmp_path / "x.wav")
    qtbot.waitUntil(lambda: listening.player.shown().problem == UNPLAYABLE)
    for content in (b"", b"RIFF", b"OggS" * 40):
        (tmp_path / "y.wav").write_bytes(content)
        with pytest.raises(Unplayable):
            read_sound(tmp_path / "y.wav")


def test_a_voicemail_is_saved_as_the_file_it_was(qtbot, page, listening, tmp_path) -> None:
    choose(page, "v1")
    press(page.view.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(listening) is Playing.PLAYING)
    listening.save(str(tmp_path / "kept.wav"))
    assert (tmp_path / "kept.wav").read_bytes() == (tmp_path / "said.wav").read_bytes()


def test_deleting_is_taken_back(page: VoicemailPage, store: Store) -> None:
    choose(page, "v2")
    press(page.view.grid, Qt.Key.Key_Delete)
    assert [line.id for line in voicemails_to_do(store.reader())] == ["v1"]
    click(find(page, QPushButton, "banner_action"))
    assert len(voicemails_to_do(store.reader())) == 2


def test_done_ones_are_kept_apart_and_can_be_opened_again(
    page: VoicemailPage, store: Store
) -> None:
    choose(page, "v2")
    press(page.view.grid, Qt.Key.Key_D)
    click(find(page, QPushButton, "voicemails_done"))
    assert [line.id for line in voicemails_done(store.reader())] == ["v2"]
    click(find(page, QPushButton, "voicemail_done"))
    assert voicemail(store, "v2").done_at is None


def test_calling_back_ends_the_voicemail(page: VoicemailPage, store: Store) -> None:
    """CAL-16: play, call back: one chain."""
    dialled: list[str] = []
    page.dial_requested.connect(dialled.append)
    choose(page, "v1")
    press(page.view.grid, Qt.Key.Key_C)
    assert dialled == [office.ANNS]
    store.do(
        LogCall(
            call_id=call_id("back"),
            call_key="back",
            direction=Direction.OUTBOUND,
            number=office.ANNS,
            dialled=office.ANNS,
            outcome=CallOutcome.ANSWERED,
            started_at=office.NOW,
            answered_at=office.NOW,
            ended_at=office.NOW,
            answered_by=office.AMY,
        )
    )
    assert voicemail(store, "v1").done_by_name == "Amy"


def test_a_voicemail_is_named_by_its_customer(store: Store) -> None:
    named = {line.id: playable(line).title for line in voicemails_to_do(store.reader())}
    assert named["v1"] == "Voicemail from Ann Taylor"


def test_sounds_of_rows_that_are_gone_leave_the_disk(store: Store) -> None:
    sounds = store._files / "sounds"
    sounds.mkdir()
    for sha256 in ("c" * 64, "d" * 64):
        (sounds / sha256).write_bytes(b"x")
    assert store.sweep_sounds(all_sounds(store.reader())) == 1
    assert store.file("c" * 64) is not None
    assert store.file("d" * 64) is None


def test_a_wiped_desk_keeps_no_sound(tmp_path: Path) -> None:
    profile = office.desk(tmp_path / "wiped", [])
    files = profile.generations.directory / "files"
    (files / "sounds").mkdir(parents=True)
    (files / "sounds" / ("c" * 64)).write_bytes(b"x")
    profile.erase()
    assert not files.exists()
