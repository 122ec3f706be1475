"""The state of sync in the words of the top bar and the banner."""

from __future__ import annotations

from desktop.qt.formatting import counted
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.top_bar import SyncShown, SyncState
from desktop.sync.status import Filling, NeedsSignIn, Offline, Sending, Status, Wiped


def sync_shown(status: Status) -> SyncShown:
    if isinstance(status, Offline):
        return SyncShown(SyncState.OFFLINE, status.waiting)
    if isinstance(status, NeedsSignIn | Wiped):
        return SyncShown(SyncState.NEEDS_SIGN_IN)
    if isinstance(status, Sending | Filling):
        return SyncShown(SyncState.SENDING, getattr(status, "waiting", 0))
    return SyncShown(SyncState.UP_TO_DATE)


def sync_notice(status: Status) -> Notice | None:
    """What deserves a banner across the page; None when the pill says enough."""
    if isinstance(status, Filling) and not status.is_usable:
        return Notice(
            f"Fetching your office for the first time: {status.rows:,} rows so far.",
            Tone.BLUE,
            "refresh-cw",
        )
    if isinstance(status, NeedsSignIn):
        kept = f" {counted(status.waiting, 'change')} wait here safely." if status.waiting else ""
        return Notice(
            f"Your sign-in has ended.{kept}", Tone.ORANGE, "key-round", action="Sign in again"
        )
    if isinstance(status, Wiped):
        return Notice("Your access has ended. Ask your administrator.", Tone.RED, "ban")
    return None
