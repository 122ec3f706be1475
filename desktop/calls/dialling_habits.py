"""What a person likes: the key that answers from any program, and whether dialling asks first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from desktop.calls.dialling_desk import ASKS_FIRST, DEFAULTS
from desktop.calls.dialling_model import Source
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.widgets import column

ANSWER_KEY, KEY_PROBLEM = "answer_key", "answer_key_problem"
USUAL_KEY = "Ctrl+Alt+A"
NO_KEY = "off"
_HINT = "Answers while you work in another program. Empty: no key."


class Settings(Protocol):
    """Where habits are kept."""

    def text(self, key: str, default: str = "") -> str: ...

    def set_text(self, key: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Habits:
    """`answer_key` is written as people write it, empty for none; `problem` says why it fails."""

    answer_key: str
    asks_links: bool
    asks_profile: bool
    problem: str = ""


def habits(settings: Settings) -> Habits:
    """What was chosen before."""
    key = settings.text(ANSWER_KEY, USUAL_KEY)
    return Habits(
        "" if key == NO_KEY else key,
        asks_links=_asks(settings, Source.LINK),
        asks_profile=_asks(settings, Source.PROFILE),
        problem=settings.text(KEY_PROBLEM),
    )


def keep_habits(settings: Settings, chosen: Habits) -> None:
    """Remember it for the next start."""
    settings.set_text(ANSWER_KEY, chosen.answer_key or NO_KEY)
    for source, asks in ((Source.LINK, chosen.asks_links), (Source.PROFILE, chosen.asks_profile)):
        settings.set_text(ASKS_FIRST[source], "yes" if asks else "no")


def _asks(settings: Settings, source: Source) -> bool:
    return settings.text(ASKS_FIRST[source], DEFAULTS[source]) == "yes"


class HabitsView(QWidget):
    """The lower part of the phone panel; every change counts at once."""

    changed = signal(Habits)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = QLineEdit()
        self._words = WrappedLabel(_HINT, Look.SMALL)
        self._links = QCheckBox("Ask before a link in another program calls")
        self._profile = QCheckBox("Ask before the Call button calls")
        self._key.setObjectName("phone_answer_key")
        self._key.setAccessibleName("Key that answers from any program")
        self._key.setPlaceholderText("No key")
        self._words.setObjectName("phone_answer_key_words")
        self._links.setObjectName("phone_ask_links")
        self._profile.setObjectName("phone_ask_profile")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow(Label("Answer key", Look.MUTED), self._key)
        stack = column(self, gap=8)
        stack.addLayout(form)
        for part in (self._words, self._links, self._profile):
            stack.addWidget(part)
        self._key.editingFinished.connect(self._tell)
        self._links.clicked.connect(self._tell)
        self._profile.clicked.connect(self._tell)

    def show_habits(self, shown: Habits) -> None:
        """Show what is chosen, and why the key does not work where it does not."""
        self._key.setText(shown.answer_key)
        self._words.setText(shown.problem or _HINT)
        self._words.dress(Look.WARNING if shown.problem else Look.SMALL)
        self._links.setChecked(shown.asks_links)
        self._profile.setChecked(shown.asks_profile)

    def _tell(self) -> None:
        self.changed.emit(
            Habits(self._key.text().strip(), self._links.isChecked(), self._profile.isChecked())
        )
