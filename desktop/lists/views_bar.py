"""The switcher above a list: views with live counts, and what can be done with the one shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QMenu, QWidget

from desktop.lists.views_model import ListView, chip_label, explanation
from desktop.qt.buttons import Button, chip
from desktop.qt.labels import Label, Look, tip
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, empty, row

MOST_CHIPS = 6


class ViewsBar(QWidget):
    """Views as chips; those without room are in a menu. `Edited` marks what is not saved."""

    chosen = signal(ListView)
    save_requested = wish()
    save_as_requested = wish()
    rename_requested = wish()
    share_requested = wish()
    remove_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("views_bar")
        self._views: tuple[ListView, ...] = ()
        self._current = ""
        self._chips: dict[Button, str] = {}
        self._chip_line = row(gap=6)
        self._more = Button("More views", Kind.QUIET)
        self._more.setObjectName("views_more")
        self._edited = Label("Edited", Look.WARNING)
        self._edited.setObjectName("view_edited")
        self._edited.setAccessibleName("This view is edited and not saved")
        self._save = Button("Save view", Kind.QUIET, "bookmark")
        self._save.setObjectName("view_save")
        self._more_menu, self._menu = QMenu(self), QMenu(self)
        self._menu.setObjectName("view_menu")
        line = row(self, gap=6)
        line.addLayout(self._chip_line)
        for each in (self._more, self._edited, self._save):
            line.addWidget(each)
        line.addStretch(1)
        self._more.clicked.connect(self._offer_more)
        self._more_menu.triggered.connect(self._picked)
        self._save.clicked.connect(self._offer)
        self._menu.triggered.connect(self._asked)
        self._edited.hide()
        self._more.hide()

    def show_views(self, views: Sequence[ListView], current: str) -> None:
        """These views; `current` is the key of the one shown."""
        names = [(each.key, each.name) for each in views]
        if names != [(each.key, each.name) for each in self._views] or current != self._current:
            self._views, self._current = tuple(views), current
            self._build()
        self._views, self._current = tuple(views), current
        by_key = {each.key: each for each in views}
        for button, key in self._chips.items():
            view = by_key[key]
            button.relabel(chip_label(view))
            button.setAccessibleName(f"View: {chip_label(view)}")
            tip(button, f"{view.name}: {explanation(view).lower()}")
            button.setChecked(key == current)
        hidden = len(views) - len(self._chips)
        self._more.setVisible(hidden > 0)
        self._more.relabel(f"{hidden} more")

    def show_edited(self, edited: object) -> None:
        """Whether what is shown is not what the view says."""
        self._edited.setVisible(bool(edited))

    def current(self) -> ListView | None:
        """The view that is shown, changed or not."""
        return next((each for each in self._views if each.key == self._current), None)

    def _build(self) -> None:
        empty(self._chip_line)
        self._chips.clear()
        shown = list(self._views[:MOST_CHIPS])
        current = self.current()
        if current is not None and current not in shown:
            shown[-1] = current
        for at, view in enumerate(shown):
            button = chip(chip_label(view))
            button.setObjectName(f"view_{at}")
            button.clicked.connect(self._clicked)
            self._chip_line.addWidget(button)
            button.show()
            self._chips[button] = view.key

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button) and button in self._chips:
            button.setChecked(True)
            self._tell(self._chips[button])

    def _tell(self, key: str) -> None:
        view = next((each for each in self._views if each.key == key), None)
        if view is not None:
            self.chosen.emit(view)

    def _offer_more(self) -> None:
        self._more_menu.clear()
        shown = set(self._chips.values())
        for view in self._views:
            if view.key not in shown:
                self._more_menu.addAction(chip_label(view).replace("&", "&&")).setData(view.key)
        self._more_menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _picked(self, action: QAction) -> None:
        self._tell(str(action.data()))

    def _offer(self) -> None:
        """Only what can be done with this view by this person."""
        view = self.current()
        mine = view is not None and bool(view.id) and view.is_mine
        self._menu.clear()
        if mine and not self._edited.isHidden():
            self._menu.addAction("Save changes").setData("save")
        self._menu.addAction("Save as a new view…").setData("save_as")
        if mine and view is not None:
            self._menu.addAction("Rename…").setData("rename")
            words = "Stop sharing" if view.is_shared else "Share with the office"
            self._menu.addAction(words).setData("share")
            self._menu.addAction(f"Remove “{view.name[:40]}”".replace("&", "&&")).setData("remove")
        self._menu.popup(self._save.mapToGlobal(self._save.rect().bottomLeft()))

    def _asked(self, action: QAction) -> None:
        wishes = {
            "save": self.save_requested,
            "save_as": self.save_as_requested,
            "rename": self.rename_requested,
            "share": self.share_requested,
            "remove": self.remove_requested,
        }
        wishes[str(action.data())].emit()


class ViewNameDialog(QDialog):
    """Asks for a view's name, and for a new one whether the office sees it."""

    named = signal(str)

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("view_name_dialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(360)
        self._name = QLineEdit(name)
        self._name.setObjectName("view_name")
        self._name.setAccessibleName("Name of the view")
        self._name.setPlaceholderText("Such as Overdue this month")
        self._name.setMaxLength(60)
        self.share = QCheckBox("Share with the office")
        self.share.setObjectName("view_share")
        self._ok, cancel = Button("Save", Kind.PRIMARY), Button("Cancel", Kind.PLAIN)
        self._ok.setObjectName("view_name_save")
        cancel.setObjectName("view_name_cancel")
        self._ok.setDefault(True)
        stack = column(self, gap=12, edge=16)
        stack.addWidget(Label(title, Look.HEADING))
        stack.addWidget(self._name)
        stack.addWidget(self.share)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self._ok)
        stack.addLayout(foot)
        self._ok.clicked.connect(self._take)
        cancel.clicked.connect(self.reject)
        self._name.textChanged.connect(self._typed)
        self._typed()

    def _typed(self) -> None:
        self._ok.setEnabled(bool(self._name.text().strip()))

    def _take(self) -> None:
        self.accept()
        self.named.emit(self._name.text().strip())
