"""One key that answers from any other program, where the system lets us have one (X11)."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import sys
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication

from desktop.qt.signals import wish

log = logging.getLogger(__name__)
_SHIFT, _LOCK, _CTRL, _ALT, _NUM, _SUPER = 1, 2, 4, 8, 16, 64
_MODIFIERS = {"ctrl": _CTRL, "alt": _ALT, "shift": _SHIFT, "super": _SUPER, "meta": _SUPER}
_IGNORED = (0, _LOCK, _NUM, _LOCK | _NUM)
"""Caps Lock and Num Lock count as modifiers in X: the key is taken with each of them."""
_KEY_PRESS, _ASYNC, _EVENT_BYTES = 2, 1, 192
NOT_HERE = "A key for all programs is not possible on this system; bind one in its settings."
TAKEN = "Another program has this key already. Choose another one."


@dataclass(frozen=True, slots=True)
class Combination:
    """A key with its modifiers, as X names them."""

    key: str
    mask: int


def combination(text: str) -> Combination | None:
    """Read `Ctrl+Alt+A`; None without a modifier or with an unknown word."""
    *held, key = [part.strip() for part in text.split("+")]
    masks = [_MODIFIERS.get(word.lower()) for word in held]
    if not held or not key or None in masks:
        return None
    name = key.lower() if len(key) == 1 else key
    return Combination(name, sum({mask for mask in masks if mask is not None}))


class GlobalKey(QObject):
    """Holds one key of the whole screen. Without X11 it holds nothing and says so."""

    pressed = wish()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grab: _Grab | None = None
        self._notifier: QSocketNotifier | None = None

    def hold(self, text: str) -> str:
        """Take this key; answers a sentence where that does not work, else nothing."""
        self.let_go()
        wanted = combination(text)
        if wanted is None:
            return f"“{text}” is no key with Ctrl, Alt, Shift or Super."
        if sys.platform != "linux" or QGuiApplication.platformName() != "xcb":
            return NOT_HERE
        try:
            self._grab = _Grab(wanted)
        except OSError as failure:
            log.info("no key for all programs: %s", failure)
            return TAKEN if isinstance(failure, _KeyTaken) else NOT_HERE
        self._notifier = QSocketNotifier(self._grab.number, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._ready)
        return ""

    def let_go(self) -> None:
        """Give the key back."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._grab is not None:
            self._grab.close()
            self._grab = None

    def _ready(self) -> None:
        if self._grab is not None:
            for _press in range(self._grab.presses()):
                self.pressed.emit()


class _KeyTaken(OSError):
    """Another program has it."""


_Handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class _Grab:
    """A connection to the X server of our own; Qt's stays untouched."""

    def __init__(self, wanted: Combination) -> None:
        """Raises OSError, and _KeyTaken where another program has the key."""
        self._x = _library()
        self._display = self._x.XOpenDisplay(None)
        if not self._display:
            raise OSError("no X server answers")
        self._root = self._x.XDefaultRootWindow(self._display)
        symbol = self._x.XStringToKeysym(wanted.key.encode())
        self._code = self._x.XKeysymToKeycode(self._display, symbol)
        self._masks = [wanted.mask | ignored for ignored in _IGNORED]
        self._refused = False
        handler = _Handler(self._note_refusal)
        before = self._x.XSetErrorHandler(ctypes.cast(handler, ctypes.c_void_p))
        for mask in self._masks:
            self._x.XGrabKey(self._display, self._code, mask, self._root, 0, _ASYNC, _ASYNC)
        self._x.XSync(self._display, 0)
        self._x.XSetErrorHandler(before)
        self.number: int = self._x.XConnectionNumber(self._display)
        if self._refused or not self._code:
            self.close()
            raise _KeyTaken("the key is taken")

    def presses(self) -> int:
        """How often the key was pressed since the last look."""
        event = ctypes.create_string_buffer(_EVENT_BYTES)
        count = 0
        while self._x.XPending(self._display):
            self._x.XNextEvent(self._display, event)
            kind = ctypes.cast(event, ctypes.POINTER(ctypes.c_int)).contents.value
            count += kind == _KEY_PRESS
        return count

    def close(self) -> None:
        for mask in self._masks:
            self._x.XUngrabKey(self._display, self._code, mask, self._root)
        self._x.XCloseDisplay(self._display)

    def _note_refusal(self, _display: int, _event: int) -> int:
        self._refused = True
        return 0


def _library() -> ctypes.CDLL:
    """libX11 with the types of what we call. Raises OSError where there is none."""
    name = ctypes.util.find_library("X11") or "libX11.so.6"
    x = ctypes.CDLL(name)
    pointer, number, code = ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int
    x.XOpenDisplay.restype, x.XOpenDisplay.argtypes = pointer, [ctypes.c_char_p]
    x.XDefaultRootWindow.restype, x.XDefaultRootWindow.argtypes = number, [pointer]
    x.XStringToKeysym.restype, x.XStringToKeysym.argtypes = number, [ctypes.c_char_p]
    x.XKeysymToKeycode.restype = ctypes.c_ubyte
    x.XKeysymToKeycode.argtypes = [pointer, number]
    x.XGrabKey.argtypes = [pointer, code, ctypes.c_uint, number, code, code, code]
    x.XUngrabKey.argtypes = [pointer, code, ctypes.c_uint, number]
    x.XSync.argtypes = [pointer, code]
    x.XPending.argtypes = [pointer]
    x.XNextEvent.argtypes = [pointer, ctypes.c_char_p]
    x.XConnectionNumber.argtypes = [pointer]
    x.XCloseDisplay.argtypes = [pointer]
    x.XSetErrorHandler.restype, x.XSetErrorHandler.argtypes = pointer, [pointer]
    return x
