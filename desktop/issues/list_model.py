"""One issue in a line, and the marks it may carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from sync_server.contract.values import IssueStatus

HELD = Badge("Withheld", Tone.RED, "lock")
NOT_SENT = Badge("Not sent yet", Tone.GREY, "clock")


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue as the list shows it. `code` is already written out: CMP-00012."""

    id: str
    code: str
    title: str
    customer: str
    status: IssueStatus
    reported_at: datetime
    responsible: str = ""
    is_held: bool = False
    is_pending: bool = False
