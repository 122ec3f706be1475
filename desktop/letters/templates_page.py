"""Settings, templates and canned responses, wired: the list, the editor, versions."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.letters import templates_model as model
from desktop.letters.attaching import PICTURES_AND_PDF, Attaching
from desktop.letters.logo import logo_of
from desktop.letters.preview_model import PreviewShown
from desktop.letters.template_editor import TemplateEditor
from desktop.letters.templates_model import TemplateDraft, TemplateLine, columns
from desktop.letters.versions_model import restored, versions_of
from desktop.letters.versions_view import VersionsDialog
from desktop.qt.buttons import Button
from desktop.qt.grid import Grid
from desktop.qt.labels import Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, column, row
from desktop.store import Store
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.letters import LetterKind, TemplateRow, TemplateVersionRow
from sync_server.contract.values import Channel
from sync_server.rules.branding import branding_of
from sync_server.rules.effects import Refused
from sync_server.rules.letter_defaults import LETTERS, letter_template

PAUSE_MS = 150
LETTER_IDS = frozenset(kind.value for kind in LETTERS)
_WORDS = "Complaint letters and canned responses. Words in {{braces}} are filled in when you write."


class TemplatesPage(QWidget):
    """One editor for all of them (TPL-01, TPL-18); what is typed is kept until it is saved."""

    said = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._row = letter_template(store.view, LetterKind.ACKNOWLEDGEMENT)
        self._new: dict[str, TemplateRow] = {}
        self._edited: dict[str, TemplateDraft] = {}
        self.editor = TemplateEditor()
        self.grid = Grid[TemplateLine](columns(), "templates_grid")
        self.grid.setAccessibleName("Templates and canned responses")
        self._search = QLineEdit()
        self._add = Button("New canned response", Kind.PLAIN, "plus")
        self._copy = Button("Duplicate", Kind.PLAIN, "copy")
        self._archive = Button("Archive", Kind.PLAIN, "archive")
        self._default = Button("Default text", Kind.PLAIN, "rotate-ccw")
        self._history = Button("Versions…", Kind.PLAIN, "history")
        self._discard = Button("Discard", Kind.PLAIN, "undo-2")
        self._versions = VersionsDialog(self)
        self._attaching = Attaching(store, self, "Attach a file", PICTURES_AND_PDF)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self._connect()
        self._list(self._row.id)
        self._open(self._row)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or entities & {"template", "branding"}:
            self._list(self._row.id)
            known = self._known(self._row.id)
            if known is not None and known.version != self._row.version:
                self._row = known
                if self._row.id not in self._edited:
                    self._open(known)
            self._show_around()

    def end(self) -> None:
        """The desk closes."""
        self._keep()
        self._attaching.end()

    # -- which one

    def _list(self, chosen: str) -> None:
        edited = frozenset(self._edited)
        lines = list(model.template_lines(self._store.view, self._search.text(), edited))
        lines += [TemplateLine(row.id, row, is_edited=True) for row in self._new.values()]
        ids = [line.id for line in lines]
        with QSignalBlocker(self.grid):
            self.grid.show_rows(lines)
            if chosen in ids:
                self.grid.selectRow(ids.index(chosen))

    def _selected(self, row_id: str) -> None:
        row_now = self._known(row_id)
        if row_now is not None and row_id != self._row.id:
            self._keep()
            self._open(row_now)

    def _known(self, row_id: str) -> TemplateRow | None:
        if row_id in LETTER_IDS:
            return letter_template(self._store.view, LetterKind(row_id))
        return self._store.view.get(TemplateRow, RowId(row_id)) or self._new.get(row_id)

    def _open(self, row_now: TemplateRow) -> None:
        self._row = row_now
        kept = model.read_draft(self._store.draft(_key(row_now)))
        draft = self._edited.get(row_now.id) or kept or model.draft_of(row_now)
        self.editor.show_draft(draft, is_letter=model.is_letter(row_now))
        self._typed()

    # -- what is typed

    def _typed(self) -> None:
        draft = self.editor.draft()
        is_new = self._row.version < 0 and not model.is_letter(self._row)
        was_edited = self._row.id in self._edited
        if draft == model.draft_of(self._row) and not is_new:
            self._edited.pop(self._row.id, None)
        else:
            self._edited[self._row.id] = draft
        if was_edited != (self._row.id in self._edited):
            self._list(self._row.id)
        self._pause.start()
        self._show_around()

    def _show_around(self) -> None:
        draft = self.editor.draft()
        is_edited, is_letter = self._row.id in self._edited, model.is_letter(self._row)
        problem = model.wrong_tags(draft)
        self.editor.show_problem(problem)
        self.editor.save.setEnabled(is_edited and not problem)
        self._discard.setEnabled(is_edited)
        self._history.setEnabled(bool(versions_of(self._store.view, self._row)))
        self._default.setVisible(is_letter)
        self._default.setEnabled(draft != model.default_draft(self._row))
        self._archive.setVisible(not is_letter and self._row.version >= 0)
        self._archive.relabel("Bring back" if self._row.archived else "Archive")
        self._archive.swap_icon("archive-restore" if self._row.archived else "archive")
        self._preview(draft)

    def _preview(self, draft: TemplateDraft) -> None:
        view, branding = self._store.view, branding_of(self._store.view)
        writer = self._store.me.name if self._store.me else "Amy Park"
        shown = PreviewShown(
            model.sample_text(view, draft.subject, writer),
            model.sample_text(view, draft.body, writer),
            branding,
            logo_of(self._store, branding, lambda _path: self._show_around()),
            draft.channel is Channel.EMAIL,
        )
        self.editor.preview.show_mail(shown)

    def _keep(self) -> None:
        self._pause.stop()
        draft = self._edited.get(self._row.id)
        self._store.set_draft(_key(self._row), model.write_draft(draft) if draft else "")

    # -- doing

    def _save(self) -> None:
        draft = self.editor.draft()
        self._do(draft, f"{draft.name} is saved.", archived=self._row.archived)

    def _do(self, draft: TemplateDraft, said: str, *, archived: bool) -> bool:
        try:
            self._store.do(model.save_of(self._row, draft, archived=archived))
        except Refused as refusal:
            self.editor.show_problem(refusal.detail)
            return False
        self._forget()
        known = self._known(self._row.id)
        if known is not None:
            self._list(known.id)
            self._open(known)
        self.said.emit(said)
        return True

    def _forget(self) -> None:
        self._pause.stop()
        self._edited.pop(self._row.id, None)
        self._new.pop(self._row.id, None)
        self._store.set_draft(_key(self._row), "")

    def _discard_it(self) -> None:
        is_new = self._row.id in self._new
        self._forget()
        known = None if is_new else self._known(self._row.id)
        following = known or letter_template(self._store.view, LetterKind.ACKNOWLEDGEMENT)
        self._list(following.id)
        self._open(following)

    def _make(self) -> None:
        self._begin(TemplateDraft("New response", subject="About your request", body=""))

    def _duplicate(self) -> None:
        lines = model.template_lines(self._store.view, "", frozenset())
        taken = frozenset(line.row.name.casefold() for line in lines)
        self._begin(model.copied(self.editor.draft(), taken))

    def _begin(self, draft: TemplateDraft) -> None:
        self._keep()
        made = model.new_canned(self._store.new_id(), draft)
        self._new[made.id] = made
        self._search.clear()
        self._open(made)
        self._list(made.id)
        self.editor.name_it()

    def _archive_it(self) -> None:
        was = self._row.archived
        name = self._row.name
        words = f"{name} is offered again." if was else f"{name} is archived."
        self._do(model.draft_of(self._row), words, archived=not was)

    def _restore_default(self) -> None:
        """Into the editor: saving it is one more click, and it can be looked at before."""
        draft = model.default_draft(self._row)
        if draft is not None:
            self.editor.show_draft(draft, is_letter=True)
            self._typed()

    def _show_versions(self) -> None:
        self._versions.offer(self._row, versions_of(self._store.view, self._row))

    def _restore(self, version: TemplateVersionRow) -> None:
        """Straight from the version: a text field could change a byte of it (TPL-08)."""
        words = f"Version {version.number} of {self._row.name} is back."
        if self._do(restored(version, self._row), words, archived=self._row.archived):
            self._versions.accept()

    def _attached(self, file: NewAttachment) -> None:
        self.editor.show_files((*self.editor.draft().files, file))
        self._typed()

    def _remove_file(self, file: NewAttachment) -> None:
        draft = self.editor.draft()
        self.editor.show_files([each for each in draft.files if each != file])
        self._typed()

    def _searched(self) -> None:
        self._list(self._row.id)

    def _connect(self) -> None:
        self.grid.current_changed.connect(self._selected)
        self._search.textChanged.connect(self._searched)
        self._add.clicked.connect(self._make)
        self._copy.clicked.connect(self._duplicate)
        self._archive.clicked.connect(self._archive_it)
        self._default.clicked.connect(self._restore_default)
        self._history.clicked.connect(self._show_versions)
        self._discard.clicked.connect(self._discard_it)
        self._versions.restore_requested.connect(self._restore)
        self._attaching.attached.connect(self._attached)
        self._attaching.refused.connect(self.editor.show_problem)
        self._pause.timeout.connect(self._keep)
        self.editor.changed.connect(self._typed)
        self.editor.save_requested.connect(self._save)
        self.editor.attach_requested.connect(self._attaching.pick)
        self.editor.file_removed.connect(self._remove_file)

    def _lay_out(self) -> None:
        self._search.setObjectName("templates_search")
        self._search.setAccessibleName("Search templates")
        self._search.setPlaceholderText("Search names and texts")
        self._search.setClearButtonEnabled(True)
        named = {
            "template_new": self._add, "template_copy": self._copy,
            "template_archive": self._archive, "template_default": self._default,
            "template_versions": self._history, "template_discard": self._discard,
        }  # fmt: skip
        for name, button in named.items():
            button.setObjectName(name)
        order = (self._history, self._default, self._copy, self._archive)
        for at, button in enumerate(order):
            self.editor.foot.insertWidget(at, button)
        self.editor.foot.insertWidget(self.editor.foot.count() - 1, self._discard)
        side = column(gap=8)
        side.addWidget(self._search)
        side.addWidget(self.grid, 1)
        side.addWidget(self._add)
        left = QWidget()
        left.setFixedWidth(304)
        left.setLayout(side)
        both = row(gap=16)
        both.addWidget(left)
        both.addWidget(self.editor, 1)
        card = Card()
        inner = column(card, gap=10, edge=16)
        inner.addWidget(WrappedLabel(_WORDS, Look.MUTED))
        inner.addLayout(both, 1)
        column(self).addWidget(card)


def _key(row_now: TemplateRow) -> str:
    return f"template {row_now.id}"
