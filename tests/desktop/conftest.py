"""Every desktop test runs without a screen, dressed in the light scheme, and leaves no window."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.qt import theme
from desktop.qt.tones import Scheme


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application with fonts and style, once."""
    qapp.setQuitOnLastWindowClosed(False)
    theme.apply(qapp, Scheme.LIGHT)
    return qapp


@pytest.fixture(autouse=True)
def light(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start every test that uses Qt in the light scheme and close what it opened."""
    if "qapp" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("dressed")
    if theme.scheme() is not Scheme.LIGHT:
        theme.apply(app, Scheme.LIGHT)
    yield
    for window in app.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [each for each in app.topLevelWidgets() if each.isVisible()]
