"""Complaint letters in the office: looked at before they are sent, written anew in Settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.links import AckWish, LetterWish
from desktop.qt.formatting import Clock
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.rights import Rights
from desktop.shell.main_window import MainWindow
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.complaints import AckMode
from sync_server.contract.letters import LetterKind
from sync_server.contract.messages import SendMessage
from sync_server.rules.clocks import settings_of

if TYPE_CHECKING:
    from desktop.letters.sending import LetterSending


CLOSED = "The issue is closed."


class LettersOffice(QObject):
    """The dialog is built when the first letter is asked for."""

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._store, self._clock = window, store, clock
        self._rights = Rights(store)
        self._sending: LetterSending | None = None
        self._offered: RowId | None = None
        window.toast.acted.connect(self._tell)

    def reported(self, issue_id: RowId) -> None:
        """Somebody here reported an issue: offer its acknowledgement, where the office looks at
        it first (ISS-07, TPL-09, TPL-11)."""
        is_wanted = settings_of(self._store.view).ack_office is AckMode.PREVIEW
        if is_wanted and self._rights.may(SendMessage):
            self.do(AckWish(issue_id))

    def do(self, wish: AckWish | LetterWish) -> None:
        """Show the letter; nothing goes out before somebody says so (TPL-10)."""
        if isinstance(wish, AckWish):
            wish = LetterWish(wish.issue_id, LetterKind.ACKNOWLEDGEMENT)
        self._built().open(wish)

    def closed(self, issue_id: RowId) -> None:
        """Somebody here closed an issue: offer to tell the customer, with the survey in it."""
        if self._rights.may(SendMessage):
            self._offered = issue_id
            self._window.say(Notice(CLOSED, Tone.GREEN, "circle-check", "Tell the customer"))

    def _tell(self) -> None:
        """The button of a notice: only if it is still ours that stands there."""
        if self._offered is not None and self._window.toast.text() == CLOSED:
            issue_id, self._offered = self._offered, None
            self.do(LetterWish(issue_id, LetterKind.RESOLUTION))

    def end(self) -> None:
        """The desk closes."""
        if self._sending is not None:
            self._sending.end()

    def _built(self) -> LetterSending:
        if self._sending is None:
            from desktop.letters.sending import LetterSending  # noqa: PLC0415 - start fast

            self._sending = LetterSending(self._store, self._clock, self._window)
            self._sending.sent.connect(self._said)
            self._sending.refused.connect(self._refused)
        return self._sending

    def _said(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.GREEN, "circle-check"))

    def _refused(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.ORANGE, "info"))
