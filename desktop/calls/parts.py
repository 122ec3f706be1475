"""Everything of the phone for one signed-in person, built once and handed down."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_bar import CallBar
from desktop.calls.call_card import CallCard
from desktop.calls.call_note_desk import CallNoteDesk
from desktop.calls.call_note_draft import NoteKeeper
from desktop.calls.call_recording import RecordingDesk
from desktop.calls.call_reports import CallReports
from desktop.calls.callers import Callers
from desktop.calls.desk import CallDesk, Knowledge
from desktop.calls.transfer_desk import TransferDesk
from desktop.calls.wrap_up_desk import WrapUpDesk
from desktop.calls.wrap_up_view import WrapUpView
from desktop.qt.formatting import Clock
from desktop.store import Store

RECORDINGS = "recordings"


@dataclass(frozen=True, slots=True)
class Views:
    """What the window shows of calls."""

    card: CallCard
    bar: CallBar
    wrap_up: WrapUpView


@dataclass(frozen=True, slots=True)
class Parts:
    """Who does what while a call rings, talks and is over."""

    knowledge: Knowledge
    calls: CallDesk
    transfers: TransferDesk
    recordings: RecordingDesk
    note_desk: CallNoteDesk
    wrap_up: WrapUpDesk
    reports: CallReports


def build_parts(store: Store, bridge: PhoneBridge, views: Views, clock: Clock) -> Parts:
    """Put the parts together. The order counts: the office is told before anything is shown."""
    callers = Callers(store)
    notes = NoteKeeper(store, clock, bridge)
    knowledge = Knowledge(store, callers, notes, clock)
    transfers = TransferDesk(bridge, views.bar, callers, clock)
    reports = CallReports(store, bridge, callers, transfers)
    recordings = RecordingDesk(store, bridge, callers, store.folder / RECORDINGS)
    calls = CallDesk(knowledge, bridge, (views.card, views.bar))
    note_desk = CallNoteDesk(views.bar, notes, callers, calls.call)
    wrap_up = WrapUpDesk(knowledge, bridge, views.wrap_up)
    calls.add_detail(transfers.shown)
    calls.add_detail(recordings.shown)
    transfers.changed.connect(calls.show_bar)
    views.bar.record_requested.connect(recordings.press)
    for talks in (reports, recordings, notes, note_desk):
        talks.said.connect(calls.said.emit)
    return Parts(knowledge, calls, transfers, recordings, note_desk, wrap_up, reports)


def disconnect(parts: Parts) -> None:
    """Signed out: nothing of this person is shown or written any more."""
    parts.wrap_up.stop()
