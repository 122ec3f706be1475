"""What can be done with one issue from board or list: moves, and why one is not possible."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.issues.board_model import COLUMNS, TITLES
from desktop.qt import icons, theme
from desktop.qt.labels import tip
from desktop.qt.signals import signal
from desktop.qt.statuses import ISSUES
from desktop.qt.tones import Tone
from sync_server.contract.values import Channel, IssueStatus

WORDS: Mapping[IssueStatus, str] = {
    IssueStatus.IN_PROGRESS: "Convert to In progress",
    IssueStatus.AWAITING_APPROVAL: "Change to Awaiting approval",
    IssueStatus.CLOSED: "Close issue",
    IssueStatus.REOPENED: "Reopen",
}


class IssueMenu(QMenu):
    """Built anew each time it opens: rights and statuses change."""

    move_chosen = signal(IssueStatus)
    write_chosen = signal(Channel)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("issue_menu")
        self.setToolTipsVisible(True)

    def offer_moves(
        self, status: IssueStatus, refusals: Mapping[IssueStatus, str], *, may: bool
    ) -> None:
        """Every other status; those it may not go to are grey and say why. Closed issues are
        reopened, not converted."""
        for to in COLUMNS:
            is_hidden = to is IssueStatus.NEW or (
                status is IssueStatus.CLOSED and to is not IssueStatus.REOPENED
            )
            if to is status or is_hidden or (to is IssueStatus.REOPENED and to in refusals):
                continue
            badge = ISSUES[to]
            action = self._add(WORDS.get(to, TITLES[to]), badge.icon, badge.tone, f"move_{to}")
            reason = refusals.get(to, "") if may else "Your role may not change issues."
            action.setEnabled(not reason)
            if reason:
                tip(action, reason)
                action.setStatusTip(reason)
            action.triggered.connect(partial(_tell, self.move_chosen.emit, to))

    def offer_writing(self, name: str, *, email: bool, text: bool) -> None:
        """Write to who sees to the issue; grey where no address is known."""
        if not name:
            return
        self.addSeparator()
        for channel, words, icon, known in (
            (Channel.EMAIL, f"E-mail {name}", "mail", email),
            (Channel.SMS, f"Text {name}", "message-square", text),
        ):
            action = self._add(words, icon, Tone.GREY, f"write_{channel}")
            action.setEnabled(known)
            if not known:
                what = "e-mail address" if channel is Channel.EMAIL else "mobile number"
                tip(action, f"No {what} of {name} is known.")
            action.triggered.connect(partial(_tell, self.write_chosen.emit, channel))

    def _add(self, words: str, icon: str, tone: Tone, name: str) -> QAction:
        action = self.addAction(icons.icon(icon, theme.ink(tone)), words.replace("&", "&&"))
        action.setObjectName(name)
        return action


def _tell(emit: object, value: object, *_checked: bool) -> None:
    emit(value)  # type: ignore[operator]
