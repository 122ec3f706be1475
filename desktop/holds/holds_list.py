"""The finance grid, wired: releasing what is selected, expected days, comments, snapshots."""

from __future__ import annotations

from desktop.holds.expecting import Expected, ExpectEditor
from desktop.holds.list_model import BOOKING, COMMENT, EXPECT, LOOK
from desktop.holds.release_model import Released
from desktop.holds.releasing import Releasing
from desktop.holds.snapshots import Snapshots
from desktop.links import Link, LinkKind
from desktop.lists.list_page import ListPage
from desktop.lists.selection_bar import RowAction
from desktop.lists.selection_model import NONE, Selection
from desktop.qt.buttons import Button, icon_button
from desktop.qt.formatting import Clock, number
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.listing_holds import hold_list
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.holds import ExpectRelease, HoldRow, ReleaseHolds
from sync_server.rules.effects import Refused

NOT_HERE = "This hold is not on this desk any more."
NO_ISSUE = "This pay was withheld by hand: there is no issue to open."


class HoldsList(ListPage):
    link_chosen = signal(Link)
    comment_chosen = signal(Link)
    """The same, with the composer in hand."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.day = clock().astimezone().date()
        super().__init__(LOOK, hold_list(self.day), store, clock)
        self._store = store
        self._rights = Rights(store)
        self.releasing = Releasing(store, self)
        self._expect = ExpectEditor(self.view.grid, LOOK.section("expected"))
        self.snapshots = Snapshots(store, clock, self.desk)
        self._snapshot = icon_button("Save a snapshot for audit", "archive")
        self._snapshot.setObjectName("holds_snapshot")
        self.view.add_tool(self._snapshot)
        self._release = self.findChild(Button, LOOK.add_name)
        self._connect()
        self._follow_rights()
        self._say_selected(NONE)

    def refresh(self, entities: frozenset[str]) -> None:
        super().refresh(entities)
        if not entities or entities & {"permission", "staff"}:
            self._follow_rights()

    def end(self) -> None:
        self.releasing.end()
        self.snapshots.end()
        super().end()

    def is_busy(self) -> bool:
        """Whether anything is still worked out."""
        return any(p.is_busy() for p in (self.desk, self.releasing, self.snapshots))

    def _connect(self) -> None:
        view, releasing = self.view, self.releasing
        self.opened.connect(self._open)
        self.opened_aside.connect(self._open_aside)
        self.row_action_chosen.connect(self._act)
        self.add_requested.connect(self._ask)
        self._expect.chosen.connect(self._expected)
        view.grid.selection_changed.connect(self._say_selected)
        view.work_cancelled.connect(releasing.cancel)
        for part in (releasing, self.snapshots):
            part.progressed.connect(self._progressed)
            part.ended.connect(view.show_rest)
        releasing.done.connect(self._released)
        self._snapshot.clicked.connect(self.snapshots.ask)
        self.snapshots.said.connect(self._say)
        self.snapshots.failed.connect(self._warn)

    def _open(self, row_id: str) -> None:
        if self._expect.is_meant():
            self._expect.edit_row()
        else:
            self._follow(row_id, aside=False)

    def _open_aside(self, row_id: str) -> None:
        self._follow(row_id, aside=True)

    def _follow(self, row_id: str, *, aside: bool) -> None:
        hold = self._hold(row_id)
        if hold is not None and hold.issue_id:
            self.link_chosen.emit(Link(LinkKind.ISSUE, hold.issue_id, aside))
        elif hold is not None:
            self.link_chosen.emit(Link(LinkKind.BOOKING, hold.booking_id, aside))

    def _act(self, action: RowAction) -> None:
        """From the menu of a row."""
        hold = self._hold(self.view.menu_row)
        if hold is None:
            return
        if action.key == BOOKING:
            self.link_chosen.emit(Link(LinkKind.BOOKING, hold.booking_id))
        elif action.key == EXPECT:
            self._expect.edit_row()
        elif action.key == COMMENT and hold.issue_id:
            self.comment_chosen.emit(Link(LinkKind.ISSUE, hold.issue_id))
        elif action.key == COMMENT:
            self._warn(NO_ISSUE)

    def _hold(self, row_id: str) -> HoldRow | None:
        hold = self._store.view.get(HoldRow, RowId(row_id))
        if hold is None:
            self._warn(NOT_HERE)
        return hold

    def _ask(self) -> None:
        if self.view.grid.selection() == NONE:
            self._warn("Select what to release: Space, or Ctrl+A for all that match.")
        elif not self.releasing.is_busy():
            self.releasing.ask(self.desk.meant())

    def _released(self, released: Released) -> None:
        tone = Tone.ORANGE if released.kept or not released.is_whole else Tone.GREEN
        self.view.say(Notice(released.sentence(), tone, "lock-open"))
        self.view.grid.select_none()

    def _expected(self, expected: Expected) -> None:
        command = ExpectRelease(hold_id=RowId(expected.hold_id), expected_on=expected.day)
        try:
            self._store.do(command)
        except Refused as refusal:
            self._warn(refusal.detail)

    def _progressed(self, progress: Progress) -> None:
        self.view.show_work(progress, cancels=True)

    def _say_selected(self, selection: Selection) -> None:
        count = selection.count(self.view.matching())
        if self._release is not None:
            self._release.relabel(f"Release {number(count)} selected" if count else LOOK.add_label)

    def _follow_rights(self) -> None:
        if self._release is not None:
            self._release.setVisible(self._rights.may(ReleaseHolds))
        self._expect.allow(may=self._rights.may(ExpectRelease))

    def _say(self, sentence: str) -> None:
        self.view.say(Notice(sentence, Tone.GREEN, "circle-check"))

    def _warn(self, sentence: str) -> None:
        self.view.say(Notice(sentence, Tone.ORANGE, "info"))
