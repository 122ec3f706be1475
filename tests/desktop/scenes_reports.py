"""Reports, and deleting an issue forever, in each of their states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.issues.erase_dialog import EraseDialog
from desktop.issues.erase_model import EraseOffer, what_goes, what_stays
from desktop.replica.erasures import Hanging

_FOUND = Hanging(posts=3, files=1, messages=2, steps=4, holds=1, appointments=1, calls=1)
_HELD = "1 payment is still on hold for this issue. Release it first."


def erase(refusal: str = "", *, is_done: bool = False, is_waiting: bool = False) -> QWidget:
    dialog = EraseDialog()
    dialog.offer(EraseOffer("CMP-00012", what_goes(_FOUND), what_stays(_FOUND), refusal))
    if is_waiting:
        dialog.show_waiting()
    if is_done:
        dialog.show_done()
    return dialog


REPORT_SCENES: dict[str, Callable[[], QWidget]] = {
    "erase_issue": erase,
    "erase_issue_refused": lambda: erase(_HELD),
    "erase_issue_waiting": lambda: erase(is_waiting=True),
    "erase_issue_done": lambda: erase(is_done=True),
}
