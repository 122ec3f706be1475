"""Every key of the program: its usual one, the one its person chose, and widgets that follow it."""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from shiboken6 import isValid

from desktop.qt.key_table import LISTED, Key


class Follower(Protocol):
    """A widget whose key may change while it is shown."""

    def follow_key(self) -> None: ...


SEND, SEND_BY_ENTER = "compose.send", "Return"

_LISTED_IDS = frozenset(key.id for key in LISTED)
_known: dict[str, Key] = {key.id: key for key in LISTED}
_chosen: dict[str, str] = {}
_followers: weakref.WeakSet[QObject] = weakref.WeakSet()


def declare(key: Key) -> None:
    """One more key, or the same one again with another title."""
    _known[key.id] = key


def is_listed(key_id: str) -> bool:
    """Whether it is one of the program's own, which widgets have already."""
    return key_id in _LISTED_IDS


def withdraw(key_id: str) -> None:
    """A page is gone and its key with it."""
    _known.pop(key_id, None)


def known() -> tuple[Key, ...]:
    """Every key there is, in the order in which they were declared."""
    return tuple(_known.values())


def of(name: str) -> str:
    """The key of an id as it is now; anything else is a key itself."""
    key = _known.get(name)
    return name if key is None else _chosen.get(name, key.usual)


def chosen() -> Mapping[str, str]:
    """What the person changed, to be kept; an empty key means none."""
    return dict(_chosen)


def choose(changes: Mapping[str, str]) -> None:
    """These are the person's own keys from now on; every widget follows at once."""
    _chosen.clear()
    _chosen.update(changes)
    for follower in tuple(_followers):
        if isValid(follower):
            follower.follow_key()  # type: ignore[attr-defined]  # only Followers are added


def written() -> str:
    """The person's own keys, to be kept."""
    return json.dumps(_chosen)


def read(kept: str | None) -> None:
    """Take the keys that were kept; what cannot be read changes nothing."""
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        found = {}
    pairs = found.items() if isinstance(found, dict) else ()
    choose({each: key for each, key in pairs if isinstance(key, str)})


def follow(widget: QObject) -> None:
    """Tell this Follower when keys change."""
    _followers.add(widget)


def conflict(key_id: str, keys: str) -> Key | None:
    """What else has this key in the same place, or in the whole window."""
    mine = _known[key_id]
    wanted = QKeySequence(keys)
    for other in _known.values():
        together = not mine.place or not other.place or mine.place == other.place
        if keys and other.id != key_id and together and QKeySequence(of(other.id)) == wanted:
            return other
    return None


def shown(name: str) -> str:
    """The key as it is written on the keyboard: Ctrl+Enter."""
    text = QKeySequence(of(name)).toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("Return", "Enter")


class KeyShortcut(QShortcut):
    """A shortcut that has whatever key its id has."""

    def __init__(
        self,
        key_id: str,
        parent: QObject,
        act: Callable[[], object],
        context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
    ) -> None:
        super().__init__(parent)
        self._id = key_id
        self.setContext(context)
        self.setKey(QKeySequence(of(key_id)))
        self.activated.connect(act)
        follow(self)

    @property
    def key_id(self) -> str:
        return self._id

    def follow_key(self) -> None:
        self.setKey(QKeySequence(of(self._id)))
