"""The second half of a report: how urgent, whose, when to follow, notes and photos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDate, QMimeData
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QPlainTextEdit, QWidget

from desktop.issues.report_model import Report
from desktop.qt.labels import Label, Look
from desktop.qt.signals import wish
from desktop.qt.widgets import column, row
from desktop.threads.files_bar import FilesBar
from sync_server.contract.issues import IssuePriority

DAY_FORMAT = "yyyy-MM-dd"


class TextField(QPlainTextEdit):
    """Text into which files can be dropped and pictures pasted."""

    def __init__(self, files: FilesBar) -> None:
        super().__init__()
        self._files = files
        self.setTabChangesFocus(True)

    # Qt overrides

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return self._files.can_take(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not (self._files.can_take(source) and self._files.take(source)):
            super().insertFromMimeData(source)


class ReportExtras(QWidget):
    """Everything here is optional."""

    changed = wish()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("clear", "true")
        self.files = FilesBar("report")
        self._priority, self._owner = QComboBox(), QComboBox()
        self._follows, self._day = QCheckBox("Follow up on"), QDateEdit()
        self._notes = TextField(self.files)
        for each in IssuePriority:
            self._priority.addItem(str(each).capitalize(), each)
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat("ddd d MMM yyyy")
        self._name_parts()
        self._lay_out()
        self._follows.toggled.connect(self._day.setEnabled)
        self._follows.toggled.connect(self._tell)
        self._day.dateChanged.connect(self._tell)
        self._priority.currentIndexChanged.connect(self._tell)
        self._owner.currentIndexChanged.connect(self._tell)
        self._notes.textChanged.connect(self._tell)
        self.files.changed.connect(self._tell)

    def offer(self, owners: Sequence[tuple[str, str]], tomorrow: str) -> None:
        """Begin afresh."""
        self._owner.clear()
        self._owner.addItem("Nobody yet", "")
        for staff_id, name in owners:
            self._owner.addItem(name, staff_id)
        self._priority.setCurrentIndex(list(IssuePriority).index(IssuePriority.NORMAL))
        self._follows.setChecked(False)
        self._day.setEnabled(False)
        self._day.setDate(QDate.fromString(tomorrow, DAY_FORMAT))
        self._notes.clear()
        self.files.show_files(())

    def bring_back(self, report: Report) -> None:
        """What somebody had begun to write."""
        self._priority.setCurrentIndex(list(IssuePriority).index(report.priority))
        self._owner.setCurrentIndex(max(0, self._owner.findData(report.owner_id)))
        self._follows.setChecked(bool(report.follow_up_on))
        if report.follow_up_on:
            self._day.setDate(QDate.fromString(report.follow_up_on, DAY_FORMAT))
        self._notes.setPlainText(report.notes)
        self.files.show_files(report.files)

    def priority(self) -> IssuePriority:
        return list(IssuePriority)[self._priority.currentIndex()]

    def owner(self) -> str:
        """The id of who is to see to it; empty for nobody yet."""
        return str(self._owner.currentData() or "")

    def follow_up_on(self) -> str:
        """A day as `2026-11-23`; empty for none."""
        return self._day.date().toString(DAY_FORMAT) if self._follows.isChecked() else ""

    def notes(self) -> str:
        return self._notes.toPlainText().strip()

    def chosen_files(self) -> tuple[Path, ...]:
        return self.files.files()

    def _tell(self) -> None:
        self.changed.emit()

    def _name_parts(self) -> None:
        named: tuple[tuple[QWidget, str, str], ...] = (
            (self._priority, "report_priority", "Priority"),
            (self._owner, "report_owner", "Owner"),
            (self._follows, "report_follows", "Follow up"),
            (self._day, "report_follow_day", "Day of the follow-up"),
            (self._notes, "report_notes", "Notes for office and fieldworkers (optional)"),
        )
        for widget, name, spoken in named:
            widget.setObjectName(name)
            widget.setAccessibleName(spoken)
        self._notes.setPlaceholderText("Notes for office and fieldworkers (optional)")
        self._notes.setFixedHeight(56)

    def _lay_out(self) -> None:
        stack, line = column(self, gap=6), row(gap=12)
        for title, part in (("Priority", self._priority), ("Owner", self._owner)):
            field = column(gap=4)
            field.addWidget(Label(title, Look.MUTED))
            field.addWidget(part)
            line.addLayout(field, 1)
        follow = column(gap=4)
        follow.addWidget(self._follows)
        follow.addWidget(self._day)
        line.addLayout(follow, 1)
        stack.addLayout(line)
        head = row(gap=8)
        head.addWidget(Label("Notes and photos", Look.MUTED))
        head.addStretch(1)
        head.addWidget(self.files.add_button)
        stack.addLayout(head)
        stack.addWidget(self._notes)
        stack.addWidget(self.files)
