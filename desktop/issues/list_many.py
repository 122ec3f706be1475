"""What is done to all issues selected: the menu for it, and the one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from desktop.issues.list_bulk import changing, closing, labelling, merging, watching
from desktop.issues.list_columns import ASSIGN, CLOSE, FOLLOW, LABEL, MERGE, PRIORITY, WATCH
from desktop.issues.list_menus import (
    LINE,
    OTHER_DAY,
    Choice,
    ChoiceMenu,
    DaySheet,
    Mergeable,
    MergeChosen,
    MergeSheet,
    days,
    priorities,
)
from desktop.lists.list_page import ListPage
from desktop.qt.formatting import Clock
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import Command, RowId
from sync_server.contract.complaints import IssueLabelRow
from sync_server.contract.customers import CustomerRow
from sync_server.contract.issues import (
    ChangeIssues,
    IssueField,
    IssueRow,
    LabelIssues,
    MergeIssues,
    WatchIssue,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Module, RecordKind, Verb, code
from sync_server.rules.access import DESK_ROLES

_NEEDS: Mapping[str, type[Command]] = {
    ASSIGN: ChangeIssues,
    PRIORITY: ChangeIssues,
    FOLLOW: ChangeIssues,
    LABEL: LabelIssues,
    WATCH: WatchIssue,
    MERGE: MergeIssues,
}
_WITHOUT = "-"
"""Before the id of a label that is to be taken away."""


def allowed(rights: Rights, key: str) -> bool:
    """Whether this role has the action at all."""
    if key == CLOSE:
        return rights.has(Module.ISSUES, Verb.CLOSE)
    return rights.may(_NEEDS[key])


class DoingToMany(QObject):
    """Hears which action was pressed, asks what is missing, and has the list do it."""

    def __init__(self, store: Store, clock: Clock, page: ListPage, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._clock, self._page = store, clock, page
        self._window = parent
        self._menus: dict[str, ChoiceMenu] = {}
        self._days: DaySheet | None = None
        self._merge: MergeSheet | None = None

    def ask(self, key: str) -> None:
        """A bulk action was pressed."""
        doing: Mapping[str, Callable[[], None]] = {
            ASSIGN: self._ask_owner,
            PRIORITY: self._ask_priority,
            LABEL: self._ask_label,
            FOLLOW: self._ask_day,
            WATCH: self._watch,
            CLOSE: self._close,
            MERGE: self._ask_merge,
        }
        doing[key]()

    # -- asking

    def _ask_owner(self) -> None:
        people = [each for each in self._store.view.where(StaffRow) if _can_own(each)]
        me = self._store.me.id if self._store.me is not None else ""
        ordered = sorted(people, key=lambda each: (each.id != me, each.name.casefold()))
        choices = [
            Choice(each.id, f"{each.name} (me)" if each.id == me else each.name, "user")
            for each in ordered
        ]
        self._offer(ASSIGN, self._assign).offer((*choices, LINE, Choice("", "Nobody", "x")))
        self._pop(ASSIGN)

    def _ask_priority(self) -> None:
        self._offer(PRIORITY, self._prioritise).offer(priorities())
        self._pop(PRIORITY)

    def _ask_label(self) -> None:
        labels = [each for each in self._store.view.where(IssueLabelRow) if not each.archived]
        labels.sort(key=lambda each: each.name.casefold())
        add = [Choice(each.id, each.name, "tag", Tone(each.tone)) for each in labels]
        take = [Choice(f"{_WITHOUT}{e.id}", f"Take away {e.name}", "x") for e in labels]
        if not add:
            words = "There are no labels yet. An administrator adds them in Settings."
            self._page.view.say(Notice(words, Tone.BLUE, "info"))
            return
        self._offer(LABEL, self._label).offer((*add, LINE, *take))
        self._pop(LABEL)

    def _ask_day(self) -> None:
        today = self._clock().astimezone().date()
        self._offer(FOLLOW, self._follow).offer(days(today))
        self._pop(FOLLOW)

    def _ask_merge(self) -> None:
        found = self._page.view.grid.selection()
        pair = [self._mergeable(each) for each in sorted(found.ids)]
        known = [each for each in pair if each is not None]
        if found.all_matching or len(known) != 2:
            words = "Select exactly two issues of one customer to merge them."
            self._page.view.say(Notice(words, Tone.ORANGE, "info"))
            return
        if self._merge is None:
            self._merge = MergeSheet(self._window)
            self._merge.chosen.connect(self._merged)
        self._merge.ask(known[0], known[1])

    # -- doing

    def _assign(self, choice: Choice) -> None:
        words = f"{choice.words} owns" if choice.value else "Nobody owns"
        self._page.run_bulk(words, changing(IssueField.OWNER, choice.value))

    def _prioritise(self, choice: Choice) -> None:
        words = f"Priority {choice.words} set for"
        self._page.run_bulk(words, changing(IssueField.PRIORITY, choice.value))

    def _label(self, choice: Choice) -> None:
        is_on = not choice.value.startswith(_WITHOUT)
        label_id = RowId(choice.value.removeprefix(_WITHOUT))
        name = choice.words.removeprefix("Take away ")
        words = f"Label “{name}” {'added to' if is_on else 'removed from'}"
        self._page.run_bulk(words, labelling(label_id, is_on=is_on))

    def _follow(self, choice: Choice) -> None:
        if choice.value == OTHER_DAY:
            if self._days is None:
                self._days = DaySheet(self._window)
                self._days.picked.connect(self._follow_on)
            self._days.ask(self._clock().astimezone().date())
            return
        self._follow_on(choice.value)

    def _follow_on(self, day: str) -> None:
        words = "Day to follow up set for" if day else "Nothing to follow any more for"
        self._page.run_bulk(words, changing(IssueField.FOLLOW_UP, day))

    def _watch(self) -> None:
        if self._store.me is not None:
            self._page.run_bulk("You watch", watching(self._store.me.id))

    def _close(self) -> None:
        self._page.run_bulk("Closed", closing())

    def _merged(self, chosen: MergeChosen) -> None:
        words = f"{chosen.merged.code} goes on under {chosen.kept.code}: merged"
        self._page.run_bulk(words, merging(chosen.kept.id, chosen.merged.id))

    def _mergeable(self, issue_id: str) -> Mergeable | None:
        issue = self._store.view.get(IssueRow, RowId(issue_id))
        if issue is None:
            return None
        customer = self._store.view.get(CustomerRow, issue.customer_id)
        words = f"{issue.issue_type}, {customer.name if customer else 'a customer'}"
        return Mergeable(issue.id, code(RecordKind.ISSUE, issue.number, issue.id), words)

    def _offer(self, key: str, take: Callable[[Choice], None]) -> ChoiceMenu:
        if key not in self._menus:
            self._menus[key] = ChoiceMenu(f"bulk_menu_{key}", self._window)
            self._menus[key].chosen.connect(take)
        return self._menus[key]

    def _pop(self, key: str) -> None:
        button = self._page.view.selected.button_of(key)
        corner = QPoint(0, 0)
        if button is not None:
            corner = button.mapToGlobal(button.rect().bottomLeft() + QPoint(0, 4))
        self._menus[key].popup(corner)


def _can_own(staff: StaffRow) -> bool:
    return staff.active and staff.role in DESK_ROLES
