"""Search and actions in one list: looked for in both, without holding the window."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.links import Link, LinkKind
from desktop.qt import keys
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock, long_day
from desktop.qt.signals import signal
from desktop.replica.interrupting import interruptible
from desktop.replica.search import Asked, Found, search
from desktop.replica.search_query import Kind, parse
from desktop.replica.search_sql import code_of, digits_of
from desktop.replica.search_text import fold
from desktop.shell.actions import Actions, Match
from desktop.shell.search_box import SearchBox
from desktop.shell.search_results import SearchResult
from desktop.store import Store
from sync_server.contract.base import RowId

COMMANDS = ">"
RECENT_KEPT = "palette recent"
ACTION, DIAL = "action", "dial"
MOST_ACTIONS, DIALLED_DIGITS, MEANT_LETTERS = 4, 6, 3
ICONS = {
    Kind.CUSTOMER: "user",
    Kind.INQUIRY: "inbox",
    Kind.QUOTE: "file-text",
    Kind.BOOKING: "calendar",
    Kind.INVOICE: "receipt",
    Kind.ISSUE: "triangle-alert",
    Kind.CALL: "phone",
    Kind.POST: "message-square",
    Kind.MESSAGE: "mail",
    Kind.LINE: "list",
    Kind.CREDIT_NOTE: "undo-2",
}
NOTES = {kind: kind.value.capitalize() for kind in Kind} | {
    Kind.POST: "Message",
    Kind.MESSAGE: "E-mail or SMS",
    Kind.CREDIT_NOTE: "Credit note",
}
HELP = "> for actions only   from: in: has: status: type: before: after: to narrow"


class Palette(QObject):
    """Answers the search box; late answers are dropped."""

    link_requested = signal(Link)
    link_aside_requested = signal(Link)
    dial_requested = signal(str)

    def __init__(
        self, box: SearchBox, actions: Actions, store: Store, clock: Clock, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._box, self._actions, self._store, self._clock = box, actions, store, clock
        self._background = Background("palette", self, store.is_there)
        self._found: dict[str, Link] = {}
        actions.remember(_read(store.setting(RECENT_KEPT)))
        actions.used.connect(self._keep_recent)
        box.query_changed.connect(self.answer)
        box.chosen.connect(self._chosen)
        box.chosen_aside.connect(self._chosen_aside)

    def end(self) -> None:
        """The desk closes: nothing is read any more."""
        self._background.end()
        self._actions.used.disconnect(self._keep_recent)
        self._box.query_changed.disconnect(self.answer)
        self._box.chosen.disconnect(self._chosen)
        self._box.chosen_aside.disconnect(self._chosen_aside)

    def answer(self, text: str) -> None:
        """List what is meant, as soon as it is found."""
        if not text or text.startswith(COMMANDS):
            self._background.cancel()
            words = text.removeprefix(COMMANDS)
            found = self._actions.find(words, fold)
            self._box.show_results(text, self._as_results(self._recent_first(found, words)), HELP)
            return
        now = self._clock().astimezone()
        asked = Asked(today=now.date())

        def work(cancelled: Cancelled) -> tuple[Found, ...]:
            db = self._store.reader()
            with interruptible(db, cancelled):
                return search(db, text, asked=asked, cancelled=cancelled)

        self._background.run(work, lambda found: self._answer(text, found))

    def _answer(self, text: str, found: Sequence[Found]) -> None:
        hint = parse(text, self._clock().astimezone().date()).hint
        self._found = {}
        results = [self._as_result(one) for one in found]
        first, then = self._meant(text)
        dial = self._dial(text)
        if code_of(text) and results:
            first, dial = [], []
        self._box.show_results(text, [*first, *results, *dial, *then], hint)

    def _meant(self, text: str) -> tuple[list[SearchResult], list[SearchResult]]:
        """Actions before what was found, when their title begins so; and those after it."""
        found = self._actions.find(text, fold)[:MOST_ACTIONS]
        sure = [one for one in found if one.rank == 0 and len(text) >= MEANT_LETTERS]
        return self._as_results(sure), self._as_results([one for one in found if one not in sure])

    def _recent_first(self, found: Sequence[Match], words: str) -> Sequence[Match]:
        if words.strip():
            return found
        recent = self._actions.recent()
        return sorted(found, key=lambda one: one.action.id not in recent)

    def _dial(self, text: str) -> list[SearchResult]:
        if len(digits_of(text)) < DIALLED_DIGITS:
            return []
        return [SearchResult(text, DIAL, f"Call {text}", "", "phone-outgoing", "Action")]

    def _as_results(self, found: Sequence[Match]) -> list[SearchResult]:
        return [
            SearchResult(
                one.action.id,
                ACTION,
                one.action.title,
                "",
                one.action.icon,
                "Action",
                keys.shown(one.action.id) if keys.of(one.action.id) != one.action.id else "",
            )
            for one in found
        ]

    def _as_result(self, one: Found) -> SearchResult:
        key = f"{len(self._found)} {one.id}"
        self._found[key] = Link(LinkKind(one.opens or one.kind), RowId(one.id))
        dated = one.at is not None and one.kind in {Kind.CALL, Kind.POST, Kind.MESSAGE}
        when = long_day(one.at, self._clock()) if one.at is not None and dated else ""
        detail = " · ".join(part for part in (one.detail, when) if part)
        title = " ".join(one.title.split())
        return SearchResult(key, one.kind, title, detail, ICONS[one.kind], NOTES[one.kind])

    def _chosen(self, result: SearchResult) -> None:
        self._open(result, self.link_requested.emit)

    def _chosen_aside(self, result: SearchResult) -> None:
        self._open(result, self.link_aside_requested.emit)

    def _open(self, result: SearchResult, opens: Callable[[Link], None]) -> None:
        if result.kind == ACTION:
            self._actions.run(result.id)
        elif result.kind == DIAL:
            self.dial_requested.emit(result.id)
        elif (link := self._found.get(result.id)) is not None:
            opens(link)

    def _keep_recent(self) -> None:
        self._store.set_setting(RECENT_KEPT, json.dumps(self._actions.recent()))


def _read(kept: str | None) -> list[str]:
    """What was kept, if it is what we wrote."""
    try:
        found = json.loads(kept or "[]")
    except ValueError:
        return []
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
