"""The head of a list: click to sort, Shift+click to sort by one more, drag to reorder."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.qt.signals import signal


@dataclass(frozen=True, slots=True)
class HeadClick:
    """A click on the head of a column; `adds` with Shift held."""

    section: int
    adds: bool


@dataclass(frozen=True, slots=True)
class HeadMenu:
    """Somebody asks what can be done with a column."""

    section: int
    at: QPoint


class Heads(QHeaderView):
    """Remembers what was held while a head was clicked."""

    asked = signal(HeadClick)
    menu_requested = signal(HeadMenu)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._adds = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(False)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(36)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName("Columns")
        self.sectionClicked.connect(self._clicked)
        self.customContextMenuRequested.connect(self._menu_asked)

    def shown_order(self) -> tuple[int, ...]:
        """Logical numbers of the columns shown, as they stand."""
        by_place = (self.logicalIndex(at) for at in range(self.count()))
        return tuple(each for each in by_place if not self.isSectionHidden(each))

    def put_in_order(self, sections: tuple[int, ...]) -> None:
        """Show exactly these, in this order."""
        blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's own
        for at, section in enumerate(sections):
            self.moveSection(self.visualIndex(section), at)
        for section in range(self.count()):
            self.setSectionHidden(section, section not in sections)
        self.blockSignals(blocked)

    def _clicked(self, section: int) -> None:
        self.asked.emit(HeadClick(section, self._adds))

    def _menu_asked(self, at: QPoint) -> None:
        self.menu_requested.emit(HeadMenu(self.logicalIndexAt(at), self.mapToGlobal(at)))

    # Qt overrides

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mouseReleaseEvent(event)
