"""Run inside a display: the board of issues, or Qt's own lists of the same cards; prints JSON."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import psutil
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QDragMoveEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHBoxLayout, QListView, QWidget

from desktop.issues.board_desk import BoardDesk
from desktop.issues.board_items import packed
from desktop.issues.board_model import COLUMNS
from desktop.issues.board_moves import Moving
from desktop.issues.board_words import card_of
from desktop.qt import theme
from desktop.qt.hop import GuiThread
from desktop.qt.tones import Scheme
from desktop.replica.listing_issues_board import CardRow, cards, spots
from desktop.replica.listing_query import Query
from desktop.replica.profile import Profile
from desktop.store import Store
from tests.desktop.issues import complaints

OPENS, FRAMES, SCROLLS, MOVES = 20, 600, 200, 12
PATIENCE_MS = 20_000
SIZE = (1230, 700)


class Told(msgspec.Struct):
    """Everything measured, in milliseconds and megabytes."""

    cards: int = 0
    opens: list[float] = []
    opens_cpu: list[float] = []
    """All threads of the program."""
    frames: list[float] = []
    frames_cpu: list[float] = []
    """The window's own thread, whatever else the machine does."""
    scrolls: list[float] = []
    moves: list[float] = []
    """From the command to the card painted in its new column."""
    rss_mb: float = 0


def until(holds: Callable[[], bool]) -> None:
    """Run the loop until something is true."""
    loop, look, late = QEventLoop(), QTimer(interval=0), QTimer(singleShot=True)
    look.timeout.connect(lambda: loop.quit() if holds() else None)
    late.timeout.connect(loop.quit)
    look.start()
    late.start(PATIENCE_MS)
    loop.exec()
    look.stop()
    assert holds(), "never happened"


def exposed(window: QWidget) -> None:
    window.show()
    until(lambda: window.windowHandle() is not None and window.windowHandle().isExposed())


class Ours:
    """A window in which boards are opened anew."""

    def __init__(self, folder: Path) -> None:
        self.gui, self.told = GuiThread(), Told()
        self.profile = Profile(folder / "profile", None)
        self.store = Store(self.profile, complaints.clock, self.gui.run)
        self.window = QWidget()
        self.line = QHBoxLayout(self.window)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.window.resize(*SIZE)
        exposed(self.window)

    def open(self) -> BoardDesk:
        """From nothing to cards on the screen."""
        began, cpu = time.perf_counter(), time.process_time()
        moving = Moving(self.store, complaints.clock, self.window)
        desk = BoardDesk(self.store, complaints.clock, moving, self.window)
        self.line.addWidget(desk.panel)
        desk.panel.show()
        desk.turn_on()
        until(lambda: bool(desk.board.board().spots))
        desk.board.viewport().repaint()
        self.told.opens.append((time.perf_counter() - began) * 1000)
        self.told.opens_cpu.append((time.process_time() - cpu) * 1000)
        self.told.cards = len(desk.board.board().spots)
        return desk

    def drag(self, desk: BoardDesk) -> None:
        """A card is carried over all columns and past the edges."""
        board, chance = desk.board, random.Random(3)
        key = board.board().spots[3].id
        board.pick_up(key)
        action, data = Qt.DropAction.CopyAction, packed(key)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        at = QPoint(200, 300)
        for _ in range(FRAMES):
            at += QPoint(chance.randint(-40, 42), chance.randint(-25, 28))
            at = QPoint(at.x() % board.viewport().width(), at.y() % board.viewport().height())
            event = QDragMoveEvent(at, action, data, left, none)
            self._frame(lambda event=event: board.dragMoveEvent(event), board, self.told.frames)
        board.let_go()

    def scroll(self, desk: BoardDesk) -> None:
        bar, chance = desk.board.verticalScrollBar(), random.Random(2)
        for _ in range(SCROLLS):
            to = chance.randint(0, bar.maximum())
            self._frame(lambda to=to: bar.setValue(to), desk.board, self.told.scrolls)

    def _frame(self, act: Callable[[], None], board: QAbstractItemView, into: list[float]) -> None:
        began, cpu = time.perf_counter(), time.thread_time()
        act()
        board.viewport().repaint()
        into.append((time.perf_counter() - began) * 1000)
        if into is self.told.frames:
            self.told.frames_cpu.append((time.thread_time() - cpu) * 1000)
        QApplication.sendPostedEvents()

    def move(self, desk: BoardDesk) -> None:
        """Drop a card: the rule, the rows, the board read anew, painted."""
        stop = self.store.listen(desk.refresh)
        goal = COLUMNS[3]
        mine = [s for s in desk.board.board().spots if s.status is COLUMNS[1]][:MOVES]
        for spot in mine:
            began = time.perf_counter()
            desk.moving.ask(spot.id, goal)
            board = desk.board
            until(lambda: board.items.spot(board.items.row_of(spot.id)).status is goal)  # noqa: B023
            board.viewport().repaint()
            self.told.moves.append((time.perf_counter() - began) * 1000)
        stop()


def ours(folder: Path) -> Told:
    made = Ours(folder)
    for at in range(OPENS):
        desk = made.open()
        if at + 1 < OPENS:
            desk.end()
            desk.panel.hide()
            desk.panel.deleteLater()
            QApplication.sendPostedEvents()
    made.drag(desk)
    made.scroll(desk)
    made.move(desk)
    made.told.rss_mb = psutil.Process().memory_info().rss / 2**20
    desk.end()
    made.profile.close()
    return made.told


def peer(folder: Path) -> Told:
    """The same words in Qt's own items, one list for each column, as tutorials have it."""
    profile, told = Profile(folder / "profile", None), Told()
    db = profile.replica.reader()
    window = QWidget()
    line = QHBoxLayout(window)
    window.resize(*SIZE)
    exposed(window)
    views: list[QListView] = []
    for _ in range(OPENS):
        for view in views:
            view.hide()
            view.deleteLater()
        QApplication.sendPostedEvents()
        began, cpu = time.perf_counter(), time.process_time()
        found = spots(db, Query(), complaints.NOW)
        rows = cards(db, [spot.place for spot in found])
        views = [_column(line, [rows[s.place] for s in found if s.status is c]) for c in COLUMNS]
        line.activate()
        for view in views:
            view.viewport().repaint()
        told.opens.append((time.perf_counter() - began) * 1000)
        told.opens_cpu.append((time.process_time() - cpu) * 1000)
        told.cards = len(found)
    chance = random.Random(2)
    for _ in range(SCROLLS):
        began = time.perf_counter()
        for view in views:
            bar = view.verticalScrollBar()
            bar.setValue(chance.randint(0, bar.maximum()))
            view.viewport().repaint()
        told.scrolls.append((time.perf_counter() - began) * 1000)
    told.rss_mb = psutil.Process().memory_info().rss / 2**20
    profile.close()
    return told


def _column(line: QHBoxLayout, rows: Sequence[CardRow]) -> QListView:
    model, view = QStandardItemModel(), QListView()
    for row in rows:
        card = card_of(row, complaints.NOW)
        words = f"{card.code}  {card.waits}\n{card.title}\n{card.customer}"
        model.appendRow(QStandardItem(words))
    model.setParent(view)
    view.setModel(model)
    view.setDragEnabled(True)
    line.addWidget(view)
    view.show()
    return view


def main() -> None:
    application = QApplication([])
    theme.apply(application, Scheme.LIGHT)
    measure = {"ours": ours, "peer": peer}[sys.argv[1]]
    print(msgspec.json.encode(measure(Path(sys.argv[2]))).decode())


if __name__ == "__main__":
    main()
