"""The head of an issue's page: what it is, where it stands, what can be done, who looks at it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.issues.issue_page_model import Address, Face, HeadShown, Step, Tie
from desktop.issues.issue_parts import LinkWords, OfferButton, reveal
from desktop.links import Link
from desktop.qt.buttons import Button, icon_button
from desktop.qt.formatting import listed
from desktop.qt.labels import ElidedLabel, Label, Look, tip
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import Avatar, Banner, Card, Notice, Pill, PillRow, column, empty, row

MOST_FACES = 4


class StepButton(Button):
    def __init__(self, step: Step) -> None:
        super().__init__(step.label, step.kind, step.icon)
        self.step = step
        self.setObjectName(f"issue_{step.key}")


class FacesRow(QWidget):
    """Avatars of who looks at it; the tooltip and the accessible name say it in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("issue_faces")
        self._line = row(self, gap=2)
        self._words = Label("", Look.SMALL)
        self._shown: tuple[Face, ...] | None = None
        self.hide()

    def show_faces(self, faces: Sequence[Face]) -> None:
        if tuple(faces) == self._shown:
            return
        self._shown = tuple(faces)
        empty(self._line)
        for face in faces[:MOST_FACES]:
            self._line.addWidget(Avatar(face.name, 24))
        self._words = Label(_words(faces), Look.SMALL)
        self._words.setObjectName("issue_faces_words")
        self._line.addSpacing(4)
        self._line.addWidget(self._words)
        names = listed(tuple(face.name for face in faces))
        self.setAccessibleName(f"{names} looking at this issue now")
        tip(self, f"Looking at this issue now: {names}")
        reveal(self._line)
        self.setVisible(bool(faces))

    def words(self) -> str:
        """What it says now."""
        return self._words.text()


class IssueHead(Card):
    """Shows a `HeadShown`; emits keys."""

    chosen = signal(str)
    link_requested = signal(Link)
    back_requested = wish()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("issue_head")
        self._back = icon_button("Back to the issues", "arrow-left")
        self._back.setObjectName("issue_back")
        self._back.clicked.connect(self.back_requested)
        self._code, self._title = Label("", Look.MUTED), ElidedLabel("", Look.TITLE)
        self._code.setObjectName("issue_code")
        self._title.setObjectName("issue_title")
        self._status = Pill()
        self._status.setObjectName("issue_status")
        self._badges, self._clocks = PillRow(), PillRow()
        self._clocks.setObjectName("issue_clocks")
        self.faces = FacesRow()
        self._steps, self._ties, self._addresses = row(gap=8), row(gap=4), row(gap=2)
        self._more = OfferButton("More", "list", "issue_more")
        self._more.chosen.connect(self.chosen.emit)
        self._notices = column(gap=6)
        self._shown: HeadShown | None = None
        self._lay_out()

    def show_head(self, shown: HeadShown) -> None:
        """Show this; buttons that stay the same are not built anew under the mouse."""
        before, self._shown = self._shown, shown
        self._code.setText(shown.code)
        self._title.setText(shown.title)
        self._status.show_badge(shown.status)
        self._badges.show_badges(shown.badges)
        self._clocks.show_badges(shown.clocks)
        self._more.offer(shown.more)
        if before is None or before.steps != shown.steps:
            self._show_steps(shown.steps)
        if before is None or before.ties != shown.ties:
            self._show_ties(shown.ties)
        if before is None or before.addresses != shown.addresses:
            self._show_addresses(shown.addresses)
        if before is None or before.notices != shown.notices:
            self._show_notices(shown.notices)

    def _show_steps(self, steps: Sequence[Step]) -> None:
        empty(self._steps)
        for step in reversed(steps):
            button = StepButton(step)
            button.clicked.connect(self._step)
            self._steps.addWidget(button)
        reveal(self._steps)

    def _step(self) -> None:
        sender = self.sender()
        if isinstance(sender, StepButton):
            self.chosen.emit(sender.step.key)

    def _show_ties(self, ties: Sequence[Tie]) -> None:
        empty(self._ties)
        for at, tie in enumerate(ties):
            if at:
                self._ties.addWidget(Label("·", Look.MUTED))
            words = LinkWords(f"issue_tie_{at}", tie.words, tie.link)
            words.setEnabled(tie.link is not None)
            words.opened.connect(self.link_requested.emit)
            self._ties.addWidget(words)
        reveal(self._ties)

    def _show_addresses(self, addresses: Sequence[Address]) -> None:
        empty(self._addresses)
        for each in addresses:
            button = icon_button(each.words, each.icon)
            button.setObjectName(f"issue_{each.key}")
            button.setEnabled(not each.refusal)
            if each.refusal:
                button.explain(each.refusal)
            button.setProperty("wish", each.key)
            button.clicked.connect(self._address)
            self._addresses.addWidget(button)
        reveal(self._addresses)

    def _address(self) -> None:
        self.chosen.emit(str(self.sender().property("wish")))

    def _show_notices(self, notices: Sequence[tuple[Notice, str]]) -> None:
        empty(self._notices)
        for notice, key in notices:
            banner = Banner()
            banner.setObjectName(f"issue_notice_{key}")
            banner.setProperty("wish", key)
            banner.acted.connect(self._act_on_notice)
            self._notices.addWidget(banner)
            banner.say(notice)
        reveal(self._notices)
        self._notices.setContentsMargins(0, 4 if notices else 0, 0, 0)

    def _act_on_notice(self) -> None:
        sender = self.sender()
        if isinstance(sender, Banner):
            sender.show()  # it stands as long as what it says is so
            self.chosen.emit(str(sender.property("wish")))

    def _lay_out(self) -> None:
        inner = column(self, gap=6, edge=16)
        inner.addLayout(self._first_line())
        second = row(gap=12)
        second.addWidget(self._title, 1)
        second.addWidget(self._clocks)
        inner.addLayout(second)
        third = row(gap=6)
        third.addLayout(self._ties)
        third.addStretch(1)
        third.addLayout(self._addresses)
        inner.addLayout(third)
        inner.addLayout(self._notices)

    def _first_line(self) -> QHBoxLayout:
        line = row(gap=10)
        for part in (self._back, self._code, self._status, self._badges, self.faces):
            line.addWidget(part)
        line.addStretch(1)
        line.addLayout(self._steps)
        line.addWidget(self._more)
        return line


def _words(faces: Sequence[Face]) -> str:
    typing = tuple(face.name for face in faces if face.is_typing)
    if typing:
        return f"{listed(typing)} {'is' if len(typing) == 1 else 'are'} typing…"
    return f"{listed(tuple(face.name for face in faces))} looking" if faces else ""
