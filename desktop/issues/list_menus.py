"""What can be chosen for the issues selected: an owner, a priority, a label, a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QMenu, QRadioButton, QWidget

from desktop.qt import icons, theme
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal
from desktop.qt.statuses import PRIORITIES
from desktop.qt.tones import Tone
from sync_server.contract.base import RowId

OTHER_DAY = "other"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu: what it sets, in words."""

    value: str
    words: str
    icon: str = ""
    tone: Tone = Tone.GREY


class ChoiceMenu(QMenu):
    """Choices as they are now; `chosen` carries the one taken."""

    chosen = signal(Choice)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Exactly these; an entry without words is a line between two groups."""
        self.clear()
        for each in choices:
            if not each.words:
                self.addSeparator()
                continue
            action = self.addAction(each.words.replace("&", "&&"))
            if each.icon:
                action.setIcon(icons.icon(each.icon, theme.ink(each.tone)))
            action.setObjectName(f"choice_{each.value or 'none'}")
            action.triggered.connect(partial(self._take, each))

    def _take(self, choice: Choice, *_checked: bool) -> None:
        self.chosen.emit(choice)


LINE = Choice("", "")


def priorities() -> tuple[Choice, ...]:
    return tuple(Choice(str(p), b.text, b.icon, b.tone) for p, b in PRIORITIES.items())


def days(today: date) -> tuple[Choice, ...]:
    """Days people name in one word, another one, and none."""
    monday = today + timedelta(days=7 - today.weekday())
    named = (
        ("Today", today),
        ("Tomorrow", today + timedelta(days=1)),
        ("In 3 days", today + timedelta(days=3)),
        ("Next Monday", monday),
        ("In 2 weeks", today + timedelta(days=14)),
    )
    shown = tuple(
        Choice(day.isoformat(), f"{words}, {day:%a} {day.day} {day:%b}", "calendar")
        for words, day in named
    )
    return (
        *shown,
        Choice(OTHER_DAY, "Another day…", "calendar"),
        LINE,
        Choice("", "Nothing to follow", "x"),
    )


class DaySheet(Sheet):
    """Asks for a day. Enter takes it."""

    picked = signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("follow_day", "Follow up on another day", "Set the day", "bell", parent)
        self._day = QDateEdit()
        self._day.setObjectName("follow_day_date")
        self._day.setAccessibleName("Day to follow up")
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat("ddd d MMM yyyy")
        self.body.addWidget(self._day)
        self.act.setDefault(True)
        self.act.clicked.connect(self._take)

    def ask(self, today: date) -> None:
        self._day.setMinimumDate(QDate(today.year, today.month, today.day))
        self._day.setDate(self._day.minimumDate().addDays(1))
        self.present()
        self._day.setFocus()

    def _take(self) -> None:
        self.accept()
        self.picked.emit(self._day.date().toPython().isoformat())  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Mergeable:
    """One of two issues that may be one: its id, and what tells it apart."""

    id: RowId
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class MergeChosen:
    kept: Mergeable
    merged: Mergeable


class MergeSheet(Sheet):
    """Asks under which of two numbers the work goes on."""

    chosen = signal(MergeChosen)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("merge_issues", "Merge two issues", "Merge", "merge", parent)
        self.setMinimumWidth(460)
        self._pair: tuple[Mergeable, Mergeable] | None = None
        self._radios = (QRadioButton(), QRadioButton())
        for at, radio in enumerate(self._radios):
            radio.setObjectName(f"merge_keep_{at}")
            self.body.addWidget(radio)
        self.explain(
            "They are worked on under one number. Both numbers go on leading there, nothing is "
            "lost, and it can be undone for 30 days."
        )
        self.act.setDefault(True)
        self.act.clicked.connect(self._take)

    def ask(self, first: Mergeable, second: Mergeable) -> None:
        """The first is kept unless the person says otherwise."""
        self._pair = (first, second)
        for radio, each in zip(self._radios, self._pair, strict=True):
            words = f"Keep {each.code}: {each.words}"
            radio.setText(words.replace("&", "&&"))
            radio.setAccessibleName(words)
        self._radios[0].setChecked(True)
        self.show_problem("")
        self.present()
        self._radios[0].setFocus()

    def _take(self) -> None:
        if self._pair is not None:
            first, second = self._pair
            is_first = self._radios[0].isChecked()
            self.accept()
            self.chosen.emit(MergeChosen(first, second) if is_first else MergeChosen(second, first))
