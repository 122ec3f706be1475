"""Templates as the editor lists and fills them, and what becomes of what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from desktop.qt.statuses import Badge
from desktop.qt.table_model import Column
from desktop.qt.tones import Tone
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.letters import LetterKind, SaveTemplate, TemplateRow
from sync_server.contract.values import Channel
from sync_server.rules.letter_defaults import LETTERS, default_letter, letter_template
from sync_server.rules.letter_marks import Mark
from sync_server.rules.letter_values import business_of
from sync_server.rules.merge_tags import TAGS, render, unknown_tags
from sync_server.rules.view import View

CHANNELS: Mapping[Channel, str] = {Channel.EMAIL: "E-mail", Channel.SMS: "Text message"}
_SAMPLE = {
    "customer_first_name": "Olivia",
    "customer_name": "Olivia Smith",
    "complaint_number": "CMP-00012",
    "complaint_type": "Damage",
    "complaint_comments": "There is a scratch on the kitchen window.",
    "record_code": "BOK-00007",
    "record_title": "Windows, ground floor",
    "reported_on": "Monday 2 November 2026",
    "owner_name": "Amy Park",
    "next_milestone": "We aim to have it put right by Friday 6 November 2026.",
    "follow_up_date": "Thursday 5 November 2026",
    "discussion_link": Mark.DISCUSSION.value,
    "survey_link": Mark.SURVEY.value,
    "worker_first_name": "Liam",
    "open_complaints": "- CMP-00012 Damage, open for 3 days\n- CMP-00015 Late arrival, "
    "reported today",
}


class TemplateDraft(msgspec.Struct, frozen=True):
    """What stands in the editor."""

    name: str = ""
    channel: Channel = Channel.EMAIL
    subject: str = ""
    body: str = ""
    files: tuple[NewAttachment, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One template in the list."""

    id: str
    row: TemplateRow
    is_edited: bool = False
    """Something typed here was not saved yet."""


def template_lines(view: View, words: str, edited: frozenset[str]) -> tuple[TemplateLine, ...]:
    """The letters first, then canned responses by name, archived ones last."""
    letters = [letter_template(view, kind) for kind in LETTERS]
    canned = view.where(TemplateRow, letter=LetterKind.CANNED)
    canned.sort(key=lambda row: (row.archived, row.name.casefold(), row.id))
    wanted = words.casefold().split()
    return tuple(
        TemplateLine(row.id, row, row.id in edited)
        for row in (*letters, *canned)
        if all(word in f"{row.name}\n{row.subject}\n{row.body}".casefold() for word in wanted)
    )


def columns() -> tuple[Column[TemplateLine], ...]:
    return (
        Column("Template", _name, 180, stretches=True),
        Column("", _nothing, 96, badges=_badges),
    )


def is_letter(row: TemplateRow) -> bool:
    return row.letter is not LetterKind.CANNED


def draft_of(row: TemplateRow) -> TemplateDraft:
    return TemplateDraft(row.name, row.channel, row.subject, row.body, row.files)


def new_canned(row_id: RowId, draft: TemplateDraft) -> TemplateRow:
    """A row that is not kept yet; its version says so."""
    return TemplateRow(
        id=row_id,
        version=-1,
        name=draft.name,
        channel=draft.channel,
        subject=draft.subject,
        body=draft.body,
        files=draft.files,
    )


def default_draft(row: TemplateRow) -> TemplateDraft | None:
    """What a complaint letter says by default; None for canned responses, which have none."""
    return draft_of(default_letter(row.letter)) if is_letter(row) else None


def save_of(row: TemplateRow, draft: TemplateDraft, *, archived: bool = False) -> SaveTemplate:
    is_mail = draft.channel is Channel.EMAIL
    return SaveTemplate(
        template_id=row.id,
        seen_version=row.version,
        letter=row.letter,
        name=draft.name,
        channel=draft.channel,
        subject=draft.subject.strip() if is_mail else "",
        body=draft.body,
        files=draft.files if is_mail else (),
        archived=archived,
    )


def copied(draft: TemplateDraft, taken: frozenset[str]) -> TemplateDraft:
    """The same under a name nobody has."""
    at = 1
    while (name := f"{draft.name} (copy{f' {at}' if at > 1 else ''})").casefold() in taken:
        at += 1
    return msgspec.structs.replace(draft, name=name)


def wrong_tags(draft: TemplateDraft) -> str:
    """What to say of tags nobody knows; empty when there are none."""
    names = unknown_tags(f"{draft.subject}\n{draft.body}")
    if not names:
        return ""
    shown = ", ".join(f"{{{{{name}}}}}" for name in names)
    return f"No such tag: {shown}. Choose one from “Insert a tag”."


def sample_text(view: View, text: str, writer: str) -> str:
    """The text with tags filled in as for an invented customer; unknown tags stay as typed."""
    business = business_of(view) or "Your business"
    values = dict.fromkeys(TAGS, "") | _SAMPLE
    values |= {
        "business_name": business,
        "agent_name": writer,
        "agent_signature": f"{writer}\n{business}",
    }
    return _known_again(render(_hidden(text), values))


def _hidden(text: str) -> str:
    """Unknown tags in brackets that nobody types: they stand in a preview as they were typed."""
    for name in unknown_tags(text):
        text = re.sub(rf"\{{\{{\s*{re.escape(name)}\s*\}}\}}", f"\ue000{name}\ue001", text)
    return text


def _known_again(text: str) -> str:
    return text.replace("\ue000", "{{").replace("\ue001", "}}")


def read_draft(text: str) -> TemplateDraft | None:
    """What was kept; None for nothing, or when it cannot be read."""
    try:
        return msgspec.json.decode(text, type=TemplateDraft) if text else None
    except msgspec.DecodeError:
        return None


def write_draft(draft: TemplateDraft) -> str:
    return msgspec.json.encode(draft).decode()


def _name(line: TemplateLine) -> str:
    return line.row.name or "Unnamed"


def _nothing(_line: TemplateLine) -> str:
    return ""


def _badges(line: TemplateLine) -> tuple[Badge, ...]:
    if line.is_edited:
        return (Badge("Unsaved", Tone.ORANGE),)
    if line.row.archived:
        return (Badge("Archived", Tone.GREY),)
    if is_letter(line.row):
        return (Badge("Letter", Tone.BLUE),)
    return ()
