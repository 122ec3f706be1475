"""The dialog in which a customer's profile is edited; a clash shows both values."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.customers.edit_model import FIELDS, FLAGS, ProfileForm
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row

LONGEST = 500
SHORTEST_NOTE = 84


class _ClashLine(QWidget):
    """What somebody else wrote meanwhile, and a way to take it."""

    taken = signal(str)

    def __init__(self, field: str) -> None:
        super().__init__()
        self._field = field
        self._words = WrappedLabel("", Look.WARNING)
        take = Button("Use theirs", Kind.LINK)
        take.setObjectName(f"take_{field}")
        take.setAccessibleName(f"Use the other value of {FIELDS[field]}")
        take.clicked.connect(self._take)
        line = row(self, gap=6)
        line.addWidget(self._words, 1)
        line.addWidget(take)
        self.hide()

    def say(self, theirs: str) -> None:
        shown = f"“{theirs}”" if theirs else "empty"
        self._words.setText(f"Somebody changed this to {shown} meanwhile. Saving keeps yours.")
        self.show()

    def _take(self) -> None:
        self.taken.emit(self._field)


class EditProfileDialog(QDialog):
    """Open it with `open_for(form)`; saving asks, the page decides."""

    save_requested = signal(ProfileForm)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edit_profile_dialog")
        self.setWindowTitle("Edit profile")
        self._fields: dict[str, QLineEdit | QPlainTextEdit] = {
            "name": QLineEdit(),
            "location": QLineEdit(),
            "note": QPlainTextEdit(),
            "pinned_alert": QLineEdit(),
        }
        self._clashes = {field: _ClashLine(field) for field in FIELDS}
        self._flags = {flag: QCheckBox(words) for flag, words in FLAGS.items()}
        self._theirs: Mapping[str, str] = {}
        self._problem = WrappedLabel("", Look.ERROR)
        self._save = Button("Save", Kind.PRIMARY)
        self._cancel = Button("Cancel", Kind.PLAIN)
        self._lay_out()
        self._save.clicked.connect(self._ask)
        self._cancel.clicked.connect(self.reject)

    def open_for(self, form: ProfileForm) -> None:
        """Show these values; not modal, so that a call can go on."""
        for field in FIELDS:
            self._write(field, form.value(field))
        for flag, box in self._flags.items():
            box.setChecked(flag in form.flags)
        self.show_clashes({})
        self._problem.hide()
        self.show()
        self.raise_()
        self.activateWindow()
        self._fields["name"].setFocus()

    def form(self) -> ProfileForm:
        """What stands in it now."""
        texts = {field: self._read(field) for field in FIELDS}
        flags = frozenset(flag for flag, box in self._flags.items() if box.isChecked())
        return ProfileForm(**texts, flags=flags)

    def show_clashes(self, theirs: Mapping[str, str]) -> None:
        """Fields that somebody else changed since the dialog opened."""
        self._theirs = theirs
        for field, line in self._clashes.items():
            if field in theirs:
                line.say(theirs[field])
            else:
                line.hide()

    def show_problem(self, words: str) -> None:
        """A rule said no: say it here and keep what was typed."""
        self._problem.setText(words)
        self._problem.show()

    def _take(self, field: str) -> None:
        self._write(field, self._theirs.get(field, ""))
        self._clashes[field].hide()
        self._fields[field].setFocus()

    def _read(self, field: str) -> str:
        widget = self._fields[field]
        text = widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText()
        return text if field == "note" else text.strip()

    def _write(self, field: str, text: str) -> None:
        widget = self._fields[field]
        if isinstance(widget, QLineEdit):
            widget.setText(text)
        else:
            widget.setPlainText(text)

    def _ask(self) -> None:
        if not self._read("name"):
            self.show_problem("A customer needs a name.")
            return
        self.save_requested.emit(self.form())

    def _lay_out(self) -> None:
        stack = column(self, gap=4, edge=24)
        stack.addWidget(Label("Edit profile", Look.TITLE))
        for field, title in FIELDS.items():
            widget = self._fields[field]
            widget.setObjectName(f"edit_{field}")
            widget.setAccessibleName(title)
            if isinstance(widget, QLineEdit):
                widget.setMaxLength(LONGEST)
            else:
                widget.setFixedHeight(SHORTEST_NOTE)
                widget.setTabChangesFocus(True)
            stack.addSpacing(6)
            stack.addWidget(Label(title, Look.MUTED))
            stack.addWidget(widget)
            stack.addWidget(self._clashes[field])
            self._clashes[field].taken.connect(self._take)
        self._fields["pinned_alert"].setProperty(
            "placeholderText", "Shown to everyone when this customer calls"
        )
        stack.addSpacing(10)
        stack.addWidget(Label("What this customer wants to hear", Look.MUTED))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for at, (flag, box) in enumerate(self._flags.items()):
            box.setObjectName(f"edit_{flag}")
            box.setAccessibleName(FLAGS[flag])
            grid.addWidget(box, at // 2, at % 2)
        stack.addLayout(grid)
        self._save.setObjectName("edit_profile_save")
        self._cancel.setObjectName("edit_profile_cancel")
        self._save.setDefault(True)
        stack.addWidget(self._problem)
        self._problem.hide()
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        stack.addSpacing(8)
        stack.addLayout(foot)
        self.setFixedWidth(480)
