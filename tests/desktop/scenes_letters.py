"""Scenes of letters: one before it is sent, templates, branding, picking a canned response."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.letters.letter_dialog import LetterDialog
from desktop.letters.letter_model import LetterShown, letter_shown
from desktop.letters.preview_model import PreviewShown
from sync_server.contract.letters import LetterKind
from sync_server.rules.branding import branding_of
from sync_server.rules.view import MemoryView
from tests.desktop.customers.care_office import NOW
from tests.desktop.letters.desk_of_letters import ISSUE, rows


def _shown(kind: LetterKind) -> LetterShown:
    shown = letter_shown(MemoryView(rows()), ISSUE, kind, "Amy Park", NOW)
    assert shown is not None
    return shown


def letter(kind: LetterKind = LetterKind.ACKNOWLEDGEMENT) -> LetterDialog:
    shown, dialog = _shown(kind), LetterDialog()
    dialog.offer(shown)
    look = branding_of(MemoryView(rows()))
    dialog.preview.show_mail(PreviewShown(shown.words.subject, shown.words.body, look))
    return dialog


def resolution() -> LetterDialog:
    return letter(LetterKind.RESOLUTION)


LETTER_SCENES: dict[str, Callable[[], QWidget]] = {
    "letter": letter,
    "letter_resolution": resolution,
}
