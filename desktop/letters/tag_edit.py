"""A text field that knows merge tags: known ones stand out, unknown ones are underlined in red."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from desktop.qt import theme
from desktop.qt.buttons import Button
from desktop.qt.signals import signal
from desktop.qt.tones import Kind, Tone
from sync_server.rules.merge_tags import TAGS, places


class _Tags(QSyntaxHighlighter):
    """Colours are read at each line: they follow the scheme."""

    def highlightBlock(self, text: str) -> None:
        for first, length, name in places(text):
            look = QTextCharFormat()
            if name in TAGS:
                look.setForeground(theme.ink(Tone.ACCENT))
                look.setBackground(theme.soft(Tone.ACCENT))
            else:
                look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                look.setUnderlineColor(QColor(theme.ink(Tone.RED)))
                look.setForeground(theme.ink(Tone.RED))
            self.setFormat(first, length, look)


class TagEdit(QPlainTextEdit):
    """Tab leaves it; what is pasted comes as plain text."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setTabChangesFocus(True)
        self._tags = _Tags(self.document())

    def text(self) -> str:
        """Every character as typed: `toPlainText` would make ordinary spaces of hard ones."""
        return raw_text(self.document())


def raw_text(document: QTextDocument) -> str:
    return document.toRawText().replace("\u2029", "\n").replace("\u2028", "\n")


class TagButton(Button):
    """A menu of all tags with what they stand for; inserts where the caret was last."""

    chosen = signal(str)

    def __init__(self, name: str) -> None:
        super().__init__("Insert a tag", Kind.PLAIN, "tag")
        self.setObjectName(name)
        menu = QMenu(self)
        menu.setObjectName(f"{name}_menu")
        for tag, words in TAGS.items():
            action = menu.addAction(f"{words}\t{{{{{tag}}}}}")
            action.setObjectName(f"tag_{tag}")
            action.triggered.connect(partial(self._choose, tag))
        self.setMenu(menu)

    def _choose(self, tag: str, *_is_on: bool) -> None:
        self.chosen.emit(tag)


def insert_tag(where: QWidget, tag: str) -> None:
    """At the caret, in place of what is selected."""
    words = f"{{{{{tag}}}}}"
    if isinstance(where, QLineEdit):
        where.insert(words)
    elif isinstance(where, QPlainTextEdit):
        where.insertPlainText(words)
    where.setFocus()
