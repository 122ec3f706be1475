"""The panel of one call: its story, its sounds, what it was about, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QWidget

from desktop.calls.log_detail_model import CallShown, Fact, Hearable, StoryLine
from desktop.qt import theme
from desktop.qt.buttons import Button, icon_button
from desktop.qt.labels import ElidedLabel, Label, Look, WrappedLabel, tip
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, Glyph, PillRow, column, empty, row, rule
from desktop.replica.call_log import LinkedRecord
from sync_server.contract.base import RowId

_NO_CHOICE = "Not chosen"


@dataclass(frozen=True, slots=True)
class DispositionPicked:
    """How a call came out; an empty id takes the choice back."""

    call_id: RowId
    disposition_id: str


class _OneOf(Button):
    """A button for one of several things of a kind."""

    at = 0


class CallDetail(Card):
    """Shows one call; everything it asks for names the call or the thing itself."""

    closed = wish()
    call_back_requested = signal(str)
    link_requested = wish()
    customer_requested = signal(str)
    record_requested = signal(LinkedRecord)
    play_requested = signal(Hearable)
    disposition_picked = signal(DispositionPicked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("call_detail")
        self._shown: CallShown | None = None
        self._glyph, self._title = Glyph("phone"), ElidedLabel("", Look.BIG)
        self._badges = PillRow()
        self._close = icon_button("Close this call's panel", "x", "panel.close")
        self._customer = Button("", Kind.LINK)
        self._facts, self._story = QGridLayout(), QGridLayout()
        self._sounds, self._records = column(gap=4), row(gap=6)
        self._disposition = QComboBox()
        self._call = Button("Call back", Kind.PRIMARY, "phone")
        self._link = Button("Link to…", Kind.PLAIN, "link")
        self._lay_out()
        self._connect()

    def show_call(self, shown: CallShown) -> None:
        """Show this call."""
        if shown == self._shown:
            return
        self._shown = shown
        self._glyph.show_icon(shown.sign.icon, shown.sign.tone)
        self._title.setText(shown.title)
        self._badges.show_badges((shown.badge,))
        self._customer.relabel(shown.customer)
        self._customer.setEnabled(shown.customer_id is not None)
        self._call.setEnabled(bool(shown.number))
        self._call.explain("" if shown.number else "The caller withheld their number")
        self._show_facts(shown.facts)
        self._show_story(shown.story)
        self._show_sounds(shown.hearables)
        self._show_records(shown.records)
        self._show_dispositions(shown)

    def shown_id(self) -> RowId:
        """The call shown; empty before the first."""
        return self._shown.id if self._shown else RowId("")

    def hearables(self) -> tuple[Hearable, ...]:
        """What of this call can be listened to."""
        return self._shown.hearables if self._shown else ()

    def _show_facts(self, facts: Iterable[Fact]) -> None:
        empty(self._facts)
        for at, fact in enumerate(facts):
            self._facts.addWidget(Label(fact.title, Look.MUTED), at, 0, Qt.AlignmentFlag.AlignTop)
            value = WrappedLabel(fact.text)
            tip(value, fact.tip)
            self._facts.addWidget(value, at, 1)

    def _show_story(self, story: Iterable[StoryLine]) -> None:
        empty(self._story)
        for at, line in enumerate(story):
            time = Label(line.at, Look.MUTED)
            time.setFont(theme.figures(12))
            tip(time, line.tip)
            self._story.addWidget(time, at, 0, Qt.AlignmentFlag.AlignTop)
            glyph = Glyph(line.sign.icon, line.sign.tone, 14)
            self._story.addWidget(glyph, at, 1, Qt.AlignmentFlag.AlignTop)
            self._story.addWidget(WrappedLabel(line.words), at, 2)

    def _show_sounds(self, hearables: Iterable[Hearable]) -> None:
        empty(self._sounds)
        for at, hearable in enumerate(hearables):
            button = _OneOf(f"Play {hearable.words.lower()}", Kind.PLAIN, "play")
            button.setObjectName(f"call_play_{at}")
            button.at = at
            button.clicked.connect(self._play_chosen)
            self._sounds.addWidget(button)
            button.show()

    def _show_records(self, records: tuple[LinkedRecord, ...]) -> None:
        empty(self._records)
        for at, record in enumerate(records):
            button = _OneOf(record.code, Kind.LINK)
            button.setObjectName(f"call_record_{record.kind}")
            button.at = at
            button.clicked.connect(self._record_chosen)
            self._records.addWidget(button)
            button.show()  # a layout shows its widgets one frame later: that flickers
        if not records:
            self._records.addWidget(Label("Nothing yet", Look.MUTED))
        self._records.addStretch(1)

    def _show_dispositions(self, shown: CallShown) -> None:
        box = self._disposition
        box.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        box.clear()
        box.addItem(_NO_CHOICE, "")
        for each in shown.dispositions:
            box.addItem(each.name, each.id)
        box.setCurrentIndex(max(0, box.findData(shown.disposition_id)))
        box.blockSignals(False)  # noqa: FBT003 - Qt's own signature

    def _play_chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, _OneOf) and self._shown is not None:
            self.play_requested.emit(self._shown.hearables[sender.at])

    def _record_chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, _OneOf) and self._shown is not None:
            self.record_requested.emit(self._shown.records[sender.at])

    def _call_back(self) -> None:
        if self._shown is not None:
            self.call_back_requested.emit(self._shown.number)

    def _open_customer(self) -> None:
        if self._shown is not None and self._shown.customer_id is not None:
            self.customer_requested.emit(self._shown.customer_id)

    def _disposed(self, _at: int) -> None:
        if self._shown is not None:
            chosen = str(self._disposition.currentData() or "")
            self.disposition_picked.emit(DispositionPicked(self._shown.id, chosen))

    def _connect(self) -> None:
        self._close.clicked.connect(self.closed)
        self._call.clicked.connect(self._call_back)
        self._link.clicked.connect(self.link_requested)
        self._customer.clicked.connect(self._open_customer)
        self._disposition.activated.connect(self._disposed)

    def _lay_out(self) -> None:
        names = {
            "call_detail_close": self._close,
            "call_customer": self._customer,
            "call_back": self._call,
            "call_link": self._link,
            "call_disposition": self._disposition,
        }
        for name, part in names.items():
            part.setObjectName(name)
        self._disposition.setAccessibleName("Disposition")
        for grid, last in ((self._facts, 1), (self._story, 2)):
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(last, 1)
        inside = QWidget()
        inside.setProperty("clear", "true")
        stack = column(inside, gap=12, edge=16)
        stack.addLayout(self._head())
        stack.addLayout(self._facts)
        stack.addWidget(rule())
        stack.addWidget(Label("What happened", Look.HEADING))
        stack.addLayout(self._story)
        stack.addLayout(self._sounds)
        stack.addWidget(rule())
        stack.addLayout(self._about())
        stack.addStretch(1)
        around = QScrollArea()
        around.setWidgetResizable(True)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around.setWidget(inside)
        column(self, edge=1).addWidget(around)
        self.setMinimumWidth(340)

    def _head(self) -> QGridLayout:
        head = QGridLayout()
        first, actions = row(gap=8), row(gap=8)
        first.addWidget(self._glyph)
        first.addWidget(self._title, 1)
        first.addWidget(self._badges)
        first.addWidget(self._close)
        actions.addWidget(self._call)
        actions.addWidget(self._link)
        actions.addStretch(1)
        head.setVerticalSpacing(8)
        head.addLayout(first, 0, 0)
        head.addWidget(self._customer, 1, 0, Qt.AlignmentFlag.AlignLeft)
        head.addLayout(actions, 2, 0)
        return head

    def _about(self) -> QGridLayout:
        about = QGridLayout()
        about.setHorizontalSpacing(12)
        about.setColumnStretch(1, 1)
        about.addWidget(Label("Disposition", Look.MUTED), 0, 0)
        about.addWidget(self._disposition, 0, 1)
        about.addWidget(Label("Linked to", Look.MUTED), 1, 0)
        about.addLayout(self._records, 1, 1)
        return about
