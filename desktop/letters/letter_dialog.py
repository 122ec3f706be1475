"""A complaint letter before it goes out: its words at the left, its look at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from desktop.letters.letter_model import (
    LetterDraft,
    LetterShown,
    file_words,
    with_survey,
    without_survey,
)
from desktop.letters.preview_view import PreviewView
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import column, row


class LetterDialog(Sheet):
    """Open it with `offer`; Ctrl+Enter sends, Escape sends nothing."""

    send_requested = signal(LetterDraft)
    changed = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("letter", "Letter", "Send", "send", parent)
        self._shown: LetterShown | None = None
        self._to, self._subject, self._body = QComboBox(), QLineEdit(), QPlainTextEdit()
        self._warning = WrappedLabel("", Look.WARNING)
        self._files = WrappedLabel("", Look.SMALL)
        self._survey = QCheckBox("Ask how satisfied they are")
        self.preview = PreviewView("letter_preview")
        self._lay_out()
        self._to.editTextChanged.connect(self._typed)
        self._subject.textChanged.connect(self._typed)
        self._body.textChanged.connect(self._typed)
        self._survey.toggled.connect(self._turn_survey)
        self.act.clicked.connect(self._ask)

    def offer(self, shown: LetterShown) -> None:
        """Open it for one letter about one issue."""
        self._shown = None  # what is filled in below is not typed by anybody
        self.title.setText(shown.title)
        self.setWindowTitle(shown.title)
        self._to.clear()
        self._to.addItems(shown.addresses)
        self._subject.setText(shown.words.subject)
        self._body.setPlainText(shown.words.body)
        self._survey.setVisible(shown.asks_survey)
        self._survey.setChecked(shown.asks_survey)
        self._files.setText(file_words(shown.words.files))
        self._files.setVisible(bool(shown.words.files))
        words = shown.refusal or shown.warning
        self._warning.setText(words)
        self._warning.setVisible(bool(words))
        self.show_problem("")
        self._shown = shown
        self._typed()
        self.present()
        (self.act if shown.addresses else self._to).setFocus()

    def draft(self) -> LetterDraft:
        return LetterDraft(
            self._to.currentText().strip(),
            self._subject.text().strip(),
            self._body.toPlainText().strip(),
        )

    def _typed(self, *_what: object) -> None:
        if self._shown is None:
            return
        draft = self.draft()
        is_whole = bool(draft.address and draft.subject and draft.body)
        self.act.setEnabled(is_whole and not self._shown.refusal)
        self.changed.emit()

    def _turn_survey(self, is_on: bool) -> None:  # noqa: FBT001 - Qt's signal
        if self._shown is not None:
            change = with_survey if is_on else without_survey
            self._body.setPlainText(change(self._body.toPlainText()))

    def _ask(self) -> None:
        self.send_requested.emit(self.draft())

    def _lay_out(self) -> None:
        named = (
            (self._to, "letter_to", "To"),
            (self._subject, "letter_subject", "Subject"),
            (self._body, "letter_body", "Letter"),
            (self._survey, "letter_survey", "Ask how satisfied they are"),
        )
        for widget, name, spoken in named:
            widget.setObjectName(name)
            widget.setAccessibleName(spoken)
        self._to.setEditable(True)
        edit = self._to.lineEdit()
        if edit is not None:
            edit.setObjectName("letter_address")
            edit.setAccessibleName("To")
            edit.setPlaceholderText("Type an e-mail address")
        self._body.setTabChangesFocus(True)
        self.act.explain("Send (Ctrl+Enter)")
        self.leave.relabel("Don't send")
        fields = column(gap=6)
        fields.addWidget(self._warning)
        fields.addWidget(Label("To", Look.MUTED))
        fields.addWidget(self._to)
        fields.addWidget(Label("Subject", Look.MUTED))
        fields.addWidget(self._subject)
        fields.addWidget(Label("Letter", Look.MUTED))
        fields.addWidget(self._body, 1)
        fields.addWidget(self._survey)
        fields.addWidget(self._files)
        both = row(gap=20)
        both.addLayout(fields, 5)
        both.addWidget(self.preview, 6)
        self.body.addLayout(both, 1)
        self.resize(1160, 680)
