"""The sound panel: which devices, how loud it rings, and whether the microphone hears anything."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QSizePolicy,
    QSlider,
    QWidget,
)

from desktop.calls.devices_model import DevicesShown, device_words, offered
from desktop.calls.dialling_habits import HabitsView
from desktop.qt import theme
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import column, row, rule
from softphone.protocol import ChooseDevices

LOUDEST, AUDIBLE = 255, 12
TESTING = "Speak: the bar follows your voice. You hear the ringtone in your headset."
SILENT = "Nothing is heard from the microphone. Choose another one or unmute it."


class LevelBar(QWidget):
    """How loud the microphone hears, 0 to 255."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microphone_level")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._level = 0
        self.show_level(0)

    def show_level(self, level: int) -> None:
        """Show this loudness."""
        self._level = min(LOUDEST, max(0, level))
        self.setAccessibleName(f"Microphone level {self._level * 100 // LOUDEST} %")
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(200, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = QRectF(0, self.height() / 2 - 4, self.width(), 8)
        painter.setBrush(QColor(theme.tokens().line))
        painter.drawRoundedRect(room, 4, 4)
        if self._level:
            room.setWidth(max(8.0, room.width() * self._level / LOUDEST))
            painter.setBrush(theme.solid(Tone.GREEN))
            painter.drawRoundedRect(room, 4, 4)


class DevicesView(QDialog):
    """Every change counts at once; there is nothing to save."""

    chosen = signal(ChooseDevices)
    test_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sound_panel")
        self.setWindowTitle("Phone and sound")
        self.setMinimumWidth(520)
        self._is_showing = False
        self._heard_any = False
        self._microphone, self._speaker, self._ringer = QComboBox(), QComboBox(), QComboBox()
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._echo = QCheckBox("Take out echo (for speakers; a headset does not need it)")
        self._noise = QCheckBox("Take out background noise")
        self._level = LevelBar()
        self._test = Button("Test", Kind.PLAIN, "play")
        self._words = WrappedLabel("", Look.MUTED)
        self.habits = HabitsView()
        self._close = Button("Close", Kind.PRIMARY)
        self._name_parts()
        self._lay_out()
        self._connect()

    def show_devices(self, shown: DevicesShown) -> None:
        """Show what there is; called again whenever something is plugged in or out."""
        self._is_showing = True
        chosen = shown.chosen
        _fill(self._microphone, shown.microphones, chosen.microphone)
        _fill(self._speaker, shown.speakers, chosen.speaker)
        _fill(self._ringer, shown.speakers, chosen.ringer)
        self._volume.setValue(chosen.ring_volume)
        self._echo.setChecked(chosen.cancels_echo)
        self._noise.setChecked(chosen.cuts_noise)
        self._is_showing = False

    def show_level(self, level: int) -> None:
        """How loud the microphone hears while the test runs."""
        self._heard_any = self._heard_any or level >= AUDIBLE
        self._level.show_level(level)

    def test_began(self) -> None:
        """The ringtone sounds and the microphone is measured."""
        self._heard_any = False
        self._test.setEnabled(False)
        self._words.setText(TESTING)
        self._words.show()

    def test_ended(self) -> None:
        """Say whether anything was heard."""
        self._test.setEnabled(True)
        self._level.show_level(0)
        self._words.setText("The microphone works." if self._heard_any else SILENT)

    def _tell(self) -> None:
        if self._is_showing:
            return
        self.chosen.emit(
            ChooseDevices(
                microphone=str(self._microphone.currentData() or ""),
                speaker=str(self._speaker.currentData() or ""),
                ringer=str(self._ringer.currentData() or ""),
                ring_volume=self._volume.value(),
                cancels_echo=self._echo.isChecked(),
                cuts_noise=self._noise.isChecked(),
            )
        )

    def _connect(self) -> None:
        for combo in (self._microphone, self._speaker, self._ringer):
            combo.currentIndexChanged.connect(self._tell)
        self._volume.valueChanged.connect(self._tell)
        self._echo.toggled.connect(self._tell)
        self._noise.toggled.connect(self._tell)
        self._test.clicked.connect(self.test_requested)
        self._close.clicked.connect(self.accept)

    def _name_parts(self) -> None:
        named: dict[str, tuple[QWidget, str]] = {
            "sound_microphone": (self._microphone, "Microphone"),
            "sound_speaker": (self._speaker, "Speaker or headset"),
            "sound_ringer": (self._ringer, "Ring on"),
            "sound_volume": (self._volume, "Ring volume"),
            "sound_echo": (self._echo, "Take out echo"),
            "sound_noise": (self._noise, "Take out background noise"),
        }
        for name, (part, words) in named.items():
            part.setObjectName(name)
            part.setAccessibleName(words)
        for combo in (self._microphone, self._speaker, self._ringer):
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._volume.setRange(0, 100)
        self._test.setObjectName("sound_test")
        self._close.setObjectName("sound_close")

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        hearing = row(gap=10)
        hearing.addWidget(self._level, 1)
        hearing.addWidget(self._test)
        form.addRow(Label("Microphone", Look.MUTED), self._microphone)
        form.addRow(Label("", Look.MUTED), hearing)
        form.addRow(Label("Speaker or headset", Look.MUTED), self._speaker)
        form.addRow(Label("Ring on", Look.MUTED), self._ringer)
        form.addRow(Label("Ring volume", Look.MUTED), self._volume)
        stack = column(self, gap=16, edge=20)
        stack.addWidget(Label("Phone and sound", Look.TITLE))
        stack.addLayout(form)
        stack.addWidget(self._echo)
        stack.addWidget(self._noise)
        stack.addWidget(self._words)
        self._words.hide()
        stack.addWidget(rule())
        stack.addWidget(self.habits)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._close)
        stack.addLayout(foot)


def _fill(combo: QComboBox, there: Iterable[str], chosen: str) -> None:
    names = tuple(there)
    combo.clear()
    for name in offered(names, chosen):
        combo.addItem(device_words(name, names), name)
        if name == chosen:
            combo.setCurrentIndex(combo.count() - 1)
