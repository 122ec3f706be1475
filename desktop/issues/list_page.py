"""All issues, wired: as a list or as a board, by what they are about, and what is done to many."""

from __future__ import annotations

import msgspec
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from desktop.issues.board_desk import BoardDesk
from desktop.issues.board_menu import IssueMenu
from desktop.issues.board_moves import Done, Moving
from desktop.issues.board_view import Asked
from desktop.issues.list_catalogue import Catalogue
from desktop.issues.list_columns import EMAIL, MENU, TEXT, look
from desktop.issues.list_many import DoingToMany, allowed
from desktop.issues.list_segments import Segments, Shape
from desktop.issues.list_swimlanes import SwimlanesButton
from desktop.links import Link, LinkKind, ListWish, MessageWish
from desktop.lists.columns_model import WRITE_STEP
from desktop.lists.list_grid import CellClick
from desktop.lists.list_page import ListPage
from desktop.lists.selection_bar import RowAction
from desktop.qt.background import Background, Cancelled
from desktop.qt.buttons import Button
from desktop.qt.delegates import EDGE
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice, column
from desktop.replica.listing import groups
from desktop.replica.listing_issues import ISSUE_LIST
from desktop.replica.listing_issues_fields import ABOUT
from desktop.replica.listing_query import Filter, Op, Query, settled
from desktop.replica.listing_window import Listing
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow, ReportIssue
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, IssueStatus, RecordKind
from sync_server.rules.effects import Refused

_SHAPE = "issues shape"
_CHANNELS = (Channel.EMAIL, Channel.SMS)


class IssueOverview(QWidget):
    """The filters, views, words and counts are one for both shapes."""

    link_requested = signal(Link)
    message_requested = signal(MessageWish)
    report_requested = wish()
    refused = signal(str)
    closed = signal(RowId)
    """An issue was closed here: its customer may be told."""

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._store, self._clock, self._rights = store, clock, Rights(store)
        self._catalogue = Catalogue(store, self)
        me = store.me.id if store.me is not None else None
        self.segments = Segments()
        made = look(me, self._catalogue.label, may=lambda key: allowed(self._rights, key))
        self.page = ListPage(made, ISSUE_LIST, store, clock)
        self.moving = Moving(store, clock, self)
        self.board = BoardDesk(store, clock, self.moving, self)
        self.lanes = SwimlanesButton()
        self._many = DoingToMany(store, clock, self.page, self)
        self._counting = Background("count issues", self, store.is_there)
        self._back: Done | None = None
        self._menu: IssueMenu | None = None
        self._lay_out()
        self._connect()
        self._catalogue.fill(self.page.view.filters)
        self._dress(self.page.desk.query())
        self._show_shape(Shape.BOARD if store.setting(_SHAPE) == Shape.BOARD else Shape.LIST)

    def shape(self) -> Shape:
        """How the issues are shown just now."""
        return self._shape

    def open_wish(self, wanted: ListWish) -> None:
        """Only the issues of a customer, of a status, or of both (TML-15)."""
        self.page.open_wish(wanted)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or entities & {"permission", "staff"}:
            self._offer_report()
        self._catalogue.refresh(entities)
        self.page.refresh(entities)
        self.board.refresh(entities)

    def is_busy(self) -> bool:
        """Whether anything is still worked out."""
        return self.page.desk.is_busy() or self.board.is_busy() or self._counting.is_busy()

    def end(self) -> None:
        """The desk closes."""
        self.page.end()
        self.board.end()
        self.moving.end()
        self._counting.end()
        self._catalogue.end()

    # -- what is asked

    def _dress(self, query: Query) -> None:
        about = [each for each in query.filters if each.key == ABOUT and each.op is Op.ONE_OF]
        one = about[0].values[0] if len(about) == 1 and len(about[0].values) == 1 else ""
        self.segments.show_chosen(one)
        self.lanes.show_lanes(query.group_by)
        self.board.ask(query)

    def _choose_segment(self, key: str) -> None:
        query = self.page.desk.query()
        kept = tuple(each for each in query.filters if each.key != ABOUT)
        filters = (*kept, Filter(ABOUT, Op.ONE_OF, (key,))) if key else kept
        self.page.desk.show_query(msgspec.structs.replace(query, filters=filters))

    def _choose_lanes(self, key: str) -> None:
        query = self.page.desk.query()
        self.page.desk.show_query(msgspec.structs.replace(query, group_by=key))

    def _listed(self, _listing: Listing) -> None:
        """Count by what they are about, whichever of those is shown."""
        query = settled(self.page.desk.query(), self._clock())
        others = tuple(each for each in query.filters if each.key != ABOUT)
        asked = msgspec.structs.replace(query, filters=others, sorts=(), group_by=ABOUT)
        store = self._store

        def work(_cancelled: Cancelled) -> dict[str, int]:
            heads = groups(store.reader(), ISSUE_LIST, asked)
            return {str(head.value): head.count for head in heads}

        self._counting.run(work, self.segments.show_counts)

    # -- shapes

    def _choose_shape(self, shape: Shape) -> None:
        self._store.set_setting(_SHAPE, shape)
        self._show_shape(shape)
        (self.board.board if shape is Shape.BOARD else self.page.view.grid).setFocus()

    def _show_shape(self, shape: Shape) -> None:
        self._shape = shape
        self.segments.show_shape(shape)
        is_board = shape is Shape.BOARD
        self.page.view.show_instead(self.board.panel if is_board else None)
        self.lanes.setVisible(is_board)
        if is_board:
            self.board.turn_on()
        else:
            self.board.turn_off()

    # -- one issue

    def _open(self, issue_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.ISSUE, RowId(issue_id)))

    def _open_aside(self, issue_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.ISSUE, RowId(issue_id), aside=True))

    def _row_action(self, action: RowAction) -> None:
        issue_id = self.page.view.menu_row
        if action.key == MENU:
            self._offer(Asked(issue_id, QCursor.pos()))
        elif action.key in {EMAIL, TEXT}:
            self._write(issue_id, Channel.EMAIL if action.key == EMAIL else Channel.SMS)

    def _cell_clicked(self, click: CellClick) -> None:
        """The icons of the column for writing to the owner (ISS-16)."""
        if click.section != self.page.view.look.section("contact") or click.x < EDGE:
            return
        at = (click.x - EDGE) // WRITE_STEP
        if at < len(_CHANNELS) and self._owner(click.id) is not None:
            self._write(click.id, _CHANNELS[at])

    def _offer(self, asked: Asked) -> None:
        issue = self._store.view.get(IssueRow, RowId(asked.id))
        if issue is None:
            return
        menu = self._menu = IssueMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        refusals = self.moving.refusals(asked.id)
        menu.offer_moves(issue.status, refusals, may=self.moving.may())
        owner = self._owner(asked.id)
        if owner is not None:
            menu.offer_writing(owner.name, email=bool(owner.email), text=bool(owner.phone))
        menu.move_chosen.connect(lambda to: self._move(asked.id, to))
        menu.write_chosen.connect(lambda channel: self._write(asked.id, channel))
        menu.popup(asked.at)

    def _move(self, issue_id: str, to: IssueStatus) -> None:
        self.moving.ask(issue_id, to)

    def _owner(self, issue_id: str) -> StaffRow | None:
        issue = self._store.view.get(IssueRow, RowId(issue_id))
        if issue is None or issue.owner_id is None:
            return None
        return self._store.view.get(StaffRow, issue.owner_id)

    def _write(self, issue_id: str, channel: Channel) -> None:
        """To who sees to it (ISS-16)."""
        issue, owner = self._store.view.get(IssueRow, RowId(issue_id)), self._owner(issue_id)
        if issue is None or owner is None:
            self.refused.emit("Nobody owns this issue yet. Assign it first.")
            return
        address = owner.email if channel is Channel.EMAIL else owner.phone
        self.message_requested.emit(
            MessageWish(
                channel,
                issue.customer_id,
                address,
                record_kind=RecordKind.ISSUE,
                record_id=issue.id,
                staff_id=owner.id,
            )
        )

    # -- moved, and taken back

    def _moved(self, done: Done) -> None:
        self._back = done
        self.page.view.say(Notice(done.sentence, Tone.GREEN, "circle-check", done.action))
        if done.closed_id is not None:
            self.closed.emit(done.closed_id)

    def _take_back(self) -> bool:
        """Undo belongs to the notice it stands in."""
        back, self._back = self._back, None
        if back is None or back.back is None or self.page.view.notice.text() != back.sentence:
            return False
        try:
            self._store.do(back.back)
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            return True
        words = f"{'Taken back' if back.action == 'Undo' else 'Reopened'}: {back.sentence}"
        self.page.view.say(Notice(words, Tone.BLUE, "undo-2"))
        return True

    # -- words and rights

    def _offer_report(self) -> None:
        for button in self.page.findChildren(Button, self.page.view.look.add_name):
            button.setVisible(self._rights.may(ReportIssue))

    def _lay_out(self) -> None:
        self.page.view.add_tool(self.lanes)
        stack = column(self, gap=0)
        stack.addWidget(self.segments)
        stack.addWidget(self.page, 1)
        self.setFocusProxy(self.page)
        self._offer_report()

    def _connect(self) -> None:
        page, board = self.page, self.board.board
        self.segments.chosen.connect(self._choose_segment)
        self.segments.shape_chosen.connect(self._choose_shape)
        self.lanes.chosen.connect(self._choose_lanes)
        page.desk.asked.connect(self._dress)
        page.desk.listed.connect(self._listed)
        page.desk.undo_first = self._take_back
        page.opened.connect(self._open)
        page.opened_aside.connect(self._open_aside)
        page.add_requested.connect(self.report_requested.emit)
        page.row_action_chosen.connect(self._row_action)
        page.bulk_asked.connect(self._many.ask)
        page.view.grid.cell_clicked.connect(self._cell_clicked)
        board.open_requested.connect(self._open)
        board.open_aside_requested.connect(self._open_aside)
        board.menu_requested.connect(self._offer)
        self.board.panel.everything_requested.connect(page.view.everything_requested.emit)
        self.board.panel.report_requested.connect(self.report_requested.emit)
        self.moving.done.connect(self._moved)
        self.moving.refused.connect(self.refused.emit)
