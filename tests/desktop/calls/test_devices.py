"""The sound panel: what is chosen is remembered and told, what is plugged in is shown at once."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QWidget,
)

import resources
from desktop.calls.devices_desk import DevicesDesk
from desktop.calls.devices_model import RINGTONES, kept
from desktop.calls.devices_view import DevicesView
from desktop.settings import DeskSettings
from softphone import protocol
from sync_server.contract.ring_groups import SaveRingGroup
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from tests.desktop.calls.scripted_phone import GROUP, MAIN, PhoneAtDesk, office
from tests.desktop.replica.rows import AMY
from tests.support.windows import click, find, press, settle, type_text

THERE = protocol.Devices(("Headset", "Webcam"), ("Headset", "Monitor"))


@dataclass
class Panel:
    desk: PhoneAtDesk
    devices: DevicesDesk
    settings: DeskSettings
    window: QWidget

    def view(self) -> DevicesView:
        found = self.window.findChild(DevicesView)
        assert found is not None
        return found

    def told(self) -> protocol.ChooseDevices:
        return self.desk.phone.asked_for(protocol.ChooseDevices)[-1]

    def items(self, name: str) -> list[str]:
        combo = find(self.view(), QComboBox, name)
        return [combo.itemText(at) for at in range(combo.count())]


@pytest.fixture
def panel(qapp: QApplication, tmp_path: Path) -> Iterator[Panel]:
    rows = [
        msgspec.structs.replace(row, role=Role.ADMIN)
        if isinstance(row, StaffRow) and row.id == AMY.id
        else row
        for row in office()
    ]
    desk, settings, window = PhoneAtDesk(tmp_path, rows), DeskSettings(tmp_path), QWidget()
    window.show()
    devices = DevicesDesk(window, desk.store, desk.bridge, settings)
    devices.start()
    devices.open()
    desk.phone.said.emit(THERE)
    settle()
    yield Panel(desk, devices, settings, window)
    devices.stop()
    desk.close()


def choose(panel: Panel, name: str, words: str) -> None:
    combo = find(panel.view(), QComboBox, name)
    combo.setCurrentIndex(combo.findText(words))


def test_what_is_chosen_is_told_at_once_and_at_the_next_start(panel: Panel) -> None:
    choose(panel, "sound_microphone", "Headset")
    choose(panel, "sound_ringer", "Monitor")
    find(panel.view(), QSlider, "sound_volume").setValue(40)
    click(find(panel.view(), QCheckBox, "sound_noise"))
    wanted = protocol.ChooseDevices("Headset", "", "Monitor", 40, cuts_noise=True)
    assert panel.told() == wanted
    panel.devices.start()
    assert panel.told() == wanted
    assert kept(panel.settings) == wanted


def test_a_device_plugged_in_later_is_offered_at_once(panel: Panel) -> None:
    panel.desk.phone.said.emit(protocol.Devices(("Headset", "Webcam", "USB"), ("Headset",)))
    assert panel.items("sound_microphone") == ["System default", "Headset", "Webcam", "USB"]


def test_a_chosen_device_that_is_unplugged_stays_chosen_and_says_so(panel: Panel) -> None:
    choose(panel, "sound_microphone", "Headset")
    panel.desk.phone.said.emit(protocol.Devices(("Webcam",), ("Monitor",)))
    combo = find(panel.view(), QComboBox, "sound_microphone")
    assert combo.currentText() == "Headset (not plugged in)"
    assert panel.told().microphone == "Headset"


def test_devices_that_come_and_go_choose_nothing_by_themselves(panel: Panel) -> None:
    before = len(panel.desk.phone.asked_for(protocol.ChooseDevices))
    panel.desk.phone.said.emit(protocol.Devices((), ()))
    assert len(panel.desk.phone.asked_for(protocol.ChooseDevices)) == before


def test_the_test_shows_the_voice_and_judges_the_microphone(panel: Panel) -> None:
    click(find(panel.view(), QPushButton, "sound_test"))
    assert panel.desk.phone.asked_for(protocol.TestSound) == [protocol.TestSound(5)]
    panel.desk.phone.said.emit(protocol.MicrophoneLevel(180))
    level = find(panel.view(), QWidget, "microphone_level")
    assert level.accessibleName() == "Microphone level 70 %"
    panel.devices._test_over()
    assert any("works" in label.text() for label in panel.view().findChildren(QLabel))


def test_asking_before_dialling_is_switched_in_the_panel(panel: Panel) -> None:
    """CAL-18: the confirm option."""
    links = find(panel.view(), QCheckBox, "phone_ask_links")
    profile = find(panel.view(), QCheckBox, "phone_ask_profile")
    assert (links.isChecked(), profile.isChecked()) == (True, False)
    click(profile)
    assert panel.settings.text("dialling/ask_profile") == "yes"


def test_another_answer_key_is_told_once_it_is_typed(panel: Panel) -> None:
    told: list[bool] = []
    panel.devices.answer_key_changed.connect(lambda: told.append(True))
    field = find(panel.view(), QLineEdit, "phone_answer_key")
    field.clear()
    type_text(field, "Super+F9")
    press(field, Qt.Key.Key_Return)
    assert panel.settings.text("answer_key") == "Super+F9"
    assert told == [True]


def test_a_silent_microphone_is_said(panel: Panel) -> None:
    click(find(panel.view(), QPushButton, "sound_test"))
    panel.desk.phone.said.emit(protocol.MicrophoneLevel(3))
    panel.devices._test_over()
    assert any("Nothing is heard" in label.text() for label in panel.view().findChildren(QLabel))


def test_a_ring_group_rings_with_its_own_tone_as_soon_as_it_is_chosen(panel: Panel) -> None:
    assert not panel.desk.phone.asked_for(protocol.ChooseRingtones)
    panel.desk.does(
        SaveRingGroup(
            group_id=GROUP.id,
            seen_version=0,
            number=MAIN,
            name="Main line",
            member_ids=GROUP.member_ids,
            ringtone="chime",
        )
    )
    (told,) = panel.desk.phone.asked_for(protocol.ChooseRingtones)
    assert Path(told.tones[MAIN]).name == "chime.wav"


@pytest.mark.parametrize("name", list(RINGTONES))
def test_every_tone_offered_is_there_and_can_be_heard(name: str) -> None:
    with wave.open(str(resources.path(f"sounds/{name}.wav")), "rb") as sound:
        frames = sound.readframes(sound.getnframes())
        assert (sound.getframerate(), sound.getnchannels()) == (16_000, 1)
    assert max(memoryview(frames).cast("h")) > 5_000


@pytest.mark.parametrize("volume", ["", "loud", "-5", "9999"])
def test_a_volume_nobody_understands_is_full(tmp_path: Path, volume: str) -> None:
    settings = DeskSettings(tmp_path)
    settings.set_text("sound/ring_volume", volume)
    assert kept(settings).ring_volume == 100
