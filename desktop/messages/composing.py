"""Writing to a customer, wired: the dialog, its draft and files, and the command."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.links import MessageWish
from desktop.messages.canned_model import CannedLine, canned_lines
from desktop.messages.composer_dialog import ComposerDialog
from desktop.messages.composer_model import (
    Attached,
    ComposerShown,
    Draft,
    about_of,
    composer_shown,
    draft_key,
    read_draft,
    write_draft,
)
from desktop.qt.background import Background, Cancelled
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.store import Store
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.messages import Purpose, SendMessage
from sync_server.contract.values import Channel
from sync_server.rules.effects import Refused

DRAFT_MS = 150
_FILES = "Pictures and PDF (*.png *.jpg *.jpeg *.pdf)"
_SPACES = str.maketrans("", "", " ()-./")


class Composing(QObject):
    """Owns the dialog; one message at a time."""

    sent = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._wish: MessageWish | None = None
        self._shown: ComposerShown | None = None
        self._key = ""
        self._files: tuple[Attached, ...] = ()
        self._purpose = Purpose.NONE
        self._picker: QFileDialog | None = None
        self._work = Background("attaching", self)
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._pause.timeout.connect(self._keep)
        self._dialog = ComposerDialog(window)
        self._dialog.changed.connect(self._pause_begins)
        self._dialog.attach_requested.connect(self._pick)
        self._dialog.remove_requested.connect(self._remove)
        self._dialog.send_requested.connect(self._send)
        self._dialog.rejected.connect(self._keep)
        self._dialog.picker.words_typed.connect(self._offer_canned)
        self._dialog.picker.chosen.connect(self._put)

    def open(self, wish: MessageWish) -> None:
        """Start with what is known; what was typed for the same thing before comes back."""
        self._keep()
        shown = composer_shown(self._store.view, wish)
        if shown is None:
            who = (
                "customer does not exist"
                if wish.staff_id is None
                else "colleague does not work here"
            )
            self.refused.emit(f"This {who} any more.")
            return
        self._wish, self._shown = wish, shown
        self._purpose = Purpose.NONE
        self._key = draft_key(shown.customer_id, wish)
        kept = read_draft(self._store.draft(self._key))
        given = Draft(wish.address, wish.subject, wish.body)
        self._show_files(wish.files)
        self._dialog.offer(shown, given if kept.is_empty else kept)

    def end(self) -> None:
        """The desk closes: what is typed is kept, and nothing is written after that."""
        self._keep()
        self._wish = None
        self._work.end()

    # -- draft

    def _pause_begins(self) -> None:
        if not self._pause.isActive():
            self._pause.start()

    def _keep(self) -> None:
        self._pause.stop()
        if self._wish is None:
            return
        draft = self._dialog.draft()
        is_given = (draft.subject, draft.body) == (self._wish.subject, self._wish.body)
        self._store.set_draft(self._key, "" if is_given else write_draft(draft))

    # -- files

    def _pick(self) -> None:
        picker = QFileDialog(self._dialog, "Attach files", "", _FILES)
        picker.setFileMode(QFileDialog.FileMode.ExistingFiles)
        picker.filesSelected.connect(self._picked)
        picker.open()
        self._picker = picker

    def _picked(self, names: Iterable[str]) -> None:
        self._show_files(dict.fromkeys((*self._files, *map(Path, names))))

    def _remove(self, file: object) -> None:
        self._show_files(each for each in self._files if each != file)

    def _show_files(self, files: Iterable[Attached]) -> None:
        self._files = tuple(files)
        self._dialog.show_files(self._files)

    # -- canned responses

    def _offer_canned(self, words: str) -> None:
        wish, shown = self._wish, self._shown
        if wish is not None and shown is not None:
            view = self._store.view
            writer = self._store.me.name if self._store.me else ""
            about = about_of(view, shown.customer_id, writer, wish)
            self._dialog.picker.show_lines(canned_lines(view, wish.channel, about, words))

    def _put(self, line: CannedLine) -> None:
        """Its files go along; a complaint letter counts as that letter."""
        self._dialog.put(line.words)
        self._show_files(dict.fromkeys((*self._files, *line.words.files)))
        self._purpose = line.purpose or self._purpose

    # -- sending

    def _send(self, draft: Draft) -> None:
        store, files = self._store, self._files
        if not files:
            self._hand_over(draft, ())
            return
        self._dialog.act.setEnabled(False)
        self._dialog.show_progress(Progress("Taking the files along…"))

        def work(_cancelled: Cancelled) -> tuple[NewAttachment, ...] | str:
            try:
                return tuple(
                    store.attach(file) if isinstance(file, Path) else file for file in files
                )
            except Refused as refusal:
                return refusal.detail
            except OSError as failure:
                return f"A file could not be read: {failure.strerror}."

        def done(attached: tuple[NewAttachment, ...] | str) -> None:
            self._dialog.show_progress(None)
            self._dialog.act.setEnabled(True)
            if isinstance(attached, str):
                self._dialog.show_problem(attached)
            else:
                self._hand_over(draft, attached)

        self._work.run(work, done)

    def _hand_over(self, draft: Draft, files: tuple[NewAttachment, ...]) -> None:
        wish, shown = self._wish, self._shown
        if wish is None or shown is None:
            return
        is_text = wish.channel is Channel.SMS
        command = SendMessage(
            message_id=self._store.new_id(),
            customer_id=shown.customer_id,
            channel=wish.channel,
            address=draft.address.translate(_SPACES) if is_text else draft.address,
            subject="" if is_text else draft.subject,
            body=draft.body.strip(),
            record_kind=wish.record_kind,
            record_id=wish.record_id,
            files=files,
            purpose=self._purpose,
            staff_id=wish.staff_id,
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
            return
        self._pause.stop()
        self._store.set_draft(self._key, "")
        self._wish = None
        self._dialog.accept()
        what = "Text message" if is_text else "E-mail"
        self.sent.emit(f"{what} to {shown.name} is on its way.")
