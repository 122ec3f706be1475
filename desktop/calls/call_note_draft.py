"""The note of a call: on disk while it is typed, back after a crash, posted with Enter."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, QTimer

from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.threads import WritePost
from sync_server.contract.values import Visibility
from sync_server.rules.effects import Refused

SAVE_PAUSE_MS = 150
"""The most a crash may cost of what is being typed; not put off by further typing."""
_OPEN = "open call note"


class OpenNote(msgspec.Struct, frozen=True):
    """A note that is not in a thread yet, so that the next start can offer it again."""

    call_key: str
    who: str = ""
    customer_id: str = ""
    call_id: str = ""


class NoteKeeper(QObject):
    """Keeps one draft for each call under its key; the newest is found again after a crash."""

    kept = signal(str)
    """A note went into the thread; carries the call's key."""
    said = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._unsaved: tuple[OpenNote, str] | None = None
        self._saving = QTimer(self, singleShot=True, interval=SAVE_PAUSE_MS)
        self._saving.timeout.connect(self.save_now)

    def typed(self, note: OpenNote, text: str) -> None:
        """Somebody types; it is on disk within 150 ms."""
        if self._unsaved is not None and self._unsaved[0].call_key != note.call_key:
            self.save_now()
        self._unsaved = (note, text)
        if not self._saving.isActive():
            self._saving.start()

    def text(self, call_key: str) -> str:
        """What is written in this call so far."""
        if self._unsaved is not None and self._unsaved[0].call_key == call_key:
            return self._unsaved[1]
        return self._store.draft(_key(call_key))

    def post(self, note: OpenNote, text: str) -> bool:
        """Into the customer's thread, for the office; nobody publishes by typing a note."""
        if not note.customer_id:
            self.said.emit("Choose or create the customer first; your note is kept until then.")
            return False
        command = WritePost(
            post_id=self._store.new_id(),
            thread_id=RowId(note.customer_id),
            body=text,
            visibility=Visibility.INTERNAL,
            written_at=self._clock(),
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(refusal.detail)
            return False
        self.forget(note.call_key)
        self.kept.emit(note.call_key)
        return True

    def forget(self, call_key: str) -> None:
        """The note is posted or not wanted any more."""
        self._unsaved = None
        self._saving.stop()
        self._store.set_draft(_key(call_key), "")
        left = self.left_over()
        if left is not None and left.call_key == call_key:
            self._store.set_setting(_OPEN, "")

    def left_over(self) -> OpenNote | None:
        """The newest note that never reached a thread, e.g. because the program was killed."""
        text = self._store.setting(_OPEN)
        return msgspec.json.decode(text, type=OpenNote) if text else None

    def save_now(self) -> None:
        """Write what is typed to the disk."""
        self._saving.stop()
        if self._unsaved is None:
            return
        (note, text), self._unsaved = self._unsaved, None
        # The draft first: what is named as open is there.
        self._store.set_draft(_key(note.call_key), text)
        kept = msgspec.json.encode(note).decode() if text.strip() else ""
        if kept != (self._store.setting(_OPEN) or ""):
            self._store.set_setting(_OPEN, kept)


def _key(call_key: str) -> str:
    return f"call:{call_key}"
