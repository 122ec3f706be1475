"""The morning's text message to a fieldworker: complaints that are still open (TPL-05)."""

from __future__ import annotations

from collections.abc import Sequence

from sync_server.contract.issues import IssueRow
from sync_server.contract.values import IssueStatus, RecordKind, code

STILL_OPEN = (IssueStatus.NEW, IssueStatus.IN_PROGRESS, IssueStatus.REOPENED)
"""What a fieldworker can still do something about."""


def short_letter(issues: Sequence[IssueRow], business: str) -> str:
    """What the letter says, for somebody without an e-mail address."""
    codes = ", ".join(code(RecordKind.ISSUE, each.number, each.id) for each in issues[:5])
    more = f" and {len(issues) - 5} more" if len(issues) > 5 else ""
    word = "complaint" if len(issues) == 1 else "complaints"
    return f"Still open: {len(issues)} {word} ({codes}{more}). {business}".strip()
