"""Where a post is written: text, who may read it, and sending."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSizePolicy, QWidget

from desktop.qt import icons, keys, theme
from desktop.qt.buttons import Button
from desktop.qt.labels import Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.statuses import VISIBILITIES
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.threads.files_bar import FilesBar
from sync_server.contract.values import Visibility

LINES_SHOWN = 3
NEW_LINE = Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written and for whom."""

    body: str
    visibility: Visibility = Visibility.INTERNAL
    files: tuple[Path, ...] = ()


class PostEditor(QPlainTextEdit):
    """Plain text; Ctrl+Enter sends, or Enter where that was chosen; Tab leaves. Files that are
    dropped or pasted go to the bar of files."""

    sent = wish()

    def __init__(self, files: FilesBar) -> None:
        super().__init__()
        self._files = files
        self.setObjectName("composer_text")
        self.setAccessibleName("Write a post")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES_SHOWN + 24)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and _sends(event.modifiers()):
            self.sent.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return self._files.can_take(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not (self._files.can_take(source) and self._files.take(source)):
            super().insertFromMimeData(source)


def _sends(held: Qt.KeyboardModifier) -> bool:
    """Ctrl+Enter always does; Enter alone where its person chose so."""
    if held & Qt.KeyboardModifier.ControlModifier:
        return True
    return keys.of(keys.SEND) == keys.SEND_BY_ENTER and not held & NEW_LINE


class Composer(QWidget):
    """Writes one post. It goes to the office only until the writer chooses otherwise."""

    send_requested = signal(Draft)
    draft_changed = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._customer = "the customer"
        self._usual = Visibility.INTERNAL
        self.files = FilesBar("composer")
        self._text = PostEditor(self.files)
        self._audience = QComboBox()
        self._audience.setObjectName("composer_visibility")
        self._audience.setAccessibleName("Who may read this post")
        self._audience.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._send = Button("Send", Kind.PRIMARY, "send")
        self._send.setObjectName("composer_send")
        self._warning = WrappedLabel("", Look.WARNING)
        self._warning.setObjectName("composer_warning")
        for badge in VISIBILITIES.values():
            self._audience.addItem(badge.text)
        self._lay_out()
        keys.follow(self)
        self._audience.currentIndexChanged.connect(self._audience_chosen)
        self._text.textChanged.connect(self._text_changed)
        self._text.sent.connect(self._ask_to_send)
        self.files.changed.connect(self._text_changed)
        self._send.clicked.connect(self._ask_to_send)
        self._audience_chosen()
        self._text_changed()

    def address(self, customer: str) -> None:
        """Name the customer, for the warning before something is shown to them."""
        self._customer = customer or "the customer"
        self._audience_chosen()

    def draft(self) -> Draft:
        """What is written now; keep it when leaving the page."""
        return Draft(self._text.toPlainText(), self._visibility(), self.files.files())

    def show_draft(self, draft: Draft) -> None:
        """Bring back what was written before."""
        self._text.setPlainText(draft.body)
        self.files.show_files(draft.files)
        self._audience.setCurrentIndex(list(VISIBILITIES).index(draft.visibility))

    def clear(self) -> None:
        """Empty for the next post; the next one is for its usual readers again."""
        self.show_draft(Draft("", self._usual))

    def begin_for(self, visibility: Visibility) -> None:
        """Who reads what is written here unless its writer chooses otherwise."""
        self._usual = visibility
        if not self.draft().body:
            self.clear()

    def start_writing(self) -> None:
        """Put the cursor into the text."""
        self._text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        stack, foot = column(self, gap=8), row(gap=8)
        foot.addWidget(self.files.add_button)
        foot.addWidget(self._audience, 1)
        foot.addWidget(self._send)
        stack.addWidget(self._text)
        stack.addWidget(self.files)
        stack.addWidget(self._warning)
        stack.addLayout(foot)
        self.follow_key()

    def follow_key(self) -> None:
        """The key that sends has changed."""
        self._send.explain(f"Send ({keys.shown(keys.SEND)})")

    def _visibility(self) -> Visibility:
        return list(VISIBILITIES)[max(0, self._audience.currentIndex())]

    def _audience_chosen(self) -> None:
        public = self._visibility() is Visibility.EVERYONE
        self._audience.setProperty("warns", "true" if public else "false")
        self._audience.style().unpolish(self._audience)
        self._audience.style().polish(self._audience)
        self._warning.setText(f"{self._customer} will be able to read this post.")
        self._warning.setVisible(public)
        places = {
            Visibility.INTERNAL: "Write to the office…",
            Visibility.STAFF: "Write to the office and fieldworkers…",
            Visibility.EVERYONE: f"Write to {self._customer}…",
        }
        self._text.setPlaceholderText(places[self._visibility()])
        self._send.relabel("Send to customer" if public else "Send")
        self.follow_key()
        self._show_pictures()
        self.draft_changed.emit()

    def _show_pictures(self) -> None:
        for at, badge in enumerate(VISIBILITIES.values()):
            self._audience.setItemIcon(at, icons.icon(badge.icon, theme.ink(badge.tone)))

    def _text_changed(self) -> None:
        self._send.setEnabled(self._has_something(self.draft()))
        self.draft_changed.emit()

    def _ask_to_send(self) -> None:
        draft = self.draft()
        if self._has_something(draft):
            self.send_requested.emit(Draft(draft.body.strip(), draft.visibility, draft.files))

    @staticmethod
    def _has_something(draft: Draft) -> bool:
        return bool(draft.body.strip() or draft.files)

    # Qt overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_pictures()  # icons follow light and dark
