"""The one editor of all templates: words with tags at the left, how they look at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.letters.preview_view import PreviewView
from desktop.letters.tag_edit import TagButton, TagEdit, insert_tag
from desktop.letters.templates_model import CHANNELS, TemplateDraft
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, empty, row
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.values import Channel


class TemplateEditor(QWidget):
    """Shows a draft and says when it changes; saving is somebody else's."""

    changed = wish()
    save_requested = wish()
    attach_requested = wish()
    file_removed = signal(NewAttachment)

    def __init__(self) -> None:
        super().__init__()
        self._is_filling = False
        self._files: tuple[NewAttachment, ...] = ()
        self._name, self._channel, self._subject = QLineEdit(), QComboBox(), QLineEdit()
        self.body = TagEdit("template_body", "Text")
        self._caret: QWidget = self.body
        self._tags = TagButton("template_tags")
        self._subject_title = Label("Subject", Look.MUTED)
        self._problem = WrappedLabel("", Look.ERROR)
        self._attach = Button("Attach a file…", Kind.LINK, "paperclip")
        self._file_lines = column(gap=2)
        self.foot = row(gap=8)
        self.save = Button("Save", Kind.PRIMARY, "check")
        self.preview = PreviewView("template_preview")
        self._name_row = QWidget()
        self._lay_out()
        self._connect()

    def show_draft(self, draft: TemplateDraft, *, is_letter: bool) -> None:
        """Fill it in; nobody typed that."""
        self._is_filling = True
        self._name.setText(draft.name)
        self._channel.setCurrentIndex(list(CHANNELS).index(draft.channel))
        self._subject.setText(draft.subject)
        self.body.setPlainText(draft.body)
        self._name_row.setVisible(not is_letter)
        self.show_files(draft.files)
        self._is_filling = False
        self._show_channel()

    def draft(self) -> TemplateDraft:
        return TemplateDraft(
            self._name.text(),
            list(CHANNELS)[self._channel.currentIndex()],
            self._subject.text(),
            self.body.text(),
            self._files,
        )

    def show_files(self, files: Sequence[NewAttachment]) -> None:
        if tuple(files) == self._files:
            return  # built anew it would flicker
        self._files = tuple(files)
        empty(self._file_lines)
        for at, file in enumerate(files, 1):
            line = row(gap=6)
            remove = Button("Remove", Kind.LINK)
            remove.setObjectName(f"template_remove_{at}")
            remove.setAccessibleName(f"Remove {file.name}")
            remove.clicked.connect(partial(self._remove, file))
            line.addWidget(Label(file.name), 1)
            line.addWidget(remove)
            self._file_lines.addLayout(line)

    def show_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def name_it(self) -> None:
        """Ready for another name, as after a copy."""
        self._name.setFocus()
        self._name.selectAll()

    def _remove(self, file: NewAttachment, *_is_on: bool) -> None:
        self.file_removed.emit(file)

    def _typed(self, *_what: object) -> None:
        if not self._is_filling:
            self._show_channel()
            self.changed.emit()

    def _show_channel(self) -> None:
        is_mail = self._channel.currentIndex() == list(CHANNELS).index(Channel.EMAIL)
        for widget in (self._subject_title, self._subject, self._attach):
            widget.setVisible(is_mail)

    def _insert(self, tag: str) -> None:
        insert_tag(self._caret, tag)

    def _connect(self) -> None:
        for field in (self._name, self._subject):
            field.textChanged.connect(self._typed)
        self._channel.currentIndexChanged.connect(self._typed)
        self.body.textChanged.connect(self._typed)
        self._tags.chosen.connect(self._insert)
        self._attach.clicked.connect(self.attach_requested)
        self.save.clicked.connect(self.save_requested)
        self._subject.installEventFilter(self)
        self.body.installEventFilter(self)

    def _lay_out(self) -> None:
        named: tuple[tuple[QWidget, str, str], ...] = (
            (self._name, "template_name", "Name"),
            (self._channel, "template_channel", "Kind of message"),
            (self._subject, "template_subject", "Subject"),
        )
        for widget, name, spoken in named:
            widget.setObjectName(name)
            widget.setAccessibleName(spoken)
        self._channel.addItems(list(CHANNELS.values()))
        self._attach.setObjectName("template_attach")
        self._attach.setProperty("flush", "true")
        self.save.setObjectName("template_save")
        self._problem.setObjectName("template_problem")
        self._problem.hide()
        naming = row(self._name_row, gap=12)
        for title, part in (("Name", self._name), ("Kind of message", self._channel)):
            field = column(gap=4)
            field.addWidget(Label(title, Look.MUTED))
            field.addWidget(part)
            naming.addLayout(field, 1)
        head = row(gap=8)
        head.addWidget(Label("Text", Look.MUTED))
        head.addStretch(1)
        head.addWidget(self._tags)
        fields = column(gap=6)
        fields.addWidget(self._name_row)
        fields.addWidget(self._subject_title)
        fields.addWidget(self._subject)
        fields.addLayout(head)
        fields.addWidget(self.body, 1)
        fields.addWidget(self._problem)
        fields.addLayout(self._file_lines)
        line = row(gap=8)
        line.addWidget(self._attach)
        line.addStretch(1)
        fields.addLayout(line)
        both = row(gap=20)
        both.addLayout(fields, 1)
        both.addWidget(self.preview, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.save)
        stack = column(self, gap=12)
        stack.addLayout(both, 1)
        stack.addLayout(self.foot)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._caret = watched
        return super().eventFilter(watched, event)
