"""Complaint letters, wired: offered with what is known now, shown as they are typed, sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.letters.letter_dialog import LetterDialog
from desktop.letters.letter_model import TITLES, LetterDraft, LetterShown, letter_shown
from desktop.letters.logo import logo_of
from desktop.letters.preview_model import PreviewShown
from desktop.links import LetterWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.store import Store
from sync_server.contract.messages import SendMessage
from sync_server.contract.values import Channel, RecordKind
from sync_server.rules.branding import branding_of
from sync_server.rules.complaint_letters import PURPOSES
from sync_server.rules.effects import Refused

PREVIEW_MS = 120


class LetterSending(QObject):
    """Owns the dialog; one letter at a time."""

    sent = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._clock = store, clock
        self._shown: LetterShown | None = None
        self._dialog = LetterDialog(window)
        self._pause = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._pause.timeout.connect(self._preview)
        self._dialog.changed.connect(self._pause.start)
        self._dialog.send_requested.connect(self._send)

    def open(self, wish: LetterWish) -> None:
        """Offer the letter; the one that is being looked at already stays as it is."""
        is_open = self._dialog.isVisible() and self._shown is not None
        if is_open and self._is_shown(wish):
            self._dialog.present()
            return
        writer = self._store.me.name if self._store.me else ""
        shown = letter_shown(self._store.view, wish.issue_id, wish.letter, writer, self._clock())
        if shown is None:
            self.refused.emit("This issue does not exist any more.")
            return
        self._shown = shown
        self._dialog.offer(shown)
        self._preview()

    def end(self) -> None:
        """The desk closes."""
        self._pause.stop()

    def _is_shown(self, wish: LetterWish) -> bool:
        shown = self._shown
        return shown is not None and (shown.issue_id, shown.kind) == (wish.issue_id, wish.letter)

    def _preview(self) -> None:
        draft, branding = self._dialog.draft(), branding_of(self._store.view)
        logo = logo_of(self._store, branding, self._arrived)
        shown = PreviewShown(draft.subject, draft.body, branding, logo)
        self._dialog.preview.show_mail(shown)

    def _arrived(self, _path: Path) -> None:
        self._pause.start()

    def _send(self, draft: LetterDraft) -> None:
        shown = self._shown
        if shown is None:
            return
        command = SendMessage(
            message_id=self._store.new_id(),
            customer_id=shown.customer_id,
            channel=Channel.EMAIL,
            address=draft.address,
            subject=draft.subject,
            body=draft.body,
            record_kind=RecordKind.ISSUE,
            record_id=shown.issue_id,
            files=shown.words.files,
            purpose=PURPOSES[shown.kind],
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
            return
        self._shown = None
        self._dialog.accept()
        self.sent.emit(f"{TITLES[shown.kind]} to {draft.address} is on its way.")
