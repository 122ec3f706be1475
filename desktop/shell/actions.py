"""The registry of actions: found by words, run by id or by their key, recent ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.actions import Action
from desktop.qt import keys
from desktop.qt.key_table import Key
from desktop.qt.keys import KeyShortcut
from desktop.qt.signals import wish

RECENT = 8
_NOT_MEANT = 9


@dataclass(frozen=True, slots=True)
class Match:
    """An action that may be meant; lower is better."""

    action: Action
    rank: int


class Actions(QObject):
    """Filled by the shell and its pages. An action with a key gets a shortcut in the window."""

    used = wish()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, Action] = {}
        self._shortcuts: dict[str, KeyShortcut] = {}
        self._recent: list[str] = []
        self._here: Callable[[], Iterable[Action]] = tuple
        self._seen: dict[str, Action] = {}

    def look_around(self, here: Callable[[], Iterable[Action]]) -> None:
        """Offer also what can be done on the page in view, asked anew for each search."""
        self._here = here

    def add(self, *actions: Action) -> None:
        """These can be done from now on; one with an id that is there takes its place.

        A key that was declared before, such as a page's in the rail, stays its button's.
        """
        for action in actions:
            self._actions[action.id] = action
            if not keys.is_listed(action.id):
                keys.declare(Key(action.id, action.title, action.group, action.keys))
                self.bind(action.id)

    def bind(self, *ids: str) -> None:
        """Give these actions shortcuts of their own in the window."""
        for each in ids:
            if each not in self._shortcuts:
                run = _Runs(self, each)
                context = Qt.ShortcutContext.WindowShortcut
                self._shortcuts[each] = KeyShortcut(each, self._window, run.run, context)
                run.setParent(self._shortcuts[each])

    def remove(self, *ids: str) -> None:
        """These cannot be done any more: their page is gone."""
        for each in ids:
            if self._actions.pop(each, None) is not None and not keys.is_listed(each):
                keys.withdraw(each)
            if (shortcut := self._shortcuts.pop(each, None)) is not None:
                shortcut.setEnabled(False)
                shortcut.deleteLater()

    def clear(self) -> None:
        """Nobody is signed in any more."""
        self.remove(*self._actions)
        self.remove(*self._shortcuts)

    def run(self, action_id: str) -> None:
        """Do it, if it can be done now."""
        action = self._actions.get(action_id) or self._seen.get(action_id)
        if action is None or not action.enabled():
            return
        self._recent = [action_id, *(one for one in self._recent if one != action_id)][:RECENT]
        self.used.emit()
        action.run()

    def recent(self) -> tuple[str, ...]:
        """Ids of what was done last, newest first."""
        return tuple(self._recent)

    def remember(self, ids: Iterable[str]) -> None:
        """What was done last before this start."""
        self._recent = list(ids)[:RECENT]

    def find(self, words: str, fold: Callable[[str], str] = str.casefold) -> tuple[Match, ...]:
        """Actions that can be done now and are meant by the words, best first; all for none."""
        terms = fold(words).split()
        self._seen = {one.id: one for one in self._here() if one.id not in self._actions}
        every = (*self._actions.values(), *(self._seen.values() if terms else ()))
        found = [Match(one, _rank(one, terms, fold)) for one in every]
        meant = [one for one in found if one.rank < _NOT_MEANT and _is_offered(one.action)]
        return tuple(sorted(meant, key=lambda one: (one.rank, self._age(one.action.id))))

    def _age(self, action_id: str) -> int:
        return self._recent.index(action_id) if action_id in self._recent else RECENT


class _Runs(QObject):
    """Runs one action: a shortcut holds no lambda over the registry."""

    def __init__(self, actions: Actions, action_id: str) -> None:
        super().__init__(actions)
        self._actions, self._id = actions, action_id

    def run(self) -> None:
        self._actions.run(self._id)


def _is_offered(action: Action) -> bool:
    return action.is_listed and action.enabled()


def _rank(action: Action, terms: list[str], fold: Callable[[str], str]) -> int:
    """0: the title begins so; 1: its words do; 2: other words it is known by; 3: found inside."""
    title = fold(action.title)
    if title.startswith(" ".join(terms)):
        return 0
    words = title.split()
    others = [*words, *fold(f"{action.keywords} {action.group}").split()]
    if all(any(word.startswith(term) for word in words) for term in terms):
        return 1
    if all(any(word.startswith(term) for word in others) for term in terms):
        return 2
    return 3 if all(term in title for term in terms) else _NOT_MEANT
