"""The frame of a list in the office of calls: what can be done with a row, then the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.qt.widgets import Card, column, row


@dataclass(frozen=True, slots=True)
class Actions:
    """Buttons by their object names; from `right` on they stand at the right."""

    named: Mapping[str, QWidget]
    right: QWidget


def lay_out_list(view: QWidget, actions: Actions, body: QWidget, banner: QWidget) -> None:
    """Put banner, actions and body into the view."""
    line = row(gap=8)
    line.setContentsMargins(12, 0, 12, 8)
    for name, button in actions.named.items():
        button.setObjectName(name)
        if button is actions.right:
            line.addStretch(1)
        line.addWidget(button)
    card = Card()
    inner = column(card, gap=0)
    inner.setContentsMargins(1, 12, 1, 8)
    inner.addLayout(line)
    inner.addWidget(body, 1)
    stack = column(view, gap=8)
    stack.addWidget(banner)
    stack.addWidget(card, 1)
