"""The main window: rail, top bar, banner, pages built on first visit, calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QCloseEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.qt import theme
from desktop.qt.keys import KeyShortcut
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Scheme
from desktop.qt.widgets import Banner, Notice, column, row
from desktop.shell.card_place import Room, place
from desktop.shell.nav_rail import NavRail, PageEntry
from desktop.shell.page_stack import PageStack
from desktop.shell.tab_strip import TabStrip
from desktop.shell.top_bar import TopBar

TOAST_MS = 6000
TOAST_LEAST, TOAST_AROUND = 240, 140
"""The narrowest notice, and what stands around its words: picture, action, cross."""
ROOMY = 1320
REPORT_BUTTONS = ("call_report_issue", "report_issue")


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """Where the window was and how it looked, to be kept for the next start."""

    geometry: bytes
    is_folded: bool


class MainWindow(QWidget):
    """One window. It knows pages by key and builds each when it is first shown."""

    page_shown = signal(str)
    scheme_changed = signal(Scheme)
    report_issue_requested = wish()
    place_changed = signal(WindowPlace)
    close_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self.setWindowTitle("Ringdesk")
        self.setMinimumSize(1024, 700)
        self.rail, self.top_bar = NavRail(), TopBar()
        self.banner, self.toast = Banner(), Banner(self, TOAST_MS)
        self.phone_banner = Banner()
        self.toast.setObjectName("toast")
        self._pages = QStackedWidget()
        self._pages.setObjectName("pages")
        self.pages = PageStack(self._pages)
        self.tab_strip = TabStrip()
        self._titles: dict[str, str] = {}
        self._card: QWidget | None = None
        self._foot = column(gap=0)
        self._is_folded = False
        self._has_office = False
        self._was_roomy = True
        self._lay_out()
        self._connect()

    def add_page(
        self, entry: PageEntry, factory: Callable[[], QWidget], *, per_tab: bool = False
    ) -> None:
        """A page of the rail. `factory` runs on the first visit, `per_tab`: on that of each tab."""
        self.pages.add(entry.key, factory, per_tab=per_tab)
        self._titles[entry.key] = entry.title
        self.rail.add_page(entry)

    def show_page(self, key: str) -> None:
        """Go to a page."""
        page = self.pages.show(key)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        if page.window() is not self:
            return  # a tab in a window of its own
        self.rail.mark(key)
        self.setWindowTitle(f"{self._titles[key]} – Ringdesk")  # noqa: RUF001 - a dash is meant
        self.page_shown.emit(key)

    def is_built(self, key: str) -> bool:
        """Whether a page has been visited."""
        return self.pages.page(key) is not None

    def content(self) -> QWidget:
        """Where the pages are, and what stands under them."""
        return self._pages

    def set_call_card(self, card: QWidget) -> None:
        """The card that lies over the page while a call rings."""
        self._card = card
        card.setParent(self)
        card.hide()
        card.installEventFilter(self)

    def let_call_card_go(self) -> None:
        """Signed out: no card lies over the page any more."""
        self._card = None

    def set_call_bar(self, bar: QWidget) -> None:
        """The bar under the pages while a call is live."""
        self._foot.addWidget(bar)

    def say(self, notice: Notice) -> None:
        """A short notice under the top bar that goes by itself."""
        self.toast.say(notice)
        self._place_toast()

    def dress(self, scheme: Scheme) -> None:
        """Change between light and dark while running."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, scheme)
        self.top_bar.show_scheme(scheme)
        self.scheme_changed.emit(scheme)

    def show_place(self, shown: WindowPlace) -> None:
        """Be where the window was last time."""
        self.restoreGeometry(QByteArray(shown.geometry))
        self._is_folded = shown.is_folded
        self._fold_as_fits()

    def place_now(self) -> WindowPlace:
        """Where the window is."""
        return WindowPlace(bytes(self.saveGeometry().data()), self._is_folded)

    def forget_pages(self) -> None:
        """Signed out: nothing of the person's stays in the window."""
        self.pages.forget()

    def _page_chosen(self, key: str) -> None:
        # With an office the way there is remembered; it shows the page itself.
        if not self._has_office:
            self.show_page(key)

    def let_office_show(self) -> None:
        """From now on somebody else shows the page that is chosen in the rail."""
        self._has_office = True

    def _folded(self) -> None:
        self._is_folded = True
        self.place_changed.emit(self.place_now())

    def _unfolded(self) -> None:
        self._is_folded = False
        self.place_changed.emit(self.place_now())

    def _fold_as_fits(self) -> None:
        """In a narrow window the rail is narrow, whatever the person likes in a wide one."""
        if self._is_folded or not self._was_roomy:
            self.rail.fold()
        else:
            self.rail.unfold()

    def report(self) -> None:
        """About the live call first, then the page in view, else whoever listens."""
        for name in REPORT_BUTTONS:
            for button in self.findChildren(QPushButton, name):
                if button.isVisible() and button.isEnabled():
                    button.click()
                    return
        self.report_issue_requested.emit()

    def _content_area(self) -> QRect:
        corner = self._pages.mapTo(self, QPoint(0, 0))
        return QRect(corner, self._pages.size())

    def _typing_area(self) -> QRect:
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit | QPlainTextEdit) or field.window() is not self:
            return QRect()
        return QRect(field.mapTo(self, QPoint(0, 0)), field.size())

    def _place_card(self) -> None:
        if self._card is None or not self._card.isVisible():
            return
        here = self._card.geometry()
        typing = self._typing_area()
        area = self._content_area()
        if here.topLeft() != QPoint(0, 0) and area.contains(here) and not typing.intersects(here):
            return  # a card that is in nobody's way stays where it is
        self._card.move(place(self._card.size(), Room(area, typing)))
        self._card.raise_()

    def _place_toast(self) -> None:
        if not self.toast.isVisible():
            return
        area = self._content_area()
        words = self.toast.fontMetrics().horizontalAdvance(self.toast.text())
        width = min(max(TOAST_LEAST, words + TOAST_AROUND), 480, area.width() - 32)
        # The text must know its width before it can say how high it gets.
        self.toast.resize(width, self.toast.height())
        layout = self.toast.layout()
        if layout is not None:
            layout.activate()
        height = max(44, self.toast.heightForWidth(width))
        # In the head of the page between its title and its actions: lists, the player and what
        # people type into stay free, and so does the card of a call that rings.
        left = area.left() + (area.width() * 31 // 50) - width // 2
        if self._card is not None and self._card.isVisible():
            left = min(left, self._card.x() - width - 8)
        self.toast.setGeometry(max(area.left() + 16, left), area.top() + 6, width, height)
        self.toast.raise_()

    def _focus_moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        self._place_card()

    def _connect(self) -> None:
        self.rail.page_chosen.connect(self._page_chosen)
        self.rail.folded.connect(self._folded)
        self.rail.unfolded.connect(self._unfolded)
        self.top_bar.scheme_requested.connect(self.dress)
        KeyShortcut("issue.report", self, self.report)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _lay_out(self) -> None:
        line = row(self, gap=0)
        line.addWidget(self.rail)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self.tab_strip)
        strip = column(gap=8)
        strip.setContentsMargins(16, 12, 16, 0)
        strip.addWidget(self.banner)
        strip.addWidget(self.phone_banner)
        self._strip = QWidget()
        self._strip.setLayout(strip)
        self._strip.hide()
        for banner in (self.banner, self.phone_banner):
            banner.installEventFilter(self)
        right.addWidget(self._strip)
        right.addWidget(self._pages, 1)
        foot = row(gap=0)
        foot.setContentsMargins(16, 0, 16, 12)
        foot.addLayout(self._foot, 1)
        right.addLayout(foot)
        line.addLayout(right, 1)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if "_card" not in self.__dict__:
            return False  # Python has taken the window apart; Qt still hides what was in it
        shown = event.type() in {QEvent.Type.Show, QEvent.Type.Resize}
        if watched is self._card and shown:
            self._place_card()
            self._place_toast()
        if event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}:
            hidden = self.banner.isHidden() and self.phone_banner.isHidden()
            self._strip.setVisible(not hidden)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._was_roomy != (self.width() >= ROOMY):
            self._was_roomy = not self._was_roomy
            self._fold_as_fits()
        if self._card is not None and self._card.isVisible():
            self._card.move(0, 0)
        self._place_card()
        self._place_toast()
        self.place_changed.emit(self.place_now())

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.place_changed.emit(self.place_now())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.place_changed.emit(self.place_now())
        self.close_requested.emit()
        super().closeEvent(event)
