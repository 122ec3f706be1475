"""An e-mail as its reader sees it, drawn here: nothing is fetched from anywhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from desktop.letters.offline_browser import OfflineBrowser
from desktop.letters.preview_model import PreviewShown
from desktop.qt.buttons import chip
from desktop.qt.labels import ElidedLabel, Look
from desktop.qt.widgets import column, row


class PreviewView(QWidget):
    """The same e-mail as a page and as plain text; the person chooses which."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._logo_path: Path | None = None
        self._logo: QImage | None = None
        self._subject = ElidedLabel("", Look.STRONG)
        self._page, self._text = OfflineBrowser(), QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._stack = QStackedWidget()
        self._as_page, self._as_text = chip("As the customer sees it"), chip("Plain text")
        parts: tuple[tuple[QWidget, str, str], ...] = (
            (self._page, "page", "Preview"),
            (self._text, "text", "Preview as plain text"),
        )
        for browser, which, spoken in parts:
            browser.setObjectName(f"{name}_{which}")
            browser.setAccessibleName(spoken)
            self._stack.addWidget(browser)
        self._as_page.setObjectName(f"{name}_as_page")
        self._as_text.setObjectName(f"{name}_as_text")
        self._as_page.clicked.connect(self._show_page)
        self._as_text.clicked.connect(self._show_text)
        chips = row(gap=6)
        chips.addWidget(self._as_page)
        chips.addWidget(self._as_text)
        chips.addStretch(1)
        stack = column(self, gap=8)
        stack.addLayout(chips)
        stack.addWidget(self._subject)
        stack.addWidget(self._stack, 1)
        self._show_page()

    def show_mail(self, shown: PreviewShown) -> None:
        if shown.logo != self._logo_path:
            self._logo_path, self._logo = shown.logo, _picture(shown.logo)
        self._subject.setText(shown.subject)
        self._subject.setVisible(bool(shown.subject))
        self._page.show_page(shown.html(has_logo=self._logo is not None), self._logo)
        self._text.setPlainText(shown.text)
        self._as_page.setEnabled(shown.is_mail)
        if not shown.is_mail:
            self._show_text()

    def _show_page(self) -> None:
        self._turn(is_text=False)

    def _show_text(self) -> None:
        self._turn(is_text=True)

    def _turn(self, *, is_text: bool) -> None:
        self._stack.setCurrentIndex(int(is_text))
        self._as_page.setChecked(not is_text)
        self._as_text.setChecked(is_text)


def _picture(path: Path | None) -> QImage | None:
    """None for none, or when the file is no picture that can be drawn."""
    image = QImage(str(path)) if path is not None else QImage()
    return None if image.isNull() else image
