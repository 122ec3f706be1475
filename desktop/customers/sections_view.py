"""The Activity tab's left side: a section for each kind of record, by status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.customers.sections_lines import RecordLine, StatusLine
from desktop.customers.sections_model import (
    KINDS,
    TITLES,
    RecordShown,
    SectionShown,
    Segment,
    said,
)
from desktop.qt import theme
from desktop.qt.buttons import Button
from desktop.qt.formatting import number, round_money
from desktop.qt.labels import Label, Look
from desktop.qt.segment_bar import Part, SegmentBar
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, Glyph, column, row
from desktop.replica.profile_totals import Section

ROOMY = 270
Records = Callable[[Segment], Sequence[RecordShown]]
"""Reads the newest records of a status; asked only for one that is open."""


class StatusGroup(QWidget):
    """One status: its line, the way to the whole list, and its records while it is open."""

    opened = signal(str)
    list_requested = signal(Segment)
    record_opened = signal(RecordShown)
    record_opened_aside = signal(RecordShown)

    def __init__(self) -> None:
        super().__init__()
        self._segment: Segment | None = None
        self._line, self._all = StatusLine(), Button("Show all", Kind.LINK)
        self._all.setFont(theme.font(12))
        self._records: list[RecordLine] = []
        self._inside = column(gap=0)
        head = row(gap=4)
        head.addWidget(self._line, 1)
        head.addWidget(self._all)
        stack = column(self, gap=0)
        stack.addLayout(head)
        stack.addLayout(self._inside)
        self._line.opened.connect(self.opened.emit)
        self._all.clicked.connect(self._ask)

    def show_segment(self, segment: Segment, records: Sequence[RecordShown]) -> None:
        """Show a status, with these records under it."""
        self._segment = segment
        self._line.show_segment(segment)
        self._line.setChecked(bool(records))
        self._all.setObjectName(f"show_all_{segment.key}")
        self._all.setAccessibleName(f"Show all {segment.badge.text}: {number(segment.count)}")
        while len(self._records) < len(records):
            line = RecordLine()
            line.opened.connect(self.record_opened.emit)
            line.opened_aside.connect(self.record_opened_aside.emit)
            self._inside.addWidget(line)
            self._records.append(line)
        for at, line in enumerate(self._records):
            if at < len(records):
                line.show_record(records[at])
            line.setVisible(at < len(records))

    def _ask(self) -> None:
        if self._segment is not None:
            self.list_requested.emit(self._segment)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._all.setText("Show all" if self.width() >= ROOMY else "All")


class SectionView(QWidget):
    """Head, bar and statuses of one kind; the head folds it away."""

    folded = signal(Section)
    opened = signal(str)
    list_requested = signal(Segment)
    record_opened = signal(RecordShown)
    record_opened_aside = signal(RecordShown)

    def __init__(self, section: Section) -> None:
        super().__init__()
        self._section = section
        title, icon = TITLES[section]
        self._fold = Button(title, Kind.LINK, "chevron-down")
        self._fold.setObjectName(f"fold_{section}")
        self._fold.setProperty("plain", "true")
        self._count = Label("", Look.MUTED)
        self._sum = Label("", Look.STRONG)
        self._sum.setFont(theme.figures())
        self._bar, self._none = SegmentBar(), Label("None yet", Look.SMALL)
        self._groups: list[StatusGroup] = []
        self._body = QWidget()
        self._inside = column(self._body, gap=0)
        self._inside.addWidget(self._bar)
        self._inside.addSpacing(4)
        head = row(gap=6)
        for each in (Glyph(icon), self._fold, self._count):
            head.addWidget(each)
        head.addStretch(1)
        head.addWidget(self._none)
        head.addWidget(self._sum)
        stack = column(self, gap=2)
        stack.addLayout(head)
        stack.addWidget(self._body)
        self._fold.clicked.connect(self._tell)
        self._bar.chosen.connect(self.opened.emit)

    def show_section(self, shown: SectionShown, *, is_folded: bool) -> None:
        """Show these statuses; the records of an open one follow with `show_records`."""
        self._count.setText(number(shown.count) if shown.count else "")
        self._sum.setText("" if shown.cents is None else round_money(shown.cents))
        self._none.setVisible(not shown.count)
        self._fold.setAccessibleName(f"{shown.words}, {'folded' if is_folded else 'unfolded'}")
        self._fold.swap_icon("chevron-right" if is_folded else "chevron-down")
        self._body.setVisible(bool(shown.count) and not is_folded)
        self._bar.show_parts(
            [Part(each.key, said(each), each.badge.tone, each.count) for each in shown.segments]
        )

    def show_statuses(self, segments: Sequence[Segment], open_key: str, records: Records) -> None:
        """One group for each status; only the open one is asked for its records."""
        while len(self._groups) < len(segments):
            self._add_group()
        for at, group in enumerate(self._groups):
            if at < len(segments):
                each = segments[at]
                group.show_segment(each, records(each) if each.key == open_key else ())
            group.setVisible(at < len(segments))

    def _add_group(self) -> None:
        group = StatusGroup()
        group.opened.connect(self.opened.emit)
        group.list_requested.connect(self.list_requested.emit)
        group.record_opened.connect(self.record_opened.emit)
        group.record_opened_aside.connect(self.record_opened_aside.emit)
        self._groups.append(group)
        self._inside.addWidget(group)

    def _tell(self) -> None:
        self.folded.emit(self._section)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(240, super().sizeHint().height())


class SectionsView(Card):
    """All sections one under the other. Widgets are kept from one customer to the next."""

    list_requested = signal(Segment)
    record_opened = signal(RecordShown)
    record_opened_aside = signal(RecordShown)
    folded_changed = signal(frozenset)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sections")
        self._shown: tuple[SectionShown, ...] | None = None
        self._views: dict[Section, SectionView] = {}
        self._folded: frozenset[Section] = frozenset()
        self._open = ""
        self._records: Records = _nothing
        inside = QWidget()
        inside.setProperty("clear", "true")
        self._stack = column(inside, gap=14, edge=14)
        hint = "Inquiries, quotes, bookings and invoices will be counted here."
        self._empty = EmptyState("file-text", "No records yet", hint)
        self._stack.addWidget(self._empty)
        for section in Section:
            self._build(section)
        self._stack.addStretch(1)
        around = QScrollArea()
        around.setWidgetResizable(True)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around.setWidget(inside)
        column(self, edge=1).addWidget(around)

    def read_by(self, records: Records) -> None:
        """Where the records of an open status come from."""
        self._records = records

    def show_sections(self, sections: Iterable[SectionShown]) -> None:
        """Show exactly these; a status that was open stays open with fresh records."""
        shown = tuple(sections)
        if shown == self._shown and not self._open:
            return
        self._shown = shown
        by_section = {each.section: each for each in shown}
        is_empty = not any(each.count for each in shown)
        self._empty.setVisible(is_empty)
        for section, view in self._views.items():
            each = by_section.get(section)
            view.setVisible(each is not None and not is_empty)
            if each is not None:
                self._fill(view, each)

    def show_folded(self, folded: frozenset[Section]) -> None:
        """Which sections are folded away."""
        self._folded = folded
        self._again()

    def close_status(self) -> None:
        """Somebody else is shown: nothing is open."""
        self._open = ""

    def _fill(self, view: SectionView, shown: SectionShown) -> None:
        is_folded = shown.section in self._folded
        view.show_section(shown, is_folded=is_folded)
        view.show_statuses(() if is_folded else shown.segments, self._open, self._records)

    def _build(self, section: Section) -> None:
        view = SectionView(section)
        view.folded.connect(self._toggle)
        view.opened.connect(self._open_status)
        view.list_requested.connect(self.list_requested.emit)
        view.record_opened.connect(self.record_opened.emit)
        view.record_opened_aside.connect(self.record_opened_aside.emit)
        view.hide()
        self._views[section] = view
        self._stack.addWidget(view)

    def _toggle(self, section: Section) -> None:
        self._folded = self._folded ^ {section}
        self._again()
        self.folded_changed.emit(self._folded)

    def _open_status(self, key: str) -> None:
        """Open a status, or close it again; what has no list of records goes to the timeline."""
        segment = self._segment(key)
        if segment is None:
            return
        if segment.section not in KINDS:
            self.list_requested.emit(segment)
        self._open = "" if self._open == key or segment.section not in KINDS else key
        self._again()

    def _segment(self, key: str) -> Segment | None:
        every = (each for shown in self._shown or () for each in shown.segments)
        return next((each for each in every if each.key == key), None)

    def _again(self) -> None:
        shown, self._shown = self._shown or (), None
        self.show_sections(shown)


def _nothing(_segment: Segment) -> Sequence[RecordShown]:
    return ()
