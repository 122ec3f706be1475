"""One record: what it is, what it is worth, what belongs to it, and its thread."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from desktop.links import Link
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.grid import ROW_HEIGHT, Grid
from desktop.qt.labels import ElidedLabel, Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, Pill, PillRow, column, empty, row
from desktop.records.contact_icons import ContactIcons
from desktop.records.line_columns import line_columns
from desktop.records.parts import (
    FactsTable,
    GroupsView,
    LinkButton,
    MenuButton,
    Offer,
    SumsTable,
    reveal,
)
from desktop.records.record_model import (
    Action,
    Chosen,
    LineShown,
    RecordShown,
    StatusChoice,
    Tie,
)
from desktop.threads.thread_view import ThreadView

MOST_ROWS = 12
"""Lines shown before the table scrolls by itself."""
TO_STATUS = "status:"
"""What a chosen key begins with that names a status; its place among the choices follows."""


class ActionButton(Button):
    """A button that knows which action it stands for."""

    action_key = ""


class RecordView(QWidget):
    """The page of one record; `thread_panel` is filled by the page."""

    chosen = signal(Chosen)
    link_requested = signal(Link)
    tab_chosen = signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.thread_panel = ThreadView(clock)
        self._code, self._title = Label("", Look.MUTED), ElidedLabel("", Look.TITLE)
        self._status, self._badges = Pill(), PillRow()
        self._total = Label("", Look.TITLE)
        self._customer = LinkButton("", None, "record_customer")
        self.contact = ContactIcons()
        self._ties = row(gap=4)
        self._ties_shown: tuple[Tie, ...] = ()
        self._actions = row(gap=8)
        self._offered: tuple[Action, ...] = ()
        self._change = MenuButton("Change status", "tag", "record.status", Kind.QUIET)
        self._more = MenuButton("More", "list", "record.more")
        self._facts, self._sums, self._groups = FactsTable(), SumsTable(), GroupsView()
        self._description = WrappedLabel()
        self.lines = Grid[LineShown](line_columns(), "record_lines")
        self.lines.setAccessibleName("Lines")
        self._lines_head = Label("Lines", Look.HEADING)
        self._no_lines = Label("No lines yet. Edit it to add some.", Look.MUTED)
        self._tabs = row(gap=16)
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_record(self, shown: RecordShown) -> None:
        """Show this record; its thread is shown through `thread_panel`."""
        self._code.setText(shown.code)
        self._title.setText(shown.title)
        self._status.show_badge(shown.status)
        self._badges.show_badges(shown.badges)
        self._total.setText(shown.total)
        self._total.setVisible(bool(shown.total))
        self._customer.show_link(shown.customer, shown.customer_link)
        self._show_ties(shown)
        self._show_actions(shown.actions)
        self._change.offer([_offer(at, each) for at, each in enumerate(shown.choices)])
        self._more.offer([Offer(each.key, each.label, each.icon) for each in shown.more])
        self._facts.show_facts(shown.facts)
        self._description.setText(shown.description)
        self._description.setVisible(bool(shown.description))
        self._show_lines(shown)
        self._groups.show_groups(shown.groups)

    def add_tab(self, title: str, name: str, part: QWidget) -> None:
        """Another tab beside the details, such as the history."""
        button = Button(title, Kind.TAB)
        button.setObjectName(f"record_tab_{name}")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.clicked.connect(self._choose_tab)
        self._tabs.insertWidget(self._body.count(), button)
        self._body.addWidget(part)
        button.setChecked(self._body.count() == 1)
        for each in self._tab_buttons():
            each.setVisible(self._body.count() > 1)

    def _tab_buttons(self) -> list[Button]:
        items = (self._tabs.itemAt(at) for at in range(self._tabs.count()))
        found = (item.widget() for item in items if item is not None)
        return [each for each in found if isinstance(each, Button)]

    def _choose_tab(self) -> None:
        checked = [at for at, each in enumerate(self._tab_buttons()) if each.isChecked()]
        self._body.setCurrentIndex(checked[0] if checked else 0)
        self.tab_chosen.emit(self.tab())

    def tab(self) -> str:
        """The name of the tab in view."""
        button = self._tab_buttons()[self._body.currentIndex()]
        return button.objectName().removeprefix("record_tab_")

    def _show_ties(self, shown: RecordShown) -> None:
        if shown.ties == self._ties_shown:
            return
        self._ties_shown = shown.ties
        empty(self._ties)
        before = ""
        for tie in shown.ties:
            words = "and" if tie.words == before else tie.words
            before = tie.words
            self._ties.addWidget(Label(words, Look.MUTED))
            button = LinkButton(tie.code, tie.link, f"tie_{tie.link.kind}_{tie.link.id}")
            button.opened.connect(self.link_requested.emit)
            self._ties.addWidget(button)
        reveal(self._ties)

    def _show_actions(self, actions: tuple[Action, ...]) -> None:
        """Rows come in at any moment: a button that is being pressed must not be built anew."""
        if actions == self._offered:
            return
        self._offered = actions
        empty(self._actions)
        for action in reversed(actions):
            button = ActionButton(action.label, action.kind, action.icon)
            button.setObjectName(f"record_{action.key}")
            button.action_key = action.key
            button.setEnabled(not action.refusal)
            button.explain(action.refusal)
            button.clicked.connect(self._act)
            self._actions.addWidget(button)
        reveal(self._actions)

    def _show_lines(self, shown: RecordShown) -> None:
        has_rows = bool(shown.lines)
        self._lines_head.setVisible(shown.has_lines)
        self.lines.setVisible(shown.has_lines and has_rows)
        self._no_lines.setVisible(shown.has_lines and not has_rows)
        if has_rows:
            self.lines.show_rows(shown.lines)
            head = self.lines.horizontalHeader().sizeHint().height()
            self.lines.setFixedHeight(head + ROW_HEIGHT * min(len(shown.lines), MOST_ROWS) + 4)
            policy = Qt.ScrollBarPolicy
            fits = len(shown.lines) <= MOST_ROWS
            self.lines.setVerticalScrollBarPolicy(
                policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
            )
        self._sums.show_sums(shown.sums)

    def _act(self) -> None:
        sender = self.sender()
        if isinstance(sender, ActionButton):
            self._choose(sender.action_key)

    def _open_line(self, line_id: str) -> None:
        """A line whose pay is withheld leads to the issue (PAY-02)."""
        model = self.lines.model_of_rows()
        rows = (model.row(at) for at in range(model.rowCount()))
        found = next((each for each in rows if each.id == line_id), None)
        if found is not None and found.held_link is not None:
            self.link_requested.emit(found.held_link)

    def _choose(self, key: str) -> None:
        self.chosen.emit(Chosen(key))

    def _connect(self) -> None:
        self._customer.opened.connect(self.link_requested.emit)
        self._facts.link_requested.connect(self.link_requested.emit)
        self._groups.link_requested.connect(self.link_requested.emit)
        self._groups.chosen.connect(self.chosen.emit)
        self._more.chosen.connect(self._choose)
        self.lines.opened.connect(self._open_line)
        self._change.chosen.connect(self._choose)

    def _lay_out(self) -> None:
        self._change.setObjectName("record_status")
        self._more.setObjectName("record_more")
        self._title.setObjectName("record_title")
        self._total.setObjectName("record_total")
        self._description.setObjectName("record_description")
        head = Card()
        inner = column(head, gap=6, edge=16)
        inner.addLayout(self._first_line())
        second = row(gap=12)
        second.addWidget(self._title, 1)
        second.addWidget(self._total)
        inner.addLayout(second)
        third = row(gap=6)
        third.addWidget(self._customer)
        third.addWidget(self.contact)
        third.addSpacing(8)
        third.addLayout(self._ties)
        third.addStretch(1)
        inner.addLayout(third)
        self.thread_panel.setMinimumWidth(336)
        body = row(gap=12)
        body.addWidget(self._left(), 13)
        body.addWidget(self.thread_panel, 9)
        stack = column(self, gap=12, edge=16)
        stack.addWidget(head)
        stack.addLayout(body, 1)

    def _first_line(self) -> QHBoxLayout:
        line = row(gap=10)
        line.addWidget(self._code)
        line.addWidget(self._status)
        line.addWidget(self._badges)
        line.addWidget(self._change)
        line.addStretch(1)
        line.addLayout(self._actions)
        line.addWidget(self._more)
        return line

    def _left(self) -> QWidget:
        details = QWidget()
        details.setProperty("clear", "true")
        inner = column(details, gap=10)
        inner.setContentsMargins(16, 14, 16, 16)
        inner.addWidget(self._description)
        inner.addWidget(self._facts)
        inner.addSpacing(6)
        for part in (self._lines_head, self.lines, self._no_lines, self._sums, self._groups):
            inner.addWidget(part)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("record_details")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(details)
        scroll.viewport().setAutoFillBackground(False)
        card = Card()
        stack = column(card, gap=0)
        stack.setContentsMargins(1, 1, 1, 1)
        self._tabs.setContentsMargins(16, 0, 16, 0)
        self._tabs.addStretch(1)
        stack.addLayout(self._tabs)
        stack.addWidget(self._body, 1)
        self.add_tab("Details", "details", scroll)
        return card


def _offer(at: int, choice: StatusChoice) -> Offer:
    return Offer(f"{TO_STATUS}{at}", choice.badge.text, choice.badge.icon, choice.badge.tone)
