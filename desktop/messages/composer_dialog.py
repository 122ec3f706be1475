"""Where an e-mail or text message to a customer is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.messages.canned_picker import CannedPicker
from desktop.messages.composer_model import Attached, ComposerShown, Draft
from desktop.messages.message_text import MessageText
from desktop.messages.segments_model import segments
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, empty, row
from sync_server.contract.values import Channel
from sync_server.rules.complaint_letters import Letter

_TITLES = {Channel.EMAIL: "E-mail", Channel.SMS: "Text message"}


class ComposerDialog(Sheet):
    """Open it with `offer`; Ctrl+Enter sends, Escape leaves and keeps the draft."""

    send_requested = signal(Draft)
    changed = wish()
    attach_requested = wish()
    remove_requested = signal(object)
    """The file as it was shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("message", "Message", "Send", "send", parent)
        self._shown: ComposerShown | None = None
        self._to, self._subject, self._body = QComboBox(), QLineEdit(), MessageText()
        self.picker = CannedPicker()
        self._canned = Button("Canned response", Kind.LINK, "message-square")
        self._subject_title = Label("Subject", Look.MUTED)
        self._count = Label("", Look.SMALL)
        self._refusal = WrappedLabel("", Look.WARNING)
        self._attach = Button("Attach a file…", Kind.LINK, "paperclip")
        self._files = column(gap=2)
        self._to.setEditable(True)
        self._lay_out()
        self._to.editTextChanged.connect(self._typed)
        self._subject.textChanged.connect(self._typed)
        self._body.textChanged.connect(self._typed)
        self._attach.clicked.connect(self.attach_requested)
        self.act.clicked.connect(self._ask)
        self._canned.clicked.connect(self.picker.open)
        self._body.canned_requested.connect(self.picker.open)
        self.picker.left.connect(self._body.setFocus)

    def put(self, words: Letter) -> None:
        """A canned response into the text; its subject where there is none yet."""
        if not self._subject.text().strip():
            self._subject.setText(words.subject)
        self._body.put(words.body)

    def offer(self, shown: ComposerShown, draft: Draft) -> None:
        """Open it for one customer and channel."""
        self._shown = None  # what is filled in below is not typed by anybody
        is_mail = shown.channel is Channel.EMAIL
        self.title.setText(f"{_TITLES[shown.channel]} to {shown.name}")
        self._to.clear()
        for address in shown.addresses:
            self._to.addItem(address.shown, address.value)
        self._to.setEditText("")
        if draft.address or shown.addresses:
            self._choose(draft.address or shown.addresses[0].value)
        self._subject.setText(draft.subject)
        self._body.setPlainText(draft.body)
        for widget in (self._subject_title, self._subject, self._attach):
            widget.setVisible(is_mail)
        self._count.setVisible(not is_mail)
        self._refusal.setText(shown.refusal)
        self._refusal.setVisible(bool(shown.refusal))
        self.picker.hide()
        self.show_problem("")
        self._shown = shown
        self._typed()
        self.present()
        first = self._subject if is_mail and not draft.subject else self._body
        (first if shown.addresses else self._to).setFocus()

    def draft(self) -> Draft:
        return Draft(self._address(), self._subject.text().strip(), self._body.toPlainText())

    def show_files(self, files: Sequence[Attached]) -> None:
        empty(self._files)
        for at, file in enumerate(files, 1):
            line = row(gap=6)
            remove = Button("Remove", Kind.LINK)
            remove.setObjectName(f"message_remove_{at}")
            remove.setAccessibleName(f"Remove {file.name}")
            remove.clicked.connect(partial(self._remove, file))
            line.addWidget(Label(file.name), 1)
            line.addWidget(remove)
            self._files.addLayout(line)

    def _remove(self, file: Attached, *_is_on: bool) -> None:
        self.remove_requested.emit(file)

    def _choose(self, value: str) -> None:
        at = self._to.findData(value)
        if at >= 0:
            self._to.setCurrentIndex(at)
        else:
            self._to.setEditText(value)

    def _address(self) -> str:
        """A known address is sent as it is kept, whatever it is shown as."""
        text = self._to.currentText().strip()
        at = self._to.findText(text)
        return str(self._to.itemData(at)) if at >= 0 else text

    def _typed(self, *_what: object) -> None:
        if self._shown is None:
            return
        has_subject = self._shown.channel is Channel.SMS or bool(self._subject.text().strip())
        body = self._body.toPlainText()
        is_whole = bool(self._address() and body.strip()) and has_subject
        self.act.setEnabled(is_whole and not self._shown.refusal)
        self._count.setText(segments(body).words if body else "")
        self.changed.emit()

    def _ask(self) -> None:
        self.send_requested.emit(self.draft())

    def _lay_out(self) -> None:
        named = (
            (self._to, "message_to", "To"),
            (self._subject, "message_subject", "Subject"),
            (self._body, "message_body", "Message"),
        )
        for widget, name, spoken in named:
            widget.setObjectName(name)
            widget.setAccessibleName(spoken)
        self._attach.setObjectName("message_attach")
        self._attach.setProperty("flush", "true")
        edit = self._to.lineEdit()
        if edit is not None:
            edit.setObjectName("message_address")
            edit.setAccessibleName("To")
            edit.setPlaceholderText("Type an address, or choose one of the customer's")
        self._body.setTabChangesFocus(True)
        self._body.setMinimumHeight(180)
        self.act.explain("Send (Ctrl+Enter)")
        self.body.addWidget(self._refusal)
        self.body.addWidget(Label("To", Look.MUTED))
        self.body.addWidget(self._to)
        self.body.addWidget(self._subject_title)
        self.body.addWidget(self._subject)
        self.body.addWidget(Label("Message", Look.MUTED))
        self.body.addWidget(self._body, 1)
        self.body.addWidget(self.picker)
        self.body.addWidget(self._count)
        self.body.addLayout(self._files)
        self.foot.insertWidget(0, self._attach)
        self.foot.insertWidget(1, self._canned)
        self._canned.setObjectName("message_canned")
        self._canned.explain("Put in a canned response (/ in the text)")
        self.resize(620, 520)
