"""What is written and reported while talking: the note in the bar, and the way to an issue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.calls.call_bar import CallBar
from desktop.calls.call_model import CallNote
from desktop.calls.call_note_draft import NoteKeeper, OpenNote
from desktop.calls.callers import Callers
from desktop.qt.signals import signal
from softphone.protocol import CallFacts
from sync_server.contract.base import RowId
from sync_server.contract.calls import call_id

Find = Callable[[str], CallFacts | None]


@dataclass(frozen=True, slots=True)
class ReportWish:
    """Report an issue for the customer of a call."""

    customer_id: RowId
    call_id: RowId


def open_note(callers: Callers, call: CallFacts) -> OpenNote:
    """The note of a call, named so that a later start knows whose it was."""
    owner = callers.owner(call) or ""
    return OpenNote(call.call_key, callers.name(call), owner, call_id(call.call_key))


class CallNoteDesk(QObject):
    """Drives the note of the bar; the draft is on disk while one types."""

    report_requested = signal(ReportWish)
    said = signal(str)

    def __init__(self, bar: CallBar, notes: NoteKeeper, callers: Callers, find: Find) -> None:
        super().__init__(bar)
        self._bar = bar
        self._notes = notes
        self._callers = callers
        self._find = find
        bar.note_requested.connect(self._post)
        bar.note_changed.connect(self._typed)
        bar.report_issue_requested.connect(self._report)

    def _typed(self, note: CallNote) -> None:
        call = self._find(note.ref)
        if call is not None:
            self._notes.typed(open_note(self._callers, call), note.text)

    def _post(self, note: CallNote) -> None:
        call = self._find(note.ref)
        if call is not None and self._notes.post(open_note(self._callers, call), note.text):
            self._bar.note_was_kept()

    def _report(self, ref: str) -> None:
        call = self._find(ref)
        owner = self._callers.owner(call) if call else None
        if call is None or not owner:
            self.said.emit("Choose the customer of this call first.")
            return
        self.report_requested.emit(ReportWish(owner, call_id(call.call_key)))
