"""Scenes of letters: one before it is sent, templates, branding, picking a canned response."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from functools import cache
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
from desktop.links import MessageWish
from desktop.messages.canned_model import canned_lines
from desktop.messages.composer_dialog import ComposerDialog
from desktop.messages.composer_model import Draft, about_of, composer_shown
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.letters import LetterKind
from sync_server.contract.values import Channel, RecordKind, Role
from sync_server.rules.branding import branding_of
from sync_server.rules.effects import Circumstances
from sync_server.rules.letter_defaults import default_letter, letter_template
from sync_server.rules.letters import save_template
from sync_server.rules.view import MemoryView
from tests.desktop.customers.care_office import ANN, NOW, clock
from tests.desktop.letters.desk_of_letters import BOOKING, ISSUE, canned, rows
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


@cache
def _store() -> Store:
    """One for all scenes, open until the pictures are taken."""
    profile = profile_with(Path(mkdtemp()) / "profile", [*rows(role=Role.ADMIN), *canned()])
    atexit.register(profile.close)
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


def composer_canned() -> ComposerDialog:
    view = MemoryView([*rows(), *canned()])
    asked = MessageWish(Channel.EMAIL, ANN, record_kind=RecordKind.BOOKING, record_id=BOOKING)
    shown = composer_shown(view, asked)
    assert shown is not None
    dialog = ComposerDialog()
    dialog.offer(shown, Draft(body="Hello Ann,\n\n/"))
    dialog.picker.open()
    about = about_of(view, ANN, "Amy Park", asked)
    dialog.picker.show_lines(canned_lines(view, Channel.EMAIL, about, ""))
    return dialog


LETTER_SCENES: dict[str, Callable[[], QWidget]] = {
    "letter": letter,
    "letter_resolution": resolution,
    "templates": templates,
    "templates_wrong": templates_wrong,
    "template_versions": versions,
    "branding": branding,
    "composer_canned": composer_canned,
}
