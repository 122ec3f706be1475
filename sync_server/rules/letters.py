"""Keeping templates with all their versions, and the look of e-mails."""

from __future__ import annotations

import re

from sync_server.contract.attachments import ALLOWED_TYPES
from sync_server.contract.letters import (
    BRANDING_ID,
    BrandingRow,
    LetterKind,
    SaveBranding,
    SaveTemplate,
    TemplateRow,
    TemplateVersionRow,
)
from sync_server.contract.values import Channel
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.letter_defaults import NAMES, first_version, version_id
from sync_server.rules.merge_tags import unknown_tags
from sync_server.rules.messages import MAX_FILES, MAX_SMS, MAX_SUBJECT, MAX_TEXT
from sync_server.rules.view import View

MAX_NAME, MAX_FOOTER, MAX_LINKS = 80, 1_000, 8
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LINK = re.compile(r"[^\s].{0,40} https://[^\s\"'<>]{3,300}")


def save_template(view: View, command: SaveTemplate, here: Circumstances) -> Effects:
    """Save a template and keep the version for good; unknown tags are refused (TPL-07, TPL-08).

    The words a complaint letter came with are its version 1: two edits leave three versions.
    """
    known = view.get(TemplateRow, command.template_id)
    if (known.version if known else -1) != command.seen_version:
        raise Refused(Reason.CHANGED, "Someone else changed this template. Look at it again.")
    _check_kind(view, command, known)
    _check_words(command)
    number = command.seen_version + 1
    row = TemplateRow(
        id=command.template_id,
        version=number,
        letter=command.letter,
        name=command.name.strip(),
        channel=command.channel,
        subject=command.subject,
        body=command.body,
        files=command.files,
        archived=command.archived,
    )
    is_letter = row.letter is not LetterKind.CANNED
    count = number + 2 if is_letter else number + 1
    kept = TemplateVersionRow(
        id=version_id(row.id, count),
        template_id=row.id,
        number=count,
        name=row.name,
        subject=row.subject,
        body=row.body,
        files=row.files,
        saved_by=here.by,
        saved_by_name=here.by_name,
        saved_at=here.now,
    )
    first = (first_version(row.letter),) if is_letter and known is None else ()
    return Effects(rows=(row, *first, kept))


def save_branding(view: View, command: SaveBranding, _here: Circumstances) -> Effects:
    known = view.get(BrandingRow, BRANDING_ID)
    if (known.version if known else -1) != command.seen_version:
        raise Refused(Reason.CHANGED, "Someone else changed the branding. Look at it again.")
    if not _COLOUR.fullmatch(command.accent):
        raise Refused(Reason.INVALID, "A colour is written like #2F6FED.")
    is_picture = command.logo_type in {"image/png", "image/jpeg"}
    if command.logo_sha256 and not (is_picture and _SHA256.fullmatch(command.logo_sha256)):
        raise Refused(Reason.INVALID, "A logo is a PNG or JPEG picture.")
    if len(command.business_name) > MAX_NAME or len(command.footer) > MAX_FOOTER:
        raise Refused(Reason.INVALID, "The name or the footer is too long.")
    if {"\r", "\n"} & set(command.business_name):
        raise Refused(Reason.INVALID, "The name of the business stands on one line.")
    if len(command.links) > MAX_LINKS or not all(map(_LINK.fullmatch, command.links)):
        raise Refused(Reason.INVALID, "A link is written like “Facebook https://…”.")
    row = BrandingRow(
        id=BRANDING_ID,
        version=command.seen_version + 1,
        business_name=command.business_name.strip(),
        logo_sha256=command.logo_sha256,
        logo_type=command.logo_type,
        accent=command.accent,
        footer=command.footer,
        links=command.links,
    )
    return Effects(rows=(row,))


def _check_kind(view: View, command: SaveTemplate, known: TemplateRow | None) -> None:
    is_letter = command.letter is not LetterKind.CANNED
    if is_letter and str(command.template_id) != command.letter:
        raise Refused(Reason.INVALID, "There is one template for each complaint letter.")
    if not is_letter and str(command.template_id) in list(LetterKind):
        raise Refused(Reason.INVALID, "A complaint letter stays what it is.")
    if known is not None and known.letter is not command.letter:
        raise Refused(Reason.INVALID, "What a template is for does not change.")
    if is_letter and command.archived:
        raise Refused(Reason.INVALID, "Complaint letters cannot be archived.")
    name = command.name.strip().casefold()
    others = view.where(TemplateRow, archived=False)
    taken = {words.casefold() for kind, words in NAMES.items() if kind is not command.letter}
    if name in taken or any(
        row.id != command.template_id and row.name.casefold() == name for row in others
    ):
        raise Refused(Reason.INVALID, f"There is a template called {command.name.strip()} already.")


def _check_words(command: SaveTemplate) -> None:
    longest = MAX_SMS if command.channel is Channel.SMS else MAX_TEXT
    if not 1 <= len(command.name.strip()) <= MAX_NAME:
        raise Refused(Reason.INVALID, f"A template needs a name of 1 to {MAX_NAME} characters.")
    if not command.body.strip() or len(command.body) > longest:
        raise Refused(Reason.INVALID, f"A template has 1 to {longest} characters.")
    if len(command.subject) > MAX_SUBJECT or {"\r", "\n"} & set(command.subject):
        raise Refused(Reason.INVALID, "A subject stands on one line.")
    if command.channel is Channel.EMAIL and not command.subject.strip():
        raise Refused(Reason.INVALID, "An e-mail needs a subject.")
    unknown = unknown_tags(f"{command.subject}\n{command.body}")
    if unknown:
        names = ", ".join(f"{{{{{name}}}}}" for name in unknown)
        raise Refused(Reason.INVALID, f"No such tag: {names}.")
    _check_files(command)


def _check_files(command: SaveTemplate) -> None:
    if len(command.files) > MAX_FILES or any(
        file.media_type not in ALLOWED_TYPES for file in command.files
    ):
        raise Refused(Reason.INVALID, f"Up to {MAX_FILES} pictures or PDFs go with a template.")
