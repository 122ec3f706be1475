"""One issue, wired: its rows, its actions, its thread, its history, and who else looks at it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.issues.issue_acting import Acted, IssueActing, news_of
from desktop.issues.issue_evidence import Evidence
from desktop.issues.issue_facts import Changed
from desktop.issues.issue_letters import letter_wish, message_about
from desktop.issues.issue_page_model import Face
from desktop.issues.issue_page_shown import facts_of, head_of
from desktop.issues.issue_page_view import IssuePageView
from desktop.issues.issue_parts import Done
from desktop.issues.issue_sections import holds_section, sections_of
from desktop.issues.issue_sheet import IssueSheet, issue_sheet
from desktop.links import (
    AckWish,
    EraseWish,
    LetterWish,
    Link,
    LinkKind,
    MessageWish,
    ReportIssueWish,
)
from desktop.qt.formatting import Clock
from desktop.qt.signals import Typed, signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import EmptyState, Notice, column
from desktop.rights import Rights
from desktop.store import Store
from desktop.threads.composer import Draft
from desktop.threads.panel import ThreadPanel
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.letters import LetterKind
from sync_server.contract.messages import SendMessage
from sync_server.contract.values import IssueStatus, RecordKind, Visibility

SHOWN = frozenset({
    "issue", "hold", "hold_event", "check_item", "cost", "survey", "appointment", "issue_type",
    "issue_label", "complaint_settings", "post", "attachment", "thread", "customer", "staff",
    "booking", "invoice", "quote", "permission",
})  # fmt: skip
MINUTE_MS = 60_000
AGAIN_MS = 5_000
"""How often the server hears that this page is still looked at."""
TYPING_MS = 4_000
"""Who has not typed for so long is not typing any more."""


class ShowsHistory(Protocol):
    """The history of one row, shown as a tab."""

    def show_record(self, entity: str, row_id: RowId) -> None: ...

    def refresh(self, entities: frozenset[str]) -> None: ...


class IssuePage(QWidget):
    """Open it with `open_issue`; what it wishes for is the shell's to fulfil."""

    link_requested = signal(Link)
    message_requested = signal(MessageWish)
    letter_requested: Typed[AckWish | LetterWish] = signal(AckWish | LetterWish)
    report_requested = signal(ReportIssueWish)
    erase_requested = signal(EraseWish)
    back_requested = signal(str)
    """The id of the issue that was shown."""
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._clock, self._rights = store, clock, Rights(store)
        self._issue, self._is_over = RowId(""), False
        self._sheet: IssueSheet | None = None
        self._undo: tuple[AnyCommand, ...] = ()
        self._history: ShowsHistory | None = None
        self.evidence = Evidence(store)
        self.view = IssuePageView(clock, self.evidence)
        self.acting = IssueActing(store, self._rights, clock, self)
        self._thread = ThreadPanel(store, self.view.thread_panel, clock, self)
        self._gone = EmptyState(
            "triangle-alert",
            "This issue is not here",
            "It was erased, or your role may not see it.",
            "Back to the issues",
        )
        self._gone.hide()
        stack = column(self)
        stack.addWidget(self.view)
        stack.addWidget(self._gone)
        self._clocks = QTimer(self, interval=MINUTE_MS)
        self._clocks.timeout.connect(self._show)
        self._looking = QTimer(self, interval=AGAIN_MS)
        self._looking.timeout.connect(store.viewing.again)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._look)
        self._deafen = store.viewing.listen(self._viewers_changed)
        self._connect()

    def open_issue(self, issue_id: RowId) -> bool:
        """Show this one; False when it is not on this desk."""
        if issue_id != self._issue:
            self.acting.end()
            self.view.tell.hide()
            self.view.notice.hide()
        self._issue = issue_id
        self._show()
        if self._sheet is not None:
            self._thread.open(issue_id)
            self.view.thread_panel.composer.begin_for(Visibility.STAFF)
            self._tab_chosen(self.view.tab())
        self._look()
        return self._sheet is not None

    def shown_id(self) -> str:
        """The id of the issue that was opened last; empty before the first."""
        return self._issue

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self._issue and (not entities or entities & SHOWN):
            self._show()
            if self._sheet is not None:
                self._thread.refresh()
            if self._history is not None:
                self._history.refresh(entities)

    def show_history_in(self, panel: QWidget, shows: ShowsHistory) -> None:
        """Put the history beside the details."""
        self._history = shows
        self.view.add_tab("History", "history", panel)
        self.view.tab_chosen.connect(self._tab_chosen)

    def end(self) -> None:
        """The page goes; may be said twice, for its tab and for the desk."""
        if self._is_over:
            return
        self._is_over = True
        self._deafen()
        self._store.viewing.leave(self._issue)
        self.acting.end()
        self.evidence.end()

    # -- showing

    def _show(self) -> None:
        view, me = self._store.view, self._me()
        self._sheet = sheet = issue_sheet(view, self._issue) if self._issue else None
        self.view.setVisible(sheet is not None)
        self._gone.setVisible(sheet is None)
        if sheet is None:
            return
        self.view.head.show_head(head_of(view, sheet, self._rights, self._clock()))
        self.view.facts.show_facts(facts_of(view, sheet, self._rights, me))
        self.view.sections.show_sections(sections_of(view, sheet, self._rights))
        self.view.pay.show_sections((holds_section(view, sheet, self._rights, me),))
        self.evidence.show_evidence(sheet.evidence, sheet.notes)
        self._viewers_changed(self._issue)

    def _me(self) -> RowId:
        return self._store.me.id if self._store.me else RowId("")

    def _tab_chosen(self, name: str) -> None:
        if self._history is not None and name == "history" and self._sheet is not None:
            self._history.show_record(RecordKind.ISSUE.value, self._issue)

    # -- who else is here

    def _look(self) -> None:
        if self.isVisible() and self._sheet is not None:
            self._store.viewing.look(self._issue, is_typing=self._typing.isActive())

    def _typed(self) -> None:
        if self.view.thread_panel.composer.draft().body.strip():
            self._typing.start()
            self._look()

    def _viewers_changed(self, issue_id: str) -> None:
        if issue_id == self._issue:
            others = self._store.viewing.others(issue_id, self._me())
            self.view.head.faces.show_faces([Face(each.name, each.is_typing) for each in others])

    # -- doing

    def _chosen(self, key: str) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        row = sheet.row
        if key == "report":
            self.report_requested.emit(
                ReportIssueWish(row.customer_id, row.record_kind, row.record_id)
            )
        elif key == "open_into" and row.merged_into_id is not None:
            self.link_requested.emit(Link(LinkKind.ISSUE, row.merged_into_id))
        elif key.startswith(("mail_", "text_")):
            self.message_requested.emit(message_about(self._store.view, sheet, key))
        elif key == "erase":
            self.erase_requested.emit(EraseWish(row.id))
        elif (letter := letter_wish(row.id, key)) is not None:
            self.letter_requested.emit(letter)
        else:
            self.acting.choose(sheet, key)

    def _done(self, done: Done) -> None:
        if self._sheet is not None:
            self.acting.act(self._sheet, done)

    def _changed(self, changed: Changed) -> None:
        if self._sheet is not None:
            self.acting.edit(self._sheet, changed)

    def _refuse(self, words: str) -> None:
        self.refused.emit(words)
        self._show()  # what was chosen and refused goes back to what is so

    def _acted(self, acted: Acted) -> None:
        self._undo = acted.undo
        action = "Undo" if acted.undo else ""
        self.view.notice.say(Notice(acted.words, Tone.GREEN, "circle-check", action))
        self._offer_to_tell(acted.news)

    def _take_back(self) -> None:
        undo, self._undo = self._undo, ()
        self.acting.take_back(undo)

    def _posted(self, draft: Draft) -> None:
        """Only what the customer may read themselves asks for it (A39)."""
        self._typing.stop()
        self._look()
        if draft.visibility is Visibility.EVERYONE:
            self._offer_to_tell(draft.body)

    def _offer_to_tell(self, news: str) -> None:
        sheet = self._sheet
        if news and sheet is not None and self._rights.may(SendMessage):
            self.view.tell.ask(sheet.customer.name if sheet.customer else "the customer", news)

    def _tell(self, news: str) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        if news == news_of(sheet, IssueStatus.CLOSED):  # it has a letter with the survey in it
            self.letter_requested.emit(LetterWish(sheet.row.id, LetterKind.RESOLUTION))
            return
        wish = message_about(self._store.view, sheet, "mail_customer", news)
        self.message_requested.emit(wish)

    def _back(self) -> None:
        self.back_requested.emit(self._issue)

    def _connect(self) -> None:
        head, facts = self.view.head, self.view.facts
        head.chosen.connect(self._chosen)
        head.link_requested.connect(self.link_requested.emit)
        head.back_requested.connect(self._back)
        self._gone.acted.connect(self._back)
        facts.chosen.connect(self._chosen)
        facts.changed.connect(self._changed)
        for sections in (self.view.sections, self.view.pay):
            sections.done.connect(self._done)
            sections.link_requested.connect(self.link_requested.emit)
        self.evidence.refused.connect(self.refused.emit)
        self.view.notice.acted.connect(self._take_back)
        self.view.tell.tell_requested.connect(self._tell)
        self.view.thread_panel.composer.draft_changed.connect(self._typed)
        self._thread.refused.connect(self.refused.emit)
        self._thread.link_requested.connect(self.link_requested.emit)
        self._thread.posted.connect(self._posted)
        self.acting.acted.connect(self._acted)
        self.acting.refused.connect(self._refuse)

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clocks.start()
        self._looking.start()
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._is_over:
            return
        self._clocks.stop()
        self._looking.stop()
        self._store.viewing.leave(self._issue)
