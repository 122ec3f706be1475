"""Settings, branding, wired: name, logo, colour, footer and links, with an e-mail beside them."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.letters.attaching import PICTURES, Attaching
from desktop.letters.logo import logo_of
from desktop.letters.preview_model import PreviewShown
from desktop.letters.preview_view import PreviewView
from desktop.letters.templates_model import sample_text
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, column, row
from desktop.store import Store
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.letters import BrandingRow, LetterKind, SaveBranding
from sync_server.rules.branding import branding_of
from sync_server.rules.effects import Refused
from sync_server.rules.letter_defaults import letter_template

COLOURS = ("#2F6FED", "#0A7D55", "#B4540A", "#B3261E", "#6D3BD1", "#1F2933")
PREVIEW_MS = 120
_WORDS = "How e-mails look. Every letter and message you send by e-mail goes out in it."


class BrandingPage(QWidget):
    """What is typed shows in the e-mail at the right at once and is sent once it is saved."""

    said = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._row = branding_of(store.view)
        self._logo = ("", "")
        self._name, self._accent = QLineEdit(), QLineEdit()
        self._footer, self._links = QPlainTextEdit(), QPlainTextEdit()
        self._choose = Button("Choose a logo…", Kind.PLAIN, "image")
        self._remove = Button("Remove", Kind.LINK)
        self._save = Button("Save", Kind.PRIMARY, "check")
        self._problem = WrappedLabel("", Look.ERROR)
        self.preview = PreviewView("branding_preview")
        self._attaching = Attaching(store, self, "Choose a logo", PICTURES)
        self._pause = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._lay_out()
        self._connect()
        self._fill(self._row)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have. What is typed stays."""
        if not entities or entities & {"branding", "template"}:
            known = branding_of(self._store.view)
            is_typed = self._typed_row() != self._row
            self._row = msgspec.structs.replace(self._row, version=known.version)
            if not is_typed:
                self._fill(known)

    def end(self) -> None:
        """The desk closes."""
        self._pause.stop()
        self._attaching.end()

    def _fill(self, known: BrandingRow) -> None:
        self._row = known
        self._logo = (known.logo_sha256, known.logo_type)
        self._name.setText(known.business_name)
        self._accent.setText(known.accent)
        self._footer.setPlainText(known.footer)
        self._links.setPlainText("\n".join(known.links))
        self._show()

    def _typed_row(self) -> BrandingRow:
        lines = (line.strip() for line in self._links.toPlainText().split("\n"))
        sha256, kind = self._logo
        return msgspec.structs.replace(
            self._row,
            business_name=self._name.text().strip(),
            logo_sha256=sha256,
            logo_type=kind,
            accent=self._accent.text().strip(),
            footer=self._footer.toPlainText().strip(),
            links=tuple(line for line in lines if line),
        )

    def _show(self) -> None:
        typed = self._typed_row()
        self._save.setEnabled(typed != self._row)
        self._remove.setVisible(bool(typed.logo_sha256))
        letter = letter_template(self._store.view, LetterKind.ACKNOWLEDGEMENT)
        writer = self._store.me.name if self._store.me else "Amy Park"
        shown = PreviewShown(
            sample_text(self._store.view, letter.subject, writer),
            sample_text(self._store.view, letter.body, writer),
            typed,
            logo_of(self._store, typed, lambda _path: self._show()),
        )
        self.preview.show_mail(shown)

    def _keep(self) -> None:
        typed = self._typed_row()
        command = SaveBranding(
            seen_version=self._row.version,
            business_name=typed.business_name,
            logo_sha256=typed.logo_sha256,
            logo_type=typed.logo_type,
            accent=typed.accent,
            footer=typed.footer,
            links=typed.links,
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._say(refusal.detail)
            return
        self._say("")
        self._fill(branding_of(self._store.view))
        self.said.emit("The look of e-mails is saved.")

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _picked(self, file: NewAttachment) -> None:
        if file.media_type == "application/pdf":
            self._say("A logo is a PNG or JPEG picture.")
            return
        self._logo = (file.sha256, file.media_type)
        self._say("")
        self._show()

    def _unpick(self) -> None:
        self._logo = ("", "")
        self._show()

    def _colour(self, code: str, *_is_on: bool) -> None:
        self._accent.setText(code)

    def _connect(self) -> None:
        for field in (self._name, self._accent):
            field.textChanged.connect(self._changed)
        for area in (self._footer, self._links):
            area.textChanged.connect(self._changed)
        self._pause.timeout.connect(self._show)
        self._choose.clicked.connect(self._attaching.pick)
        self._remove.clicked.connect(self._unpick)
        self._save.clicked.connect(self._keep)
        self._attaching.attached.connect(self._picked)
        self._attaching.refused.connect(self._say)

    def _changed(self, *_what: object) -> None:
        self._save.setEnabled(self._typed_row() != self._row)
        self._pause.start()

    def _lay_out(self) -> None:
        self._problem.setObjectName("branding_problem")
        self._problem.hide()
        self._save.setObjectName("branding_save")
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._save)
        both = row(gap=20)
        both.addLayout(self._fields(), 2)
        both.addWidget(self.preview, 3)
        card = Card()
        inner = column(card, gap=12, edge=16)
        inner.addWidget(WrappedLabel(_WORDS, Look.MUTED))
        inner.addLayout(both, 1)
        inner.addLayout(foot)
        column(self).addWidget(card)

    def _fields(self) -> QVBoxLayout:
        self._footer.setPlaceholderText("Address, phone, registration number")
        self._links.setPlaceholderText("Facebook https://facebook.com/your-page")
        for area in (self._footer, self._links):
            area.setTabChangesFocus(True)
            area.setFixedHeight(92)
        named: tuple[tuple[str, QWidget, str, QWidget | QHBoxLayout], ...] = (
            ("Name of the business", self._name, "branding_name", self._name),
            ("Logo", self._choose, "branding_choose", self._logo_line()),
            ("Colour", self._accent, "branding_accent", self._colours()),
            ("Footer", self._footer, "branding_footer", self._footer),
            ("Links, one on each line", self._links, "branding_links", self._links),
        )
        fields = column(gap=6)
        for title, part, name, shown in named:
            part.setObjectName(name)
            if part is not self._choose:
                part.setAccessibleName(title)
            fields.addWidget(Label(title, Look.MUTED))
            if isinstance(shown, QWidget):
                fields.addWidget(shown)
            else:
                fields.addLayout(shown)
        fields.addWidget(self._problem)
        fields.addStretch(1)
        return fields

    def _logo_line(self) -> QHBoxLayout:
        self._remove.setObjectName("branding_remove")
        self._remove.setAccessibleName("Remove the logo")
        line = row(gap=8)
        line.addWidget(self._choose)
        line.addWidget(self._remove)
        line.addStretch(1)
        return line

    def _colours(self) -> QHBoxLayout:
        self._accent.setFixedWidth(110)
        line = row(gap=6)
        line.addWidget(self._accent)
        for code in COLOURS:
            line.addWidget(self._swatch(code))
        line.addStretch(1)
        return line

    def _swatch(self, code: str) -> Button:
        made = Button(code, Kind.ICON)
        made.setObjectName(f"branding_colour_{code[1:]}")
        made.setAccessibleName(f"Colour {code}")
        drawn = QPixmap(18, 18)
        drawn.fill(QColor(code))
        made.setIcon(QIcon(drawn))
        made.clicked.connect(partial(self._colour, code))
        return made
