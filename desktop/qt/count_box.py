"""A whole number with steps up and down, dressed like the other fields."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

TEXT_LEFT = 10
"""Where words begin in every other field, in pixels."""


class CountBox(QSpinBox):
    """A style sheet cannot move the words of a spin box away from its edge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(TEXT_LEFT, 0, 0, 0)
