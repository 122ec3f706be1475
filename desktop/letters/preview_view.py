"""An e-mail as its reader sees it, drawn here: nothing is fetched from anywhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QStackedWidget, QTextBrowser, QWidget

from desktop.letters.preview_model import LOGO, PreviewShown
from desktop.qt.buttons import chip
from desktop.qt.labels import ElidedLabel, Look
from desktop.qt.widgets import column, row

LOGO_HEIGHT = 48


class OfflineBrowser(QTextBrowser):
    """Shows HTML with one picture that is handed in; every other address stays empty."""

    def __init__(self) -> None:
        super().__init__()
        self._logo: QImage | None = None
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)

    def show_page(self, html: str, logo: QImage | None) -> None:
        where = self.verticalScrollBar().value()
        self._logo = logo
        self.setHtml(html)
        self.verticalScrollBar().setValue(where)

    # Qt overrides

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        address = name if isinstance(name, str) else name.toString()
        if kind == QTextDocument.ResourceType.ImageResource.value and address == LOGO:
            return self._logo
        return None


class PreviewView(QWidget):
    """The same e-mail as a page and as plain text; the person chooses which."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._logo_path: Path | None = None
        self._logo: QImage | None = None
        self._subject = ElidedLabel("", Look.STRONG)
        self._page, self._text = OfflineBrowser(), QTextBrowser()
        self._text.setOpenLinks(False)
        self._stack = QStackedWidget()
        self._as_page, self._as_text = chip("As the customer sees it"), chip("Plain text")
        parts = ((self._page, "page", "Preview"), (self._text, "text", "Preview as plain text"))
        for browser, which, spoken in parts:
            browser.setObjectName(f"{name}_{which}")
            browser.setAccessibleName(spoken)
            browser.setTabChangesFocus(True)
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

    def _show_page(self) -> None:
        self._turn(is_text=False)

    def _show_text(self) -> None:
        self._turn(is_text=True)

    def _turn(self, *, is_text: bool) -> None:
        self._stack.setCurrentIndex(int(is_text))
        self._as_page.setChecked(not is_text)
        self._as_text.setChecked(is_text)


def _picture(path: Path | None) -> QImage | None:
    """Scaled once: mail programs scale by the page's word, this one would keep the size."""
    image = QImage(str(path)) if path is not None else QImage()
    if image.isNull():
        return None
    return image
