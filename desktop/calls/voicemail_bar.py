"""The bar under the pages while a voicemail or a recording is listened to."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSlider, QWidget

from desktop.calls.log_model import length
from desktop.calls.voicemail_player import SPEEDS, PlayerShown, Playing
from desktop.qt import theme
from desktop.qt.buttons import icon_button
from desktop.qt.labels import ElidedLabel, Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Tone
from desktop.qt.widgets import Card, Glyph, column, row

STEPS_A_SECOND = 10


class PlayerBar(Card):
    """Play, pause, seek, speed, save; says what is wrong where nothing is heard."""

    toggled = wish()
    seeked = signal(float)
    speed_chosen = signal(float)
    save_requested = wish()
    closed = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, "raised")
        self.setObjectName("player_bar")
        self._glyph = Glyph("voicemail", Tone.PURPLE)
        self._title, self._detail = ElidedLabel("", Look.STRONG), ElidedLabel("", Look.SMALL)
        self._play = icon_button("Play", "play")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._time = Label("", Look.MUTED)
        self._speed = QComboBox()
        self._save = icon_button("Save as a file", "download")
        self._close = icon_button("Close the player", "x")
        self._lay_out()
        self._connect()
        self.hide()

    def show_title(self, title: str, detail: str, icon: str = "voicemail") -> None:
        """What is listened to."""
        self._title.setText(title)
        self._detail.setText(detail)
        self._glyph.show_icon(icon, Tone.PURPLE if icon == "voicemail" else Tone.ACCENT)
        self.show()

    def show_player(self, now: PlayerShown) -> None:
        """How far it is."""
        plays = now.state is Playing.PLAYING
        self._play.swap_icon("pause" if plays else "play")
        self._play.relabel("Pause" if plays else "Play")
        self._play.explain("Pause (Space)" if plays else "Play (Space)")
        self._play.setEnabled(now.state is not Playing.LOADING)
        if not self._slider.isSliderDown():
            self._slider.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            self._slider.setRange(0, int(now.seconds * STEPS_A_SECOND))
            self._slider.setValue(int(now.at_seconds * STEPS_A_SECOND))
            self._slider.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._slider.setEnabled(now.seconds > 0)
        self._time.setText(self._words(now))
        self._say_problem(now.problem)

    def _words(self, now: PlayerShown) -> str:
        if now.state is Playing.LOADING:
            return "Loading…"
        if not now.seconds:
            return ""
        return f"{_span(now.at_seconds)} / {_span(now.seconds)}"

    def _say_problem(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        for part in (self._slider, self._time, self._speed):
            part.setVisible(not problem)

    def _connect(self) -> None:
        self._play.clicked.connect(self.toggled)
        self._save.clicked.connect(self.save_requested)
        self._close.clicked.connect(self.closed)
        self._slider.sliderReleased.connect(self._released)
        self._slider.actionTriggered.connect(self._moved)
        self._speed.currentIndexChanged.connect(self._speed_picked)

    def _released(self) -> None:
        self.seeked.emit(self._slider.value() / STEPS_A_SECOND)

    def _moved(self, _action: int) -> None:
        if not self._slider.isSliderDown():
            self.seeked.emit(self._slider.sliderPosition() / STEPS_A_SECOND)

    def _speed_picked(self, _at: int) -> None:
        self.speed_chosen.emit(self._speed.currentData())

    def _lay_out(self) -> None:
        for speed in SPEEDS:
            self._speed.addItem(f"{speed:g}x", speed)
        self._speed.setCurrentIndex(SPEEDS.index(1.0))
        self._speed.setObjectName("player_speed")
        self._speed.setAccessibleName("Speed")
        self._play.setObjectName("player_play")
        self._save.setObjectName("player_save")
        self._close.setObjectName("player_close")
        self._slider.setObjectName("player_slider")
        self._slider.setAccessibleName("Position")
        self._slider.setSingleStep(STEPS_A_SECOND)
        self._slider.setPageStep(STEPS_A_SECOND * 5)
        self._time.setFont(theme.figures(12))
        self._time.setMinimumWidth(84)
        self._problem = ElidedLabel("", Look.ERROR)
        words = column(gap=0)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        line = row(self, gap=10)
        line.setContentsMargins(14, 6, 8, 6)
        line.addWidget(self._glyph)
        line.addLayout(words, 2)
        line.addWidget(self._play)
        line.addWidget(self._slider, 5)
        line.addWidget(self._problem, 5)
        line.addWidget(self._time)
        line.addWidget(self._speed)
        line.addWidget(self._save)
        line.addWidget(self._close)
        self._problem.hide()


def _span(seconds: float) -> str:
    return length(timedelta(seconds=round(seconds)))
