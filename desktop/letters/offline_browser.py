"""The one place where markup is drawn: an e-mail's page, made and escaped by `rules.branding`."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from desktop.letters.preview_model import LOGO


class OfflineBrowser(QTextBrowser):
    """Shows HTML with one picture that is handed in; every other address stays empty."""

    def __init__(self) -> None:
        super().__init__()
        self._logo: QImage | None = None
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)

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
