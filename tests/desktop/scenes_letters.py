"""Scenes of letters: one before it is sent, templates, branding, picking a canned response."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import msgspec
from PySide6.QtWidgets import QTableView, QWidget

from desktop.letters.branding_page import BrandingPage
from desktop.letters.letter_dialog import LetterDialog
from desktop.letters.letter_model import LetterShown, letter_shown
from desktop.letters.preview_model import PreviewShown
from desktop.letters.templates_model import draft_of, save_of
from desktop.letters.templates_page import TemplatesPage
from desktop.letters.versions_model import versions_of
from desktop.letters.versions_view import VersionsDialog
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.letters import LetterKind
from sync_server.contract.values import Role
from sync_server.rules.branding import branding_of
from sync_server.rules.effects import Circumstances
from sync_server.rules.letter_defaults import default_letter, letter_template
from sync_server.rules.letters import save_template
from sync_server.rules.view import MemoryView
from tests.desktop.customers.care_office import NOW, clock
from tests.desktop.letters.desk_of_letters import ISSUE, canned, rows
from tests.desktop.replica.rows import profile_with


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


def _store() -> Store:
    profile = profile_with(Path(mkdtemp()) / "profile", [*rows(), *canned()])
    return Store(profile, clock)


def templates() -> TemplatesPage:
    page = TemplatesPage(_store())
    page.resize(1200, 820)
    return page


def templates_wrong() -> TemplatesPage:
    page = templates()
    page.editor.body.setPlainText("Dear {{custmer_name}},\n\nabout {{complaint_number}}: thanks.")
    return page


def branding() -> BrandingPage:
    page = BrandingPage(_store())
    page.resize(1200, 820)
    return page


def versions() -> VersionsDialog:
    view = MemoryView(rows())
    admin = Circumstances(RowId("amy"), "Amy Park", Role.ADMIN, NOW)
    was = default_letter(LetterKind.ACKNOWLEDGEMENT)
    for version, words in ((-1, "We are sorry."), (0, "We are very sorry.")):
        draft = draft_of(was)
        body = draft.body.replace("Thank you for telling us.", words)
        command = save_of(
            msgspec.structs.replace(was, version=version), msgspec.structs.replace(draft, body=body)
        )
        view.put(save_template(view, command, admin).rows)
    now = letter_template(view, LetterKind.ACKNOWLEDGEMENT)
    dialog = VersionsDialog()
    dialog.offer(now, versions_of(view, now))
    dialog.findChild(QTableView, "versions_list").selectRow(2)
    return dialog


LETTER_SCENES: dict[str, Callable[[], QWidget]] = {
    "letter": letter,
    "letter_resolution": resolution,
    "templates": templates,
    "templates_wrong": templates_wrong,
    "template_versions": versions,
    "branding": branding,
}
