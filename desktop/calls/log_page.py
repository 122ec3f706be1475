"""Recent calls, wired: what is shown in which order, one call beside it, linking and exporting."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.calls.log_detail import DispositionPicked
from desktop.calls.log_detail_model import DispositionChoice, Hearable, shown_call
from desktop.calls.log_export import call_sheet
from desktop.calls.log_linking import Linking
from desktop.calls.log_view import LogFilter, LogView, Period
from desktop.calls.voicemail_listening import Playable
from desktop.links import Link, LinkKind
from desktop.lists.exporting import Exporting, Measured
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock, day, phone
from desktop.qt.grid import Order as Asked
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.replica.call_log import EveryCall, LinkedRecord, Order, Picked, one_call
from desktop.replica.call_picks import EVERYTHING, CallFilter, filter_choices, pick_calls
from desktop.replica.connection import Connection
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.calls import (
    CallRow,
    ChooseDisposition,
    RecordingRow,
    VoicemailRow,
)
from sync_server.contract.ring_groups import DispositionRow
from sync_server.contract.staff import StaffRow
from sync_server.rules.effects import Refused

SHOWN = frozenset(
    {"call", "recording", "voicemail", "customer", "ring_group", "disposition", "booking"}
    | {"quote", "invoice", "issue", "staff"}
)
Pick = Callable[[Connection, Cancelled], "array[int]"]
"""Works out which calls, in which order."""
SLOW_MS, AGAIN_MS = 250, 500


class LogPage(QWidget):
    link_requested = signal(Link)
    dial_requested = signal(str)
    play_requested = signal(Playable)
    refused = signal(str)
    said = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._filter = EVERYTHING
        self._order, self._descending = Order.STARTED, True
        self._picked: Picked | None = None
        self._every = EveryCall(store.reader)
        self.view = LogView(clock)
        self._finding = Background("find calls", self, store.is_there)
        self._exporting = Exporting(store, clock, "call", self)
        self._linking: Linking | None = None
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._connect()
        self._show_choices()
        self._find()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if entities and not entities & SHOWN:
            return
        if not entities or entities & {"staff", "ring_group"}:
            self._show_choices()
        if self._picked is None:
            self.view.refresh()
        self._again.start()
        if not self.view.detail.isHidden():
            self._show_detail(self.view.detail.shown_id())

    def open_call(self, call_id: RowId) -> None:
        """Show one call's panel."""
        self._choose(call_id)

    def is_busy(self) -> bool:
        """Whether calls are still looked for."""
        return self._finding.is_busy()

    def end(self) -> None:
        """The desk closes."""
        self._finding.end()
        self._exporting.end()

    # -- which calls

    def _filter_changed(self, chosen: LogFilter) -> None:
        since, before = _span(chosen.period, self._clock())
        self._filter = CallFilter(
            chosen.direction,
            chosen.outcomes,
            RowId(chosen.agent_id) if chosen.agent_id else None,
            RowId(chosen.group_id) if chosen.group_id else None,
            since,
            before,
            chosen.recorded,
            chosen.words,
        )
        self._find()

    def _sort(self, asked: Asked) -> None:
        self._order, self._descending = Order(asked.key), asked.descending
        self._find()

    def _find(self) -> None:
        if self._filter == EVERYTHING and self._order is Order.STARTED:
            self._finding.cancel()
            self._rest()
            self._picked = None
            self._every = EveryCall(self._store.reader, self._descending)
            self.view.show_source(self._every)
            self._again.start()
            return
        self._slow.start()
        self._finding.run(self._looking(), self._found)

    def _find_again(self) -> None:
        if not self._finding.is_busy():
            self._finding.run(self._looking(), self._found_again)

    def _looking(self) -> Callable[[Cancelled], array[int]]:
        pick, store = self._pick(), self._store
        return lambda cancelled: pick(store.reader(), cancelled)

    def _found(self, places: array[int]) -> None:
        self._rest()
        self._picked = Picked(self._store.reader, places)
        self.view.show_source(self._picked)

    def _found_again(self, places: array[int]) -> None:
        if self._picked is None:
            self._every.learn(places)
        else:
            self._picked.places = places
            self.view.refresh()

    def _rest(self) -> None:
        self._slow.stop()
        self.view.show_rest()

    def _say_slow(self) -> None:
        self.view.show_work(Progress("Looking through all calls…"))

    def _show_choices(self) -> None:
        self.view.show_choices(filter_choices(self._store.reader()))

    def _export(self) -> None:
        self._exporting.ask(self._measure())

    def _measure(self) -> Callable[[Connection, Cancelled], Measured]:
        """The calls as they are filtered and sorted now, to be written to a file."""
        pick = self._pick()
        return lambda db, cancelled: call_sheet(db, pick(db, cancelled))

    def _pick(self) -> Pick:
        chosen, order, descending = self._filter, self._order, self._descending

        def pick(db: Connection, cancelled: Cancelled) -> array[int]:
            return pick_calls(db, chosen, order, descending=descending, stopped=cancelled)

        return pick

    # -- one call

    def _choose(self, call_id: str) -> None:
        if self._show_detail(RowId(call_id)):
            self.view.show_detail()

    def _show_detail(self, call_id: RowId) -> bool:
        call = one_call(self._store.reader(), call_id)
        view = self._store.view
        row = view.get(CallRow, call_id)
        if call is None or row is None:
            return False
        sounds: list[RecordingRow | VoicemailRow] = [*view.where(RecordingRow, call_id=call_id)]
        sounds += view.where(VoicemailRow, call_id=call_id, removed_at=None)
        names = {step.by: self._name(step.by) for step in row.steps if step.by}
        shown = shown_call(call, row, sounds, self._dispositions(row), names)
        self.view.detail.show_call(shown)
        return True

    def _name(self, staff_id: RowId) -> str:
        staff = self._store.view.get(StaffRow, staff_id)
        return staff.name if staff is not None else ""

    def _dispositions(self, row: CallRow) -> list[DispositionChoice]:
        known = sorted(self._store.view.where(DispositionRow), key=lambda d: (d.position, d.name))
        return [
            DispositionChoice(each.id, each.name)
            for each in known
            if not each.archived or each.id == row.disposition_id
        ]

    def _dispose(self, picked: DispositionPicked) -> None:
        chosen = RowId(picked.disposition_id) if picked.disposition_id else None
        try:
            self._store.do(ChooseDisposition(call_id=picked.call_id, disposition_id=chosen))
        except Refused as refusal:
            self.refused.emit(refusal.detail)

    def _play(self, sound: Hearable) -> None:
        call = one_call(self._store.reader(), self.view.detail.shown_id())
        if call is None:
            return
        who = call.customer or phone(call.number) or "a withheld number"
        name = "Voicemail from" if sound.is_voicemail else "Call with"
        on = day(call.started_at, self._clock())
        self.play_requested.emit(
            Playable(
                sound.sha256,
                f"{name} {who}",
                f"{on}, {phone(call.number)}".strip(", "),
                f"{name.split()[0].lower()} {call.started_at:%Y-%m-%d %H%M}.wav",
                sound.id if sound.is_voicemail else None,
            )
        )

    def _play_first(self, call_id: str) -> None:
        """A click on the sound in the list: what the panel would play first."""
        self._choose(call_id)
        sounds = self.view.detail.hearables()
        if sounds:
            self._play(sounds[0])
        else:
            self.refused.emit("The sound of this call was removed.")

    def _link(self) -> None:
        if self._linking is None:
            self._linking = Linking(self._store, self)
        self._linking.open(self.view.detail.shown_id())

    def _open_customer(self, customer_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.CUSTOMER, RowId(customer_id)))

    def _open_record(self, record: LinkedRecord) -> None:
        self.link_requested.emit(Link(LinkKind(str(record.kind)), record.id))

    def _connect(self) -> None:
        view, detail = self.view, self.view.detail
        view.filter_changed.connect(self._filter_changed)
        view.order_requested.connect(self._sort)
        view.chosen.connect(self._choose)
        view.play_requested.connect(self._play_first)
        view.export_requested.connect(self._export)
        view.export_cancelled.connect(self._exporting.cancel)
        detail.call_back_requested.connect(self.dial_requested.emit)
        detail.customer_requested.connect(self._open_customer)
        detail.record_requested.connect(self._open_record)
        detail.link_requested.connect(self._link)
        detail.play_requested.connect(self._play)
        detail.disposition_picked.connect(self._dispose)
        self._slow.timeout.connect(self._say_slow)
        self._again.timeout.connect(self._find_again)
        self._exporting.progressed.connect(view.show_export)
        self._exporting.ended.connect(view.show_rest)
        self._exporting.said.connect(self.said.emit)
        self._exporting.failed.connect(self.refused.emit)


def _span(period: Period, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when, in whole days of the person's own calendar."""
    today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = today - timedelta(days=1)
    spans: dict[Period, tuple[datetime | None, datetime | None]] = {
        Period.ALL: (None, None),
        Period.TODAY: (today, None),
        Period.YESTERDAY: (yesterday, today),
        Period.WEEK: (today - timedelta(days=6), None),
        Period.MONTH: (today - timedelta(days=29), None),
    }
    return spans[period]
