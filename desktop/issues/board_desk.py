"""The board, wired: which cards stand where, read beside the window, fresh every minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.issues.board_model import limits_of
from desktop.issues.board_moves import Moving
from desktop.issues.board_view import HELP, BoardView, Wish
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import EmptyState, column
from desktop.replica.listing_issues import ISSUE_LIST
from desktop.replica.listing_issues_board import LANES, CardRow, Spot, cards, spots
from desktop.replica.listing_query import Query, settled
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.issues import ReportIssue
from sync_server.contract.values import IssueStatus
from sync_server.rules.clocks import settings_of

MINUTE_MS = 60_000
SHOWN = ISSUE_LIST.entities | {"check_item", "complaint_settings", "permission"}


class BoardPanel(QWidget):
    """The board with its line of help; an empty state where no card stands."""

    everything_requested = wish()
    report_requested = wish()

    def __init__(self, board: BoardView) -> None:
        super().__init__()
        self.board = board
        self._help = Label(HELP, Look.SMALL)
        self._help.setObjectName("issue_board_help")
        self._none = EmptyState("kanban", "No issues on the board", "")
        self._is_narrowed = False
        self._none.acted.connect(self._act)
        self._body = QStackedWidget()
        self._body.addWidget(board)
        self._body.addWidget(self._none)
        stack = column(self, gap=4)
        stack.setContentsMargins(12, 4, 6, 0)
        stack.addWidget(self._body, 1)
        stack.addWidget(self._help)
        self.setFocusProxy(board)

    def show_told(self, words: str) -> None:
        """What carrying a card means just now; empty: how to begin."""
        self._help.setText(words or HELP)
        self._help.setAccessibleName(words or HELP)

    def show_count(self, count: int, *, is_narrowed: bool, may_report: bool) -> None:
        """Without cards the reason stands there, and what to do about it."""
        self._is_narrowed = is_narrowed
        self._body.setCurrentIndex(0 if count else 1)
        self._help.setVisible(bool(count))
        self.setFocusProxy(self.board if count else self._none)
        if is_narrowed:
            self._none.say(
                "No issues match", "Take a filter away to see more.", "Take all filters away"
            )
        else:
            words = "What customers complain about stands here until it is put right."
            self._none.say("No issues on the board", words, "Report issue" if may_report else "")

    def _act(self) -> None:
        (self.everything_requested if self._is_narrowed else self.report_requested).emit()


class BoardDesk(QObject):
    """Answers what the list asks for as cards; `moving` does what people want of them."""

    shown = signal(int)
    """How many cards there are."""

    def __init__(self, store: Store, clock: Clock, moving: Moving, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._clock, self.moving = store, clock, moving
        self._rights = Rights(store)
        self.board = BoardView(self, clock)
        self.panel = BoardPanel(self.board)
        self._query = Query()
        self._is_stale, self._is_on = True, False
        self._work = Background("board of issues", self, store.is_there)
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.board.forget_words)
        self._deafen = store.viewing.listen(self._viewers_changed)
        self.board.move_requested.connect(self._move)
        self.board.told.connect(self.panel.show_told)

    def ask(self, query: Query) -> None:
        """Cards of whatever passes; columns and sorting are the table's."""
        lanes = query.group_by if query.group_by in LANES else ""
        asked = msgspec.structs.replace(query, group_by=lanes, sorts=(), columns=())
        if asked != self._query:
            self._query, self._is_stale = asked, True
            self._look_if_seen()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or entities & SHOWN:
            self._is_stale = True
            self._look_if_seen()

    def turn_on(self) -> None:
        """The board is in view from now on."""
        self._is_on = True
        self._minute.start()
        self.board.forget_words()
        self._look_if_seen()

    def turn_off(self) -> None:
        """The table is shown instead: nothing is read for the board."""
        self._is_on = False
        self._minute.stop()

    def lanes(self) -> str:
        """What the swimlanes are made of; empty: there are none."""
        return self._query.group_by

    def is_busy(self) -> bool:
        return self._work.is_busy()

    def end(self) -> None:
        """The desk closes."""
        self._deafen()
        self._minute.stop()
        self._work.end()

    # -- what the board reads

    def cards(self, places: Iterable[int]) -> Mapping[int, CardRow]:
        if not self._store.is_there():
            return {}
        return cards(self._store.reader(), places)

    def refusals(self, issue_id: str) -> Mapping[IssueStatus, str]:
        return self.moving.refusals(issue_id)

    def viewers_of(self, issue_id: str) -> tuple[str, ...]:
        """Colleagues who look at it right now."""
        me = self._store.me.id if self._store.me is not None else ""
        return tuple(each.name for each in self._store.viewing.others(issue_id, me))

    def _viewers_changed(self, _issue_id: str) -> None:
        if self._is_on:
            self.board.forget_words()

    def _move(self, wanted: Wish) -> None:
        self.moving.ask(wanted.id, wanted.to)

    def _look_if_seen(self) -> None:
        if not self._is_on or not self._is_stale:
            return
        self._is_stale = False
        store, now = self._store, self._clock()
        query = settled(self._query, now)

        def work(_cancelled: Cancelled) -> tuple[Spot, ...]:
            return spots(store.reader(), query, now)

        self._work.run(work, self._found)

    def _found(self, found: tuple[Spot, ...]) -> None:
        limits = limits_of(settings_of(self._store.view).wip_limits)
        may = self.moving.may()
        self.board.let_move(may=may)
        self.board.show_spots(found, limits, self._query.group_by, can_move=may)
        narrowed = bool(self._query.filters or self._query.words)
        self.panel.show_count(
            len(found), is_narrowed=narrowed, may_report=self._rights.may(ReportIssue)
        )
        self.shown.emit(len(found))
